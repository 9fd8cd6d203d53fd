"""Content classes from files that a county signed: chosen by code or words, closed, renamed, never forgotten."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import shipped
from app.domain.code_lists import CodeList, Codes, read_list
from app.domain.counting import Lists, occasions, tables
from app.domain.errors import RuleBroken
from app.domain.from_county import in_order
from app.domain.steps.correction import Correct
from app.domain.steps.county_data import CodesLoaded
from tests.app.domain.folding import Folding
from tests.helpers import registration

TODAY = dt.date(2026, 6, 15)
TOP: dict[str, Any] = {"code": "01", "words": "农村农业"}
LAND: dict[str, Any] = {"code": "0101", "words": "土地承包", "above": "01"}
VILLAGE: dict[str, Any] = {"code": "0102", "words": "村务管理", "above": "01"}
LIST: dict[str, Any] = {
    "list": "content_class",
    "title": "岳阳县2026年版",
    "source": "试验用",
    "valid_from": "2026-01-01",
    "codes": [TOP, LAND, VILLAGE],
}


def file(*codes: dict[str, Any], **given: Any) -> CodeList:
    told = {**LIST, **given, **({"codes": list(codes)} if codes else {})}
    return read_list(json.dumps(told, ensure_ascii=False).encode(), "代码表.json")


def codes(*files: CodeList) -> Codes:
    return Codes("content_class", files, shipped.load_code_list("content_class"))


def refused(text: str, *files: CodeList, day: dt.date = TODAY) -> RuleBroken:
    with pytest.raises(RuleBroken) as found:
        codes(*files).taken(text, day)
    return found.value


def test_the_shipped_proposal_is_of_the_form_that_a_county_writes_and_closes_nothing() -> None:
    data = (shipped.data_folder() / "codes" / "content_class.json").read_bytes()
    assert read_list(data, "x") == shipped.load_code_list("content_class")
    proposed = codes()
    assert len(proposed.open_on(TODAY)) == 129
    assert proposed.taken("土地征收", TODAY) == "国土资源／土地征收"
    assert proposed.taken("修路", TODAY) == "修路"


@pytest.mark.parametrize("text", ["0101", "土地承包", "农村农业／土地承包", " 0101 "])
def test_code_last_words_and_whole_path_mean_the_same(text: str) -> None:
    assert codes(file()).taken(text, TODAY) == "农村农业／土地承包"


def test_where_a_county_list_holds_nothing_else_may_be_filled_in() -> None:
    error = refused("土地", file())
    assert (error.code, error.facts["near"]) == ("code-unknown", ["农村农业／土地承包"])
    assert codes(file()).taken("", TODAY) == ""
    assert codes(file(valid_from="2026-07-01")).taken("土地", TODAY) == "土地"  # not yet in force


def test_a_closed_code_is_refused_for_the_new_from_its_day_and_with_all_below_it() -> None:
    shut = file({**TOP, "closed_on": "2026-06-15"}, LAND)
    assert codes(shut).taken("0101", dt.date(2026, 6, 14)) == "农村农业／土地承包"
    assert refused("0101", shut).code == "code-closed"
    assert "2026-06-15" in refused("0101", shut).message


def test_a_later_file_adds_and_renames_and_what_it_does_not_name_stays() -> None:
    renamed = file({**LAND, "words": "土地承包经营"}, TOP, {"code": "02", "words": "其他"}, valid_from="2026-06-01")
    both = codes(file(), renamed)
    assert [one.words for one in both.open_on(TODAY)] == [
        *("农村农业", "农村农业／土地承包经营", "农村农业／村务管理", "其他")
    ]
    assert both.taken("0101", dt.date(2026, 5, 31)) == "农村农业／土地承包"
    assert both.code_of("农村农业／土地承包") == both.code_of("农村农业／土地承包经营") == "0101"
    assert codes(file()).changed_by(renamed) == ("新增其他", "更名土地承包改为土地承包经营")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"list": "category"}, "可以由县级增改的只有 content_class"),
        ({"codes": [LAND]}, "没有上级代码“01”"),
        ({"codes": [TOP, TOP]}, "写了两次"),
        ({"codes": [TOP, {**TOP, "code": "02"}]}, "“农村农业”写了两次"),
        ({"codes": [{**TOP, "above": "0101"}, LAND]}, "循环"),
        ({"codes": [{**TOP, "closed_on": "2025-12-31"}]}, "停用日期应晚于启用日期"),
        ({"codes": [{**TOP, "words": "甲／乙"}]}, "不能有“／”"),
    ],
)
def test_a_list_with_a_mistake_is_refused(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(RuleBroken) as found:
        file(**changed)
    assert found.value.code == "codes-invalid"
    assert said in found.value.message


def loaded(number: int, one: CodeList) -> CodesLoaded:
    return CodesLoaded(file=one, signed_by="1", signer="岳阳县信访局", signed_on=dt.date(2026, 1, 1 + number))


LINES = st.tuples(st.sampled_from(["02", "03", "04"]), st.integers(0, 5), st.integers(0, 200), st.booleans())


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(LINES, min_size=1, max_size=3, unique_by=lambda one: one[0]), max_size=4), st.randoms())
def test_the_order_in_which_lists_are_read_makes_no_difference(drawn: list[list[Any]], chance: Any) -> None:
    files = []
    for number, lines in enumerate(drawn):
        told = []
        for code, words, later, shut in lines:
            begins = dt.date(2026, 1, 1) + dt.timedelta(days=later)
            closed = {"closed_on": str(begins + dt.timedelta(days=30))} if shut else {}
            told.append({"code": code, "words": f"类{code}{words}", "valid_from": str(begins), **closed})
        files.append(loaded(number, file(*told)))
    here: list[CodesLoaded] = []
    for one in chance.sample(files, len(files)):
        if one.shadowed(here) is None:
            here.append(one)
    by_date, read = codes(*(one.file for one in files)), codes(*(one.file for one in in_order(here)))
    for later in range(0, 260, 20):
        day = dt.date(2026, 1, 1) + dt.timedelta(days=later)
        assert read.open_on(day) == by_date.open_on(day)


def test_what_is_registered_and_corrected_is_taken_from_the_list_and_written_in_words() -> None:
    class Listed(Folding):
        def context(self) -> Any:
            import msgspec

            listed = codes(file())
            return msgspec.structs.replace(super().context(), coded=lambda _list, text: listed.taken(text, self.today))

    folding = Listed(registration(content_class="0101", on=TODAY), today=TODAY)
    assert folding.petition.content_class == "农村农业／土地承包"
    with pytest.raises(RuleBroken) as found:
        folding.run(Correct(field="content_class", value="修路", reason="误填"))
    assert found.value.code == "code-unknown"
    folding.run(Correct(field="content_class", value="村务管理", reason="误填"))
    assert folding.petition.content_class == "农村农业／村务管理"


def test_a_renamed_class_is_one_line_of_the_table_and_unknown_words_stay_readable() -> None:
    said = ("农村农业／土地承包", "农村农业／土地承包经营", "修路", "")
    petitions = [Folding(registration(content_class=one, on=TODAY), today=TODAY).petition for one in said]
    renamed = file({**LAND, "words": "土地承包经营"}, TOP, valid_from="2026-06-01")
    lists = Lists(content_class=codes(file(), renamed).reading(TODAY))
    counted = [one for petition in petitions for one in occasions(petition)]
    table = next(one for one in tables(shipped.load_counting(), counted, lists) if one.code == "content_class")
    assert [(line.title, line.cells[0].value) for line in table.lines] == [
        *(("农村农业／土地承包经营", 2), ("修路", 1), ("未填写", 1))
    ]
