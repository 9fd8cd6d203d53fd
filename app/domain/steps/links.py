"""关联以往事项: a person says that two petitions belong together, and why. Each keeps its own clocks and its own end.

A link bars nothing and changes nothing in the handling of either; it is undone by a later entry.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.link import CHOSEN, LINKS, ChosenKind, Link, LinkKind
from app.domain.rights import Right
from app.domain.steps.step import Context, Step, check_day
from app.domain.words import must, must_text, named

OWN_RULE = "登记整理（本台规则，不影响两件各自的期限和办理）"


class Linked(Facts, frozen=True, kw_only=True):
    """An earlier petition was linked; the entry belongs to the one that was raised later."""

    kind: ClassVar[str] = "linked"

    other: str  # id of the earlier petition
    number: str  # its number
    link: LinkKind
    reason: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, links=(*petition.links, record(Link, self, entry)))

    def sentence(self, entry: Entry) -> str:
        return f"关联以往事项 {self.number}（{LINKS[self.link]}），理由：{self.reason}"


class Unlinked(Facts, frozen=True, kw_only=True):
    """A link was a mistake; it stays readable as undone."""

    kind: ClassVar[str] = "unlinked"

    linked: str  # the entry that made the link
    number: str  # of the earlier petition
    reason: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        undone = {"undone_on": entry.on, "undone_by": entry.officer, "undone_reason": self.reason}
        links = (msgspec.structs.replace(x, **undone) if x.ref == self.linked else x for x in petition.links)
        return msgspec.structs.replace(petition, links=tuple(links))

    def sentence(self, entry: Entry) -> str:
        return f"撤销与事项 {self.number} 的关联，事由：{self.reason}"


class LinkEarlier(Step, frozen=True, kw_only=True):
    """关联以往事项; also on a closed petition."""

    name: ClassVar[str] = "link"
    label: ClassVar[str] = "关联以往事项"
    article: ClassVar[str] = OWN_RULE
    right: ClassVar[Right] = Right.REGISTER
    example: ClassVar[dict[str, object]] = {
        "other": "43068210500001-2026-000001",
        "link": "related",
        "reason": "同一条道路，前件已答复硬化计划",
    }
    hint: ClassVar[str] = (
        "同一信访人以同一事实和理由再次提出的，选“重复信访”；其他有联系的，选“相关事项”。"
        "关联只便于查阅，两件各自登记、各自计算期限、分别答复。"
    )
    verb: ClassVar[str] = "关联"
    day_title: ClassVar[str] = "关联日期"

    other: Annotated[str, must("以往事项编号", 40)]
    link: Annotated[ChosenKind, named("关联类型", words=CHOSEN)] = "related"
    reason: Annotated[str, must_text("关联理由", 2_000)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        return petition.received_on, "收到该事项之日"

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        number = self.other.strip()
        other = context.other(number)
        if other is None:
            raise RuleBroken("link-unknown", f"没有编号为“{number}”的事项，请核对编号。", field="other")
        if other.voided:
            raise RuleBroken("link-void", f"{number} 的登记已经作废，不能关联。", field="other")
        if other.id == petition.id:
            raise RuleBroken("link-itself", "这是本件自己的编号，请填写以往事项的编号。", field="other")
        if _joined(petition, other) or _joined(other, petition):
            raise RuleBroken("linked-already", f"本件与 {other.number} 已经关联。", field="other")
        if self.link == "repeat" and other.received_on > petition.received_on:
            raise RuleBroken(
                "link-later",
                f"{other.number} 于 {other.received_on} 收到，晚于本件（{petition.received_on}），"
                "本件不是对它的重复信访。请到该件办理关联，或者选“相关事项”。",
                field="link",
                received_on=str(other.received_on),
            )
        return (Linked(other=other.id, number=other.number, link=self.link, reason=self.reason),)


class Unlink(Step, frozen=True, kw_only=True):
    """撤销关联, with the reason; also on a closed petition."""

    name: ClassVar[str] = "unlink"
    label: ClassVar[str] = "撤销关联"
    article: ClassVar[str] = OWN_RULE
    example: ClassVar[dict[str, object]] = {
        "other": "43068210500001-2026-000001",
        "reason": "经核实是另一条道路",
    }
    hint: ClassVar[str] = "原来的关联不删除，注明已撤销。两件的期限和办理都不受影响。"
    verb: ClassVar[str] = "撤销关联"
    day_title: ClassVar[str] = "撤销日期"

    other: Annotated[str, must("以往事项编号", 40)]
    reason: Annotated[str, must_text("撤销事由", 2_000)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        standing = petition.standing_links
        if not standing:
            raise RuleBroken("no-link", "本件没有关联以往事项。由后来的事项关联本件的，请到该件撤销。")
        return min(link.on for link in standing), "关联之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        made = (f"{link.number}（{LINKS[link.link]}，{link.on} {link.by} 关联）" for link in petition.standing_links)
        return f"本件已关联：{'、'.join(made)}"

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        standing = petition.standing_links
        return {"other": standing[-1].number} if standing else {}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        number = self.other.strip()
        link = next((link for link in petition.standing_links if link.number == number), None)
        if link is None:
            raise RuleBroken("not-linked", f"本件没有关联 {number}，请核对编号。", field="other")
        check_day(self.day(context), context.today, (link.on, "关联之日"))
        return (Unlinked(linked=link.ref, number=link.number, reason=self.reason),)


def _joined(one: Petition, other: Petition) -> bool:
    return any(link.other == other.id for link in one.standing_links)
