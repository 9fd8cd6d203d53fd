"""送达: which paper reached whom, when and how. The day of service starts the petitioner's 30 days for review."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.codes import SERVICE_MODES, ServiceMode
from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.papers import SERVED, title_of
from app.domain.petition import Petition
from app.domain.records.service import Service
from app.domain.steps.step import REGULATION, Context, Step, refuse_closed
from app.domain.words import line, must, named, text


class Served(Facts, frozen=True, kw_only=True):
    """One paper reached one addressee."""

    kind: ClassVar[str] = "served"

    paper: str
    number: str
    to: int
    addressee: str
    mode: ServiceMode
    place: str
    receiver: str
    relation: str
    tracking: str
    witnesses: tuple[str, ...]
    refusal: str
    note: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, services=(*petition.services, record(Service, self, entry)))

    def sentence(self, entry: Entry) -> str:
        return f"向{self.addressee}{SERVICE_MODES[self.mode]}{title_of(self.paper)}（{self.number}）"


class Serve(Step, frozen=True, kw_only=True):
    """送达文书 on one addressee, several, or all who do not have it yet. Any paper that was made may be served.

    Art. 23 asks for written notice; the modes of service follow 民事诉讼法 by analogy, the 条例 itself has none.
    """

    name: ClassVar[str] = "serve"
    label: ClassVar[str] = "送达"
    article: ClassVar[str] = f"{REGULATION}第二十三条第二款、第三十五条"
    example: ClassVar[dict[str, object]] = {"on": "2026-03-25", "paper": "F12", "to": [1], "mode": "direct"}

    # Its key: F12, or F27.2 for the second of a kind.
    paper: Annotated[str, msgspec.Meta(title="文书", min_length=1, max_length=10, extra={"words": SERVED})]
    to: Annotated[tuple[int, ...], named("受送达人序号")] = ()  # numbers of petitioners from 1; none = all left
    mode: Annotated[ServiceMode, named("送达方式")] = "direct"
    place: Annotated[str, line("送达地点", 300)] = ""
    receiver: Annotated[str, line("签收人", 100)] = ""
    relation: Annotated[str, line("代收人与受送达人关系", 60)] = ""
    tracking: Annotated[str, line("邮寄单号", 60)] = ""
    witnesses: Annotated[
        tuple[Annotated[str, must("见证人", 100)], ...], msgspec.Meta(title="见证人", max_length=10)
    ] = ()
    refusal: Annotated[str, line("拒收事由", 300)] = ""
    note: Annotated[str, text("备注", 2_000)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition, terminated=False)
        made = petition.outgoing
        if not made:
            raise RuleBroken("nothing-to-serve", "尚无可送达的文书，先作出受理、告知等决定。")
        if not any(_left(petition, paper) for paper in made):
            there = "、".join(title_of(paper) for paper in made)
            raise RuleBroken("served-already", f"已作出的文书均已送达：{there}。")
        paper, (_number, on) = next(iter(made.items()))
        return on, f"{title_of(paper)}的日期"

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        number, made_on = self._paper(petition)
        day = self.day(context)
        if day < made_on:
            raise RuleBroken(
                "on-before-event",
                f"送达日期 {day} 早于{title_of(self.paper)}的日期 {made_on}，请核对。",
                on=str(day),
                event_on=str(made_on),
            )
        self._check_mode()
        return tuple(self._served(petition, to, number) for to in self._recipients(petition))

    def _paper(self, petition: Petition) -> tuple[str, dt.date]:
        """Number and day of the paper to be served."""
        made = petition.outgoing.get(self.paper)
        if made is None:
            there = "、".join(title_of(paper) for paper in petition.outgoing)
            raise RuleBroken(
                "not-issued",
                f"{title_of(self.paper)}尚未作出，不能送达。已作出的文书：{there}。",
                paper=self.paper,
            )
        return made

    def _recipients(self, petition: Petition) -> tuple[int, ...]:
        left = _left(petition, self.paper)
        wanted = self.to or left
        wrong = [n for n in wanted if n not in petition.addressee_numbers]
        if wrong:
            raise RuleBroken(
                "not-an-addressee",
                f"第 {'、'.join(map(str, wrong))} 号不是受送达人。受送达人为：{_names(petition)}。",
                to=wrong,
            )
        again = [n for n in wanted if n not in left]
        if again or not wanted:
            raise RuleBroken("served-already", f"{title_of(self.paper)}已送达，不重复登记。", to=again)
        return tuple(dict.fromkeys(wanted))

    def _served(self, petition: Petition, to: int, number: str) -> Served:
        person = petition.petitioners[to - 1]
        return Served(
            paper=self.paper,
            number=number,
            to=to,
            addressee=person.name,
            mode=self.mode,
            place=self.place,
            receiver=self.receiver or (person.name if self.mode == "direct" else ""),
            relation=self.relation,
            tracking=self.tracking,
            witnesses=self.witnesses,
            refusal=self.refusal,
            note=self.note,
        )

    def _check_mode(self) -> None:
        if self.mode == "left" and not (self.refusal.strip() and self.witnesses):
            raise RuleBroken("left-needs-witness", "留置送达须写明拒收事由并填写见证人（参照民事诉讼法）。")
        if self.mode == "post" and not self.tracking.strip():
            raise RuleBroken("post-needs-tracking", "邮寄送达请填写邮寄单号，送达日期填回执上的收件日期。")


def _left(petition: Petition, paper: str) -> tuple[int, ...]:
    """The addressees who do not have the paper yet; nobody needs an opinion that a review annulled."""
    if paper in petition.superseded:
        return ()
    have = petition.served(paper)
    return tuple(n for n in petition.addressee_numbers if n not in have)


def _names(petition: Petition) -> str:
    return "、".join(f"{n}.{petition.petitioners[n - 1].name}" for n in petition.addressee_numbers)
