"""The national table of divisions as it is shipped: found as people type, villages, what it proposes."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from app.domain.divisions import Divisions
from app.domain.errors import StorageError
from app.domain.national import AS_OF, NationalDivisions, Township, office_name
from app.shipped_divisions import load_national, load_villages


@pytest.fixture(scope="module")
def national() -> NationalDivisions:
    return load_national()


def first(national: NationalDivisions, text: str) -> str:
    found = national.search(text)
    return found.places[0].words if found.places else ""


def test_the_table_holds_every_township_with_those_above_it(national: NationalDivisions) -> None:
    assert len(national) == 41_352
    assert national.find("430621112") == Township("430621112", "新开镇", ("湖南省", "岳阳市", "岳阳县"))
    assert national.county("43062111200001") == "岳阳县"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("岳阳县 新开", "湖南省 岳阳市 岳阳县 新开镇"),
        ("岳阳新开", "湖南省 岳阳市 岳阳县 新开镇"),
        ("岳阳县新开镇", "湖南省 岳阳市 岳阳县 新开镇"),
        ("yyx xkz", "湖南省 岳阳市 岳阳县 新开镇"),
        ("yueyang xinkai", "湖南省 岳阳市 岳阳县 新开镇"),
        ("yueyangxianxinkai", "湖南省 岳阳市 岳阳县 新开镇"),
        ("岳阳 xinkai", "湖南省 岳阳市 岳阳县 新开镇"),
        ("430621112", "湖南省 岳阳市 岳阳县 新开镇"),
        ("43062111200001", "湖南省 岳阳市 岳阳县 新开镇"),
        ("laoting", "河北省 唐山市 乐亭县 乐亭镇"),
        ("leting", "河北省 唐山市 乐亭县 乐亭镇"),
        ("DONGHUAMEN", "北京市 东城区 东华门街道"),
        ("东莞 东城街道", "广东省 东莞市 东城街道"),
        ("xian yanta dayanta", "陕西省 西安市 雁塔区 大雁塔街道"),
        ("xi'an yanta dayanta", "陕西省 西安市 雁塔区 大雁塔街道"),
        ("湖南省 岳阳市 岳阳县 新开镇", "湖南省 岳阳市 岳阳县 新开镇"),
        ("没有这个地方", ""),
        ("  ", ""),
        ("?!", ""),
    ],
)
def test_a_township_is_found_as_people_type_it(national: NationalDivisions, typed: str, found: str) -> None:
    assert first(national, typed) == found


def test_names_that_begin_as_typed_come_first_and_all_are_counted(national: NationalDivisions) -> None:
    found = national.search("石桥镇", most=5)
    assert [one.name for one in found.places] == ["石桥镇"] * 5
    assert found.total > 5


def test_a_key_is_answered_before_the_next_one_is_typed(national: NationalDivisions) -> None:
    """50 ms a key at most; the median of a word that grows, so that a busy machine does not decide it."""
    taken = []
    for typed in ("s", "sh", "shi", "shiq", "shiqiao", "湖", "湖南", "湖南省", "4", "43", "yyxk", "zzzzzzzz"):
        began = time.perf_counter()
        national.search(typed)
        taken.append(time.perf_counter() - began)
    assert sorted(taken)[len(taken) // 2] < 0.05


def test_every_township_is_found_by_its_code_and_named_with_its_county(national: NationalDivisions) -> None:
    found = national.search("4", most=100_000)
    assert found.total == len(found.places) > 5_000
    assert all(one.above and national.find(one.code) == one for one in found.places)


@pytest.mark.parametrize(
    ("name", "proposed"),
    [
        ("新开镇", "岳阳县新开镇人民政府"),
        ("长湖乡", "岳阳县长湖乡人民政府"),
        ("荣家湾街道", "岳阳县荣家湾街道办事处"),
        ("荣家湾街道办事处", "岳阳县荣家湾街道办事处"),
        ("贡宝拉格苏木", "岳阳县贡宝拉格苏木人民政府"),
        ("麻布山林场", ""),
    ],
)
def test_the_name_of_an_office_is_proposed_where_the_name_tells_it(name: str, proposed: str) -> None:
    assert office_name(Township("430621000", name, ("湖南省", "岳阳市", "岳阳县"))) == proposed


def test_villages_are_those_of_the_township_alone_without_their_committees() -> None:
    found = load_villages("430602001")
    assert found is not None
    villages = Divisions([found]).on(AS_OF)
    assert villages[0].code == "430602001001"
    assert villages[0].name == "郭亮社区"
    assert {one.code: one.name for one in villages}["430602001008"] == "东湖社区"
    assert not any("委员会" in one.name for one in villages)
    county = load_villages("430602")
    assert county is not None
    assert len(county.divisions) > len(villages)


@pytest.mark.parametrize("area", ["439906105", "000000000", "430621999"])
def test_an_area_that_is_not_in_the_table_has_no_villages(area: str) -> None:
    assert load_villages(area) is None


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"\x00" * 500])
def test_a_damaged_table_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "divisions.zip"
    file.write_bytes(content)
    with pytest.raises(StorageError) as refused:
        load_national(file)
    assert refused.value.code == "data-file-broken"
    assert "divisions.zip" in refused.value.message
