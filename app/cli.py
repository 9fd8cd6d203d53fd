"""Headless: `python -m app <command>` for IT staff, scripts and tests (docs/cli.md).

One JSON document on stdout; a refusal is one JSON document on stderr, exit 2 for a rule, 3 for the surroundings.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any, TextIO

import msgspec

from app import cli_answers, cli_input
from app.cli_options import Answer, Command, make_parser
from app.domain.errors import DeskError, ExchangeError, RuleBroken, StorageError

RULE, SURROUNDINGS, BUG = 2, 3, 4
OF_DESK = "-"  # in place of a petition's number: a step of the desk itself


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # JSON is UTF-8 whatever the console; \udcXX is how JSON writes half a pair
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return _run(sys.argv[1:] if arguments is None else arguments)
    except SystemExit:  # --help has told and asks to leave
        return 0 if _say("") else SURROUNDINGS
    except DeskError as error:
        return _refuse(error)
    except KeyboardInterrupt:
        return _refuse(StorageError("interrupted", "已中断，没有办完的没有保存。是否已办完，请用 show 查看。"))
    except MemoryError:
        return _refuse(StorageError("memory-short", "内存不足，操作没有完成。"))
    except OSError as error:  # what no layer below has put into better words
        return _refuse(StorageError("system-refused", "系统拒绝了文件操作，本次操作没有完成。", problem=str(error)))
    except Exception as error:  # a bug: said in one sentence, where it happened without anybody's data
        return _refuse(_bug(error))


def _run(arguments: list[str]) -> int:
    if sys.stdout is None:  # nothing is done whose answer nobody could read
        raise StorageError("answer-not-written", "标准输出已关闭，没有执行。")
    cli_input.check_arguments(arguments)
    options = make_parser(COMMANDS).parse_args(arguments)
    answer: Answer = options.run(options)
    if not _say(json.dumps(answer, ensure_ascii=False, indent=2) + "\n"):
        raise StorageError(
            "answer-not-written",
            "操作已完成，但结果没有写出（磁盘已满或输出已关闭）。请用 show 或 journal 查看，不要重复办理。",
        )
    return 0


# Commands: setting up


def _init(options: argparse.Namespace) -> Answer:
    from app.desk import Desk
    from app.domain import shape
    from app.domain.office import Office

    given = {
        name: getattr(options, name)
        for name in ("station", "name", "short", "address", "phone", "review_body", "review_address", "region")
        if getattr(options, name)
    }
    desk = Desk.create(
        Path(options.desk),
        office=shape.read(Office, given),
        officers=tuple(options.officer),
        passphrase=cli_input.read_passphrase(options.passphrase_file),
        unlock_seconds=options.unlock_seconds,
        program="命令行",
    )
    with desk:
        return {
            "desk": str(desk.folder),
            "office": msgspec.to_builtins(desk.office),
            "officers": list(desk.officers),
            "fingerprint": desk.fingerprint(),
        }


def _init_county(options: argparse.Namespace) -> Answer:
    from app.county.store import County
    from app.setup import machine_clock

    _refuse_url(options.store)
    county = County.create(
        Path(options.store),
        code=options.code,
        name=options.name,
        passphrase=cli_input.read_passphrase(options.passphrase_file),
        clock=machine_clock,
        unlock_seconds=options.unlock_seconds,
        program="命令行",
    )
    with county:
        return {
            "store": str(county.folder),
            "code": county.code,
            "name": county.name,
            "fingerprint": county.fingerprint(),
        }


def _pair(options: argparse.Namespace) -> Answer:
    with _desk(options) as desk, _county(options) as county:
        county.trust(desk.card())  # may refuse; the desk's journal keeps only what both sides took
        desk.trust(county.card())
        return {
            "station": desk.station,
            "county": county.code,
            "desk_fingerprint": desk.fingerprint(),
            "county_fingerprint": county.fingerprint(),
        }


def _card(options: argparse.Namespace) -> Answer:
    from app.exchange.format import write_package
    from app.exchange.keys import card_name, decode_card, fingerprint

    with _either(options, write=False) as place:
        data = place.card()
    card = decode_card(data)
    path = write_package(Path(options.to), card_name(card), data)
    return {"file": str(path), "code": card.code, "name": card.name, "fingerprint": fingerprint(card)}


def _trust(options: argparse.Namespace) -> Answer:
    from app.exchange.format import read_package
    from app.exchange.keys import decode_card, fingerprint

    data = read_package(Path(options.card))
    card = decode_card(data)
    with _either(options) as place:
        if options.replace and card.role != "county":
            raise RuleBroken("usage", "--replace 只用于在接待台上更换县级公钥卡。")
        place.trust(data, **({"replace": True} if options.replace else {}))
    return {"code": card.code, "name": card.name, "fingerprint": fingerprint(card), "words": "请用电话核对指纹。"}


def _settings(options: argparse.Namespace) -> Answer:
    from app.domain import shape
    from app.domain.office import Office, Officers

    with _desk(options, write=bool(options.json)) as desk:
        if options.json:
            given = cli_input.read_json(options.json)
            officers = shape.read(Officers, {"officers": given.pop("officers", list(desk.officers))})
            merged = {**msgspec.to_builtins(desk.office), **given}
            desk.describe(shape.read(Office, merged), officers.officers)
        return {"office": msgspec.to_builtins(desk.office), "officers": list(desk.officers)}


# Commands: the desk's work


def _register(options: argparse.Namespace) -> Answer:
    from app.domain import shape
    from app.domain.steps.register import Register

    step = shape.read(Register, cli_input.read_json(options.json))
    with _desk(options) as desk:
        candidates = desk.candidates(step)
        changes = desk.register(step)
        return {
            "number": changes.number,
            "query_code": changes.query_code,
            **cli_answers.of_changes(changes),
            "candidates": msgspec.to_builtins(candidates),
        }


def _candidates(options: argparse.Namespace) -> Answer:
    from app.domain import shape
    from app.domain.steps.register import Register

    step = shape.read(Register, cli_input.read_json(options.json))
    with _desk(options, write=False) as desk:
        return {"candidates": msgspec.to_builtins(desk.candidates(step))}


def _contact(options: argparse.Namespace) -> Answer:
    options.step = "contact"
    return _step(options)


def _step(options: argparse.Namespace) -> Answer:
    given = cli_input.read_json(options.json)
    with _desk(options) as desk:
        if options.number == OF_DESK:
            done = desk.run_desk(desk.read_desk_step(options.step, given))
            return {"number": "", **cli_answers.of_changes(done)}
        changes = desk.run(options.number, desk.read_step(options.step, given))
        return {"number": changes.number, **cli_answers.of_changes(changes)}


def _show(options: argparse.Namespace) -> Answer:
    with _desk(options, write=False) as desk:
        view = desk.view(options.number)
        return {
            **cli_answers.of_petition(view.petition),
            "deadlines": cli_answers.of_deadlines(view.deadlines),
            "steps": msgspec.to_builtins(view.steps),
            "timeline": msgspec.to_builtins(view.timeline),
            "delivery": msgspec.to_builtins(view.delivery),
            "papers": list(view.papers),
            "links": msgspec.to_builtins(view.links),
        }


def _finality(options: argparse.Namespace) -> Answer:
    with _desk(options, write=False) as desk:
        told: Answer = msgspec.to_builtins(desk.finality(options.number))
        return told


def _due(options: argparse.Namespace) -> Answer:
    with _desk(options, write=False) as desk:
        day = options.on or desk.today()
        duties = [
            {
                "number": duty.number,
                "title": duty.title,
                "who": duty.who,
                "responsible": duty.responsible,
                "what": duty.what,
                "urgency": duty.urgency,
                "deadline": cli_answers.of_deadlines((duty.deadline,))[0],
            }
            for duty in desk.due(day)
        ]
        return {"on": day.isoformat(), "due": duties}


def _count(options: argparse.Namespace) -> Answer:
    from app.domain.counting import business_month

    days = (options.first, options.last)
    if (options.month is None) == (days == (None, None)) or days.count(None) == 1:
        raise RuleBroken("usage", "请写明统计期：--month 2026-10，或者 --from 2026-10-01 --to 2026-10-31。")
    with _desk(options, write=False) as desk:
        first, last = days if options.month is None else business_month(desk.counting, *options.month)
        return cli_answers.of_counts(desk.counts(first, last), rows=options.rows)


def _explain(options: argparse.Namespace) -> Answer:
    with _desk(options, write=False) as desk:
        clocks = desk.view(options.number).deadlines
        return {
            "number": options.number,
            "clocks": [
                {
                    **cli_answers.of_deadlines((clock,))[0],
                    "title": clock.title,
                    "subject": clock.subject,
                    "words": list(desk.articles.words(clock.article)),
                    "days": msgspec.to_builtins(desk.explain(clock)),
                }
                for clock in clocks
            ],
        }


def _calendar(options: argparse.Namespace) -> Answer:
    if options.action == "load" and options.file is None:
        raise RuleBroken("usage", "请写明放假安排的文件：calendar DESK load FILE。")
    with _desk(options, write=options.action == "load") as desk:
        loaded = desk.load_schedule(Path(options.file)) if options.action == "load" else None
        years = [
            {**msgspec.to_builtins(known.schedule), "origin": known.origin, "words": known.words}
            for known in desk.schedules()
        ]
        return {"loaded": msgspec.to_builtins(loaded), "years": years}


def _reception_days(options: argparse.Namespace) -> Answer:
    from app.domain.records.reception import ReceptionDays

    with _desk(options, write=False) as desk:
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
    _write_out(files, options.desk)
    return {"year": year, "days": msgspec.to_builtins(days), "files": list(files)}


def _report(options: argparse.Namespace) -> Answer:
    if (options.month is None) == (options.year is None):
        raise RuleBroken("usage", "请写明月份或年份：--month 2026-10，或者 --year 2026。")
    year, month = options.month or (options.year, None)
    with _desk(options, write=False) as desk:
        report = desk.report(year, month)
        files = {options.out: desk.desk_paper("F31", report)} if options.out else {}
    _write_out(files, options.desk)
    counts = cli_answers.of_counts(report.counts, rows=False)
    return {"year": year, "month": month, "counts": counts, "file": options.out or ""}


def _write_out(files: dict[str, bytes], desk: str) -> None:
    """Papers into their files, none onto the desk's own."""
    from app.storage.files import write_whole

    for name in files:
        _check_out(Path(name), Path(desk))
    for name, data in files.items():
        write_whole(Path(name), data)


