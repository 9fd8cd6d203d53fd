"""Commands that print, and the wording of what they print."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from app.cli import answers
from app.cli.opening import open_desk
from app.cli.parser import Answer
from app.cli.writing import check_out, write_out
from app.domain.errors import RuleBroken, StorageError


def reception_days(options: argparse.Namespace) -> Answer:
    from app.domain.records.reception import ReceptionDays

    with open_desk(options, write=False) as desk:
        year = options.year or (options.on or desk.today()).year
        days = tuple(
            day
            for day in desk.reception_days(year)
            if options.on in (None, day.held_on) and options.leader in (None, day.leader)
        )
        files: dict[str, bytes] = {}
        if options.plan:
            files[options.plan] = desk.desk_paper("F33", ReceptionDays(year=year, days=days))
        if options.record:
            if len(days) != 1:
                raise RuleBroken("usage", "接访记录一次印一天：请用 --on 和 --leader 选定其中一天。", days=len(days))
            files[options.record] = desk.desk_paper("F34", days[0])
    write_out(files, options.desk)
    return {"year": year, "days": msgspec.to_builtins(days), "files": list(files)}


def report(options: argparse.Namespace) -> Answer:
    if (options.month is None) == (options.year is None):
        raise RuleBroken("usage", "请写明月份或年份：--month 2026-10，或者 --year 2026。")
    year, month = options.month or (options.year, None)
    with open_desk(options, write=False) as desk:
        report = desk.report(year, month)
        files = {options.out: desk.desk_paper("F31", report)} if options.out else {}
    write_out(files, options.desk)
    counts = answers.of_counts(report.counts, rows=False)
    return {"year": year, "month": month, "counts": counts, "file": options.out or ""}


def wording(options: argparse.Namespace) -> Answer:
    if (options.action == "export") != (options.folder is not None):
        raise RuleBroken("usage", "写法：wording DESK check、wording DESK list 或者 wording DESK export FOLDER。")
    with open_desk(options, write=False) as desk:
        if options.action == "export":
            files = desk.copy_wording(Path(options.folder))
            return {"folder": options.folder, "files": list(files), "papers": []}
        problems = desk.wording_problems()
        if problems and options.action == "check":
            raise StorageError("wording-broken", "".join(problems), problems=list(problems))
        folder = desk.wording
        listed = [] if options.action == "check" else msgspec.to_builtins(desk.wording_files())
    names = sorted(file.name for file in folder.iterdir()) if folder else []
    return {"folder": str(folder) if folder else None, "files": names, "papers": listed}


def paper(options: argparse.Namespace) -> Answer:
    from app.storage.files import write_whole

    out = Path(options.out)
    check_out(out, Path(options.desk))
    if options.docx and options.paper != "F12":
        raise RuleBroken("usage", "--docx 只用于 F12（信访处理意见书），其他文书只出 PDF。")
    with open_desk(options, write=False) as desk:
        data = desk.docx(options.number) if options.docx else desk.paper(options.number, options.paper)
    write_whole(out, data)
    return {"paper": options.paper, "file": str(out), "bytes": len(data)}


def case_file(options: argparse.Namespace) -> Answer:
    from app.storage.files import write_whole

    out = Path(options.out)
    check_out(out, Path(options.desk))
    with open_desk(options, write=False) as desk:
        case = desk.bind_case(options.number)
    write_whole(out, case.pdf)
    return {
        "file": str(out),
        "bytes": len(case.pdf),
        "pages": case.pages,
        "items": [answers.of_item(item) for item in case.items],
        "left_out": msgspec.to_builtins(case.left_out),
    }


def numbers(options: argparse.Namespace) -> Answer:
    from app.storage.files import write_whole

    out = Path(options.out) if options.out else None
    if out:
        check_out(out, Path(options.desk))
    with open_desk(options, write=False) as desk:
        register = desk.document_numbers(options.series, options.year)
        data = desk.desk_paper("F32", register) if out else b""
    if out:
        write_whole(out, data)
    return {**msgspec.to_builtins(register), "file": str(out) if out else ""}


def check_docx(options: argparse.Namespace) -> Answer:
    with open_desk(options, write=options.take) as desk:
        returned = desk.check_docx(options.number, Path(options.file))
        taken = desk.run(options.number, returned.step) if options.take and returned.changes else None
        return {
            **msgspec.to_builtins(returned),
            "taken": {"number": taken.number, **answers.of_changes(taken)} if taken else None,
        }
