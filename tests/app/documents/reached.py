"""Petitions whose last entry is of each kind, found by taking the steps with their own examples; no path by hand."""

from __future__ import annotations

import copy
import datetime as dt
import functools
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.origin import Origin
from app.domain.steps import table
from app.domain.steps.register import Register
from app.domain.steps.split import SplitContact, of_old
from app.domain.steps.step import Step
from app.domain.steps.table import STEPS
from tests.app.domain.folding import COMPLETE, RECEIVED, SUSPENSION, Folding
from tests.helpers import STATION, person, registration

EARLIER = f"{STATION}-2026-000999"  # a petition to link to
LATE = dt.date(2026, 9, 30)
OFFICE = msgspec.structs.replace(COMPLETE, simplified=True)
SENT = Origin(kind="assigned", body="某某县信访局", letter_number="某信交〔2026〕3号", result_due=dt.date(2026, 4, 30))

# What a step may say besides its example, where the example alone leads nowhere new.
SAID: Mapping[str, tuple[dict[str, Any], ...]] = {
    "accept": ({"simplified": True},),
    "notify_route": ({"route": "31-5", "body": "", "procedure": "查处"},),
    "reply": (
        {"findings": "属实", "basis": [{"law": "《水法》"}], "outcome": "", "interest": False},
        {"outcome": ""},
    ),
    "receive_by_leader": ({"due": "2026-10-09"},),
    "settle": ({"perform_by": "2026-10-30"},),
    "feedback": ({"outcome": "adopted"},),
    "judicial_confirmation": ({"applied_on": "2026-09-30"},),
    "final_review_heard": ({"begins": "2026-09-30", "ends": "2026-09-30"},),
    "suggestion_received": ({"suggestion": "policy"},),
    "void_number": ({"reissue": False},),
    "link": ({"other": EARLIER},),
    "unlink": ({"other": EARLIER},),
    "receive_review_request": ({"instance": "final_review"},),
    "decide_review_request": ({"accepted": False, "reason": "原处理意见尚未送达。"},),
    "draft_review_opinion": ({"conclusion": "uphold", "redo_by": None},),
    "review_decided": ({"result": "uphold", "orders": "", "due": None},),
}


def roots() -> Iterator[Register]:
    """Registrations that begin the different ways of a petition."""
    yield registration(on=RECEIVED)
    yield registration(person(), person("李四"), on=RECEIVED)
    yield registration(on=RECEIVED, origin=SENT)
    yield registration(on=RECEIVED, category="suggestion")
    yield registration(on=RECEIVED, category="consultation")


class Way(NamedTuple):
    """A step that led to something new: what stood before it, the step, what stands after it, what is new there."""

    before: Folding
    step: Step
    after: Folding
    new: frozenset[str]  # kind of the entry, codes of papers made, step with the way of filling it in


def reached() -> dict[str, Petition]:
    """Kind of the last entry, or code of a paper made -> a petition of which that is true, the first one found."""
    found = {"registered": Folding(next(roots()), office=OFFICE, today=LATE).petition}
    for way in ways():
        for key in way.new:
            found.setdefault(key, way.after.petition)
        if "contact_split" in way.new:
            found.setdefault("split_registered", _registered_anew(way.after))
    return found


def _registered_anew(after: Folding) -> Petition:
    """What a visit that was split off leaves here once it is a petition of its own: no step writes that, a registration
    does."""
    contact = after.petition.contacts[-1]
    facts = of_old(contact, f"{STATION}-2026-000998")
    return copy.copy(after)._fold(after.petition, (facts,), SplitContact(contact=1, reason="另一事项"))  # noqa: SLF001


@functools.cache
def ways() -> tuple[Way, ...]:
    """Every step that led to something new, from each of the registrations."""
    found: list[Way] = []
    for step in roots():
        folding = Folding(step, office=OFFICE, today=LATE)
        earlier = Folding(today=LATE).petition
        folding.suspension = SUSPENSION
        folding.others[EARLIER] = msgspec.structs.replace(earlier, id=f"{STATION}.1.999", number=EARLIER)
        found.extend(_from(folding))
    return tuple(found)


def _from(begun: Folding) -> Iterator[Way]:
    """The same of one registration: goes on from every petition that showed something new."""
    found: set[str] = set()
    waiting = [begun]
    while waiting:
        folding = waiting.pop(0)
        for way, step in steps_of(folding.petition):
            then = copy.copy(folding)
            then.serials = copy.copy(folding.serials)
            try:
                facts = then.decide(step)
            except RuleBroken:
                continue
            made = {paper.code for paper in then.run(step).made}
            notice, case = then.petition.notice, then.petition.review_case
            course = case.instance if case else notice.route if notice else ""
            ours = f"{step.name} {way} {course}"  # each way of filling in, each route, each review of our own
            new = {facts[-1].kind, ours, *made} - found
            if new:
                found |= new
                waiting.append(then)
                yield Way(folding, step, then, frozenset(new))


def steps_of(petition: Petition) -> Iterator[tuple[str, Step]]:
    """Every step that is offered, filled in by its example and on its day, then today; which way it was filled in."""
    for offer in table.offers(petition):
        if not offer.possible:
            continue
        kind = STEPS[offer.step]
        for way, said in enumerate(({}, *SAID.get(offer.step, ()))):
            for given in ({**kind.example, **said}, {**kind.example, **said, "on": None}):
                if offer.step == "serve":
                    for paper in petition.outgoing:
                        yield paper, msgspec.convert({**given, "paper": paper, "to": []}, kind)
                else:
                    yield str(way), msgspec.convert(given, kind)
