"""当场答复: a consultation or a suggestion answered while the visitor is here, in writing and handed over at once.

《信访工作条例》第二十三条第二款 asks for the written notice on the spot where that is possible. A claim is decided by
its own step, and the paper served right after it.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

import msgspec

from app.domain.codes import OUTCOMES, Outcome
from app.domain.entries import Facts
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.steps.at_desk import IN_PERSON, handed_over, here_on
from app.domain.steps.reply import ANSWER, Replied, Reply
from app.domain.steps.step import REGULATION, Context, Step
from app.domain.words import must_text, named

ACCEPTED = {"yes": "认可", "no": "不认可"}


class AnswerOnSpot(Step, frozen=True, kw_only=True):
    """当场答复: the reply F14 and its service on whoever is here, in one step."""

    name: ClassVar[str] = "answer_on_spot"
    label: ClassVar[str] = "当场答复"
    article: ClassVar[str] = f"{REGULATION}第二十三条第二款、第二十九条"
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-02",
        "handling": "低保申请向户籍所在村提出，所需材料清单已交来访人。",
        "accepted": True,
    }
    hint: ClassVar[str] = "信访人在场、能够当场答复的，回复函打印后当面交信访人签收，答复和送达一并登记。"
    hints: ClassVar[dict[str, str]] = {"outcome": "建议意见必填，咨询不填", "to": "不勾选的为全部受送达人"}
    verb: ClassVar[str] = "答复并送达"
    day_title: ClassVar[str] = "答复日期"

    handling: Annotated[str, must_text("答复内容", 20_000)]
    accepted: Annotated[bool, named("信访人是否认可", words=ACCEPTED)]
    outcome: Annotated[Outcome | Literal[""], named("采纳情况", words={"": "不是建议意见", **OUTCOMES})] = ""
    to: Annotated[tuple[int, ...], msgspec.Meta(title="在场签收的信访人", extra={"petitioners": True})] = ()

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        event = Reply.follows(petition)
        if petition.notice:
            raise RuleBroken(
                "not-on-spot",
                "履行职责的处理情况经调查核实后答复，请办理“答复”。",
                article=f"{REGULATION}第三十一条第五项",
            )
        if not any(contact.channel in IN_PERSON for contact in petition.standing_contacts):
            raise RuleBroken("nobody-here", "没有来访记录，信访人不在场，请办理“答复”和“送达”。")
        return event

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        day = self.day(context)
        if not here_on(petition, day):
            raise RuleBroken(
                "nobody-here", f"{day} 没有来访记录，信访人不在场，请办理“答复”和“送达”。", field="on", on=str(day)
            )
        (replied,) = Reply(on=self.on, handling=self.handling, outcome=self.outcome).decide(petition, context)
        assert isinstance(replied, Replied)
        replied = msgspec.structs.replace(replied, on_spot=True, accepted=self.accepted)
        return (
            replied,
            *(handed_over(petition, to, ANSWER, replied.number, context) for to in self._present(petition)),
        )

    def _present(self, petition: Petition) -> tuple[int, ...]:
        wrong = [n for n in self.to if n not in petition.addressee_numbers]
        if wrong:
            raise RuleBroken(
                "not-an-addressee", f"第 {'、'.join(map(str, wrong))} 号不是受送达人。", field="to", to=wrong
            )
        return tuple(dict.fromkeys(self.to)) or petition.addressee_numbers