def _wording(options: argparse.Namespace) -> Answer:
    if (options.action == "export") != (options.folder is not None):
        raise RuleBroken("usage", "写法：wording DESK check、wording DESK list 或者 wording DESK export FOLDER。")
    with _desk(options, write=False) as desk:
        if options.action == "export":
            return {"folder": options.folder, "files": _write_shipped_wording(Path(options.folder)), "papers": []}
        problems = desk.wording_problems()
        if problems and options.action == "check":
            raise StorageError("wording-broken", "".join(problems), problems=list(problems))
        folder = desk.wording
    from app.documents import own_wording

    listed = [] if options.action == "check" else msgspec.to_builtins(own_wording.listed(folder))
    files = sorted(file.name for file in folder.iterdir()) if folder else []
    return {"folder": str(folder) if folder else None, "files": files, "papers": listed}


def _write_shipped_wording(folder: Path) -> list[str]:
    """The shipped texts in a folder, to be edited; a file that is there is never written over."""
    from app.documents import own_wording
    from app.storage.files import write_whole

    files = own_wording.shipped()
    there = [name for name in files if (folder / name).exists()]
    if there:
        raise StorageError(
            "wording-there",
            f"文件夹中已有 {'、'.join(there)}，没有导出，以免覆盖。请换一个空文件夹。",
            folder=str(folder),
            files=there,
        )
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        write_whole(folder / name, data)
    return sorted(files)


