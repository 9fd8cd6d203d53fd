"""添加附件: files chosen from a disk or a stick, each with what it is called and who it is from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.domain.petition import Petition
from app.domain.records.attachment import MOST_AT_ONCE
from app.domain.steps.attachment import Attach
from ui.dialogs.form_dialog import FormDialog
from ui.drafts import Opens
from ui.runner import Runner
from ui.widgets.button import Button
from ui.widgets.layout import row
from ui.widgets.row_list import RowList

KINDS = (
    "可以添加的文件 (*.pdf *.jpg *.jpeg *.png *.tif *.tiff *.docx *.xlsx *.txt *.mp3 *.m4a *.wav *.mp4);;所有文件 (*)"
)


class AttachDialog(FormDialog):
    """The form of the step, its rows filled by choosing files."""

    def __init__(self, runner: Runner, petition: Petition, parent: QWidget | None = None) -> None:
        super().__init__(runner, petition, Attach, parent)

    def fill(self) -> None:
        self.choosing = Button("选择文件(&O)")
        self.choosing.clicked.connect(lambda: self.choose())
        self.form.addLayout(row(self.choosing, None))
        super().fill()

    @property
    def rows(self) -> RowList:
        """The files."""
        rows = self.editors["files"].editor
        assert isinstance(rows, RowList)
        return rows

    def choose(self) -> None:
        """Ask for files and add a row for each."""
        self.put_files(self.runner.ask.files(self, "选择要添加的文件", KINDS))

    def put_files(self, files: Sequence[Path]) -> None:
        """A row for each file, behind those that are filled in already."""
        if not files:
            return
        there = [one.values for one in self.rows.rows if one.counts]
        given = [{"path": str(file), "title": file.stem[:120]} for file in files]
        self.rows.put([*there, *given][:MOST_AT_ONCE])
        self.rows.rows[len(there)].answers["title"].editor.setFocus()

    def act(self) -> None:
        """Large files are read in a thread."""
        step = self.runner.read(self.step, self, self.refuse)
        if not isinstance(step, Attach):
            return
        number = self.petition.number
        done = self.runner.work(
            lambda desk, work: desk.attach(number, step.files, on=step.on, progress=work.tell),
            self,
            "正在添加附件",
            self.refuse,
            changes=True,
        )
        if done is not None:
            self.leave()
            self.taken.emit(self.step_type.name)

    def opens(self) -> Opens | None:
        """The files themselves may be gone with their stick: they are chosen again."""
        return None
