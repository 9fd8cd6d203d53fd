"""文号格式: the office's own pattern for each series, with the next number as it would be."""

from __future__ import annotations

import msgspec
from PySide6.QtWidgets import QWidget

from app.domain.errors import RuleBroken
from app.domain.office import SERIES, NumberPattern, Office
from app.setup import check_patterns
from ui.dialogs.dialog import Dialog
from ui.drafts import Opens
from ui.runner import Runner
from ui.widgets.editors import Line
from ui.widgets.field import Field
from ui.widgets.layout import abreast, label

EXPLANATION = (
    "花括号中的“代字”为机关代字，“年份”“序号”由程序填写，后两项必须有。修改只影响以后的文号；"
    "顺序号接着编，不重号、不断号。留空的，用默认格式。"
)
# What stands in the braces: in the settings file -> on the screen.
PLACEHOLDERS = {"{short}": "{代字}", "{year}": "{年份}", "{serial}": "{序号}"}
ABREAST = 2  # fields in a row


class NumberPatternsDialog(Dialog):
    """Says beside each pattern what the next number would be, and while typing what is wrong with it."""

    verb = "保存"
    hint = "Enter 下一项"
    characters = 56
    tall = True

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        self.runner = runner
        self.serials = runner.desk.next_serials()
        super().__init__(runner, "文号格式", parent)
        self.preview()

    def build(self) -> None:
        office = self.runner.desk.office
        self.form.addWidget(label(EXPLANATION, wrap=True))
        self.lines: dict[str, Line] = {}
        fields = []
        for series, kind in SERIES.items():
            line = Line()
            line.setMaxLength(60)
            line.setText(_shown(office.pattern(series)))
            line.setPlaceholderText(_shown(_default(office, series)))
            line.textChanged.connect(lambda _text: self.preview())
            self.lines[series] = line
            self.fields[series] = Field(kind.title, line)
            fields.append(self.fields[series])
        for place in range(0, len(fields), ABREAST):
            self.form.addLayout(abreast(*((field, 1) for field in fields[place : place + ABREAST])))

    def opens(self) -> Opens | None:
        return Opens(form="patterns")

    def answers(self) -> object:
        return self.office()

    def office(self) -> Office:
        """The office with the patterns as they are typed; what is the default anyway is not kept."""
        office = self.runner.desk.office
        typed = {series: _meant(line.value) or _default(office, series) for series, line in self.lines.items()}
        own = tuple(
            NumberPattern(series=series, pattern=pattern)
            for series, pattern in typed.items()
            if pattern != _default(office, series)
        )
        return msgspec.structs.replace(office, patterns=own)

    def preview(self) -> list[Field]:
        """The next number under each pattern, or what is wrong with it; the fields that are wrong."""
        office = self.office()
        wrong = _wrong(office)
        refused = []
        for series, field in self.fields.items():
            pattern = office.pattern(series)
            if pattern in wrong:
                field.say(_shown(wrong[pattern]), "refusal")
                refused.append(field)
                continue
            number = office.document_number(pattern, self.runner.desk.today().year, self.serials[series])
            field.say(f"下一个：{number}")
        return refused

    def act(self) -> None:
        refused = self.preview()
        if refused:
            refused[0].editor.setFocus()
            self._bring_into_view(refused[0])
            return
        desk = self.runner.desk
        done = self.runner.run(lambda: desk.describe(self.office(), desk.officers), self, self.refuse)
        if done is not None:
            self.leave()


def _shown(text: str) -> str:
    for name, word in PLACEHOLDERS.items():
        text = text.replace(name, word)
    return text


def _meant(typed: str) -> str:
    for name, word in PLACEHOLDERS.items():
        typed = typed.replace(word, name)
    return typed


def _default(office: Office, series: str) -> str:
    """The pattern that holds where the office's own patterns say nothing."""
    return msgspec.structs.replace(office, patterns=()).pattern(series)


def _wrong(office: Office) -> dict[str, str]:
    """Pattern -> what is wrong with it. Each is looked at alone first: one that is wrong hides no other."""
    found: dict[str, str] = {}
    bare = msgspec.structs.replace(office, patterns=())
    for own in office.patterns:
        try:
            check_patterns(msgspec.structs.replace(bare, patterns=(own,)))
        except RuleBroken as no:
            found[own.pattern] = no.message
    sound = tuple(own for own in office.patterns if own.pattern not in found)
    try:
        check_patterns(msgspec.structs.replace(bare, patterns=sound))
    except RuleBroken as no:
        found[str(no.facts["pattern"])] = no.message
    return found