def _routes(options: argparse.Namespace) -> Answer:
    if options.desk is None:
        from app.shipped import load_routes

        return load_routes().answer()
    with _desk(options, write=False) as desk:
        return desk.routes().answer()


def _search(options: argparse.Namespace) -> Answer:
    with _desk(options, write=False) as desk:
        return {"results": msgspec.to_builtins(desk.search(options.text, options.limit))}


def _journal(options: argparse.Namespace) -> Answer:
    with _desk(options, write=False) as desk:
        return {"entries": [cli_answers.of_body(body) for body in desk.written(options.number)]}


def _paper(options: argparse.Namespace) -> Answer:
    from app.storage.files import write_whole

    out = Path(options.out)
    _check_out(out, Path(options.desk))
    if options.docx and options.paper != "F12":
        raise RuleBroken("usage", "--docx 只用于 F12（信访处理意见书），其他文书只出 PDF。")
    with _desk(options, write=False) as desk:
        data = desk.docx(options.number) if options.docx else desk.paper(options.number, options.paper)
    write_whole(out, data)
    return {"paper": options.paper, "file": str(out), "bytes": len(data)}


def _case_file(options: argparse.Namespace) -> Answer:
    from app.storage.files import write_whole

    out = Path(options.out)
    _check_out(out, Path(options.desk))
    with _desk(options, write=False) as desk:
        case = desk.bind_case(options.number)
    write_whole(out, case.pdf)
    return {
        "file": str(out),
        "bytes": len(case.pdf),
        "pages": case.pages,
        "items": [cli_answers.of_item(item) for item in case.items],
        "left_out": msgspec.to_builtins(case.left_out),
    }


