"""Commands of the proof: the checks, the signed report of them, the day's page of the register."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.cli import reading
from app.cli.opening import open_desk, open_either
from app.cli.parser import Answer
from app.cli.writing import check_out
from app.domain.errors import RuleBroken, StorageError
from app.domain.proof import Anchor, read_anchor

if TYPE_CHECKING:
    from app.desk import Desk


def verify(options: argparse.Namespace) -> Answer:
    from app.desk import Desk

    anchors = tuple(map(read_anchor, options.anchor))
    with open_either(options, write=False) as place:
        if options.report:
            if not isinstance(place, Desk):
                raise RuleBroken("usage", "核验报告由接待台出具；县级接收库只用 verify 校验。")
            return _reported(options, place, anchors)
        if not anchors:
            return {"ok": True, **place.verify(rebuild=options.rebuild), "report": None}
        if not isinstance(place, Desk):
            raise RuleBroken("usage", "登记簿页由接待台打印，请在接待台核对（verify DESK --anchor）。")
        return {"ok": True, **place.verify(rebuild=options.rebuild, anchors=anchors), "report": None}


def _reported(options: argparse.Namespace, desk: Desk, anchors: tuple[Anchor, ...]) -> Answer:
    """The report goes into its file first, whatever it says; then a failure is the command's refusal."""
    from app.storage.files import write_whole

    out = Path(options.report)
    check_out(out, Path(options.place))
    signed = desk.verify_report(anchors=anchors)
    write_whole(out, desk.verify_paper(signed))
    failed = next((check for check in signed.report.checks if check.state == "failed"), None)
    if failed is not None:
        raise StorageError(failed.error, failed.told, **failed.place, report=str(out))
    rebuilt = next(check.numbers for check in signed.report.checks if check.code == "projections")
    return {"ok": True, **desk.verify(anchors=anchors), "rebuilt": rebuilt, "report": str(out)}


def verify_report(options: argparse.Namespace) -> Answer:
    from app.exchange.keys import CARD_LIMIT, decode_card, fingerprint
    from app.security.report_proof import MOST_REPORT, REPORT_MARK, check_claim, check_report
    from app.storage.files import read_file

    card = decode_card(read_file(Path(options.card), most=CARD_LIMIT + 1))
    told = {"station": card.code, "name": card.name, "fingerprint": fingerprint(card)}
    if options.file.startswith(f"{REPORT_MARK}|"):
        claim, report, same = check_claim(options.file, card), None, None
    else:
        proven = check_report(read_file(Path(options.file), most=MOST_REPORT + 1), card)
        claim, report, same = proven.claim, proven.report, proven.pages_same
    return {"genuine": True, **told, "claim": msgspec.to_builtins(claim), "pages_same": same, "report": report}


def register_page(options: argparse.Namespace) -> Answer:
    from app.storage.files import write_whole

    out = Path(options.out) if options.out else None
    if out:
        check_out(out, Path(options.desk))
    day = reading.day(options.date, "DATE")
    with open_desk(options, write=False) as desk:
        register = desk.day_register(day)
        data = desk.desk_paper("F36", register) if out else b""
    if out:
        write_whole(out, data)
    return {**msgspec.to_builtins(register), "anchor": register.anchor, "file": str(out) if out else ""}
