"""调解 and 和解: both sides are asked first, then sessions, and the end of an attempt (《信访工作条例》第三十三条)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Any, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.mediation import (
    CONSENT_HOWS,
    MEDIATION_FORMS,
    PARTY_KINDS,
    Consent,
    ConsentHow,
    Mediation,
    MediationFailure,
    MediationForm,
    MediationSession,
    OtherParty,
    PartyKind,
)
from app.domain.steps.step import REGULATION, Context, Step, accepted_on, check_day, refuse_closed, refuse_recused
from app.domain.words import line, must, must_text, named, text

ARTICLE = f"{REGULATION}第三十三条"
AGREE = {"yes": "同意", "no": "不同意", "": "请选择"}

Name = Annotated[str, must("姓名", 60)]
Names = tuple[Name, ...]
Change = Callable[[Mediation], dict[str, Any]]


class MediationAsked(Facts, frozen=True, kw_only=True):
    """Both sides were asked whether they want to mediate; where one refused, the attempt is over."""

    kind: ClassVar[str] = "mediation_asked"

    other: OtherParty
    dispute: str
    petitioners: Consent
    opposite: Consent
    note: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, mediations=(*petition.mediations, record(Mediation, self, entry)))

    def sentence(self, entry: Entry) -> str:
        if self.petitioners.agreed and self.opposite.agreed:
            return f"信访人和{self.other.name}均同意调解，争议事项：{self.dispute}"
        refused = [
            name
            for name, consent in (("信访人", self.petitioners), (self.other.name, self.opposite))
            if not consent.agreed
        ]
        note = f"：{self.note}" if self.note else ""
        return f"{'、'.join(refused)}不同意调解，不进行调解{note}"


class MediationHeld(Facts, frozen=True, kw_only=True):
    """The record of one session."""

    kind: ClassVar[str] = "mediation_held"

    form: MediationForm
    body: str
    place: str
    mediators: tuple[str, ...]
    present: tuple[str, ...]
    record: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return changed(petition, lambda last: {"sessions": (*last.sessions, record(MediationSession, self, entry))})

    def sentence(self, entry: Entry) -> str:
        return f"{self.body}在{self.place}进行{MEDIATION_FORMS[self.form]}：{self.record}"


class MediationFailed(Facts, frozen=True, kw_only=True):
    """The attempt ended without an agreement."""

    kind: ClassVar[str] = "mediation_failed"

    reason: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return changed(petition, lambda _last: {"failure": record(MediationFailure, self, entry)})

    def sentence(self, entry: Entry) -> str:
        return f"调解未达成协议：{self.reason}"


class ConsentMediation(Step, frozen=True, kw_only=True):
    """征求调解意愿: nothing is mediated unless both sides agree."""

    name: ClassVar[str] = "consent_mediation"
    label: ClassVar[str] = "征求调解意愿"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "other_name": "石桥村村民委员会",
        "other_kind": "organisation",
        "other_address": "石桥村村部",
        "dispute": "修路占用菜地的补偿",
        "petitioners_agree": True,
        "other_agrees": True,
    }
    hint: ClassVar[str] = (
        "在不违反政策法规强制性规定的情况下，在裁量权范围内，经争议双方当事人同意，可以调解或者引导和解。"
        "对方当事人的信息只用于本事项的文书，不进入检索。"
    )
    hints: ClassVar[dict[str, str]] = {
        "petitioners_on": "不填为登记日期",
        "other_on": "不填为登记日期",
        "note": "不同意的写明情况",
    }
    verb: ClassVar[str] = "记录意愿"

    other_name: Annotated[str, must("对方当事人", 60)]
    other_kind: Annotated[PartyKind, named("对方类型", words=PARTY_KINDS)]
    other_address: Annotated[str, line("对方住址（地址）", 300)] = ""
    other_phone: Annotated[str, line("对方电话", 40)] = ""
    dispute: Annotated[str, must_text("争议事项", 2_000)]
    petitioners_agree: Annotated[bool, named("信访人意愿", words=AGREE)]
    petitioners_on: Annotated[dt.date | None, named("信访人表示日期")] = None
    petitioners_how: Annotated[ConsentHow, named("信访人表示方式", words=CONSENT_HOWS)] = "written"
    other_agrees: Annotated[bool, named("对方意愿", words=AGREE)]
    other_on: Annotated[dt.date | None, named("对方表示日期")] = None
    other_how: Annotated[ConsentHow, named("对方表示方式", words=CONSENT_HOWS)] = "written"
    note: Annotated[str, text("备注", 2_000)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        found = _handled_since(petition)
        last = petition.mediation
        if last and last.open:
            raise RuleBroken("mediation-open", f"已于 {last.on} 开始调解，结束前不能再次征求意愿。")
        if last and last.settlement:
            raise RuleBroken("settled-already", f"已于 {last.settlement.on} 达成{last.settlement.title}。")
        return found

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        day = self.day(context)
        said = self.petitioners_on or day, self.other_on or day
        for on in said:
            check_day(on, day, (petition.received_on, "收到该事项之日"))
        return (
            MediationAsked(
                other=OtherParty(
                    name=self.other_name,
                    kind=self.other_kind,
                    address=self.other_address,
                    phone=self.other_phone,
                ),
                dispute=self.dispute,
                petitioners=Consent(agreed=self.petitioners_agree, on=said[0], how=self.petitioners_how),
                opposite=Consent(agreed=self.other_agrees, on=said[1], how=self.other_how),
                note=self.note,
            ),
        )


class HoldMediation(Step, frozen=True, kw_only=True):
    """调解记录: one session with both sides."""

    name: ClassVar[str] = "mediation_session"
    label: ClassVar[str] = "调解记录"
    article: ClassVar[str] = f"{REGULATION}第三十三条、第三十七条"
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-16",
        "form": "people",
        "body": "石桥镇人民调解委员会",
        "place": "石桥村村部",
        "mediators": ["孙丽"],
        "present": ["张三", "村主任李某"],
        "record": "双方陈述后，村委会同意按每平方米12元补偿，张三表示可以接受。",
    }
    hints: ClassVar[dict[str, str]] = {"body": "人民调解的填人民调解委员会名称"}
    verb: ClassVar[str] = "记录"
    day_title: ClassVar[str] = "调解日期"

    form: Annotated[MediationForm, named("调解形式", words=MEDIATION_FORMS)]
    body: Annotated[str, must("调解组织（单位）", 60)]
    place: Annotated[str, must("调解地点", 100)]
    mediators: Annotated[Names, msgspec.Meta(title="调解员", max_length=20)] = ()
    present: Annotated[Names, msgspec.Meta(title="参加人", min_length=1, max_length=100)]
    record: Annotated[str, must_text("调解情况", 20_000)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        mediation = going_on(petition)
        last = mediation.sessions[-1] if mediation.sessions else None
        return (last.on, "上次调解之日") if last else (mediation.on, "双方同意调解之日")

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        mediation = petition.mediation
        if mediation is None:
            return {}
        if mediation.sessions:
            last = mediation.sessions[-1]
            return {name: getattr(last, name) for name in ("form", "body", "place", "mediators", "present")}
        names = (*(person.name for person in petition.addressees), mediation.other.name)
        return {"body": context.office.name, "present": tuple(name[:60] for name in names)}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        refuse_no_mediator(self.form, self.mediators)
        refuse_recused(petition, *self.mediators)
        return (
            MediationHeld(
                form=self.form,
                body=self.body,
                place=self.place,
                mediators=self.mediators,
                present=self.present,
                record=self.record,
            ),
        )


class EndMediation(Step, frozen=True, kw_only=True):
    """调解未成: the matter goes on as before."""

    name: ClassVar[str] = "mediation_failed"
    label: ClassVar[str] = "调解未成"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {"on": "2026-03-17", "reason": "双方对补偿标准分歧较大，不愿继续调解。"}
    hint: ClassVar[str] = "调解未成的，信访事项继续办理，办理期限不因调解延长。"
    verb: ClassVar[str] = "结束调解"

    reason: Annotated[str, must_text("未达成协议的原因", 2_000)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        mediation = going_on(petition)
        last = mediation.sessions[-1] if mediation.sessions else mediation
        return last.on, "同意调解或者上次调解之日"

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        return (MediationFailed(reason=self.reason),)


def changed(petition: Petition, change: Change) -> Petition:
    """The petition with its last mediation changed; as it is where there is none."""
    if not petition.mediations:
        return petition
    *others, last = petition.mediations
    return msgspec.structs.replace(petition, mediations=(*others, msgspec.structs.replace(last, **change(last))))


def going_on(petition: Petition) -> Mediation:
    """The mediation that both sides agreed to and that is not over. Raises RuleBroken without one."""
    _handled_since(petition)
    last = petition.mediation
    if last is None:
        raise RuleBroken("no-consent", "尚未征得争议双方同意，不能调解，先办理“征求调解意愿”。", article=ARTICLE)
    if not last.agreed:
        raise RuleBroken("consent-refused", f"{last.on} 当事人不同意调解，不能调解。", article=ARTICLE)
    if last.settlement:
        raise RuleBroken("settled-already", f"已于 {last.settlement.on} 达成{last.settlement.title}。")
    if last.failure:
        raise RuleBroken("mediation-over", f"调解已于 {last.failure.on} 结束，未达成协议。再次调解的，先征求双方意愿。")
    return last


def refuse_no_mediator(form: MediationForm, mediators: Names) -> None:
    """Only where the sides settle among themselves is there nobody who mediates."""
    if form != "settlement" and not mediators:
        raise RuleBroken("mediator-missing", "请填写调解员姓名。", field="mediators")


def _handled_since(petition: Petition) -> tuple[dt.date, str]:
    """A claim that is being handled here: accepted, or as an application to act. Raises RuleBroken for any other."""
    refuse_closed(petition)
    if petition.category != "claim":
        raise RuleBroken("not-a-claim", "调解、和解适用于申诉求决类事项。", article=ARTICLE)
    if petition.notice and petition.notice.route == "31-5":
        return petition.notice.on, "告知之日"
    return accepted_on(petition), "受理之日"
