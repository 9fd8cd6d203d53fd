"""Commands of backups and of putting one back."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from app.cli import reading
from app.cli.opening import open_desk
from app.cli.options import Answer
from app.domain.errors import RuleBroken


def backup(options: argparse.Namespace) -> Answer:
    with open_desk(options) as desk:
        return msgspec.to_builtins(desk.backup(Path(options.to) if options.to else None))


def backups(options: argparse.Namespace) -> Answer:
    if options.second and options.no_second:
        raise RuleBroken("usage", "--second 和 --no-second 只能给出一个。")
    writing = bool(options.second or options.no_second)
    with open_desk(options, write=writing) as desk:
        if writing:
            desk.set_second_place(Path(options.second) if options.second else None)
        found = desk.backups(Path(options.folder) if options.folder else None, check=options.check)
        return {"state": msgspec.to_builtins(desk.backup_state()), "backups": msgspec.to_builtins(found)}


def restore(options: argparse.Namespace) -> Answer:
    from app.desk import restoring

    file = Path(options.file)
    if options.look:
        return msgspec.to_builtins(restoring.look(file))
    if options.last_number and options.no_later_numbers:
        raise RuleBroken("usage", "--last-number 和 --no-later-numbers 只能给出一种。")
    numbers = tuple(options.last_number) if options.last_number else () if options.no_later_numbers else None
    said = restoring.Said(reason=options.reason, last_numbers=numbers, officer=options.officer)
    passphrase = reading.read_passphrase(options.passphrase_file)
    told = restoring.restore(
        *(file, Path(options.desk), passphrase, said),
        replace=options.replace,
        recovery=options.recovery,
        program="命令行",
    )
    return msgspec.to_builtins(told)
