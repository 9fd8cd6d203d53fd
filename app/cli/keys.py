"""Commands about who can open a desk: passphrases, and a test of one that opens nothing."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import msgspec

from app.cli import reading
from app.cli.opening import is_body, is_county, open_desk, open_shared
from app.cli.parser import Answer
from app.cli.writing import check_out, write_out
from app.domain.errors import RuleBroken


def passphrases(options: argparse.Namespace) -> Answer:
    shared = open_shared(options)
    if shared is not None:
        with shared:
            return _shared(options, shared)
    if options.action == "change":
        return _change(options)
    with open_desk(options, write=options.action != "show") as desk:
        if options.action == "give":
            if not options.to:
                raise RuleBroken("usage", "请写明为谁设置首次口令：passphrases DESK give --for 姓名。")
            desk.give_passphrase(options.to, reading.read_new_passphrase(options.new_passphrase_file))
        elif options.action == "end-common":
            desk.end_common()
        return _told(desk)


def recovery_sheet(options: argparse.Namespace) -> Answer:
    shared = open_shared(options)
    if shared is not None:
        with shared:
            check_out(Path(options.out), Path(options.place))
            made = shared.make_recovery_sheet()
            write_out({options.out: shared.recovery_paper(made)}, options.place)
            return _made(made.sheet, options.out)
    with open_desk(options) as desk:
        check_out(Path(options.out), Path(options.desk))
        sheet = desk.make_recovery_sheet()
        write_out({options.out: desk.desk_paper("F35", sheet)}, options.desk)
        return _made(sheet.sheet, options.out)


def recover(options: argparse.Namespace) -> Answer:
    from app.desk import Desk

    if is_county(Path(options.place)) or is_body(Path(options.place)):
        return _recover_shared(options)
    if not options.officer:
        raise RuleBroken("usage", "请用 --officer 写明由哪位管理员设置新口令。")
    with Desk.recover(
        Path(options.place),
        reading.read_recovery_key(options.key_file),
        officer=options.officer,
        new_passphrase=reading.read_new_passphrase(options.new_passphrase_file),
        reason=options.reason,
        program="命令行",
    ) as desk:
        return _told(desk)


def _recover_shared(options: argparse.Namespace) -> Answer:
    """Of what has no officers and no journal: nobody has to say who and why."""
    from app.county.recovering import recover_body, recover_county
    from app.setup import machine_clock

    if options.officer or options.reason:
        raise RuleBroken("usage", "县级接收库和密封材料接收没有工作人员和台账，不用 --officer、--reason。")
    folder, key = Path(options.place), reading.read_recovery_key(options.key_file)
    new = reading.read_new_passphrase(options.new_passphrase_file)
    recover = recover_county if is_county(folder) else recover_body
    with recover(folder, key, new_passphrase=new, clock=machine_clock) as store:
        return _told_shared(store)


def unlock_test(options: argparse.Namespace) -> Answer:
    from app.security import vault
    from app.setup import DESK, machine_clock

    found = vault.try_all(Path(options.desk), DESK, reading.read_passphrase(options.passphrase_file), machine_clock)
    return {
        "opens": any(one.opens for one in found),
        "slots": [
            {
                "use": one.slot.use,
                "holder": one.slot.holder,
                "first": one.slot.first,
                "opens": one.opens,
                "seconds": one.seconds,
                "aim": one.slot.aim / 1000,
                "cost": msgspec.to_builtins(one.slot.cost),
            }
            for one in found
        ],
    }


def _change(options: argparse.Namespace) -> Answer:
    """One's own passphrase: opened with the old one, which may be a first one."""
    from app.desk import Desk

    with Desk.open(
        Path(options.desk),
        reading.read_passphrase(options.passphrase_file),
        officer=options.officer,
        new_passphrase=reading.read_new_passphrase(options.new_passphrase_file),
        program="命令行",
    ) as desk:
        return _told(desk)


def _shared(options: argparse.Namespace, store: Any) -> Answer:
    """Of what has no officers: which are there is told, the one passphrase is changed."""
    if options.action not in ("show", "change"):
        raise RuleBroken("usage", "县级接收库和密封材料接收只有一个口令，用 show 查看、用 change 更换。")
    if options.action == "change":
        old = reading.read_passphrase(options.passphrase_file)
        store.change_passphrase(old, reading.read_new_passphrase(options.new_passphrase_file))
    return _told_shared(store)


def _told_shared(store: Any) -> Answer:
    return {"officer": "", **msgspec.to_builtins(store.passphrases()), "notices": []}


def _made(sheet: int, file: str) -> Answer:
    return {"sheet": sheet, "file": file, "words": "请立即打印，核对清楚后删除这个文件。以前的恢复表已经作废。"}


def _told(desk: Any) -> Answer:
    return {"officer": desk.officer, **msgspec.to_builtins(desk.passphrases()), "notices": list(desk.mended)}
