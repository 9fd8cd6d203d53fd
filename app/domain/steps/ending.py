"""撤回、终止办理: a matter ends before it is answered. What has been answered is served and closed instead.

《信访工作条例》 has no rule on either; grounds and order follow a provincial rule on review by analogy, see
records/ending.py.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, NumberedFacts, record
from app.domain.errors import RuleBroken
from app.domain.papers import title_of
from app.domain.petition import Petition
from app.domain.records.ending import (
    TERMINATION_GROUNDS,
    WITHDRAWAL_FORMS,
    Termination,
    TerminationGround,
    Withdrawal,
    WithdrawalForm,
)
from app.domain.steps.at_desk import AtDesk
from app.domain.steps.step import Context, Step, refuse_closed
from app.domain.words import line, must, named, text

SERIES = "termination"  # F25
ANALOGY = "参照《山东省信访事项复查复核工作规则（试行）》第{article}条（《信访工作条例》没有规定）"


class Withdrawn(Facts, frozen=True, kw_only=True):
    """Some petitioners took the matter back."""

    kind: ClassVar[str] = "withdrawn"

    petitioners: tuple[int, ...]
    names: tuple[str, ...]
    form: WithdrawalForm
    for_all: bool
    reason: str
    unit: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, withdrawals=(*petition.withdrawals, record(Withdrawal, self, entry)))

    def sentence(self, entry: Entry) -> str:
        how = "书面" if self.form == "written" else "口头"
        whose = "受全体信访人委托" if self.for_all else ""
        said = f"，理由：{self.reason}" if self.reason else ""
        return f"{'、'.join(self.names)}{whose}自愿{how}撤回信访事项{said}"


class Terminated(NumberedFacts, frozen=True, kw_only=True):
    """The handling was ended; what the notice F25 says is fixed here."""

    kind: ClassVar[str] = "terminated"
    series: ClassVar[str] = SERIES

    ground: TerminationGround
    reason: str
    evidence: str
    approver: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, termination=record(Termination, self, entry))

    def sentence(self, entry: Entry) -> str:
        why = self.reason or TERMINATION_GROUNDS[self.ground]
        return f"终止办理：{why}，出具终止办理告知书（{self.number}）"


class Withdraw(Step, frozen=True, kw_only=True):
    """撤回. One petitioner's withdrawal leaves the matter of the others as it is."""

    name: ClassVar[str] = "withdraw"
    label: ClassVar[str] = "信访人撤回"
    article: ClassVar[str] = ANALOGY.format(article="二十二")
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-12",
        "who": [1],
        "voluntary": True,
        "form": "oral",
        "reason": "问题已与村里协商解决，不再要求处理。",
    }
    hint: ClassVar[str] = (
        "撤回须出于自愿，不得劝说、要求信访人撤回。共同提出的，一人撤回不影响其他信访人；全部撤回后再办理“终止办理”。"
    )
    hints: ClassVar[dict[str, str]] = {"for_all": "有全体信访人委托书的才勾选，委托书存档"}
    verb: ClassVar[str] = "登记撤回"
    day_title: ClassVar[str] = "撤回日期"

    who: Annotated[tuple[int, ...], msgspec.Meta(title="撤回的信访人", min_length=1, extra={"petitioners": True})]
    form: Annotated[WithdrawalForm, named("提出方式", words=WITHDRAWAL_FORMS)]
    voluntary: Annotated[bool, named("是否出于自愿")]
    for_all: Annotated[bool, named("受全体信访人委托撤回")] = False
    reason: Annotated[str, text("撤回理由", 2_000)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_answered(petition)
        if petition.all_withdrawn:
            raise RuleBroken("withdrawn-already", "全体信访人均已撤回，请办理“终止办理”。")
        return petition.received_on, "收到该事项之日"

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        if not self.voluntary:
            raise RuleBroken(
                "not-voluntary", "撤回不是出于自愿的，不能登记，应当继续办理。", article=self.article, field="voluntary"
            )
        who = tuple(dict.fromkeys(self.who))
        wrong = [number for number in who if not 1 <= number <= len(petition.petitioners)]
        if wrong:
            raise RuleBroken(
                "no-such-petitioner",
                f"本事项有 {len(petition.petitioners)} 位信访人，请核对序号。",
                field="who",
                who=wrong,
            )
        again = [petition.petitioners[number - 1].name for number in who if number in petition.withdrawn]
        if again:
            raise RuleBroken("withdrawn-already", f"{'、'.join(again)}已经撤回，不重复登记。", field="who")
        return (
            Withdrawn(
                petitioners=who,
                names=tuple(petition.petitioners[number - 1].name for number in who),
                form=self.form,
                for_all=self.for_all,
                reason=self.reason,
                unit=context.office.name,
            ),
        )


class Terminate(AtDesk, frozen=True, kw_only=True):
    """终止办理 with the notice F25: no opinion and no reply are made afterwards, the clocks stop.

    It ends the petitioner's matter without an opinion, so each ground but the own withdrawal must rest on a paper.
    """

    name: ClassVar[str] = "terminate"
    label: ClassVar[str] = "终止办理"
    article: ClassVar[str] = ANALOGY.format(article="三十八")
    ours: ClassVar[tuple[str, ...]] = ("approver",)
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-13",
        "ground": "solved",
        "reason": "双方于3月12日达成和解，排水沟已疏通。",
        "evidence": "和解协议书（3月12日，双方签名）",
        "approver": "陈明",
    }
    hint: ClassVar[str] = "终止办理后不再出具处理意见书。信访人仍要求处理的，应当继续办理，不得以终止代替答复。"
    hints: ClassVar[dict[str, str]] = {"reason": "印在告知书上；撤回的可不填", "evidence": "撤回以外的必填"}
    verb: ClassVar[str] = "出具终止办理告知书"
    day_title: ClassVar[str] = "终止日期"

    ground: Annotated[TerminationGround, named("终止的情形", words=TERMINATION_GROUNDS)]
    approver: Annotated[str, must("批准的单位负责人", 100)]
    reason: Annotated[str, text("具体情况", 2_000)] = ""
    evidence: Annotated[str, line("依据的材料", 300)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_answered(petition)
        if petition.withdrawals:
            return max(one.on for one in petition.withdrawals), "撤回之日"
        if petition.decision:
            what, on = petition.decision
            return on, f"{what}之日"
        return petition.received_on, "收到该事项之日"

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        return {"ground": "withdrawn"} if petition.all_withdrawn else {}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        if self.ground == "withdrawn":
            _refuse_remaining(petition, self.article)
        else:
            self._check_grounds()
        return (
            Terminated(
                ground=self.ground,
                reason=self.reason,
                evidence=self.evidence,
                approver=self.approver,
                **context.head(SERIES, self.day(context)),
            ),
        )

    def _check_grounds(self) -> None:
        for name, value, told in (
            ("reason", self.reason, "请写明终止办理的具体情况，印在告知书上。"),
            ("evidence", self.evidence, "请填写依据的材料，如协议书、信访人签字认可的材料、死亡证明、注销登记。"),
        ):
            if not value.strip():
                raise RuleBroken("termination-incomplete", told, article=self.article, field=name)


def refuse_answered(petition: Petition) -> None:
    """What has been answered or decided is not taken back: its paper is served and the matter closed."""
    refuse_closed(petition)
    if petition.returned:
        raise RuleBroken("returned", f"该事项已于 {petition.returned.on} 经核实同意退回，请办理“办结”。")
    if petition.last_paper:
        raise RuleBroken(
            "answered-already", f"已作出{title_of(petition.last_paper)}，不再撤回或者终止，送达后办理“办结”。"
        )


def _refuse_remaining(petition: Petition, article: str) -> None:
    """The handling ends by withdrawal once everybody has taken the matter back."""
    if petition.all_withdrawn:
        return
    names = [petition.petitioners[n - 1].name for n in petition.remaining] if petition.withdrawals else []
    told = "、".join(names[:5]) + (f"等{len(names)}人" if len(names) > 5 else "")
    if names and petition.withdrawn != frozenset(range(1, len(petition.petitioners) + 1)):
        message = f"{told}没有撤回，对其提出的事项应当继续办理。"
    elif names:
        message = "登记的人数多于已撤回的信访人，代表没有全体委托的，对其他信访人应当继续办理。"
    else:
        message = "没有登记撤回，先办理“信访人撤回”。"
    raise RuleBroken("not-withdrawn", message, article=article, field="ground")
