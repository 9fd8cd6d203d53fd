"""Headless: `python -m app <command>` for IT staff, scripts and tests (docs/cli.md).

One JSON document on stdout; a refusal is one JSON document on stderr, exit 2 for a rule, 3 for the surroundings.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import TextIO

from app.cli import (
    attachments,
    backing_up,
    data,
    dispatches,
    exchange,
    keys,
    looking,
    officers,
    papers,
    proof,
    reading,
    sealed,
    setting_up,
    sheets,
    updates,
    upload,
    work,
)
from app.cli.options import make_parser
from app.cli.parser import Answer, Command
from app.domain.errors import DeskError, ExchangeError, RuleBroken, StorageError

RULE, SURROUNDINGS, BUG = 2, 3, 4


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
    reading.check_arguments(arguments)
    options = make_parser(COMMANDS).parse_args(arguments)
    answer: Answer = options.run(options)
    if not _say(json.dumps(answer, ensure_ascii=False, indent=2) + "\n"):
        raise StorageError(
            "answer-not-written",
            "操作已完成，但结果没有写出（磁盘已满或输出已关闭）。请用 show 或 journal 查看，不要重复办理。",
        )
    return 0


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
    "init": setting_up.init,
    "init-county": setting_up.init_county,
    "pair": setting_up.pair,
    "card": setting_up.card,
    "trust": setting_up.trust,
    "settings": setting_up.settings,
    "officers": officers.officers,
    "passphrases": keys.passphrases,
    "recovery-sheet": keys.recovery_sheet,
    "recover": keys.recover,
    "unlock-test": keys.unlock_test,
    "register": work.register,
    "candidates": work.candidates,
    "contact": work.contact,
    "step": work.step,
    "show": work.show,
    "finality": work.finality,
    "due": work.due,
    "count": work.count,
    "explain": work.explain,
    "calendar": work.calendar,
    "data": data.data,
    "reception-days": papers.reception_days,
    "routes": work.routes,
    "wording": papers.wording,
    "report": papers.report,
    "search": work.search,
    "journal": work.journal,
    "looked": looking.looked,
    "reveal": looking.reveal,
    "paper": papers.paper,
    "case-file": papers.case_file,
    "check-docx": papers.check_docx,
    "attach": attachments.attach,
    "attachments": attachments.attachments,
    "attachment-save": attachments.attachment_save,
    "numbers": papers.numbers,
    "export": exchange.export,
    "receive": exchange.receive,
    "reply": exchange.reply,
    "below": exchange.below,
    "revoke-below": exchange.revoke_below,
    "sheet-layouts": sheets.sheet_layouts,
    "sheet-export": sheets.sheet_export,
    "sheet-import": sheets.sheet_import,
    "staged": sheets.staged,
    "stage-take": sheets.stage_take,
    "stage-drop": sheets.stage_drop,
    "upload": upload.upload,
    "upload-address": upload.upload_address,
    "county-serve": upload.county_serve,
    "county-receive": exchange.county_receive,
    "county-reply": exchange.county_reply,
    "county-move": setting_up.county_move,
    "county-status": exchange.county_status,
    "county-revoke": exchange.county_revoke,
    "county-renew-keys": exchange.county_renew_keys,
    "sealed-export": sealed.export,
    "sealed-new": sealed.new,
    "sealed-trust": sealed.trust,
    "sealed-open": sealed.take_out,
    "stick": exchange.stick,
    "exchange": exchange.exchange,
    "renew-keys": exchange.renew_keys,
    "arrivals": dispatches.arrivals,
    "take-up": dispatches.take_up,
    "set-aside": dispatches.set_aside,
    "dispatch": dispatches.dispatch,
    "dispatches": dispatches.dispatches,
    "county-dispatch": dispatches.county_dispatch,
    "county-dispatches": dispatches.county_dispatches,
    "county-calendar": exchange.county_calendar,
    "county-periods": data.county_sign,
    "county-codes": data.county_sign,
    "county-divisions": data.county_sign,
    "county-show": exchange.county_show,
    "county-looks": looking.county_looks,
    "county-attachment": attachments.county_attachment,
    "county-sign-update": updates.county_sign_update,
    "update": updates.update,
    "backup": backing_up.backup,
    "backups": backing_up.backups,
    "restore": backing_up.restore,
    "verify": proof.verify,
    "verify-report": proof.verify_report,
    "register-page": proof.register_page,
    "demo": exchange.demo,
}
