"""Commands of backups and of putting one back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import msgspec

from app.cli import reading
from app.cli.opening import is_county, open_either, refuse_url
from app.cli.parser import Answer
from app.domain.errors import RuleBroken


def backup(options: argparse.Namespace) -> Answer:
    to = Path(options.to) if options.to else None
    with open_either(options) as place:
        made = place.backup(to)
        return msgspec.to_builtins(_of_county(place, made) if is_county(place.folder) else made)


def backups(options: argparse.Namespace) -> Answer:
    from app.security.backup_job import seen

    if options.second and options.no_second:
        raise RuleBroken("usage", "--second 和 --no-second 只能给出一个。")
    writing = bool(options.second or options.no_second)
    county = is_county(Path(options.place))
    folder = Path(options.folder) if options.folder else None
    with open_either(options, write=writing) as place:
        if writing:
            place.set_second_place(Path(options.second) if options.second else None)
        found = place.backups(folder, check=options.check)
        told = [seen(one) for one in found] if county else found
        return {"state": msgspec.to_builtins(place.backup_state()), "backups": msgspec.to_builtins(told)}


def restore(options: argparse.Namespace) -> Answer:
    from app.desk import restoring

    file, folder = Path(options.file), Path(options.place)
    if _restores_county(file, folder):
        return _restore_county(options, file, folder)
    if options.look:
        return msgspec.to_builtins(restoring.look(file))
    if options.last_number and options.no_later_numbers:
        raise RuleBroken("usage", "--last-number 和 --no-later-numbers 只能给出一种。")
    numbers = tuple(options.last_number) if options.last_number else () if options.no_later_numbers else None
    said = restoring.Said(reason=options.reason, last_numbers=numbers, officer=options.officer)
    passphrase = reading.read_passphrase(options.passphrase_file)
    told = restoring.restore(
        *(file, folder, passphrase, said),
        replace=options.replace,
        recovery=options.recovery,
        program="命令行",
    )
    return msgspec.to_builtins(told)


def _restores_county(file: Path, folder: Path) -> bool:
    """What lies in the folder decides, in a new folder the file: the one is never put in the place of the other."""
    from app.security import backup_file

    if (folder / "desk.key").exists():
        return False
    return is_county(folder) or backup_file.read_header(file).kind == "county"


def _restore_county(options: argparse.Namespace, file: Path, folder: Path) -> Answer:
    from app.county import restoring
    from app.security.backup_job import seen
    from app.setup import machine_clock

    refuse_url(options.place)
    if options.look:
        return msgspec.to_builtins(seen(restoring.look(file)))
    if options.reason or options.last_number or options.no_later_numbers or options.officer:
        raise RuleBroken(
            "usage",
            "县级接收库没有自己的台账和编号，恢复时只用 --replace、--recovery，不用"
            " --reason、--last-number、--no-later-numbers、--officer。",
        )
    passphrase = reading.read_passphrase(options.passphrase_file)
    told = restoring.restore(
        *(file, folder, passphrase),
        replace=options.replace,
        recovery=options.recovery,
        clock=machine_clock,
        program="命令行",
    )
    return msgspec.to_builtins(told)


def _of_county(county: Any, made: Any) -> Any:
    """What lies elsewhere and is not in a county's backup is among the problems."""
    from app.county.places import BACK_UP_THERE

    more = (BACK_UP_THERE,) if county.kept_in == "postgresql" else ()
    return msgspec.structs.replace(made, problems=(*made.problems, *more))
