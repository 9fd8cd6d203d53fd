"""Whatever is handed in: taken as it is, or refused in a Chinese sentence with nothing written."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import hypothesis
import msgspec
import pytest
from hypothesis import strategies as st

from app.cli import help as cli_help
from app.desk import Desk
from app.domain import shape
from app.domain.errors import RuleBroken
from app.domain.office import Office
from app.domain.steps.register import Register
from app.domain.steps.table import DESK_STEPS, STEPS
from tests.helpers import MORNING, OFFICE, PASSPHRASE, STATION, FixedClock, registered, registration, stored

# Every text of a registration: path -> (longest, must it be there, may it have several lines).
TEXTS: dict[str, tuple[int, bool, bool]] = {
    "title": (100, True, False),
    "source": (100, False, False),
    "content_class": (100, False, False),
    "place": (200, False, False),
    "requests[0]": (5_000, True, True),
    "facts": (50_000, True, True),
    "reasons": (50_000, True, True),
    "note": (5_000, False, True),
    "petitioners[0].name": (100, True, False),
    "petitioners[0].address": (300, False, False),
    "petitioners[0].id_number": (40, False, False),
    "petitioners[0].credit_code": (18, False, False),
    "petitioners[0].phone": (40, False, False),
    "petitioners[0].contact_person": (100, False, False),
    "petitioners[0].nationality": (60, False, False),
    "materials[0].name": (100, True, False),
    "origin.body": (100, False, False),
    "origin.letter_number": (100, False, False),
    "origin.body_number": (100, False, False),
    "origin.agent": (100, True, False),
    "origin.village": (100, False, False),
    "split_from.number": (40, True, False),
}
FREE = tuple(path for path in TEXTS if path != "split_from.number")  # what may be any words, not a number that exists
SENT = {"kind": "forwarded", "body": "岳阳县信访局"}
AGENCY = {"kind": "agency", "agent": "刘运来", "authority_on": "2026-03-01"}
UNSEEN = ("\x00", "\x07", "\x1b", "\x7f", "\u0085", "\u200f", "\u202e", "\u2066", "\ufeff")


def given(path: str = "title", value: Any = "请求硬化村道") -> dict[str, Any]:
    """A registration as a script sends it, with one field replaced."""
    fields: dict[str, Any] = {
        "title": "请求硬化村道",
        "petitioners": [{"name": "张三", "address": "石桥村三组"}],
        "requests": ["硬化道路"],
        "facts": "道路为土路。",
        "reasons": "至今没有动工。",
        "identity_unclear": True,
        "materials": [{"name": "照片"}],
    }
    found = re.fullmatch(r"(\w+)\[0\](?:\.(\w+))?", path)
    if found and found[2]:
        fields[found[1]][0][found[2]] = value
    elif found:
        fields[found[1]][0] = value
    elif path.startswith("origin."):
        name = path.removeprefix("origin.")
        kind = {"agent": AGENCY, "village": AGENCY, "body_number": SENT}.get(name, {"kind": "other"})
        fields["origin"] = {**kind, name: value}
    elif path == "split_from.number":
        fields["split_from"] = {"number": value, "contact": 2}
    else:
        fields[path] = value
    return fields


def refused(desk: Desk, data: dict[str, Any] | bytes) -> RuleBroken:
    """The refusal of a registration, and proof that nothing of it was kept."""
    before = len(list(desk.journal()))
    with pytest.raises(RuleBroken) as caught:
        desk.register(shape.read(Register, data))
    assert len(list(desk.journal())) == before
    assert is_chinese(caught.value.message)
    return caught.value


def is_chinese(sentence: str) -> bool:
    return re.search("[一-鿿]", sentence) is not None and "Error" not in sentence


def fields_of(refusal: RuleBroken) -> set[str]:
    problems = refusal.facts.get("problems") or [refusal.facts]
    return {problem["field"] for problem in problems}


def test_table_above_names_every_text_of_a_registration() -> None:
    told = {line.split()[0] for line in cli_help.fields_of(Register) if " 字" in line}
    told -= {"denounced.people", "denounced.bodies"}  # of a denunciation alone: test_denunciations.py
    assert {path.replace("[0].", "[].").removesuffix("[0]") for path in TEXTS} == told


def test_empty_text_is_refused_where_the_law_asks_for_it_and_else_taken(desk: Desk) -> None:
    for path in TEXTS:
        _longest, must, _lines = TEXTS[path]
        for empty in ("", " 　\t" if TEXTS[path][2] else " 　"):
            if must:
                assert fields_of(refused(desk, given(path, empty))) == {path}
            else:
                desk.register(shape.read(Register, given(path, empty)))


def test_text_may_be_as_long_as_its_field_and_not_longer(desk: Desk) -> None:
    for path in TEXTS:
        longest = TEXTS[path][0]
        assert fields_of(refused(desk, given(path, "路" * (longest + 1)))) == {path}
        if path not in FREE:
            continue
        number = desk.register(shape.read(Register, given(path, "路" * longest))).number
        assert desk.petition(number).number == number


def test_twenty_thousand_characters_are_taken_where_a_text_is_meant(desk: Desk) -> None:
    for path in TEXTS:
        text = "三组至村部的道路雨天无法通行。\n" * 1250
        assert len(text) == 20_000
        longest, _must, lines = TEXTS[path]
        if longest >= 20_000 and lines:
            number = desk.register(shape.read(Register, given(path, text))).number
            assert getattr(desk.petition(number), path) == text
        else:
            assert fields_of(refused(desk, given(path, text))) == {path}


def test_unseen_characters_are_refused_with_their_place(desk: Desk) -> None:
    for path in TEXTS:
        for mark in UNSEEN:
            refusal = refused(desk, given(path, f"张{mark}三"))
            assert fields_of(refusal) == {path}
            assert f"U+{ord(mark):04X}" in refusal.message
            assert mark not in refusal.message


def test_line_breaks_are_taken_only_in_texts_of_several_lines(desk: Desk) -> None:
    for path in TEXTS:
        if TEXTS[path][2]:
            desk.register(shape.read(Register, given(path, "第一行\n第二行")))
        else:
            assert fields_of(refused(desk, given(path, "第一行\n第二行"))) == {path}


def test_emoji_and_rare_characters_are_kept_as_they_came(desk: Desk) -> None:
    for path in FREE:
        changes = desk.register(shape.read(Register, given(path, "𠮷😀é㐂")))
        assert "𠮷😀é㐂" in json.dumps(
            msgspec.to_builtins(stored(desk, changes.number)), ensure_ascii=False, default=str
        )
        desk.verify(rebuild=True)


def test_value_of_another_type_is_refused_by_name(desk: Desk) -> None:
    for path in TEXTS:
        for value in (None, 5, 1.5, True, [], {}, ["甲"], {"甲": 1}, "\ud800"):
            assert fields_of(refused(desk, given(path, value))) == {path}


WRONG: list[tuple[str, object]] = [
    ("channel", "飞鸽"),
    ("channel", []),
    ("channel", {}),
    ("category", None),
    ("head_count", 0),
    ("head_count", -1),
    ("head_count", 10**30),
    ("head_count", 1.0),
    ("head_count", True),
    ("head_count", "１"),
    ("materials", [{"name": "照片", "copies": 0}]),
    ("materials", "照片"),
    ("materials", [{"name": "照片"}] * 201),
    ("petitioners", []),
    ("petitioners", None),
    ("petitioners", {"name": "张三"}),
    ("petitioners", ["张三"]),
    ("requests", []),
    ("requests", "修路"),
    ("requests", ["修路"] * 51),
    ("oral", "yes"),
    ("oral", 1),
    ("on", "2026-3-2"),
    ("on", "20260302"),
    ("on", "2026-02-30"),
    ("on", "２０２６-０３-０２"),
    ("on", "2026-03-02T09:00"),
    ("on", 20260302),
    ("number", "1"),
    ("重点人员", True),
]


def test_wrong_value_is_refused_by_the_name_of_its_field(desk: Desk) -> None:
    for path, value in WRONG:
        assert all(field.startswith(path) for field in fields_of(refused(desk, {**given(), path: value})))


def test_all_wrong_fields_are_named_at_once(desk: Desk) -> None:
    refusal = refused(desk, {"titel": "路", "petitioners": [{}], "facts": "", "reasons": 5})
    assert fields_of(refusal) == {"titel", "title", "petitioners[0].name", "requests", "facts", "reasons"}
    assert all(problem["title"] for problem in refusal.facts["problems"] if problem["field"] != "titel")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "input-not-json"),
        (b"{", "input-not-json"),
        (b"[]", "input-not-json"),
        (b"null", "input-not-json"),
        (b'"text"', "input-not-json"),
        (b'{"title": NaN}', "input-not-json"),
        (b'{"head_count": Infinity}', "input-not-json"),
        (b'{"head_count": ' + b"9" * 5000 + b"}", "input-not-json"),
        (b'{"title": "a", "title": "b"}', "input-field-twice"),
        (b'{"petitioners": [{"name": "a", "name": "b"}]}', "input-field-twice"),
        (b"[" * 100_000, "input-not-json"),
        (b'{"a":' * 100_000, "input-not-json"),
        ('{"title": "路"}'.encode("utf-16"), "input-not-json"),
        ('{"title": "请求"}'.encode("gb18030"), "input-not-json"),
        (b'{"title": "\xff"}', "input-not-json"),
        (b'{"title": "a\nb"}', "input-not-json"),
        (b"{} {}", "input-not-json"),
        (b"\x00\x01\x02", "input-not-json"),
        (b'{"\\ud800": 1}', "input-invalid"),
        (b'{"head_count": 1e400}', "input-invalid"),
    ],
    ids=range(20),
)
def test_json_that_may_mean_two_things_or_nothing_is_refused(desk: Desk, data: bytes, code: str) -> None:
    assert refused(desk, data).code == code


def test_json_as_the_notepad_of_windows_writes_it_is_taken() -> None:
    step = shape.read(Register, json.dumps(given(), ensure_ascii=False).encode("utf-8-sig"))
    assert step.title == "请求硬化村道"


KINDS = (Register, *STEPS.values(), *DESK_STEPS.values())
NAMES = sorted({name for kind in KINDS for name in kind.__struct_fields__} | {"name", "law"})
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["2026-03-02"])
ANYTHING = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("kind", [Register, Office, *STEPS.values(), *DESK_STEPS.values()])
def test_any_json_is_read_or_refused_with_every_problem_named(kind: type[msgspec.Struct]) -> None:
    @hypothesis.settings(max_examples=12)  # of each of a hundred kinds
    @hypothesis.given(st.dictionaries(st.sampled_from(kind.__struct_fields__), ANYTHING | st.builds(dict), max_size=5))
    def read(data: dict[str, Any]) -> None:
        try:
            step = shape.read(kind, data)
        except RuleBroken as refusal:
            facts = json.loads(json.dumps({"message": refusal.message, **refusal.facts}, allow_nan=False))
            named = facts["problems"]
        else:
            shape.check(step)
            named = [{"problem": "none"}]
        assert named

    read()


# Identity


@pytest.mark.parametrize(
    ("fields", "doubt"),
    [
        ({"id_number": "430682199001011234"}, "校验不符"),
        ({"id_number": "43068219900101"}, "应为18位"),
        ({"id_number": "４３０６８２１９９００１０１１２３４"}, ""),
        ({"id_number": "430621900101123"}, ""),
        ({"id_number": "430621901301123"}, "出生日期"),
        ({"phone": "找村主任转"}, "联系电话"),
        ({"id_type": "passport", "id_number": "E12345678"}, ""),
        ({"id_type": "residence", "id_number": "810000199408230021"}, ""),
        ({"id_type": "other", "id_number": "WAJ-№7/ß"}, ""),
        ({"id_number": ""}, ""),
    ],
)
def test_identity_number_is_doubted_and_never_a_wall(desk: Desk, fields: dict[str, Any], doubt: str) -> None:
    changes = desk.register(shape.read(Register, {**given(), "petitioners": [{"name": "张三", **fields}]}))
    told = [notice for notice in changes.notices if notice.startswith("张三")]
    assert stored(desk, changes.number).petitioners[0].id_number == fields.get("id_number", "")
    assert [notice for notice in told if doubt and doubt in notice] == told if doubt else True
    assert bool(told) == bool(doubt) or "４" in fields["id_number"]


# Days


@pytest.mark.parametrize(
    ("on", "code"),
    [("2026-03-03", "on-in-future"), ("9999-12-31", "on-in-future"), ("2022-04-30", ""), ("0001-01-01", "")],
)
def test_day_outside_of_what_can_be_is_refused(desk: Desk, on: str, code: str) -> None:
    refusal = refused(desk, {**given(), "on": on})
    assert refusal.code == code or not code


def test_step_before_the_event_it_follows_is_refused(desk: Desk) -> None:
    number = desk.register(registration(on=dt.date(2026, 2, 27))).number
    decisions = {"accept", "notify_route", "notify_elsewhere", "forward", "decline", "decline_final"}
    for name in decisions | {"hand_over", "contact"}:
        before = len(list(desk.journal()))
        step = desk.read_step(name, {**STEPS[name].example, "on": "2026-02-26"})
        with pytest.raises(RuleBroken) as caught:
            desk.run(number, step)
        assert caught.value.code == "on-before-event"
        assert len(list(desk.journal())) == before


# Order of steps

PATH = (
    "hand_over",
    "confirm",
    "accept",
    "assign",
    "investigate",
    "draft_opinion",
    "approve_opinion",
    "issue_opinion",
    "serve",
    "close",
)


def example(name: str) -> dict[str, Any]:
    return {key: value for key, value in STEPS[name].example.items() if key != "on"}


def walked(desk: Desk, steps: int) -> str:
    """A petition that has gone so many steps of the main path."""
    number = registered(desk)
    for name in PATH[:steps]:
        desk.run(number, desk.read_step(name, example(name)))
    return number


def contract(folder: Path) -> Path:
    """A file that may be attached."""
    path = folder / "合同.txt"
    path.write_text("承包地二亩。", "utf-8")
    return path


def attempted(desk: Desk, number: str, step: str) -> RuleBroken | None:
    """Take a step as its own example shows it; the refusal if there was one. A link leads to one of our own, a file is
    one that is there."""
    other: dict[str, Any] = {"other": registered(desk)} if step == "link" else {}
    if step == "attach":
        other = {"files": [{"path": str(contract(desk.folder.parent))}]}
    try:
        desk.run(number, desk.read_step(step, {**example(step), **other}))
    except RuleBroken as refusal:
        return refusal
    return None


@pytest.mark.parametrize("steps", range(len(PATH) + 1))
def test_every_step_at_every_stage_works_or_says_why_not(desk: Desk, steps: int) -> None:
    number = walked(desk, steps)
    worked = set()
    for offer in desk.view(number).steps:
        before = desk.petition(number), len(list(desk.journal()))
        refusal = attempted(desk, number, offer.step)
        if refusal is None:
            worked.add(offer.step)
            assert offer.possible
            assert desk.petition(number) != before[0]
            number = walked(desk, steps)
        else:
            assert is_chinese(refusal.message)
            assert (desk.petition(number), len(list(desk.journal()))) == before
            # `serve` is offered as soon as one paper can be served, `void_number` as soon as one bears a number; their
            # examples name one paper
            assert not offer.possible or offer.step in ("serve", "void_number")
    assert steps == len(PATH) or PATH[steps] in worked
    desk.verify(rebuild=True)


# Questions


@pytest.mark.parametrize(
    "text", ["", " ", "'", '"', "*", "NEAR(", "甲 OR 乙", "-", "%", "\ud800", "\x00", "😀", "a" * 9999]
)
def test_any_text_may_be_searched_for(desk: Desk, text: str) -> None:
    registered(desk)
    assert isinstance(desk.search(text), list)


def test_long_text_pasted_into_the_search_finds_or_does_not_find(desk: Desk) -> None:
    number = registered(desk)
    assert desk.search("道路 " * 3000)[0].number == number
    assert desk.search(" ".join(f"词{n}" for n in range(5000))) == []


def test_number_that_is_none_is_refused_everywhere(desk: Desk) -> None:
    registered(desk)
    for number in ("", "1", "'", "4306-2026", "４３", "\x00", "路" * 5000, f"{STATION}-2026-000002"):
        for ask in (desk.petition, desk.view, desk.delivery, lambda no: desk.paper(no, "F02")):
            with pytest.raises(RuleBroken) as caught:
                ask(number)
            assert caught.value.code == "no-such-petition"


def test_officers_are_plain_names(tmp_path: Path) -> None:
    for officer in ("", " ", "李\n明", "李\u202e明", "李" * 101):
        with pytest.raises(RuleBroken):
            Desk.create(
                tmp_path / "desk", office=OFFICE, officers=(officer,), passphrase=PASSPHRASE, unlock_seconds=0.01
            )
        assert not (tmp_path / "desk").exists()


def test_clock_far_in_the_past_is_said(desk_folder: Path) -> None:
    clock = FixedClock(MORNING.replace(year=1999))
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as desk:
        changes = desk.register(registration())
        assert any("时钟" in notice for notice in changes.notices)
        assert desk.petition(changes.number).received_on == MORNING.date()
