"""Commands of a new version of the program."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.cli.opening import open_county, open_desk
from app.cli.parser import Answer
from app.domain.errors import RuleBroken

if TYPE_CHECKING:
    from app.storage.program_folder import ProgramFolder

# Action -> what stands behind it.
PLACES = {"check": ("file", "desk"), "install": ("file", "desk"), "back": ("desk",), "tidy": (), "show": ()}


def county_sign_update(options: argparse.Namespace) -> Answer:
    with open_county(options, write=False) as county:
        return msgspec.to_builtins(county.sign_update(Path(options.folder), Path(options.to)))


def update(options: argparse.Namespace) -> Answer:
    from app.desk.updates import go_back
    from app.storage.program_folder import ProgramFolder

    names = PLACES[options.action]
    if len(options.places) != len(names) or (options.action != "check") != bool(options.program_folder):
        raise RuleBroken("usage", "写法不对，请看 python -m app update --help。")
    given = dict(zip(names, options.places, strict=True))
    programs = ProgramFolder(Path(options.program_folder)) if options.program_folder else None
    update = None
    removed: tuple[str, ...] = ()
    if options.action in ("check", "install"):
        options.desk = given["desk"]
        with open_desk(options, write=False) as desk:
            file = Path(given["file"])
            update = desk.install_update(file, programs) if programs else desk.check_update(file)
    elif options.action == "back" and programs:
        go_back(programs, Path(given["desk"]))
    elif options.action == "tidy" and programs:
        removed = programs.remove()
    return {
        "update": msgspec.to_builtins(update) if update else None,
        "programs": _told(programs) if programs else None,
        "removed": list(removed),
    }


def _told(programs: ProgramFolder) -> Answer:
    opened = programs.opened(programs.current) if programs.current else None
    return {
        "current": programs.current,
        "previous": programs.previous,
        "versions": list(programs.versions),
        "removable": list(programs.removable),
        "opened_at": opened.at if opened else "",
    }
