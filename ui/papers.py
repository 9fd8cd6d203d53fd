"""The papers of one petition: drawn once, shown, printed, saved."""

from __future__ import annotations

import contextlib
import os
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtWidgets import QWidget

from app.domain.papers import title_of
from app.domain.redraft import Returned
from ui.printers import kind_of
from ui.printing import Print
from ui.runner import Runner
from ui.store_runner import OnRule, StoreRunner

RECEIPT = "F02"
EDITABLE = "F12"  # the paper that can be edited elsewhere and read back
CASE_FILE, CASE_TITLE = "F30", "全部案卷"  # every paper of the petition in one PDF
PDF, DOCX = "PDF 文件 (*.pdf)", "Word 文档 (*.docx)"


class Goes(NamedTuple):
    """What goes out, as the log of looking calls it: a paper's key or title, and of which petition, "" for none."""

    what: str
    number: str = ""


class Papers:
    """Asks the desk for PDFs and keeps them until `forget`."""

    def __init__(self, runner: Runner, number: str) -> None:
        self._runner = runner
        self.number = number
        self._drawn: dict[str, bytes] = {}

    def draw(self, code: str, parent: QWidget, on_rule: OnRule | None = None) -> bytes | None:
        """The paper as PDF, None when it was refused and said so."""
        if code not in self._drawn:
            pdf = self._made(code, parent, on_rule)
            if pdf is None:
                return None
            self._drawn[code] = pdf
        return self._drawn[code]

    def print(self, code: str, parent: QWidget) -> None:
        """Print it, straight away where it is known on which printer. A receipt is drawn anew: it says which copy it
        is."""
        if code == RECEIPT:
            self.forget(code)
        pdf = self.draw(code, parent)
        if pdf is not None:
            copy = partial(self._further, parent) if code == RECEIPT else None
            goes = self._goes(code)
            wanted = Print(pdf=pdf, name=self.file_name(code), goes=goes, kind=kind_of(code), copy=copy)
            self._runner.printing.print(wanted, parent)

    def forget(self, code: str) -> None:
        """It is drawn anew when it is next wanted."""
        self._drawn.pop(code, None)

    def _further(self, parent: QWidget, copy: int) -> bytes | None:
        return self._runner.read(lambda: self._runner.desk.paper(self.number, RECEIPT, further=copy), parent)

    def save(self, code: str, parent: QWidget) -> Path | None:
        """Write the PDF where the person says."""
        pdf = self.draw(code, parent)
        name = self.file_name(code)
        return save_made(self._runner, pdf, parent, "存为PDF", name, PDF, self._goes(code)) if pdf else None

    def save_docx(self, parent: QWidget) -> Path | None:
        """Write the opinion as an editable document where the person says."""
        made = self._runner.work(lambda desk, _work: desk.docx(self.number), parent, "正在生成可编辑文档")
        name = f"{title_of(EDITABLE)}-{self.number}.docx"
        goes = self._goes(EDITABLE)
        return save_made(self._runner, made, parent, "另存为可编辑文档", name, DOCX, goes) if made else None

    def read_back(self, parent: QWidget) -> Returned | None:
        """What was changed in an edited opinion that the person chooses; None when nothing was, which is said."""
        files = self._runner.ask.files(parent, "读回修改稿", DOCX)
        if not files:
            return None
        told = self._runner.work(lambda desk, _work: desk.check_docx(self.number, files[0]), parent, "正在读回修改稿")
        if told is None or told.changes:
            return told
        self._runner.ask.tell(parent, "没有改动", "\n".join(("文档与现有拟稿一致，没有改动。", *told.notices)))
        return None

    def _made(self, code: str, parent: QWidget, on_rule: OnRule | None) -> bytes | None:
        """A paper is made in a blink, all of them are not."""
        if code == CASE_FILE:
            make, number = self._runner.work, self.number
            return make(lambda desk, _work: desk.case_file(number), parent, f"正在生成{CASE_TITLE}", on_rule)
        return self._runner.read(lambda: self._runner.desk.paper(self.number, code), parent, on_rule)

    def _goes(self, code: str) -> Goes:
        return Goes(what=code, number=self.number)

    def file_name(self, code: str) -> str:
        return f"{CASE_TITLE if code == CASE_FILE else title_of(code)}-{self.number}.pdf"


def save_made(
    runner: StoreRunner[Any], data: bytes, parent: QWidget, title: str, name: str, kinds: str, goes: Goes | None
) -> Path | None:
    """Write a file where the person says; None when they went back or it could not be written, which is said.
    `goes` is None for what is nothing of the register."""
    chosen = runner.ask.save_as(parent, title, name, kinds)
    if chosen is None or not (goes is None or _recorded(runner, goes, parent)):
        return None
    ending = Path(name).suffix
    chosen = chosen if chosen.suffix.lower() == ending else chosen.with_name(chosen.name + ending)
    try:
        _write_whole(chosen, data)
    except OSError:
        text = f"文件没有写成：{chosen}\n请检查磁盘空间和写入权限，换一个位置再存。登记内容已保存。"
        runner.ask.warn(parent, "没有存成", text)
        return None
    return chosen


def _recorded(runner: StoreRunner[Any], goes: Goes, parent: QWidget) -> bool:
    """Whether the log of looking has it; what it has not does not go."""

    def record() -> bool:
        runner.store.take_out("save", goes.what, goes.number)
        return True

    return bool(runner.read(record, parent))


def _write_whole(target: Path, data: bytes) -> None:
    """Never a half-written file under the wanted name; what a cut leaves is seen, and overwritten the next time."""
    making = target.with_name(target.name + ".part")
    try:
        with making.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        making.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            making.unlink(missing_ok=True)
        raise
