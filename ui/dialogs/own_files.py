"""文书用语和表样: which texts and layouts hold, shipped or the county's own, what is wrong, and a copy to edit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from app.desk import OWN_WORDING
from app.desk.sheets import OWN_LAYOUTS
from ui.dialogs.dialog import Dialog
from ui.models.table import Column, Table
from ui.runner import Runner
from ui.widgets.button import Button
from ui.widgets.layout import column, label, row
from ui.widgets.sheet import Sheet
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from app.answers import LayoutSeen, WordingSeen
    from app.desk import Desk

EXPLANATION = "要用本县的：导出随程序提供的，修改后放进本县文件夹，再按“检查”。没有的仍用随程序提供的。"
OWN, SHIPPED = "本县", "随程序提供"
LINES, TOLD_LINES = 6, 4


@dataclass(frozen=True)
class File:
    """One of the files that hold."""

    code: str
    title: str
    own: bool
    file: str
    about: str
    problem: str


@dataclass(frozen=True)
class Kind:
    """What there is of one kind: its name, the county's folder in the desk's, how it is read and copied."""

    words: str
    folder: str
    read: Callable[[Desk], tuple[File, ...]]
    stray: Callable[[Desk], tuple[str, ...]]  # what is wrong besides the files that hold
    copy: Callable[[Desk, Path], tuple[str, ...]]


def _of_wording(one: WordingSeen) -> File:
    drafted = f"，自拟{one.drafted}段" if one.drafted else ""
    return File(one.code, one.title, one.own, one.file, f"{one.texts}段{drafted}", one.problem)


def _of_layout(one: LayoutSeen) -> File:
    ways = (("导出", one.told), ("读入", one.taken))
    about = "，".join(f"{way}{len(columns)}列" for way, columns in ways if columns)
    return File(one.code, one.title, one.own, one.file, about, one.problem)


def _stray(desk: Desk) -> tuple[str, ...]:
    """Files in the folder of texts that no paper reads; those that a paper reads tell of themselves."""
    known = {one.problem for one in desk.wording_files()}
    return tuple(told for told in desk.wording_problems() if told not in known)


KINDS = (
    Kind(
        "文书用语",
        OWN_WORDING,
        lambda desk: tuple(map(_of_wording, desk.wording_files())),
        _stray,
        lambda desk, folder: desk.copy_wording(folder),
    ),
    Kind(
        "表样",
        OWN_LAYOUTS,
        lambda desk: tuple(map(_of_layout, desk.layouts())),
        lambda _desk: (),
        lambda desk, folder: desk.copy_layouts(folder),
    ),
)


class FilesTab(QWidget):
    """The files of one kind, those that are wrong first."""

    def __init__(self, runner: Runner, kind: Kind, parent: QWidget) -> None:
        super().__init__(parent)
        self.kind = kind
        self.files: tuple[File, ...] = ()
        columns: tuple[Column[File], ...] = (
            Column("代号", lambda one: one.code, 5),
            Column("名称", lambda one: one.title),
            Column("用谁的", lambda one: OWN if one.own else SHIPPED, 6),
            Column("情况", lambda one: "不能用" if one.problem else one.about, 13, tone=lambda one: _tone(one)),
        )
        model = Table(columns, lambda at, n: self.files[at : at + n], lambda one: one.code, runner.look.colour)
        self.table = TableView(model, kind.words)
        self.table.setMinimumHeight(self.fontMetrics().lineSpacing() * LINES)
        self.table.chosen.connect(self._tell)
        self.state = label("", "lead", wrap=True)
        self.told = Sheet("所选文件的情况")
        self.told.setProperty("role", "paper")
        self.told.setMinimumHeight(self.fontMetrics().lineSpacing() * TOLD_LINES)
        inside = column(self.state, self.table, self.told, margin=12)
        inside.setStretch(1, 3)
        inside.setStretch(2, 1)
        self.setLayout(inside)

    def show_files(self, files: tuple[File, ...], stray: tuple[str, ...]) -> None:
        """Those that are wrong come first; `stray` is wrong besides."""
        self.files = tuple(sorted(files, key=lambda one: (not one.problem, not one.own, one.code)))
        self._stray = stray
        own, wrong = sum(one.own for one in files), sum(bool(one.problem) for one in files) + len(stray)
        told = f"本县{own}个，随程序提供{len(files) - own}个；" + (f"{wrong}处要改正。" if wrong else "核对无误。")
        self.state.setText(told)
        self.state.setProperty("role", "warn" if wrong else "lead")
        self.state.style().polish(self.state)
        self.table.reload()

    def _tell(self, one: File | None) -> None:
        lines = [("warn", told) for told in self._stray]
        if one is not None:
            where = f"，{Path(one.file).name}" if one.own else ""
            lines.insert(0, ("refusal" if one.problem else "", one.problem or f"{one.title}{where}：{one.about}"))
        self.told.show_lines(lines)


class OwnFilesDialog(Dialog):
    """Stays open: a file is edited, checked again, edited again."""

    verb = "检查"
    hint = ""
    characters = 60
    tall = yields = True

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        self.runner = runner
        super().__init__(runner, "文书用语和表样", parent)

    def showEvent(self, event: QShowEvent) -> None:
        first = not self._shown
        super().showEvent(event)
        if first:
            QTimer.singleShot(0, self, self._begin)

    def build(self) -> None:
        self.form.addWidget(label(EXPLANATION, wrap=True))
        self.tabs = QTabWidget()
        self.parts = tuple(FilesTab(self.runner, kind, self) for kind in KINDS)
        for place, part in enumerate(self.parts, 1):
            self.tabs.addTab(part, f"{part.kind.words}(&{place})")
        self.form.addWidget(self.tabs, 100)
        self.copy, self.show_folder = Button("导出以便修改(&E)"), Button("打开本县文件夹(&F)")
        self.copy.clicked.connect(lambda: self._copy())
        self.show_folder.clicked.connect(lambda: self._show_folder())
        self.form.addLayout(row(self.copy, self.show_folder, None))
        self.outcome = label("", wrap=True, select=True)
        self.outcome.hide()
        self.form.addWidget(self.outcome)

    def act(self) -> None:
        """Read every file anew."""
        self.clear_refusals()
        kinds = [part.kind for part in self.parts]
        found = self.runner.work(
            lambda desk, _work: [(kind.read(desk), kind.stray(desk)) for kind in kinds], self, "正在检查"
        )
        for part, (files, stray) in zip(self.parts, found or (), strict=False):
            part.show_files(files, stray)

    def _begin(self) -> None:
        """The first reading, where nobody has left meanwhile."""
        if self.isVisible():
            self.act()

    @property
    def shown(self) -> FilesTab:
        """The kind in view."""
        return self.parts[self.tabs.currentIndex()]

    def _copy(self) -> None:
        kind = self.shown.kind
        folder = self.runner.ask.folder(self, f"{kind.words}导出到哪个空文件夹")
        if folder is None:
            return
        files = self.runner.work(lambda desk, _work: kind.copy(desk, folder), self, "正在导出", self.refuse)
        if files is not None:
            self.outcome.setText(f"已导出{len(files)}个文件到 {folder}。改好后放进本县文件夹：{self._own(kind)}")
            self.outcome.show()

    def _show_folder(self) -> None:
        """The county's folder in the file manager; made where it is missing."""
        folder = self._own(self.shown.kind)
        try:
            folder.mkdir(exist_ok=True)
        except OSError:
            self.runner.ask.warn(self, "没有打开", f"文件夹没有建成：{folder}\n请检查磁盘空间和权限。")
        else:
            self.runner.ask.show_folder(folder)

    def _own(self, kind: Kind) -> Path:
        return self.runner.desk.folder / kind.folder


def _tone(one: File) -> str:
    return "late" if one.problem else ""
