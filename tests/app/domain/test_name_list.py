"""Lists of names as people write them: who stands there, what stands behind the name, what is not kept."""

from __future__ import annotations

import pytest

from app.domain.name_list import MOST, read_names
from app.domain.records.petitioner import Petitioner


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("张三\n李四\n\n王五\n", ["张三", "李四", "王五"]),
        ("张三、李四，王五", ["张三", "李四", "王五"]),
        ("1. 张三\n2、李四\n（3）王五\n4 赵六", ["张三", "李四", "王五", "赵六"]),
        ("张　三\n李春生", ["张三", "李春生"]),  # columns that align
        ("买买提·吐尔逊\n𠅤某", ["买买提·吐尔逊", "𠅤某"]),
        ("张三 石桥村", ["张三"]),  # an address is no second person
        ("", []),
    ],
)
def test_names_are_read(text: str, names: list[str]) -> None:
    assert [one.name for one in read_names(text).people] == names


def test_what_stands_behind_a_name_tells_by_its_form_what_it_is() -> None:
    read = read_names("张三\t男\t石桥村 三组\t13800001234\n李四,代表,石桥村四组,43062119700512123x,45岁")
    assert read.people == (
        Petitioner(name="张三", address="石桥村三组", phone="13800001234"),
        Petitioner(name="李四", address="石桥村四组", id_number="43062119700512123X", representative=True),
    )
    assert read.left_out == ("男", "45岁")
    assert read.representatives == 1


def test_the_same_name_twice_is_said_and_both_are_kept() -> None:
    read = read_names("张三\n李四\n张三")
    assert read.twice == ("张三",)
    assert len(read.people) == 3


def test_no_more_than_a_registration_takes() -> None:
    assert len(read_names("张三\n" * (MOST + 5)).people) == MOST


def test_marks_that_telephones_and_sheets_put_around_words_are_no_part_of_them() -> None:
    read = read_names("\ufeff张三\t\u202d13800001234\u202c\u000b李\u200b四\t代表")
    assert [(one.name, one.phone, one.representative) for one in read.people] == [
        ("张三", "13800001234", False),
        ("李四", "", True),
    ]
