"""添加附件: files as they are, each with its name and who it is from; beside them the pages that are scanned."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtWidgets import QWidget

from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.attachment import MOST_AT_ONCE
from app.domain.steps.attachment import Attach
from app.scans import is_picture
from ui.dialogs.form_dialog import FormDialog
from ui.runner import Runner
from ui.scanning import ATTACHING, STILL_READING, Gathered, offer_deletion
from ui.widgets.button import Button
from ui.widgets.filled import Filled
from ui.widgets.layout import column, row, scrolled
from ui.widgets.row_list import RowList
from ui.widgets.scans import Scans

if TYPE_CHECKING:
    from app.answers import Changes
    from app.desk import Desk
    from ui.working import Work

KINDS = (
    "可以添加的文件 (*.pdf *.jpg *.jpeg *.png *.tif *.tiff *.bmp *.webp *.docx *.xlsx *.txt *.mp3 *.m4a *.wav *.mp4)"
    ";;所有文件 (*)"
)


class AttachDialog(FormDialog):
    """The form of the step, its rows filled by choosing files; pictures become pages beside it."""

    tall = True
    characters = 84

    def __init__(self, runner: Runner, petition: Petition, parent: QWidget | None = None) -> None:
        self.gathered = Gathered()
        super().__init__(runner, petition, Attach, parent)
        self.gathered.setParent(self)
        self.finished.connect(self.scans.stop)

    def fill(self) -> None:
        self.choosing = Button("选择文件(&O)")
        self.choosing.clicked.connect(lambda: self.choose())
        self.form.addLayout(row(self.choosing, None))
        super().fill()

    def beside(self) -> QWidget:
        self.scans = Scans(self.runner, self.gathered)
        return scrolled(column(self.scans))  # at large type on a small screen it stands below the form

    @property
    def rows(self) -> RowList:
        """The files."""
        rows = self.editors["files"].editor
        assert isinstance(rows, RowList)
        return rows

    def choose(self) -> None:
        """Ask for files and add a row for each, a page for each picture."""
        self.put_files(self.runner.ask.files(self, "选择要添加的文件", KINDS))

    def put_files(self, files: Sequence[Path]) -> None:
        """Pictures as pages; for any other file a row, behind those that are filled in already."""
        pictures = [file for file in files if is_picture(file)]
        if pictures:
            self.gathered.add_files(pictures)
        others = [file for file in files if file not in pictures]
        if not others:
            return
        there = [one.values for one in self.rows.rows if one.counts]
        given = [{"path": str(file), "title": file.stem[:120]} for file in others]
        self.rows.put([*there, *given][:MOST_AT_ONCE])
        self.rows.rows[len(there)].answers["title"].editor.setFocus()

    def answers(self) -> object:
        return super().answers(), len(self.gathered.items)

    def act(self) -> None:
        """Pages are bound and large files read in a thread."""
        if self.gathered.reading:
            self.refuse(RuleBroken("scan-reading", STILL_READING))
            return
        step = self.runner.read(self.step, self, self.refuse)
        if not isinstance(step, Attach):
            return
        number, rows = self.petition.number, self.rows.value

        def attach(desk: Desk, work: Work) -> Changes:
            given, held = self.gathered.given()
            return desk.attach(number, (*rows, *given), on=step.on, progress=work.tell, held=held)

        done = self.runner.work(attach, self, ATTACHING, self.refuse, changes=True)
        if done is not None:
            self.leave()
            self.taken.emit(self.step_type.name)
            offer_deletion(self.runner, self.gathered, self.parentWidget() or self)

    def undrafted(self) -> str:
        return self.gathered.undrafted

    def more_filled(self) -> Filled:
        """The pages by their files, which are read again."""
        return {"undrafted": self.undrafted(), "scans": msgspec.to_builtins(self.gathered.to_remember())}

    def recalled(self, more: Filled) -> None:
        if more.get("undrafted"):
            self.refusal.setText(f"{more['undrafted']}没有随草稿保存，请重新添加。")
            self.refusal.show()
        self.gathered.recall(msgspec.convert(more.get("scans", ()), list[tuple[str, int]]))
