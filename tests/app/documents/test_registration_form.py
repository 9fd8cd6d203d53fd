"""F01 信访事项登记表: what was told, as it was told, with what the desk keeps and nothing else."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from app.documents.papers import render
from app.domain.errors import RuleBroken
from app.domain.records.correction import Correction
from app.domain.records.leader import Instruction
from app.domain.records.link import Link
from app.domain.records.origin import Origin
from app.domain.records.petitioner import Petitioner
from tests.app.documents.reading import pages_of, text_of
from tests.app.documents.sample import PETITION, context_for

NUMBER = "430621197005121239"
WOMAN = Petitioner(name="彭桂香", address="青石桥镇枫树村九组77号", phone="13987654321", id_number=NUMBER)
READ_OUT = "以上内容已向我宣读（由我阅看），与我所述一致。"
DECLARED = "信访人对其所提供材料内容的真实性负责，不得捏造、歪曲事实，不得诬告、陷害他人。"


def told(**changes: object) -> str:
    return text_of(render("F01", context_for("F01", **changes))).replace("\r\n", "").replace("\n", "")


def test_the_form_says_who_asks_what_and_why_and_who_received_it_first() -> None:
    text = told(petitioners=(WOMAN,))
    for part in (
        PETITION.number,
        "李文",
        "彭桂香",
        "青石桥镇枫树村九组77号",
        "13987654321",
        *PETITION.requests,
        PETITION.facts,
        PETITION.reasons,
        "道路现场照片1份、每份3页（原件）",
        "2026年3月17日",
        "2026年3月3日受理",
        DECLARED,
    ):
        assert part in text


def test_an_ordinary_matter_fills_one_page() -> None:
    assert len(pages_of(render("F01", context_for("F01", petitioners=(WOMAN,), acceptance=None, opinion=None)))) == 1


def test_what_leaders_wrote_stands_in_their_field_and_without_it_there_is_room_to_sign() -> None:
    one = Instruction(
        on=dt.date(2026, 3, 4), by="李文", leader="陈明", post="镇长", words="请抓紧核实", passed_to="城乡建设办"
    )
    two = Instruction(on=dt.date(2026, 3, 9), by="李文", leader="周岚", post="", words="同意。", passed_to="")
    text = told(instructions=(one, two))
    assert "请抓紧核实。（镇长陈明，2026年3月4日）转城乡建设办。" in text
    assert "同意。（周岚，2026年3月9日）" in text
    assert text.count("签名：") == told().count("签名：") - 1


def test_document_numbers_are_masked_and_stand_in_no_case_file() -> None:
    assert "430621********1239" in told(petitioners=(WOMAN,))
    assert NUMBER not in told(petitioners=(WOMAN,))
    filed = told(petitioners=(WOMAN,), context={"for_file": True})
    assert "彭桂香" in filed
    assert "1239" not in filed


@pytest.mark.parametrize(
    ("channel", "oral", "signed", "read_out"),
    [("visit", True, True, True), ("visit", False, True, False), ("phone", True, False, False)],
)
def test_whoever_is_here_signs_and_what_was_spoken_is_read_out_first(
    channel: str, oral: bool, signed: bool, read_out: bool
) -> None:
    text = told(channel=channel, oral=oral)
    assert ("信访人（签名、按指印）：" in text) == signed
    assert (READ_OUT in text) == read_out
    assert ("未到场签名" in text) == (not signed)


def test_of_a_joint_matter_the_representatives_stand_on_the_form_and_everybody_in_the_annex() -> None:
    people = tuple(
        Petitioner(name=f"村民{n:02}", address=f"枫树村{n}组", representative=n in (3, 5, 7, 8, 11))
        for n in range(1, 13)
    )
    pdf = render("F01", context_for("F01", petitioners=people, head_count=30))
    pages = ["".join(glyph.text for glyph in page) for page in pages_of(pdf)]
    assert "村民03（代表）" in pages[0]
    assert "村民01" not in pages[0]
    assert "30人（代表5人）" in pages[0]
    assert "共12人，名单附后。" in "".join(pages[:-1])
    assert all(person.name in pages[-1] for person in people)


def test_an_organisation_has_its_credit_code_and_the_person_to_speak_to() -> None:
    firm = Petitioner(
        name="石桥木业有限公司", kind="organisation", contact_person="李四", credit_code="91430621MA4L00000X"
    )
    text = told(petitioners=(firm,))
    assert "联系人：李四" in text
    assert "91430621MA4L00000X" in text


def test_sender_repeat_and_corrections_are_told() -> None:
    link = Link(on=dt.date(2026, 3, 2), by="李文", other="1.1.1", number="以往编号", link="repeat", reason="同一条道路")
    undone = msgspec.structs.replace(link, number="撤销编号", undone_on=dt.date(2026, 3, 4))
    corrected = Correction(
        on=dt.date(2026, 3, 5), by="李文", field="phone", to=1, before="13900000001", after="13987654321", reason="听错"
    )
    origin = Origin(kind="assigned", body="岳阳县信访局", letter_number="岳信交〔2026〕3号")
    text = told(petitioners=(WOMAN,), links=(link, undone), corrections=(corrected,), origin=origin, source="上级交办")
    assert "上级交办（岳阳县信访局，岳信交〔2026〕3号）" in text
    assert "此前编号：以往编号" in text
    assert "撤销编号" not in text
    assert "更正联系电话：原为“139****0001”" in text


def test_long_texts_go_on_to_the_next_page_and_the_signatures_stay_together() -> None:
    pdf = render("F01", context_for("F01", facts="土路，雨天无法通行。" * 400))
    pages = ["".join(glyph.text for glyph in page) for page in pages_of(pdf)]
    assert len(pages) > 2
    assert DECLARED in pages[-1]
    assert "接待人（签名）：" in pages[-1]
    assert "个人信息告知" in pages[-1]


def test_a_form_without_what_the_article_asks_for_is_refused() -> None:
    with pytest.raises(RuleBroken) as refused:
        told(requests=(), reasons=" ")
    assert refused.value.code == "registration-incomplete"
    assert refused.value.facts["missing"] == ["请求", "理由"]
