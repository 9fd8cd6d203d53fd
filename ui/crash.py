"""What happens when the program itself is at fault: a plain sentence and a report without persons."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

Tell = Callable[[str], None]


def report(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Where it happened: files, lines, functions, kinds of error. Never messages, values or source lines,
    since any of those may hold a name or an ID number."""
    frames = traceback.extract_tb(trace)
    lines = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]
    return "\n".join([f"{kind.__module__}.{kind.__qualname__}", *lines])


def write_report(folder: Path, kind: type[BaseException], trace: TracebackType | None) -> Path | None:
    """The report as a file in `folder`; None when even that is impossible (disk full, no rights)."""
    import platform  # both only when needed: the start of the program pays for no fault
    from datetime import datetime

    now = datetime.now().astimezone()
    head = f"{now.isoformat(timespec='seconds')}\nPython {platform.python_version()} {platform.platform()}\n"
    target = folder / f"故障报告-{now:%Y%m%d-%H%M%S}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target.write_text(head + report(kind, trace) + "\n", encoding="utf-8")
    except OSError:
        return None
    return target


def install(folder: Path, tell: Tell) -> None:
    """Catch what nothing else caught, in slots too: write the report, then say so in plain words."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        written = write_report(folder, kind, trace)
        where = (
            f"故障报告已存为：\n{written}\n报告中没有姓名、证件号和信访内容，可以交给管理员。"
            if written
            else ("故障报告未能写入磁盘，请先检查磁盘空间。")
        )
        tell(f"程序出现故障，刚才这一步没有办成。此前已办理的内容都在，没有丢失。\n\n{where}")

    sys.excepthook = hook
