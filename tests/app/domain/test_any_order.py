"""Whatever is tried in whatever order: no step outside the law, no clock moved by an edit, no duty without a clock.

The steps are made from their own fields, so a step that is added is tried here without a word.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app import shipped
from app.domain.clocks import clocks_of
from app.domain.deadlines import Deadline, Pause, deadline
from app.domain.errors import RuleBroken
from app.domain.office import Office
from app.domain.papers import PAPERS
from app.domain.petition import Petition
from app.domain.records.origin import Origin
from app.domain.records.review import HANDLED_ANEW
from app.domain.steps import table
from app.domain.steps.register import Register
from app.domain.steps.step import Context, Step
from app.domain.steps.table import STEPS
from app.domain.suspension_rules import SUSPENDABLE
from tests.app.documents.reached import ways
from tests.app.domain.folding import COMPLETE, Folding
from tests.helpers import person, registration
from tests.strategies import any_step

CALENDAR, PERIODS = shipped.load_calendar(), shipped.load_periods()
RECEIVED = dt.date(2026, 3, 2)
LAST = dt.date(2026, 12, 15)
LATE = {"close", "archive", "forward", "decline", "decline_final", "notify_elsewhere"}  # after which little is left
USUAL = {"accept", "assign", "draft_opinion", "approve_opinion", "issue_opinion", "serve"}  # the way to the opinion
# The review body has its period from the day of receipt (第三十五条、第三十六条); until it says which day
# that was, the day of asking stands in for it. A hearing there lengthens the period.
SAYS_WHEN_IT_HAD_IT = {"review_accepted", "final_review_accepted", "final_review_heard"}
# Where our own office reviews finally, the days of a hearing do not count (第三十六条第二款), to the end of either.
MOVES_OUR_FINAL_REVIEW = {
    *("plan_hearing", "postpone_hearing", "call_off_hearing", "conclude_hearing"),
    *("issue_opinion", "terminate"),
}
BETWEEN = {"take_over", "pass_on", "pass_back", "settle_beside"}  # two desks, tried in test_custody
NOT_OURS = ("31-1", "31-2", "31-3", "31-4")  # routes that end with their notice


class Desk(Folding):
    """The pure decisions with the real calendar and periods; its day goes on as the walk does."""

    def __init__(self, step: Register, *, office: Office = COMPLETE) -> None:
        super().__init__(step, office=office, today=RECEIVED)

    @classmethod
    def going_on(cls, folding: Folding) -> Desk:
        """A desk that has come as far as a folding, on its day."""
        desk = cls.__new__(cls)
        desk.__dict__.update({**folding.__dict__, "serials": folding.serials.copy()})
        return desk

    def context(self) -> Context:
        def clock(code: str, day: dt.date, pauses: tuple[Pause, ...] = ()) -> Deadline:
            return deadline(PERIODS.lookup(code, day), day, CALENDAR, today=self.today, pauses=pauses)

        plain = super().context()
        return Context(
            **{
                **{name: getattr(plain, name) for name in plain.__struct_fields__},
                "due": lambda code, day, pauses=(): clock(code, day, pauses).nominal,
                "last_day": lambda code, day, pauses=(): clock(code, day, pauses).effective,
            }
        )

    def clocks(self) -> tuple[Deadline, ...]:
        return clocks_of(self.petition, PERIODS, CALENDAR, self.today)

    def days(self) -> list[dt.date]:
        """Days around today, the future too: it must be refused."""
        return [self.today + dt.timedelta(days=n) for n in (-40, -9, -1, 0, 0, 0, 1)]


def dates(clocks: tuple[Deadline, ...]) -> dict[tuple[str, str, str], tuple[dt.date, dt.date, dt.date]]:
    return {(c.code, c.subject, c.set_by): (c.day_zero, c.nominal, c.effective) for c in clocks}


ORIGINS = (
    None,
    None,
    Origin(kind="forwarded", body="岳阳县信访局", letter_number="岳信转〔2026〕8号"),
    Origin(kind="assigned", body="岳阳县信访局", result_due=dt.date(2026, 4, 30)),
)

registrations = st.builds(
    lambda category, people, unclear, origin: registration(
        *people, on=RECEIVED, category=category, identity_unclear=unclear, origin=origin
    ),
    category=st.sampled_from(["claim", "claim", "claim", "suggestion", "consultation"]),
    people=st.sampled_from([(person(),), (person(), person("李四"))]),
    unclear=st.sampled_from([False, False, True]),
    origin=st.sampled_from(ORIGINS),
)


TO_SERVICE = ("accept", "investigate", "draft_opinion", "approve_opinion", "issue_opinion", "serve")
BEGINNINGS = (
    *((),) * 3,
    ("object",),
    ("dispute_competence", "competence_decided"),
    ("accept", "plan_hearing"),
    ("accept", "consent_mediation", "mediation_session", "settle"),
    TO_SERVICE,
    (*TO_SERVICE, "close"),
    (*TO_SERVICE, "request_review", "file_requested"),
    (*TO_SERVICE, "request_review", "review_decided", "request_final_review"),
)


def begin(desk: Desk, names: tuple[str, ...]) -> None:
    """Steps by their examples, all on this day, as far as they can be taken: most walks alone do not come so far."""
    said: dict[str, dict[str, object]] = {
        "serve": {"paper": "F12", "to": []},
        "file_requested": {"due": None},
        "review_decided": {
            **{"result": "uphold", "orders": "", "due": None},
            **{"decided_on": str(RECEIVED), "served_on": str(RECEIVED)},
        },
    }
    for name in names:
        kind = STEPS[name]
        with contextlib.suppress(RuleBroken):
            desk.run(msgspec.convert({**kind.example, **said.get(name, {}), "on": None}, kind))


def walk(data: st.DataObject, desk: Desk, length: int) -> Iterator[tuple[Petition, tuple[Deadline, ...], Step]]:
    """Steps that were taken: the petition and its clocks before each, and the step. New ones are tried first."""
    taken: set[str] = set()
    for _ in range(length):
        desk.today = min(LAST, desk.today + dt.timedelta(days=data.draw(st.sampled_from([0, 0, 1, 6, 30]), "days on")))
        possible = [offer.step for offer in table.offers(desk.petition) if offer.possible]
        fresh = [name for name in possible if name not in taken | LATE] * 6
        usual = [name for name in possible if name in USUAL and name not in taken] * 20
        name = data.draw(st.sampled_from(usual + fresh + possible + sorted(STEPS)), "step")
        step = data.draw(any_step(STEPS[name], desk.petition, desk.days()), name)
        before, clocks = desk.petition, desk.clocks()
        try:
            desk.run(step)
        except RuleBroken:
            assert desk.petition is before
            continue
        assert name in possible, f"{name} was not offered and yet taken"
        taken.add(name)
        yield before, clocks, step


@st.composite
def beginnings(draw: st.DrawFn) -> tuple[Desk, int]:
    """A desk, and how many steps to try: from a registration with a few steps after it, or from far along the way."""
    if draw(st.booleans()):
        way = draw(st.sampled_from(ways()))
        return Desk.going_on(way.after), 12
    simplified = draw(st.booleans())
    office = msgspec.structs.replace(COMPLETE, simplified=simplified)
    desk = Desk(draw(registrations), office=office)
    begin(desk, draw(st.sampled_from(BEGINNINGS)))
    return desk, 30


# Whether a walk of 30 steps can be told in fewer is not worth minutes of search.
@settings(max_examples=40, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(data=st.data())
def test_no_order_of_steps_leaves_the_law(data: st.DataObject) -> None:
    desk, length = data.draw(beginnings(), "begun")
    for before, clocks, step in walk(data, desk, length):
        within_the_law(before, clocks, step, desk)


def test_every_step_is_taken_on_some_way_and_leaves_the_law_on_none() -> None:
    """What chance may miss: each step once in each of its ways, from wherever it leads to something new."""
    taken = set()
    for way in ways():
        desk = Desk.going_on(way.before)
        before, clocks = desk.petition, desk.clocks()
        desk.run(way.step)
        within_the_law(before, clocks, way.step, desk)
        taken.add(way.step.name)
    assert set(STEPS) - taken == BETWEEN, "give the step an example that can be taken (tests/app/documents/reached.py)"


def within_the_law(before: Petition, clocks: tuple[Deadline, ...], step: Step, desk: Desk) -> None:
    """What must hold after any step: the petition, the order, the days of the clocks, a clock for every duty."""
    petition, now_run = desk.petition, desk.clocks()
    lawful(petition)
    in_order(before, step, petition, desk.office)
    now = dates(now_run)
    moved = {key: (then, now[key]) for key, then in dates(clocks).items() if now.get(key, then) != then}
    told = step.name in SAYS_WHEN_IT_HAD_IT
    heard = petition.review_case is not None and step.name in MOVES_OUR_FINAL_REVIEW
    stopped = step.name == "suspend" or before.suspended is not None  # by a rule of the region, and until it goes on
    lawfully = {"D8", "D10"} if told else {"D10"} if heard else set(SUSPENDABLE) if stopped else set()
    assert not [key for key in moved if key[0] not in lawfully], (step, moved)
    assert every_duty_has_its_clock(petition, now_run), (step, before.stage, petition.stage)


def lawful(petition: Petition) -> None:
    """What must hold of every petition, whatever led to it."""
    made = [paper.code for paper in petition.made]
    if petition.acceptance:
        assert petition.acceptance.route == ("" if petition.review_case else "31-6")
        assert petition.category == "claim"
    if "F12" in made:
        assert petition.acceptance, "an opinion without acceptance"
    if petition.notice:
        assert not petition.acceptance
        assert "F12" not in made
    if petition.notice and petition.notice.route in NOT_OURS:
        assert not petition.reply
    if petition.reply and petition.reply.paper == "F13":
        assert petition.notice
        assert petition.notice.route == "31-5"
        assert petition.investigations
    if petition.review_case:
        assert not {"F03", "F04", "F05", "F06", "F11", "F12", "F13", "F14"} & set(made)
        assert not petition.reviews
        assert "F12" not in petition.opinion_key
    if petition.extension:
        assert 1 <= petition.extension.days <= 30
    keys = [paper.key for paper in petition.made]
    assert len(keys) == len(set(keys))
    numbers = [paper.number for paper in petition.made if paper.number]
    assert len(numbers) == len(set(numbers))
    days = {paper.key: paper.on for paper in petition.made}
    for service in petition.services:
        assert service.paper in days
        assert service.on >= days[service.paper] or service.number not in numbers
    assert all(code in PAPERS for code in made)
    assert petition.first_contact == "李明"


FIRST_DECISIONS = {"accept", "notify_route", "notify_elsewhere", "forward", "assign_down", "decline", "decline_final"}
OF_OPINION = {"draft_opinion", "approve_opinion", "issue_opinion"}


def in_order(before: Petition, step: Step, after: Petition, office: Office) -> None:
    """What the law says of this step after that state."""
    if before.termination:
        assert step.name not in OF_OPINION | FIRST_DECISIONS
    if before.open_objection or before.returned or before.open_dispute:
        assert step.name not in FIRST_DECISIONS
    if step.name == "request_review":
        assert any(service.paper.startswith("F12") for service in before.services)
    if len(after.earlier_rounds) > len(before.earlier_rounds):
        assert after.reviews[-1].decision
        assert after.reviews[-1].decision.result in HANDLED_ANEW
        assert after.opinion is None
    if after.acceptance and after.acceptance.simplified:
        assert office.simplified


def every_duty_has_its_clock(petition: Petition, clocks: tuple[Deadline, ...]) -> bool:
    """The duty to tell, and after acceptance the duty to decide: each has a clock, in whatever state."""
    codes = {clock.code for clock in clocks}
    told = bool(codes & {"D1", "D2"})
    case = petition.review_case
    decided = case.period in codes if case else not petition.acceptance or "D5" in codes
    granted = not petition.extension or "D6" in codes
    simplified = not petition.simplified or "D13" in codes
    sent = petition.origin
    reported = not (sent and sent.result_due) or "D11" in codes
    answered = sum(clock.code == "D12" for clock in clocks) >= sum(one.due is not None for one in petition.supervisions)
    apart = sum(clock.code == "S1" for clock in clocks) >= len(petition.unregistered)
    objected = "D3" not in codes or petition.from_above is not None
    return told and decided and granted and simplified and reported and answered and apart and objected


@pytest.mark.parametrize("name", sorted(STEPS))
def test_a_step_in_the_future_is_refused(name: str) -> None:
    """`on` is the day it happened."""
    desk = Desk(registration(on=RECEIVED))
    with pytest.raises(RuleBroken):
        desk.run(STEPS[name](**{**_whole(name), "on": RECEIVED + dt.timedelta(days=1)}))


def _whole(name: str) -> dict[str, object]:
    """Every field of a step's example."""
    kind = STEPS[name]
    step = msgspec.convert(kind.example, kind)
    return {field: getattr(step, field) for field in kind.__struct_fields__}
