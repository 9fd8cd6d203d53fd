"""A petition is handed out with the details of persons masked, and no mask ever takes the place of what it hides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import inspect

from app.domain.covering import NUMBERS, covered, covered_facts, covered_people, hidden, refuse_masks, restored
from app.domain.entries import Entry
from app.domain.errors import RuleBroken
from app.domain.masking import MASKS, STARS, Sight, looks_masked
from app.domain.petition import Petition
from app.domain.records.petitioner import Petitioner
from app.domain.steps.register import Register, Registered
from app.domain.steps.table import DESK_STEPS, KINDS, STEPS
from tests.app.domain.test_entries import EXAMPLES

ID, PHONE, ADDRESS = "430621197005121239", "13800001234", "石桥镇石桥村三组12号"
SECRETS = (ID, PHONE, ADDRESS, "三组12号")

PEOPLE = st.lists(
    st.builds(
        Petitioner,
        name=st.sampled_from(["张三", "李四"]),
        address=st.text("石桥镇村三组12号", max_size=12),
        phone=st.text("0123-", max_size=13),
        id_number=st.text("012X", max_size=18),
    ),
    min_size=1,
    max_size=4,
).map(tuple)


@given(PEOPLE)
def test_people_left_as_they_were_shown_are_who_they_were_or_are_refused(people: tuple[Petitioner, ...]) -> None:
    shown = covered_people(people)
    assert covered_people(shown) == shown
    back = restored(shown, people)
    for one, other in zip(back, people, strict=True):
        for name in MASKS:
            assert getattr(one, name) == getattr(other, name) or looks_masked(getattr(one, name))
    if len({person.name for person in people}) == len(people):
        assert back == people
    if any(looks_masked(getattr(one, name)) for one in back for name in MASKS):
        with pytest.raises(RuleBroken, match="遮住的内容"):
            refuse_masks(registration(back))


@given(PEOPLE, st.sampled_from(sorted(MASKS)), st.sampled_from(STARS))
def test_a_mask_of_somebody_else_is_never_taken_for_a_detail(
    people: tuple[Petitioner, ...], field: str, star: str
) -> None:
    typed = (msgspec.structs.replace(people[0], **{field: f"13{star * 4}99"}),)
    with pytest.raises(RuleBroken) as refused:
        refuse_masks(registration(restored(typed, people)))
    assert refused.value.code == "mask-written"
    assert refused.value.facts["problems"][0]["field"] == f"petitioners[0].{field}"


def registration(people: tuple[Petitioner, ...]) -> Register:
    return Register(title="请求硬化村道", petitioners=people, requests=("硬化",), facts="土路", reasons="难行")


def numbers() -> Iterator[tuple[type[msgspec.Struct], str]]:
    """Every field of a step that holds a number or an address."""
    for kind in (*STEPS.values(), *DESK_STEPS.values()):
        for field in inspect.type_info(kind).fields:  # type: ignore[attr-defined]
            if field.name.endswith(NUMBERS):
                yield kind, field.name


@pytest.mark.parametrize(("kind", "name"), list(numbers()))
def test_no_step_writes_a_mask_into_a_number_or_an_address(kind: Any, name: str) -> None:
    step = msgspec.convert({**kind.example, name: "138****0000"}, kind)
    with pytest.raises(RuleBroken) as refused:
        refuse_masks(step)
    (problem,) = refused.value.facts["problems"]
    assert problem["field"] == name
    assert problem["title"] not in (name, "")


def test_entries_are_told_with_the_details_of_persons_masked() -> None:
    secret = {"name": "张三", "id_number": ID, "phone": PHONE, "address": ADDRESS}
    for facts in (
        ("registered", {**EXAMPLES["registered"], "petitioners": [secret]}),
        ("mediation_asked", {**EXAMPLES["mediation_asked"], "other": secret}),
        *(("corrected", {"field": field, "before": secret[field], "after": secret[field]}) for field in MASKS),
    ):
        told = str(covered_facts(*facts))
        assert not [part for part in SECRETS if part in told]
    for kind, facts_type in KINDS.items():  # nothing else is touched: the office's own numbers are public
        example = msgspec.to_builtins(facts_type(**EXAMPLES[kind]))
        if kind not in ("registered", "mediation_asked", "corrected"):
            assert covered_facts(kind, example) == example


def test_what_a_covered_petition_hides_is_known() -> None:
    people = (Petitioner(name="张三", phone=PHONE, address="石桥镇石桥村"), Petitioner(name="李四", id_number=ID))
    petition = folded(people)
    assert hidden(petition) == frozenset()
    assert hidden(covered(petition)) == {"phone", "id_number"}
    seen = covered(petition, Sight(full=frozenset({"phone"})))
    assert (hidden(seen), seen.petitioners[0].phone) == ({"id_number"}, PHONE)


def folded(people: tuple[Petitioner, ...]) -> Petition:
    """The petition of a registration."""
    facts = Registered(**{**EXAMPLES["registered"], "petitioners": people})
    entry = Entry(
        **{"station": "43062110100001", "epoch": 1, "seq": 2, "at": "2026-03-02T09:00:00+08:00", "prev": "0" * 64},
        **{"on": dt.date(2026, 3, 2), "officer": "李明", "petition": "43062110100001.1.2"},
        kind="registered",
        facts=facts,
    )
    petition = facts.begin(entry)
    assert petition is not None
    return petition
