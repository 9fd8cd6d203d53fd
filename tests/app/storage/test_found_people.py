"""People are found as clerks know them: the end of a telephone number, one of several, a name as it is spoken."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.desk import Desk
from app.domain.listing import Selection
from app.domain.phones import phones
from app.domain.steps.officers import AddOfficer
from app.shipped import load_name_readings
from app.storage.pinyin import spelled
from tests.app.storage.test_search import found
from tests.helpers import PASSPHRASE, FixedClock, denounced, person, registered, registration

PEOPLE = (
    person("徐桂英", phone="13800001234、0731-7654321"),
    person("万俟雪", phone="+86 139 0000 5678", address="柳林村"),
    person("单长生", phone="（0730）862 4455 转 801"),
    person("吕布凡", phone="86-137-1111-2222"),
    person("召南", phone="7788990"),
)


@pytest.fixture(scope="module")
def desk(desk_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk for all questions, with an officer who sees everything masked."""
    folder = Path(shutil.copytree(desk_template, tmp_path_factory.mktemp("people") / "desk"))
    with Desk.open(folder, PASSPHRASE, clock=FixedClock()) as opened:
        for one in PEOPLE:
            registered(opened, one)
        opened.run_desk(AddOfficer(officer="陈明", roles=("village",)))
        yield opened


@pytest.mark.parametrize(
    ("text", "serials"),
    [
        # the last digits of a number, of any that stands in the field
        ("1234", [1]),
        ("001234", [1]),
        ("4321", [1]),
        ("7654321", [1]),
        ("5678", [2]),
        ("4455", [3]),
        ("8624455", [3]),
        ("8990", [5]),
        ("234", []),
        ("徐桂英 4321", [1]),
        ("万俟雪 4321", []),
        # each of them from its beginning, and all of it however it is written
        ("13800001234", [1]),
        ("07317654321", [1]),
        ("0731-7654321", [1]),
        ("(0731)7654321", [1]),
        ("+86-731-7654321", [1]),
        ("13800001234、0731-7654321", [1]),
        ("13800001234 07317654321", [1]),
        ("13800001234、13900005678", []),
        ("13900005678", [2]),
        ("+8613900005678", [2]),
        ("8613900005678", [2]),
        ("+86 139 0000 5678", [2]),
        ("0086 139-0000-5678", [2]),
        ("139-0000", [2]),
        ("+86 1390", [2]),
        ("13711112222", [4]),
        ("0730-8624455", [3]),
        # a name spelled out, typed so far or whole, with the reading of the surname and without
        ("xuguiying", [1]),
        ("XuGuiying", [1]),
        ("xu guiying", [1]),
        ("xugui", [1]),
        ("xgy", [1]),
        ("moqixue", [2]),
        ("mqx", [2]),
        ("wanqi", [2]),
        ("shanchangsheng", [3]),
        ("danzhangsheng", [3]),
        ("scs", [3]),
        ("lvbufan", [4]),
        ("lübufan", [4]),
        ("lubu", [4]),
        ("lyubufan", [4]),
        ("shaonan", [5]),
        ("zhaonan", [5]),
        ("guiying", []),
    ],
)
def test_what_a_clerk_knows_of_somebody_finds_the_petition(desk: Desk, text: str, serials: list[int]) -> None:
    assert found(desk, text) == serials
    assert [int(row.number[-6:]) for row in desk.list_rows(Selection(words=text))] == serials


@pytest.mark.parametrize(
    ("text", "serials"),
    [
        ("5678", [6]),  # as the mask shows it
        ("05678", []),
        ("尾05678", []),
        ("尾 05678", []),
        ("徐桂英 尾01234", []),
        ("13600005678", [6]),
        ("1234", []),
        ("xuguiying", []),
        ("liuyi", [6]),
    ],
)
def test_last_digits_tell_no_more_than_the_mask_to_who_sees_masks(desk: Desk, text: str, serials: list[int]) -> None:
    officer = desk.officer
    desk.officer = "陈明"
    try:
        if desk.count() == 0:
            registered(desk, person("刘一", phone="13600005678"))
        assert found(desk, text) == serials
        assert [int(row.number[-6:]) for row in desk.list_rows(Selection(words=text))] == serials
    finally:
        desk.officer = officer


def test_an_earlier_petition_is_found_by_one_of_two_numbers(desk: Desk) -> None:
    form = registration(
        person("另一人", phone="139 0000 5678／0731 7654321", address="别处"),
        **{"title": "新", "requests": ("新",), "facts": "新", "reasons": "新"},
    )
    assert [(one.number[-1], one.why) for one in desk.candidates(form)] == [("2", "电话相同"), ("1", "电话相同")]


def test_a_denunciation_is_found_alike_by_who_may_see_it(desk_folder: Path) -> None:
    with Desk.open(desk_folder, PASSPHRASE, clock=FixedClock()) as own:
        own.run_desk(AddOfficer(officer="陈明", roles=("denunciations",)))
        own.officer = "陈明"
        number = denounced(own, person("吕单", phone="+86 139 0000 5678"))
        for text in ("5678", "+8613900005678", "lvdan", "ludan", "139 0000 5678"):
            assert [row.number for row in own.search(text)] == [number], text
        assert own.search("13900005679") == []


@pytest.mark.parametrize(
    ("field", "numbers"),
    [
        ("13800001234、0731-1234567", ("13800001234", "07311234567")),
        ("家0731-8621234；本人１３８００００１２３４", ("07318621234", "13800001234")),
        ("138 0000 1234 139 0000 1234", ("13800001234", "13900001234")),
        ("13800001234 8621234", ("13800001234", "8621234")),
        ("+86 10 12345678", ("01012345678",)),
        ("0731-1234567-801", ("07311234567",)),
        ("0731-1234567转801", ("07311234567",)),
        ("400-800-1234", ("4008001234",)),
        ("1380", ("1380",)),
        ("86", ("86",)),
        ("无", ()),
        ("", ()),
    ],
)
def test_numbers_are_read_out_of_a_field(field: str, numbers: tuple[str, ...]) -> None:
    assert phones(field) == numbers


def test_every_listed_surname_is_found_by_both_readings() -> None:
    known = load_name_readings()
    assert len(known.surnames) > 50
    for one in known.surnames:
        ways = spelled(f"{one.name}明")
        assert "".join(one.reading.split()) + "ming" in ways, one.name
        assert "".join(syllable[0] for syllable in one.reading.split()) + "m" in ways, one.name
        assert one.source, one.name
    for name, usual, other in (
        ("仇和", "chouhe", "qiuhe"),
        ("尉迟恭", "weichigong", "yuchigong"),
        ("乐华", "lehua", "yuehua"),
    ):
        assert {usual, other} <= set(spelled(name))
