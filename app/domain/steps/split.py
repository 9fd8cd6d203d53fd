"""拆出来访: a visit was joined to this petition as a further contact, but another matter was raised on it.

The 条例 has no rule for it: it puts a mistake of the desk right. What was raised is never lost: it is registered as a
petition of its own from that visit, with its day and its first contact, or it belongs to one that is here already.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar

import msgspec

from app.domain.codes import CHANNELS
from app.domain.entries import Entry, Facts
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.petitioner import Contact, SplitFrom
from app.domain.records.reception import Reception
from app.domain.steps.links import Linked
from app.domain.steps.reception import ReceivedByLeader
from app.domain.steps.step import Context, Step, check_day
from app.domain.words import line, must_text

ARTICLE = "登记整理（本台规则，用于改正误并，期限自该次来访之日起算）"
SAID = (("requests", "诉求："), ("facts", "事实："), ("reasons", "理由："))  # as the registration form joins them


class ContactSplit(Facts, frozen=True, kw_only=True):
    """A further contact does not belong to this petition; it stays readable and counts no more."""

    kind: ClassVar[str] = "contact_split"

    contact: str  # the entry of the contact
    came_on: dt.date
    channel: str
    other: str  # number of the petition that it belongs to and where it stands already, "" for none yet
    reason: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        given = {"split_on": entry.on, "split_by": entry.officer, "split_reason": self.reason}
        away = {**given, "belongs_to": self.other, "split_other": bool(self.other)}
        place = next((n for n, one in enumerate(petition.contacts, 1) if one.ref == self.contact), 0)
        contacts = (msgspec.structs.replace(x, **away) if x.ref == self.contact else x for x in petition.contacts)
        receptions = (
            msgspec.structs.replace(x, split_on=entry.on) if x.contact == place else x for x in petition.receptions
        )
        return msgspec.structs.replace(petition, contacts=tuple(contacts), receptions=tuple(receptions))

    def sentence(self, entry: Entry) -> str:
        words = CHANNELS.get(self.channel, self.channel)
        where = f"属于事项 {self.other}" if self.other else "另行登记"
        return f"拆出{self.came_on}的{words}，不再计入本件，{where}，事由：{self.reason}"


class SplitRegistered(Facts, frozen=True, kw_only=True):
    """What was raised on a contact that was split off is a petition of its own now."""

    kind: ClassVar[str] = "split_registered"

    contact: str  # the entry of the contact
    came_on: dt.date
    number: str  # of the new petition

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        given = {"belongs_to": self.number, "registered_on": entry.on}
        contacts = (msgspec.structs.replace(x, **given) if x.ref == self.contact else x for x in petition.contacts)
        return msgspec.structs.replace(petition, contacts=tuple(contacts))

    def sentence(self, entry: Entry) -> str:
        return f"{self.came_on}拆出的来访已登记为事项 {self.number}"


class SplitContact(Step, frozen=True, kw_only=True):
    """拆出来访; also on a closed petition. The registration itself is no further contact: it is made void instead."""

    name: ClassVar[str] = "split_contact"
    label: ClassVar[str] = "拆出来访"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {"contact": 2, "reason": "当次反映的是低保问题，与本件无关"}
    hint: ClassVar[str] = (
        "只用于误并：当次反映的是另一事项。该次来访仍可查阅，不再计入本件的批次、人次。拆出后接着登记为新件，"
        "收到日期、首问责任人不变，期限自该次来访之日起算。"
    )
    hints: ClassVar[dict[str, str]] = {
        "contact": "按上列的次序；登记时为第1次",
        "other": "属于已登记的另一事项的填写，须先在该件记录当天的来访",
    }
    verb: ClassVar[str] = "拆出"
    day_title: ClassVar[str] = "拆出日期"

    contact: Annotated[int, msgspec.Meta(title="第几次来访", ge=1, le=100_000)]
    other: Annotated[str, line("所属事项编号", 40)] = ""
    reason: Annotated[str, must_text("拆出事由", 2_000)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        further = _further(petition)
        if not further:
            raise RuleBroken("no-further-contact", "本件没有可以拆出的再次来访（来信、来电）。")
        return min(contact.on for contact in further.values()), "该次来访之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        return "\n".join(f"第{place}次：{_words(contact)}" for place, contact in _further(petition).items())

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        further = _further(petition)
        return {"contact": max(further)} if further else {}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        further = _further(petition)
        place = self.contact
        if place not in further:
            why = "第1次是本件的登记，误登的办理“登记作废”。" if place == 1 else "请核对是第几次。"
            raise RuleBroken("no-such-contact", f"本件没有可以拆出的第{place}次来访。{why}", field="contact")
        contact = further[place]
        check_day(self.day(context), context.today, (contact.on, "该次来访之日"))
        other = self._other(petition, contact, context)
        return (
            ContactSplit(
                contact=contact.ref, came_on=contact.on, channel=contact.channel, other=other, reason=self.reason
            ),
        )

    def _other(self, petition: Petition, contact: Contact, context: Context) -> str:
        """The number of the petition that the visit belongs to, where it must stand already; "" for none."""
        number = self.other.strip()
        if not number:
            return ""
        other = context.other(number)
        if other is None or other.voided:
            raise RuleBroken("split-unknown", f"没有编号为“{number}”的有效事项，请核对编号。", field="other")
        if other.id == petition.id:
            raise RuleBroken("split-itself", "这是本件自己的编号，请填写该次来访所属事项的编号。", field="other")
        if not any(one.on == contact.on for one in other.standing_contacts):
            raise RuleBroken(
                "split-not-there",
                f"{number} 没有 {contact.on} 的来访记载。请先在该件办理“记录再次来访”，日期填 {contact.on}，再来拆出。",
                field="other",
                on=str(contact.on),
            )
        return other.number


def of_old(contact: Contact, number: str) -> SplitRegistered:
    """What the petition that the contact was split off learns of the new one."""
    return SplitRegistered(contact=contact.ref, came_on=contact.on, number=number)


def of_new(petition: Petition, place: int) -> tuple[tuple[dt.date | None, Facts], ...]:
    """(day, facts) that the new petition gets besides its registration: the link, dated today, and the receptions by a
    leader on that visit.
    """
    contact = petition.contacts[place - 1]
    link = Linked(other=petition.id, number=petition.number, link="split", reason=contact.split_reason)
    moved = (one for one in petition.receptions if one.contact == place)
    return ((None, link), *((one.on, _received(one)) for one in moved))


def prefilled(petition: Petition, place: int) -> dict[str, Any]:
    """What the registration from a contact that was split off is filled with: field -> value as its JSON has it."""
    contact = petition.contacts[place - 1]
    said = _said(contact.note)
    return {
        "on": contact.on,
        "channel": contact.channel,
        "head_count": contact.head_count,
        "petitioners": petition.petitioners[: contact.head_count],
        "materials": contact.materials,
        "requests": (said["requests"],) if said["requests"] else (),
        "facts": said["facts"],
        "reasons": said["reasons"],
        "split_from": SplitFrom(number=petition.number, contact=place),
    }


def _said(note: str) -> dict[str, str]:
    """The parts of a note that the registration form joined; all of it is facts where it did not."""
    parts: dict[str, list[str]] = {name: [] for name, _word in SAID}
    now = "facts"
    for text in note.splitlines():
        name, word = next(((n, w) for n, w in SAID if text.startswith(w)), (now, ""))
        now = name
        parts[now].append(text.removeprefix(word))
    return {name: "\n".join(texts).strip() for name, texts in parts.items()}


def _received(one: Reception) -> ReceivedByLeader:
    return ReceivedByLeader(
        leader=one.leader,
        post=one.post,
        way=one.way,
        contact=1,
        said=one.said,
        decided=one.decided,
        due=one.due,
        planned=one.planned,
    )


def _further(petition: Petition) -> dict[int, Contact]:
    """Place -> every contact after the registration that counts here."""
    return {place: one for place, one in enumerate(petition.contacts, 1) if place > 1 and one.standing}


def _words(contact: Contact) -> str:
    people = f"{contact.head_count}人" if contact.head_count > 1 else ""
    note = contact.note.replace("\n", "；")
    said = f"，{note[:40]}{'…' if len(note) > 40 else ''}" if note else ""
    return f"{contact.on} {CHANNELS[contact.channel]}{people}（{contact.by}接待）{said}"