def _numbers(options: argparse.Namespace) -> Answer:
    from app.storage.files import write_whole

    out = Path(options.out) if options.out else None
    if out:
        _check_out(out, Path(options.desk))
    with _desk(options, write=False) as desk:
        register = desk.document_numbers(options.series, options.year)
        data = desk.desk_paper("F32", register) if out else b""
    if out:
        write_whole(out, data)
    return {**msgspec.to_builtins(register), "file": str(out) if out else ""}


def _check_docx(options: argparse.Namespace) -> Answer:
    with _desk(options, write=options.take) as desk:
        returned = desk.check_docx(options.number, Path(options.file))
        taken = desk.run(options.number, returned.step) if options.take and returned.changes else None
        return {
            **msgspec.to_builtins(returned),
            "taken": {"number": taken.number, **cli_answers.of_changes(taken)} if taken else None,
        }


def _check_out(out: Path, desk: Path) -> None:
    """A paper may not take the place of a folder or of the desk's own files."""
    if not out.name or out.is_dir():
        raise StorageError("file-not-written", f"“{out}”是文件夹，请给出文件名。", file=str(out))
    if out.suffix.lower() != ".pdf" and out.resolve().parent == desk.resolve():
        raise StorageError("file-not-written", "不能写到本台的数据文件上，请换一个文件名。", file=str(out))


# Commands: exchange


def _export(options: argparse.Namespace) -> Answer:
    with _desk(options) as desk:
        return msgspec.to_builtins(desk.export(Path(options.to), first=options.first))


def _receive(options: argparse.Namespace) -> Answer:
    with _desk(options) as desk:
        return {"received": cli_answers.take_in(desk.receive, options.file)}


def _county_receive(options: argparse.Namespace) -> Answer:
    with _county(options) as county:
        return {"received": cli_answers.take_in(county.receive, options.file)}


def _county_reply(options: argparse.Namespace) -> Answer:
    with _county(options) as county:
        return {"file": str(county.reply(options.station, Path(options.to))), "station": options.station}


