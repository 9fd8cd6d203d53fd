"""Commands of the data that a county signs for its desks."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from app.cli.opening import open_county, open_desk
from app.cli.parser import Answer
from app.domain.errors import RuleBroken


def data(options: argparse.Namespace) -> Answer:
    if options.action == "load" and options.file is None:
        raise RuleBroken("usage", "请写明数据文件：data DESK load FILE。")
    with open_desk(options, write=options.action == "load") as desk:
        told = None
        if options.action == "load":
            told = desk.load_data(Path(options.file), confirmed=options.confirm)
        elif options.file is not None:
            told = desk.look_at_data(Path(options.file))
        return {
            "file": msgspec.to_builtins(told),
            "files": msgspec.to_builtins(desk.data_files()),
            "content_classes": msgspec.to_builtins(desk.content_classes_now()),
            "villages": msgspec.to_builtins(desk.villages()),
        }


def county_sign(options: argparse.Namespace) -> Answer:
    kind = options.command.removeprefix("county-")
    with open_county(options, write=False) as county:
        told: Answer = msgspec.to_builtins(county.sign_data(kind, Path(options.file), Path(options.to)))
        return told
