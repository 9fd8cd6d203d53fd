"""What happens when the program itself is at fault: a plain sentence and a report without persons."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

Tell = Callable[[str], None]
FAULT = (
    "程序出现故障，刚才这一步没有办成。此前已办理的内容都在，没有丢失。\n"
    "请再办一次；仍然不行的，关闭程序重新打开，并把故障报告交给管理员。"
)


def report(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Where it happened: files, lines, functions, kinds of error. Never messages, values or source lines,
    since any of those may hold a name or an ID number."""
    frames = traceback.extract_tb(trace)
    lines = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]
    return "\n".join([f"{kind.__module__}.{kind.__qualname__}", *lines])


def write_report(folder: Path, kind: type[BaseException], trace: TracebackType | None) -> Path | None:
    """The report as a file in `folder`; None when even that is impossible (disk full, no rights)."""
    import platform  # all only when needed: the start of the program pays for no fault
    from datetime import datetime

    from app import __version__

    now = datetime.now().astimezone()
    machine = f"Python {platform.python_version()} {platform.platform()}"
    head = f"{now.isoformat(timespec='seconds')}\n首问台 {__version__}\n{machine}\n"
    target = folder / f"故障报告-{now:%Y%m%d-%H%M%S-%f}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target.write_text(head + report(kind, trace) + "\n", encoding="utf-8")
    except OSError:
        return None
    return target


def install(folder: Path, tell: Tell) -> None:
    """Catch what nothing else caught, in slots and in threads: write the report, then say so in plain words.

    `tell` may be called in any thread. What happens while somebody reads of a fault (a page that cannot be painted
    fails each time it is painted) is only written, once for each place.
    """
    written: set[str] = set()
    telling: list[bool] = []

    def caught(kind: type[BaseException], trace: TracebackType | None) -> None:
        place = report(kind, trace)
        if telling:
            if place not in written:
                written.add(place)
                write_report(folder, kind, trace)
            return
        written.add(place)
        telling.append(True)
        try:
            tell(f"{FAULT}\n\n{_where(write_report(folder, kind, trace))}")
        finally:
            telling.clear()

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            caught(kind, trace)

    def in_thread(found: threading.ExceptHookArgs) -> None:
        if not issubclass(found.exc_type, SystemExit):
            caught(found.exc_type, found.exc_traceback)

    sys.excepthook = hook
    threading.excepthook = in_thread


def _where(written: Path | None) -> str:
    if written is None:
        return "故障报告未能写入磁盘，请先检查磁盘空间。"
    return f"故障报告已存为：\n{written}\n报告中没有姓名、证件号和信访内容，可以交给管理员。"
