"""A matter sent down: what of it stands in the registration, and which periods run from there."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

from app import shipped
from app.domain import shape
from app.domain.clocks import clocks_of
from app.domain.codes import CATEGORIES
from app.domain.errors import RuleBroken
from app.domain.records.matter import Matter
from app.domain.records.origin import Origin
from app.domain.records.petitioner import Material
from app.domain.steps.matter import NO_REASONS, register_from
from app.domain.steps.register import Register
from tests.app.domain.folding import RECEIVED, TODAY, Folding
from tests.helpers import person

WHOLE: dict[str, Any] = {
    "kind": "assigned",
    "sender": "岳阳县信访局",
    "letter_number": "岳信交〔2026〕7号",
    "letter_on": dt.date(2026, 2, 27),
    "body_number": "YYX-2026-0031",
    "raised_on": dt.date(2026, 2, 20),
    "result_due": dt.date(2026, 4, 20),
    "report": True,
    "title": "请求硬化村道",
    "petitioners": (person(phone="13800000000"), person("王桂英")),
    "requests": ("硬化三组至村部的道路", "公开经费"),
    "facts": "一公里道路为土路。",
    "reasons": "列入计划未动工。",
    "channel": "visit",
    "category": "suggestion",
    "content_class": "交通运输",
    "place": "石桥村",
    "head_count": 3,
    "materials": (Material(name="照片", pages=2),),
    "note": "请查明后答复。",
}
IN_ORIGIN = {name: name for name in Origin.__struct_fields__ if name in WHOLE} | {"sender": "body"}


def test_every_fact_of_a_matter_stands_in_its_registration() -> None:
    step = register_from(Matter(**WHOLE), RECEIVED)
    assert set(WHOLE) == set(Matter.__struct_fields__), "a new fact of a matter is carried over too"
    assert step.on == RECEIVED
    assert step.origin is not None
    for name, value in WHOLE.items():
        held = getattr(step.origin, IN_ORIGIN[name]) if name in IN_ORIGIN else getattr(step, name)
        assert held == value, name


def test_a_matter_told_in_one_text_can_be_registered_and_says_so() -> None:
    told = {name: value for name, value in WHOLE.items() if name not in ("requests", "reasons")}
    step = register_from(Matter(**told), RECEIVED)
    shape.check(step)
    assert (step.requests, step.reasons) == (("请求硬化村道",), NO_REASONS)
    assert Folding(step).petition.reasons == NO_REASONS


@pytest.mark.parametrize(("kind", "due"), [("forwarded", None), ("assigned", dt.date(2026, 4, 20))])
def test_the_periods_of_what_was_sent_down_run_from_the_day_it_was_received(kind: str, due: dt.date | None) -> None:
    matter = Matter(**{**WHOLE, "kind": kind, "result_due": due})
    petition = Folding(register_from(matter, RECEIVED)).petition
    found = {one.code: one for one in clocks_of(petition, shipped.load_periods(), shipped.load_calendar(), TODAY)}
    assert {"D2", "D3"} <= set(found)
    assert "D1" not in found
    assert found["D2"].day_zero == RECEIVED
    assert petition.result_due == due
    assert petition.from_above is not None


def test_nothing_is_decided_before_the_registration_is_taken() -> None:
    late = register_from(Matter(**{**WHOLE, "letter_on": dt.date(2026, 3, 3)}), RECEIVED)
    with pytest.raises(RuleBroken) as refused:
        Folding(late)
    assert refused.value.code == "origin-day"


def test_no_denunciation_is_among_the_matters() -> None:
    """They are sent to the competent body alone, sealed (第三十条)."""
    data = {**msgspec.to_builtins(Matter(**WHOLE)), "category": "denunciation"}
    assert "denunciation" in CATEGORIES
    with pytest.raises(RuleBroken) as refused:
        shape.read(Matter, data)
    assert refused.value.facts["problems"][0]["field"] == "category"


def test_what_a_matter_says_keeps_to_the_limits_of_the_registration() -> None:
    """What the form would not take is refused before it is staged, field by field."""
    matter, own = msgspec.json.schema(Matter), msgspec.json.schema(Register)
    theirs, ours = (schema["$defs"][name]["properties"] for schema, name in ((matter, "Matter"), (own, "Register")))
    shared = set(theirs) & set(ours) - {"requests", "channel", "category", "reasons"}  # open here, whole there
    assert len(shared) > 7
    for name in shared:
        assert {k: v for k, v in theirs[name].items() if k != "default"} == {
            k: v for k, v in ours[name].items() if k != "default"
        }, name
