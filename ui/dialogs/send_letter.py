"""下发 about a matter that the station has: 催办, 督办, 复查 and 复核, an answer to its objection; and a data file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

import msgspec
from PySide6.QtWidgets import QWidget

from app.domain import shape
from app.domain.errors import RuleBroken
from app.domain.records.dispatch import (
    DATA,
    Content,
    DataFile,
    ObjectionReply,
    Reminder,
    ReviewNotice,
    ReviewOpinion,
    SupervisionLetter,
)
from ui.dialogs.send_down import Issuer, Runs, SendDownDialog, SendMatterDialog
from ui.drafts import Opens
from ui.widgets.answer import Answer
from ui.widgets.button import Button
from ui.widgets.editors import Line

FILES = "数据文件 (*.swtdata)"
DATA_TOLD = "下发县级签发的数据文件（放假安排、期限、代码表、村和社区）。对方读入后逐条核对，再采用。"
NOT_SIGNED = "这不是县级签发的数据文件，请另选。"
ABOUT = "about"  # the field of the petition's number
OWN_PAPER = {"letter_on": "发文日期", "letter_number": "文号"}


class SendLetterDialog(SendDownDialog):
    """A letter about one petition. Subclasses say which."""

    content: ClassVar[type[Content]] = Content
    from_reviewer: ClassVar[bool] = False  # a body of 复查 or 复核 made it, which need not be who sends it down

    def build(self) -> None:
        super().build()
        if self.from_reviewer:
            self.fill_in({"body": self.issuer.reviewer or self.issuer.body})

    def ask_more(self) -> None:
        number = Line()
        number.setText(self._number)
        self.number = self.add(ABOUT, "事项编号(&D)", number, required=True, hint="由对方办理的事项")
        self.editors[ABOUT] = Answer(
            number,
            lambda: number.value,
            number.setText,
            objections=lambda: {} if number.value else {"": "请填写事项编号。"},
        )

    def number_asked(self) -> str:
        return self.number.value

    def refuse(self, error: RuleBroken) -> None:
        """The petition's number is not the letter's own, which is called the same."""
        if error.code.startswith("dispatch-petition"):
            self.refuse_at(ABOUT, error.message)
        else:
            super().refuse(error)

    def value(self) -> msgspec.Struct:
        told: dict[str, Any] = {"body": self.issuer.body, **self.filled()}
        del told[ABOUT]
        return self.content(**told)


class SendReminderDialog(SendLetterDialog):
    """催办."""

    windows_title = "下发催办"
    what, content = "reminder", Reminder
    titles: ClassVar[Mapping[str, str]] = {"asked": "催办要求", "due": "要求反馈的日期", **OWN_PAPER}


class SendSupervisionDialog(SendLetterDialog):
    """督办, or one of 三项建议 (第四十条)."""

    windows_title = "下发督办、建议"
    what, content = "supervision", SupervisionLetter
    titles: ClassVar[Mapping[str, str]] = {
        "supervision": "督办或者建议",
        "trigger": "督办情形",
        "asked": "督办要求、建议内容",
        "due": "要求反馈的日期",
        **OWN_PAPER,
    }

    def problems(self) -> Iterator[shape.Problem]:
        """A trigger belongs to 督办 alone."""
        yield from super().problems()
        if self.editors["trigger"].get() and self.editors["supervision"].get() != "supervision":
            yield shape.Problem("trigger", "", "督办情形只用于督办，建议请不要选。")


class SendReviewNoticeDialog(SendLetterDialog):
    """复查（复核）答辩通知."""

    windows_title = "下发复查（复核）答辩通知"
    what, content, from_reviewer = "review_request", ReviewNotice, True
    titles: ClassVar[Mapping[str, str]] = {
        "instance": "审级",
        "number": "来函文号",
        "body": "复查（复核）机关",
        "due": "要求提交的日期",
        "letter_on": "来函日期",
        "petitioner": "请求人",
        "requested_on": "提出请求的日期",
        "wish": "请求内容",
        "reasons": "事实和理由",
    }


class SendReviewOpinionDialog(SendLetterDialog):
    """复查（复核）意见 as it was made (第三十五条、第三十六条)."""

    windows_title = "下发复查（复核）意见"
    what, content, from_reviewer = "review_decision", ReviewOpinion, True
    titles: ClassVar[Mapping[str, str]] = {
        "result": "结果",
        "instance": "审级",
        "number": "意见书文号",
        "body": "复查（复核）机关",
        "decided_on": "意见书日期",
        "due": "意见要求办到的日期",
        "back": "撤销、退回后由谁办理",
        "orders": "意见要点（责令的内容）",
    }


class SendObjectionAnswerDialog(SendLetterDialog):
    """What we found about the objection of the station (第二十三条第三款)."""

    windows_title = "下发异议答复"
    what, content = "objection_answer", ObjectionReply
    titles: ClassVar[Mapping[str, str]] = {
        "outcome": "核实意见",
        "number": "答复文号",
        "answered_on": "答复日期",
        "note": "答复内容",
    }


class SendDataDialog(SendDownDialog):
    """A signed data file as it is."""

    windows_title = "下发数据文件"
    what, titles, content = DATA, {}, DataFile

    def __init__(
        self, runner: Runs, issuer: Issuer, parent: QWidget | None = None, *, station: str = "", number: str = ""
    ) -> None:
        self._read: DataFile | None = None
        super().__init__(runner, issuer, parent, station=station)

    def opens(self) -> Opens | None:
        """Its file is chosen again."""
        return None

    def told(self) -> str:
        return f"{DATA_TOLD}{self.issuer.goes}"

    def ask_more(self) -> None:
        self.file = Line()
        self.file.setReadOnly(True)
        self.choose = Button("选择文件(&F)")
        self.choose.clicked.connect(lambda: self._choose())
        self.add("file", "数据文件", self.file, required=True, more=self.choose)
        self.editors["file"] = Answer(
            self.file,
            lambda: self._read,
            self.file.setText,
            objections=lambda: {} if self._read else {"": "请选择数据文件。"},
        )

    def put_file(self, path: Path) -> None:
        """This file, where it is one."""
        self.clear_refusals()
        try:
            text = path.read_bytes().decode()
        except OSError:
            self.refuse_at("file", f"读不出文件：{path}。请检查U盘是否插好，再选一次。")
            return
        except UnicodeDecodeError:
            self.refuse_at("file", NOT_SIGNED)
            return
        self._read = DataFile(name=path.name, file=text)
        self.file.setText(path.name)

    def value(self) -> msgspec.Struct:
        return self._read or DataFile(name="", file="")

    def _choose(self) -> None:
        files = self.hands.ask.files(self, self.windows_title, FILES)
        if files:
            self.put_file(files[0])


def form_of(what: str) -> type[SendDownDialog]:
    """The form by which this kind of dispatch is sent."""
    every: tuple[type[SendDownDialog], ...] = (SendMatterDialog, SendReminderDialog, *OTHERS.values())
    return next(form for form in every if form.what == what)


# What is sent about a petition, or as a file, besides 转送、交办 and 催办: its name in the menu, its form.
OTHERS: Mapping[str, type[SendDownDialog]] = {
    "督办、建议": SendSupervisionDialog,
    "复查（复核）答辩通知": SendReviewNoticeDialog,
    "复查（复核）意见": SendReviewOpinionDialog,
    "异议答复": SendObjectionAnswerDialog,
    "数据文件": SendDataDialog,
}