def _county_calendar(options: argparse.Namespace) -> Answer:
    with _county(options, write=False) as county:
        return msgspec.to_builtins(county.sign_schedule(Path(options.schedule), Path(options.to)))


def _county_show(options: argparse.Namespace) -> Answer:
    with _county(options, write=False) as county:
        petition, bodies = county.show(options.number)
        return {**cli_answers.of_petition(petition), "entries": [cli_answers.of_body(body) for body in bodies]}


def _verify(options: argparse.Namespace) -> Answer:
    with _either(options, write=False) as place:
        return {"ok": True, **place.verify(rebuild=options.rebuild)}


def _demo(options: argparse.Namespace) -> Answer:
    from app.demo import run

    return run(Path(options.folder) if options.folder else None)


# Opening


def _desk(options: argparse.Namespace, *, write: bool = True) -> Any:
    from app.desk import Desk

    passphrase = cli_input.read_passphrase(options.passphrase_file)
    return Desk.open(Path(options.desk), passphrase, write=write, officer=options.officer, program="命令行")


def _county(options: argparse.Namespace, *, write: bool = True) -> Any:
    from app.county.store import County
    from app.setup import machine_clock

    _refuse_url(options.store)
    passphrase = cli_input.read_passphrase(options.passphrase_file)
    return County.open(Path(options.store), passphrase, clock=machine_clock, write=write, program="命令行")


def _either(options: argparse.Namespace, *, write: bool = True) -> Any:
    """The desk or the county store in a folder, whichever it is."""
    if (Path(options.place) / "county.key").exists():
        options.store = options.place
        return _county(options, write=write)
    options.desk = options.place
    return _desk(options, write=write)


def _refuse_url(store: str) -> None:
    if "://" in store:
        raise RuleBroken("store-not-a-folder", "本版县级接收库只支持文件夹，请给出文件夹路径。", store=store)


# Refusals


def _refuse(error: DeskError) -> int:
    answer = {"error": error.code, "message": error.message, "facts": error.facts}
    if sys.stderr is not None:
        try:
            sys.stderr.write(json.dumps(answer, ensure_ascii=False, default=str) + "\n")
            sys.stderr.flush()
        except (OSError, ValueError):
            _silence(sys.stderr)
    if isinstance(error, RuleBroken):
        return RULE
    return SURROUNDINGS if isinstance(error, StorageError | ExchangeError) else BUG


def _say(text: str) -> bool:
    """Whether the text, and what was said before it, has left us; if not, stdout is silenced."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except (OSError, ValueError):
        _silence(sys.stdout)
        return False
    return True


def _silence(stream: TextIO) -> None:
    """What could not be written would be tried again when Python ends, and end in a traceback."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _bug(error: Exception) -> DeskError:
    """Kind and place of a fault of ours. The text of the exception may hold a person's data and is left out."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    return DeskError(
        "program-fault",
        "程序出现内部错误，本次操作没有完成。请把此信息交给管理员。",
        kind=type(error).__name__,
        place=place,
    )


COMMANDS: dict[str, Command] = {
    "init": _init,
    "init-county": _init_county,
    "pair": _pair,
    "card": _card,
    "trust": _trust,
    "settings": _settings,
    "register": _register,
    "candidates": _candidates,
    "contact": _contact,
    "step": _step,
    "show": _show,
    "finality": _finality,
    "due": _due,
    "count": _count,
    "explain": _explain,
    "calendar": _calendar,
    "reception-days": _reception_days,
    "routes": _routes,
    "wording": _wording,
    "report": _report,
    "search": _search,
    "journal": _journal,
    "paper": _paper,
    "case-file": _case_file,
    "check-docx": _check_docx,
    "numbers": _numbers,
    "export": _export,
    "receive": _receive,
    "county-receive": _county_receive,
    "county-reply": _county_reply,
    "county-calendar": _county_calendar,
    "county-show": _county_show,
    "verify": _verify,
    "demo": _demo,
}
