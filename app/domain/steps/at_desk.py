"""当场送达: the paper that a step makes is handed to the visitor who stands there; both are registered at once.

《信访工作条例》第二十三条第二款: 能够当场告知的，应当当场书面告知. One place for every step that makes a paper: the
service is that of 送达 (direct, on the same day, signed by the addressee), with its slip F24.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated

from app.domain.codes import Channel
from app.domain.entries import GENESIS, Entry, Facts
from app.domain.errors import RuleBroken
from app.domain.papers import PAPERS
from app.domain.petition import Petition
from app.domain.steps.service import Served
from app.domain.steps.step import REGULATION, Context, Step
from app.domain.words import named

IN_PERSON: tuple[Channel, ...] = ("visit", "outreach")
AT_ONCE = "serve_now"
ARTICLE = f"{REGULATION}第二十三条第二款"
_LAST = 10**9  # behind every entry there is


class AtDesk(Step, frozen=True, kw_only=True):
    """A step whose paper may be handed over while the visitor stands there."""

    serve_now: Annotated[bool, named("当场送达")] = False


def here_on(petition: Petition, day: dt.date) -> int:
    """How many people the visits of a day brought here in person, 0 for none."""
    came = (one.head_count for one in petition.standing_contacts if one.channel in IN_PERSON and one.on == day)
    return max(came, default=0)


def served_at_once(petition: Petition, step: Step, facts: Sequence[Facts], context: Context) -> tuple[Facts, ...]:
    """The services that follow from `serve_now`: of each new paper for the petitioners, on every addressee.

    Raises RuleBroken when nobody was here that day, fewer were here than are to sign, or no such paper is made.
    """
    if not isinstance(step, AtDesk) or not step.serve_now:
        return ()
    day = step.day(context)
    here, addressees = here_on(petition, day), petition.addressee_numbers
    if not here:
        raise RuleBroken(
            "nobody-here",
            f"{day} 没有来访记录，信访人不在场，不能当场送达。先不勾选，文书作出后办理“送达”。",
            article=ARTICLE,
            field=AT_ONCE,
            on=str(day),
        )
    if here < len(addressees):
        raise RuleBroken(
            "not-all-here",
            f"受送达人有 {len(addressees)} 位，当天来访 {here} 人，没有全部到场。文书作出后办理“送达”，勾选在场的。",
            article=ARTICLE,
            field=AT_ONCE,
        )
    made = _made(petition, facts, day, context)
    if not made:
        raise RuleBroken("nothing-to-serve", "本步骤没有作出给信访人的文书，不能当场送达。", field=AT_ONCE)
    return tuple(handed_over(petition, to, key, number, context) for key, number in made for to in addressees)


def handed_over(petition: Petition, to: int, key: str, number: str, context: Context) -> Served:
    """A paper, by its key, put into the hands of one addressee at our desk."""
    name = petition.petitioners[to - 1].name
    return Served(
        paper=key,
        number=number,
        to=to,
        addressee=name,
        mode="direct",
        place=context.office.address,
        receiver=name,
        relation="",
        tracking="",
        witnesses=(),
        refusal="",
        note="",
    )


def _made(petition: Petition, facts: Sequence[Facts], day: dt.date, context: Context) -> tuple[tuple[str, str], ...]:
    """Key and number of each paper for the petitioners that these facts make, as they will be once they are entries."""
    after, refs = petition, set[str]()
    for place, one in enumerate(facts):
        entry = Entry(
            station=context.office.station,
            epoch=_LAST,
            seq=_LAST + place,
            at="",
            on=day,
            officer=context.officer,
            petition=petition.id,
            kind=one.kind,
            facts=one,
            prev=GENESIS,
        )
        after = one.apply(after, entry)
        refs.add(entry.ref)
    made = (paper for paper in after.made if paper.ref in refs and PAPERS[paper.code].to == "petitioner")
    return tuple((paper.key, paper.number) for paper in made)
