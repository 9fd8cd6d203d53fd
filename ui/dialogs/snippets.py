"""常用语: each with its abbreviation, its text and whose it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from ui.dialogs.dialog import Dialog
from ui.runner import Runner
from ui.snippets import KEY, LONGEST, LONGEST_KEY, Snippet
from ui.widgets.answer import Answer
from ui.widgets.editors import Choice, Line, TextArea
from ui.widgets.field import Field
from ui.widgets.layout import label
from ui.widgets.row_list import RowList

EXPLANATION = (
    f"填写时输入缩写，按 {KEY} 换成常用语；没有输入缩写的，列出全部供选择。“全台”的所有工作人员都能看到、修改，"
    "不要写入信访人的姓名、号码和事项内容。"
)
WHOSE = {"": "本人", "shared": "全台"}
MOST = 300


class SnippetsDialog(Dialog):
    """All of the officer's and the shared ones, a row each."""

    verb = "保存"
    characters = 56
    hint = "Enter 下一项    Shift+Enter 换行"

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        self.runner = runner
        super().__init__(runner, "常用语", parent)

    def build(self) -> None:
        self.form.addWidget(label(EXPLANATION, "quiet", wrap=True))
        self.rows = RowList("常用语", _parts, lambda values: _snippet(values), 1, MOST)
        self.rows.more.setText("再加一条(&J)")
        self.rows.put([{"key": s.key, "whose": "shared" if s.shared else "", "text": s.text} for s in self._known()])
        self.fields["rows"] = Field("", self.rows, more=self.rows.more)
        self.form.addWidget(self.fields["rows"])

    def answers(self) -> object:
        return self.rows.value

    def act(self) -> None:
        self.clear_refusals()
        wrong = self._wrong()
        for place, name, told in wrong:
            field = self.rows.field_at(place, name)
            if field is not None:
                field.refuse(told)
        if wrong:
            return
        done = self.runner.read(lambda: self._keep(self.rows.value), self)
        if done:
            self.leave()

    def clear_refusals(self) -> None:
        super().clear_refusals()
        self.rows.clear_refusals()

    def _known(self) -> tuple[Snippet, ...]:
        return self.runner.snippets.all()

    def _keep(self, wanted: tuple[Snippet, ...]) -> bool:
        self.runner.snippets.keep(wanted)
        return True

    def _wrong(self) -> list[tuple[int, str, str]]:
        """(row, field, what is wrong with it)."""
        found = []
        twice = Counter((one.key, one.shared) for one in self.rows.value)
        for place, one in enumerate(self.rows.value):
            if not one.key or " " in one.key or len(one.key) > LONGEST_KEY:
                found.append((place, "key", f"请填写缩写，不超过{LONGEST_KEY}个字，中间没有空格。"))
            elif twice[one.key, one.shared] > 1:
                found.append((place, "key", f"缩写“{one.key}”写了两次，请改成不同的。"))
            if not one.text or len(one.text) > LONGEST:
                found.append((place, "text", f"请填写内容，不超过{LONGEST}字。"))
        return found


def _parts() -> Mapping[str, tuple[str, bool, Answer]]:
    key, whose, text = Line(), Choice(WHOSE), TextArea(2)
    return {
        "key": ("缩写", True, Answer(key, lambda: key.value, key.setText, share=3)),
        "whose": ("给谁用", False, Answer(whose, lambda: whose.value, whose.choose, share=2)),
        "text": ("内容", True, Answer(text, lambda: text.value, text.setPlainText)),
    }


def _snippet(values: Mapping[str, str]) -> Snippet:
    return Snippet(key=values["key"], text=values["text"], shared=values["whose"] == "shared")
