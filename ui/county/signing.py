"""签发 (F10): what the county signs for its desks, data and built programs: chosen, read through, signed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import RuleBroken
from app.domain.from_county import DATA_KINDS
from app.domain.program import ProgramFacts
from ui import messages
from ui.county.runner import CountyPage, CountyRunner
from ui.widgets.button import Button
from ui.widgets.editors import Choice
from ui.widgets.layout import column, label, row, scrolled
from ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from app.county.signing import ToSign

LINES = 6  # of what is to be signed that are in view, however large the type is
UPDATE = "update"
KINDS = {**DATA_KINDS, UPDATE: "升级包"}
ABOUT = "选择本单位写好的文件，逐条核对后再签发。签发的文件没有秘密内容，各接待台都能用，只认本县的签名。"
FILES = "按说明写好的文件 (*.json);;所有文件 (*)"
NONE_CHOSEN = "还没有选择文件。"
LOOKING, SIGNING, MAKING = "正在核对文件", "正在签发", "正在制作升级包"
TELL = "请把下面的指纹通过电话告诉各接待台，对方导入时核对"
PROGRAM = "签发时把每个文件的校验值记入升级包，接待台安装时逐个核对。"


class SigningPage(CountyPage):
    """What is signed is exactly what was shown, whatever became of the file meanwhile."""

    def __init__(self, runner: CountyRunner) -> None:
        super().__init__(runner)
        self.seen: ToSign | Path | None = None  # typed data, or the folder of a built program
        self.kind = Choice(KINDS)
        self.kind.setAccessibleName("签发什么")
        self.kind.currentIndexChanged.connect(lambda _place: self.forget())
        self.choose = Button("选择文件(&X)")
        self.choose.clicked.connect(lambda: self._choose())
        self.sheet = Sheet("要签发的内容")
        self.sheet.setProperty("role", "paper")
        self.sheet.setMinimumHeight(self.fontMetrics().lineSpacing() * LINES)
        self.sign_button = Button("签发到文件夹(&Q)", "main")
        self.sign_button.clicked.connect(lambda: self.sign())
        self.why = label("", "quiet", wrap=True)
        head = row(label("签发", "title"), None, self.kind, self.choose, spacing=12)
        foot = row(self.why, self.sign_button, spacing=12)
        foot.setStretch(0, 1)
        inside = column(head, label(ABOUT, "quiet", wrap=True), self.sheet, foot, margin=16, spacing=12)
        inside.setStretch(2, 1)
        self.area = scrolled(inside, yields=True)
        self.setLayout(column(self.area))
        self.forget()

    def refresh(self) -> None:
        """What was chosen stays."""

    def arrive(self) -> None:
        self.choose.setFocus()

    def stop_asking(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Nothing is chosen."""
        self._show(None, [("", NONE_CHOSEN)])

    def look_at(self, file: Path) -> None:
        """What a typed file holds, with what is doubtful in it."""
        kind = self.kind.value
        seen = self.runner.work(lambda county, _work: county.to_sign(kind, file), self, LOOKING, self._refuse)
        if seen is not None:
            self._show(seen, lines_of(seen))

    def look_at_program(self, folder: Path) -> None:
        """What a built program says of itself."""
        facts = self.runner.read(lambda: self.runner.county.program(folder), self, self._refuse)
        if facts is not None:
            self._show(folder, lines_of_program(folder, facts))

    def sign(self) -> None:
        """Into a folder that the person names."""
        seen = self.seen
        folder = self.runner.ask.folder(self, "签发的文件写到哪里（一般为U盘）") if seen is not None else None
        if folder is None:
            return
        if isinstance(seen, Path):
            made = self.runner.work(lambda county, work: county.sign_update(seen, folder, work.tell), self, MAKING)
            if made is not None:
                self.show_signed(made.words, made.fingerprint, made.file)
        elif seen is not None:
            done = self.runner.work(lambda county, _work: county.sign(seen, folder), self, SIGNING)
            if done is not None:
                self.show_signed(done.words, done.fingerprint, done.file)

    def _choose(self) -> None:
        if self.kind.value == UPDATE:
            folder = self.runner.ask.folder(self, "制作好的程序所在的文件夹")
            if folder is not None:
                self.look_at_program(folder)
            return
        files = self.runner.ask.files(self, f"选择{KINDS[self.kind.value]}文件", FILES)
        if files:
            self.look_at(files[0])

    def show_signed(self, words: str, fingerprint: str, file: str) -> None:
        """What was written, and what the desks are to be told."""
        self._show(
            None,
            [("lead", words), ("", f"文件：{file}"), ("gap", ""), ("lead", TELL), ("strong", f"指纹：{fingerprint}")],
        )

    def _refuse(self, error: RuleBroken) -> None:
        """Every mistake with its line, to be put right in the file."""
        self._show(None, [("lead", "没有签发，请改正后再选"), ("refusal", messages.refusal(error))])

    def _show(self, seen: ToSign | Path | None, lines: list[tuple[str, str]]) -> None:
        self.seen = seen
        self.choose.setText("选择文件夹(&X)" if self.kind.value == UPDATE else "选择文件(&X)")
        self.sheet.show_lines(lines)
        if seen is None and self.sign_button.hasFocus():
            self.choose.setFocus()
        self.sign_button.setEnabled(seen is not None)
        self.why.setText("" if seen is not None else "签发：先选择文件，核对以后再签发。")
        if seen is not None:
            self.sign_button.setFocus()


def lines_of(seen: ToSign) -> list[tuple[str, str]]:
    """A typed file, the doubts first."""
    lines = [("lead", f"{seen.title}：请逐条核对后再签发"), ("small", seen.name)]
    if seen.doubts:
        lines += [("gap", ""), ("lead", "请再核对"), *(("warn", doubt) for doubt in seen.doubts)]
    if seen.changes:
        lines += [("gap", ""), ("lead", "与随程序提供的数据相比"), *(("", change) for change in seen.changes)]
    return [*lines, ("gap", ""), ("lead", "内容"), *(("", line) for line in seen.contains)]


def lines_of_program(folder: Path, facts: ProgramFacts) -> list[tuple[str, str]]:
    """A built program."""
    return [
        ("lead", f"{facts.version} 版程序"),
        ("", f"适用的系统：{facts.platform}，数据版本 {facts.schema}"),
        ("small", str(folder)),
        ("quiet", PROGRAM),
    ]
