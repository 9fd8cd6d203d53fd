"""移交上级、交村办理: a petition is at one desk at a time, and goes from one to the next by an entry of each.

No article divides the work of a township and its villages; who hands what to whom is the house's own order. What the
law counts is not touched: no clock starts, stops or moves by it, number and query code stay.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.custody import WAYS, BesideDecision, Station, Transfer, Way
from app.domain.rights import Right
from app.domain.steps.correction import Correct, Corrected
from app.domain.steps.denunciation import APART
from app.domain.steps.step import Context, Step, refuse_closed
from app.domain.words import line, must, must_text, named

ARTICLE = "镇、村之间的交接（本地规定）"


class PassedOn(Facts, frozen=True, kw_only=True):
    """The desk that holds the petition hands it to another."""

    kind: ClassVar[str] = "passed_on"

    to: str
    to_name: str
    from_name: str
    way: Way
    reason: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        given = record(Transfer, self, entry, giver=entry.station, giver_name=self.from_name)
        return msgspec.structs.replace(petition, transfers=(*petition.transfers, given))

    def sentence(self, entry: Entry) -> str:
        return f"{WAYS[self.way]}{self.to_name}办理，事由：{self.reason}"


class TakenOver(Facts, frozen=True, kw_only=True):
    """The desk to which it was handed has it from now on. `entry` and `hash` name the entry that handed it over."""

    kind: ClassVar[str] = "taken_over"

    giver: str
    giver_name: str
    entry: str
    hash: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        transfers = tuple(
            msgspec.structs.replace(one, taken_on=entry.on, taken_by=entry.officer, taken_ref=entry.ref)
            if one.ref == self.entry and not one.taken_ref
            else one
            for one in petition.transfers
        )
        return msgspec.structs.replace(petition, transfers=transfers)

    def sentence(self, entry: Entry) -> str:
        return f"接收{self.giver_name}移交的事项"


class PassedBack(Facts, frozen=True, kw_only=True):
    """The desk to which it was handed does not take it, and says why; the other has it again once it took it back."""

    kind: ClassVar[str] = "passed_back"

    to: str  # who handed it over
    to_name: str
    from_name: str
    way: Way
    entry: str
    hash: str
    reason: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        answered = TakenOver(giver=self.to, giver_name=self.to_name, entry=self.entry, hash=self.hash)
        after = answered.apply(petition, entry)
        back = record(Transfer, self, entry, giver=entry.station, giver_name=self.from_name, returned=True)
        return msgspec.structs.replace(after, transfers=(*after.transfers, back))

    def sentence(self, entry: Entry) -> str:
        return f"退回{self.to_name}，理由：{self.reason}"


class BesideSettled(Facts, frozen=True, kw_only=True):
    """The holder decided what holds of an entry that another desk wrote beside."""

    kind: ClassVar[str] = "beside_settled"

    entry: str
    adopted: bool
    reason: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        decided = record(BesideDecision, self, entry)
        return msgspec.structs.replace(petition, besides=(*petition.besides, decided))

    def sentence(self, entry: Entry) -> str:
        return f"并存记载（{self.entry}）{'采用' if self.adopted else '不采用'}，{self.reason}"


class PassOn(Step, frozen=True, kw_only=True):
    """移交上级 (村 -> 镇), 交村办理 (镇 -> 村)."""

    name: ClassVar[str] = "pass_on"
    label: ClassVar[str] = "移交上级（交村办理）"
    article: ClassVar[str] = ARTICLE
    right: ClassVar[Right] = Right.REGISTER
    example: ClassVar[dict[str, object]] = {"to": "43062110100001", "reason": "超出村级权限，请镇里办理"}
    hint: ClassVar[str] = (
        "移交后本台只能查看，对方接收后由对方办理。各项期限照常计算，编号、查询码不变。对方不接收的，会退回并写明理由。"
    )
    hints: ClassVar[dict[str, str]] = {"to": "台号或者单位名称；村级不填即移交镇级"}
    verb: ClassVar[str] = "移交"
    day_title: ClassVar[str] = "移交日期"

    reason: Annotated[str, must_text("移交事由", 2_000)]
    to: Annotated[str, line("移交给", 100)] = ""
    despite: Annotated[bool, named("有未办完的事一并移交")] = False

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition)
        if petition.category == APART:
            raise RuleBroken("denunciation-stays", "检举控告不在接待台之间移交，按规定转送有权处理的机关、单位。")
        last = petition.transfers[-1] if petition.transfers else None
        return (last.taken_on, "接收之日") if last and last.taken_on else (petition.received_on, "收到该事项之日")

    @classmethod
    def allowed(cls, context: Context) -> None:
        if context.above is None and not context.below:
            raise RuleBroken("nobody-to-pass-to", "本台没有配对的镇级接待台或者村级代办点，不能移交。")

    @classmethod
    def told(cls, petition: Petition) -> str:
        undone = unfinished(petition)
        return f"尚未办完：{'；'.join(undone)}。" if undone else ""

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        known = (context.above,) if context.above else context.below
        return {"to": known[0].name} if len(known) == 1 else {}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        self.allowed(context)
        to = self._whom(context)
        undone = unfinished(petition)
        if undone and not self.despite:
            raise RuleBroken(
                "duties-open",
                f"该事项还有未办完的事：{'；'.join(undone)}。请先办完；确要由对方接着办的，请勾选“有未办完的事一并移交”。",
                field="despite",
                undone=list(undone),
            )
        way: Way = "up" if context.above and to.code == context.above.code else "down"
        return (
            PassedOn(to=to.code, to_name=to.name, from_name=context.office.name, way=way, reason=self.reason.strip()),
        )

    def _whom(self, context: Context) -> Station:
        wanted = self.to.strip()
        if not wanted and context.above:
            return context.above
        known = (*((context.above,) if context.above else ()), *context.below)
        found = [one for one in known if wanted in (one.code, one.name)]
        if len(found) != 1:
            names = "、".join(f"{one.name}（{one.code}）" for one in known)
            raise RuleBroken(
                "station-not-paired", f"“{wanted}”不是已配对的上级或者村级代办点。可以移交给：{names}。", field="to"
            )
        return found[0]


class TakeOver(Step, frozen=True, kw_only=True):
    """接收 what another desk handed here, or what came back."""

    name: ClassVar[str] = "take_over"
    label: ClassVar[str] = "接收移交事项"
    article: ClassVar[str] = ARTICLE
    right: ClassVar[Right] = Right.REGISTER
    example: ClassVar[dict[str, object]] = {"on": "2026-03-16"}
    hint: ClassVar[str] = "接收后由本台办理，文书使用本台的文号。各项期限自原来的日期计算，不重新起算。"
    verb: ClassVar[str] = "接收"
    day_title: ClassVar[str] = "接收日期"

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        return _waiting(petition).on, "移交之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        return _told(petition)

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        given = _waiting(petition)
        return (
            TakenOver(giver=given.giver, giver_name=given.giver_name, entry=given.ref, hash=context.hash_of(given.ref)),
        )


class PassBack(Step, frozen=True, kw_only=True):
    """退回 what another desk handed here, with the reason."""

    name: ClassVar[str] = "pass_back"
    label: ClassVar[str] = "退回移交事项"
    article: ClassVar[str] = ARTICLE
    right: ClassVar[Right] = Right.REGISTER
    example: ClassVar[dict[str, object]] = {"reason": "属村级职责，请村里先行办理"}
    hint: ClassVar[str] = "写明理由。对方收回后由对方办理，期限照常计算。"
    verb: ClassVar[str] = "退回"
    day_title: ClassVar[str] = "退回日期"

    reason: Annotated[str, must_text("退回理由", 2_000)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        given = _waiting(petition)
        if given.returned:
            raise RuleBroken("came-back", f"该事项是{given.giver_name}退回的，请办理“接收移交事项”收回。")
        return given.on, "移交之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        return _told(petition)

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        given = _waiting(petition)
        return (
            PassedBack(
                to=given.giver,
                to_name=given.giver_name,
                from_name=context.office.name,
                way="down" if given.way == "up" else "up",
                entry=given.ref,
                hash=context.hash_of(given.ref),
                reason=self.reason.strip(),
            ),
        )


class SettleBeside(Step, frozen=True, kw_only=True):
    """处理并存记载: adopt by a correction what another desk wrote beside, or set it aside with the reason."""

    name: ClassVar[str] = "settle_beside"
    label: ClassVar[str] = "处理并存记载"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "entry": "43062110120001.20260302090000.2",
        "adopted": False,
        "reason": "已在本台记载中写明，不重复",
    }
    hint: ClassVar[str] = (
        "对方在不办理该事项期间写下的记载，原样保存，不影响现在的内容。更正记载可以直接采用；"
        "其他记载确有其事的，先按相应步骤补登，再选不采用并写明已补登。"
    )
    hints: ClassVar[dict[str, str]] = {"entry": "并存记载的编号，见事项页"}
    verb: ClassVar[str] = "处理"

    entry: Annotated[str, must("并存记载", 60)]
    adopted: Annotated[bool, named("采用")]
    reason: Annotated[str, must_text("理由", 2_000)]

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        open_ones = unsettled(petition, context.beside(petition))
        return {"entry": open_ones[0].ref} if open_ones else {}

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        if not petition.transfers:
            raise RuleBroken("nothing-beside", "该事项没有在接待台之间移交过，没有并存记载。")
        return petition.received_on, "收到该事项之日"

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        wanted = self.entry.strip()
        found = next((one for one in unsettled(petition, context.beside(petition)) if one.ref == wanted), None)
        if found is None:
            raise RuleBroken("nothing-beside", f"没有待处理的并存记载“{wanted}”，请核对编号。", field="entry")
        settled = BesideSettled(entry=found.ref, adopted=self.adopted, reason=self.reason.strip())
        return (*self._adopting(found, petition, context), settled)

    def _adopting(self, beside: Entry, petition: Petition, context: Context) -> tuple[Facts, ...]:
        if not self.adopted:
            return ()
        told = beside.facts
        if not isinstance(told, Corrected):
            raise RuleBroken(
                "beside-not-correction",
                f"该记载是“{told.sentence(beside)}”，不是更正，不能直接采用。"
                "确有其事的，先按相应步骤补登，再选不采用并写明已补登。",
                field="adopted",
            )
        step = Correct(field=told.field, to=told.to, value=told.after, reason=self.reason.strip())
        return step.decide(petition, context)


CUSTODY: tuple[type[Step], ...] = (TakeOver, PassBack)  # what the receiving desk alone may do


def refuse_elsewhere(step: type[Step], petition: Petition, context: Context) -> None:
    """Only the desk that holds a petition works on it; while it is on its way only the receiving one answers.

    Raises RuleBroken: passed-on, held-elsewhere, not-handed-here.
    """
    if not petition.transfers:
        return
    here, waiting = context.office.station, petition.waiting_transfer
    if waiting is None:
        if petition.holder != here:
            raise RuleBroken("held-elsewhere", f"该事项现由{petition.holder_name}办理，本台只能查看。")
        return
    if waiting.to != here:
        raise RuleBroken(
            "passed-on", f"已于 {waiting.on} {waiting.words}，等待对方接收，本台不能再办理。", on=str(waiting.on)
        )
    if step not in CUSTODY:
        raise RuleBroken(
            "not-taken-over",
            f"{waiting.on} {waiting.words}，尚未接收。请先办理“接收移交事项”或者“退回移交事项”。",
            on=str(waiting.on),
        )


def unsettled(petition: Petition, beside: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entries beside of which nothing was decided yet."""
    settled = {one.entry for one in petition.besides}
    return tuple(one for one in beside if one.ref not in settled)


def unfinished(petition: Petition) -> tuple[str, ...]:
    """What the desk has begun and not ended: named before the petition goes to another, for a person to decide."""
    found = [
        f"文书{key}（{number or '无文号'}）尚未送达"
        for key, (number, _on) in petition.outgoing.items()
        if key not in petition.superseded and petition.served_on_all(key) is None
    ]
    if petition.open_hearing:
        found.append("已通知的听证尚未结束")
    if petition.open_hand_over:
        found.append("首问移交尚未确认接收")
    if petition.open_objection:
        found.append("提出的异议尚未收到答复")
    return tuple(found)


def _waiting(petition: Petition) -> Transfer:
    waiting = petition.waiting_transfer
    if waiting is None:
        raise RuleBroken("nothing-handed", "该事项没有等待接收的移交。")
    return waiting


def _told(petition: Petition) -> str:
    given = petition.waiting_transfer
    return f"{given.on} {given.words}，{'理由' if given.returned else '事由'}：{given.reason}" if given else ""
