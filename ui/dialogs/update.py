"""程序升级: a new version from the stick is checked, laid beside the old one, and gone back from."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app import __version__
from app.desk.updates import ProgramFolder, UpdateSeen, go_back, programs_here
from app.domain.errors import DeskError
from ui.dialogs.dialog import Dialog
from ui.runner import Runner
from ui.widgets.button import Button
from ui.widgets.layout import label, row
from ui.widgets.sheet import Sheet
from ui.working import Work

FILES = "升级包 (*.swtupdate);;所有文件 (*)"
EXPLANATION = (
    "升级包由县级签发，随U盘送来。先核对签发单位和每个文件，再安装。新版本装在原来的版本旁边，"
    "不覆盖、不删除原来的版本，本台登记的内容不动，下次启动时使用新版本。"
)
FROM_SOURCES = "本程序没有装在存放各版程序的文件夹中（由源程序直接运行），在这里只能核对升级包，不能安装和退回。"
FIRST = "第一次安装：请指定一个空文件夹存放各版程序，以后从其中的启动文件打开本程序。"
NOTHING_CHECKED = "安装：请先选择升级包，核对无误后再安装。"
NO_PREVIOUS = "退回：没有更早的版本，不能退回。"
NOTHING_OLDER = "没有可以清理的：保留现用的版本和上一版；新版本打开过本台以后，更早的才能清理。"
FOLDER = "存放各版程序的文件夹（第一次安装请新建一个空的）"
NEW = (
    "关闭本程序再打开，就是新版本。本台的登记、文书、口令都不变；新版本需要升级数据文件的，"
    "第一次打开本台时先自动备份，再升级。"
)
MEGABYTE = 1024 * 1024


class UpdateDialog(Dialog):
    """Stays open: what was checked is installed, what was installed can be gone back from."""

    verb = "选择升级包"
    hint = ""
    characters = 52

    def __init__(
        self,
        runner: Runner,
        parent: QWidget | None = None,
        *,
        executable: Path | None = None,
        built: bool | None = None,
    ) -> None:
        """`executable`: the running program, which says where the versions lie; `built`: it is no run from sources."""
        self.runner = runner
        self.programs = programs_here(executable or Path(sys.executable))
        self.built = bool(getattr(sys, "frozen", False)) if built is None else built
        self._checked: tuple[Path, UpdateSeen] | None = None
        super().__init__(runner, "程序升级", parent)

    def build(self) -> None:
        self.form.addWidget(label(EXPLANATION, wrap=True))
        self.state = label("", "lead", wrap=True)
        self.form.addWidget(self.state)
        self.sheet = Sheet("升级包")
        self.sheet.setProperty("role", "paper")
        self.sheet.setMinimumHeight(self.fontMetrics().lineSpacing() * 11)
        self.form.addWidget(self.sheet, 100)
        self.reason = label("", "quiet", wrap=True)
        self.form.addWidget(self.reason)
        self.install_button, self.back_button = Button("安装(&Z)"), Button("退回上一版(&B)")
        self.tidy_button = Button("清理更早的版本(&T)")
        self.install_button.clicked.connect(lambda: self.install())
        self.back_button.clicked.connect(lambda: self.to_previous())
        self.tidy_button.clicked.connect(lambda: self.tidy())
        self.form.addLayout(row(self.install_button, self.back_button, self.tidy_button, None))
        self.sheet.show_lines([("", "还没有选择升级包。")])
        self._show()

    def act(self) -> None:
        """Choose a file and check all of it."""
        files = self.runner.ask.files(self, "选择升级包", FILES)
        if not files:
            return
        self.clear_refusals()
        seen = self.runner.work(
            lambda desk, work: desk.check_update(files[0], work.tell), self, "正在核对升级包", self.refuse
        )
        if seen is None:
            self._checked = None
            self.sheet.show_lines([("lead", "没有核对完，不能安装"), ("", files[0].name)])
            self._show()
        else:
            self.show_checked(files[0], seen)

    def show_checked(self, file: Path, seen: UpdateSeen) -> None:
        """What the file is, in words."""
        self._checked = (file, seen)
        newer = f"比现在运行的 {__version__} 版新" if seen.newer else f"不比现在运行的 {__version__} 版新"
        lines = [
            ("lead", f"{seen.version} 版，{newer}"),
            ("", f"签发：{seen.signer}，{seen.made_on}，签名核对无误"),
            ("", f"内容：{seen.files}个文件，约{_megabytes(seen.bytes)} MB，逐个核对无误"),
            ("small", file.name),
        ]
        self.sheet.show_lines(lines)
        self._show()
        if self.install_button.isEnabled():
            self.install_button.setFocus()

    def install(self) -> None:
        """Lay the checked version beside the old one; every file is checked once more while it is written."""
        if self._checked is None:
            return
        file, _seen = self._checked
        programs = self.programs or self._first_folder()
        if programs is None:
            return
        self.clear_refusals()
        told = self.runner.work(
            lambda desk, work: desk.install_update(file, programs, work.tell),
            self,
            "正在安装",
            self.refuse,
            changes=True,
        )
        if told is None:
            self.sheet.show_lines([("lead", "没有安装"), ("", "原来的版本没有改动，下次启动的仍是原来的版本。")])
            self._show()
        else:
            self.show_installed(programs, told.version)

    def show_installed(self, programs: ProgramFolder, version: str) -> None:
        """What the next start will be, what stays, and how to go back."""
        self._checked, self.programs = None, programs
        previous = self.runner.read(lambda: programs.previous, self)
        lines = [("lead", f"已安装 {version} 版，下次启动时使用"), ("", NEW)]
        if previous:
            lines += [("gap", ""), ("lead", f"要退回 {previous} 版的"), ("", _way_back(programs, previous))]
        else:
            lines += [("", f"以后从文件夹“{programs.root}”中的启动文件打开本程序，原来的程序文件夹没有改动。")]
        self.sheet.show_lines(lines)
        self._show()

    def to_previous(self) -> None:
        """The version before the current one is started from the next time on."""
        programs = self.programs
        if programs is None:
            return
        self.clear_refusals()
        previous = self.runner.read(lambda: programs.previous, self)
        told = f"下次启动的是 {previous} 版。本台登记的内容不动，较新的版本留在文件夹中，可以再次安装。"
        if not previous or not self.runner.ask.confirm(self, "退回上一版", told, f"退回 {previous} 版"):
            return
        version = self.runner.read(lambda: go_back(programs, self.runner.desk.folder), self, self.refuse)
        if version is not None:
            self._checked = None
            lines = [("lead", f"已退回，下次启动的是 {version} 版"), ("", "关闭本程序再打开。本台登记的内容没有改动。")]
            self.sheet.show_lines(lines)
            self._show()

    def tidy(self) -> None:
        """Remove the versions before the previous one, once their names and sizes were read."""
        programs = self.programs
        if programs is None:
            return
        self.clear_refusals()
        sizes = Work().run(lambda _work: {one: programs.size(one) for one in programs.removable}, self, "正在查看")
        told = "、".join(f"{version} 版（约{_megabytes(size)} MB）" for version, size in sizes.items())
        text = f"{told}，删除后不能再退回到这些版本。现用的版本和上一版保留。"
        if not self.runner.ask.confirm(self, "清理更早的版本", text, "删除"):
            return
        gone = self.runner.read(
            lambda: Work().run(lambda _work: programs.remove(), self, "正在清理"), self, self.refuse
        )
        if gone is not None:
            self.sheet.show_lines([("lead", f"已删除 {'、'.join(gone)} 版"), ("", "现用的版本和上一版没有改动。")])
        self._show()

    def _first_folder(self) -> ProgramFolder | None:
        """Where the versions are to lie, for a built program that lies alone."""
        folder = self.runner.ask.folder(self, FOLDER)
        return ProgramFolder(folder) if folder else None

    def _show(self) -> None:
        """How things stand; the buttons, and why one is grey."""
        seen = self._checked[1] if self._checked else None
        told, current, previous, wrong = f"现在运行的是 {__version__} 版。", "", "", ""
        removable: tuple[str, ...] = ()
        if self.programs is not None:
            try:
                current, previous = self.programs.current, self.programs.previous
                removable = self.programs.removable
            except DeskError as error:
                wrong = error.message
        if current and current != __version__:
            told += f"下次启动的是 {current} 版。"
        if previous:
            told += f"上一版是 {previous} 版。"
        if removable:
            told += f"更早的有 {'、'.join(removable)} 版。"
        why = wrong or self._why_not_install(seen)
        self.state.setText(told)
        self.install_button.setEnabled(not why)
        self.back_button.setEnabled(bool(previous))
        self.tidy_button.setEnabled(bool(removable))
        self.tidy_button.setToolTip("" if removable else NOTHING_OLDER)
        nowhere = self.programs is None
        alone = FIRST if nowhere and self.built else ""
        why_not_back = "" if previous or wrong or nowhere else NO_PREVIOUS
        self.reason.setText("\n".join(filter(None, (alone, why, why_not_back))))
        self.reason.setVisible(bool(self.reason.text()))

    def _why_not_install(self, seen: UpdateSeen | None) -> str:
        if self.programs is None and not self.built:
            return FROM_SOURCES
        if seen is None:
            return NOTHING_CHECKED
        same = self.programs is None and seen.version == __version__  # a first folder may begin with this version
        return "" if seen.newer or same else f"安装：升级包不比现在运行的 {__version__} 版新，不用安装。"


def _megabytes(size: int) -> int:
    return max(1, size // MEGABYTE)


def _way_back(programs: ProgramFolder, previous: str) -> str:
    return (
        "新版本不合用的，在这里选“退回上一版”。新版本打不开的，打开文件夹"
        f"“{programs.root / previous}”中的程序，解锁后同样在这里退回。新版本已经升级了数据文件的，原来的版本不能打开，"
        "须由升级前的备份恢复。"
    )
