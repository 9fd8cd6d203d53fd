"""The desk or the county store that a command works on."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.cli import reading
from app.domain.errors import RuleBroken


def open_desk(options: argparse.Namespace, *, write: bool = True) -> Any:
    from app.desk import Desk

    passphrase = reading.read_passphrase(options.passphrase_file)
    desk = Desk.open(Path(options.desk), passphrase, write=write, officer=options.officer, program="命令行")
    desk.place = f"命令行 {options.command}"
    today = options.today or reading.today()
    if today is not None:
        with _let_go_on_failure(desk):
            _confirm(desk, today)
    return desk


@contextlib.contextmanager
def _let_go_on_failure(desk: Any) -> Iterator[None]:
    try:
        yield
    except BaseException:
        desk.close()
        raise


def _confirm(desk: Any, today: dt.date) -> None:
    """Somebody says which day it is: a machine that says otherwise is not believed."""
    from app.setup import machine_clock

    machine = machine_clock().date()
    if machine != today:
        raise RuleBroken(
            "today-differs",
            f"本机日期是 {machine}，与所给的今天 {today} 不一致，没有办理。请核对后改正电脑日期。",
            machine=str(machine),
        )
    desk.confirm_clock()


def open_county(options: argparse.Namespace, *, write: bool = True, alone: bool = False) -> Any:
    from app.county.store import County
    from app.setup import machine_clock

    refuse_url(options.store)
    passphrase = reading.read_passphrase(options.passphrase_file)
    return County.open(Path(options.store), passphrase, clock=machine_clock, write=write, alone=alone, program="命令行")


def open_either(options: argparse.Namespace, *, write: bool = True) -> Any:
    """The desk or the county store in a folder, whichever it is."""
    if is_county(Path(options.place)):
        options.store = options.place
        return open_county(options, write=write)
    options.desk = options.place
    return open_desk(options, write=write)


def open_shared(options: argparse.Namespace) -> Any:
    """The county store or the competent body in a folder, which have one passphrase; None where it is a desk."""
    folder = Path(options.place)
    if is_county(folder):
        options.store = options.place
        return open_county(options, write=False)
    options.folder = options.desk = options.place
    return open_body(options) if is_body(folder) else None


def open_body(options: argparse.Namespace) -> Any:
    from app.county.competent import Competent
    from app.setup import machine_clock

    passphrase = reading.read_passphrase(options.passphrase_file)
    return Competent.open(Path(options.folder), passphrase, clock=machine_clock)


def is_body(folder: Path) -> bool:
    """Whether a competent body's folder it is."""
    return (folder / "sealed.key").exists()


def is_county(folder: Path) -> bool:
    """Whether a county store lies in the folder."""
    return (folder / "county.key").exists()


def refuse_url(store: str) -> None:
    if "://" in store:
        raise RuleBroken(
            "store-not-a-folder", "请给出县级接收库的文件夹；数据库地址在建库时用 init-county --store 给出。"
        )
