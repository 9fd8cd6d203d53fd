"""F12 as an editable document: what goes out comes back, and what was done to it elsewhere is told or refused."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from app.documents import opinion, opinion_docx, opinion_return
from app.documents.docx_file import MOST_FILE
from app.documents.paper import PaperContext
from app.domain.errors import RuleBroken
from app.domain.records.opinion import Basis, Opinion, RequestResult
from app.domain.redraft import Returned, basis_words, clean, read_basis
from tests.app.documents.sample import DRAFT, PETITION, drafted, sample_context

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SAY = opinion.PAPER.wording()
DOCUMENT = "word/document.xml"
REVIEW = "如不服本处理意见，可自收到本处理意见书之日起30日内"
# Text as the journal may hold it: no control characters, no lone surrogates.
TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp"), exclude_characters="\ufffe\uffff")
    | st.sampled_from("\n\t 　“”《》&<>"),
    min_size=1,
    max_size=200,
).filter(lambda text: text.strip() != "")
Edit = Callable[[Any], None]


def context(**changes: object) -> PaperContext:
    """The sample petition with its opinion as a draft."""
    return sample_context(**{"opinion": drafted(), **changes})  # type: ignore[arg-type]


def written(made: PaperContext | None = None) -> bytes:
    return opinion_docx.make(made or context(), SAY)


def returned(data: bytes, made: PaperContext | None = None) -> Returned:
    return opinion_return.check(made or context(), SAY, data)


def refused(data: bytes, made: PaperContext | None = None) -> RuleBroken:
    with pytest.raises(RuleBroken) as caught:
        returned(data, made)
    assert re.search("[一-鿿]", caught.value.message)
    return caught.value


def with_parts(data: bytes, **changed: bytes | None) -> bytes:
    """The package with some parts replaced, added or (None) left out; names with __ for / and _dot_ for a dot."""
    parts = {name.replace("__", "/").replace("_dot_", "."): content for name, content in changed.items()}
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {**dict.fromkeys(old.namelist()), **dict.fromkeys(parts)}:
            content = parts[name] if name in parts else old.read(name)
            if content is not None:
                new.writestr(name, content)
    return made.getvalue()


def part_of(data: bytes, name: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(data)).read(name)


def edited(data: bytes, edit: Edit) -> bytes:
    """What a person does in another program, done to the body."""
    root = etree.fromstring(part_of(data, DOCUMENT))
    edit(root.find(f"{W}body"))
    return with_parts(data, word__document_dot_xml=etree.tostring(root))


def paragraph(body: Any, beginning: str) -> Any:
    """The paragraph that begins with a text."""
    return next(p for p in body.iter(f"{W}p") if "".join(p.itertext()).startswith(beginning))


def retyped(old: str, new: str) -> Edit:
    """One text of the document typed anew."""

    def edit(body: Any) -> None:
        text = next(t for t in body.iter(f"{W}t") if t.text and old in t.text)
        text.text = text.text.replace(old, new)

    return edit


def removed(beginning: str) -> Edit:
    def edit(body: Any) -> None:
        found = paragraph(body, beginning)
        found.getparent().remove(found)

    return edit


def added(after: str, text: str, bare: str = "") -> Edit:
    """A paragraph typed below another one; `bare` is a piece of XML put into it."""

    def edit(body: Any) -> None:
        inside = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>{bare}'
        paragraph(body, after).addnext(etree.fromstring(f'<w:p xmlns:w="{W[1:-1]}">{inside}</w:p>'))

    return edit


# Out and back


def test_an_untouched_document_has_no_changes_and_gives_the_same_draft() -> None:
    told = returned(written())
    assert (told.number, told.changes, told.notices) == (PETITION.number, (), ())
    assert msgspec.structs.asdict(told.step) == {
        "on": None,
        **{name: getattr(DRAFT, name) for name in ("facts_found", "basis", "results", "evidence")},
    }


def test_the_same_petition_gives_the_same_bytes() -> None:
    assert written() == written()


def test_the_document_says_what_the_paper_says() -> None:
    body = etree.fromstring(part_of(written(sample_context()), DOCUMENT))
    text = "".join(body.itertext())
    for said in (
        "某信访意〔2026〕9号",
        "信访处理意见书",
        *PETITION.requests,
        PETITION.facts,
        DRAFT.facts_found,
        REVIEW,
    ):
        assert said in text
    assert "2026年3月23日" in text


def test_a_draft_is_marked_and_leaves_number_and_date_open() -> None:
    data = written()
    assert "2026年3月23日".encode() not in part_of(data, DOCUMENT)
    assert "某信访意".encode() not in part_of(data, DOCUMENT)
    marked = [name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if "送审稿".encode() in part_of(data, name)]
    assert len(marked) == 2  # right and left pages


def test_the_sheet_is_that_of_the_standard() -> None:
    page = etree.fromstring(part_of(written(), DOCUMENT)).find(f".//{W}pgMar")
    twips = {side: int(page.get(f"{W}{side}")) / 1440 * 25.4 for side in ("top", "bottom", "left", "right")}
    assert twips == pytest.approx({"top": 37, "bottom": 35, "left": 28, "right": 26}, abs=0.2)


@pytest.mark.parametrize(
    "changes", [{"facts_found": " "}, {"basis": ()}, {"results": ()}], ids=["facts", "basis", "results"]
)
def test_a_draft_that_lacks_a_content_is_not_written_out(changes: dict[str, Any]) -> None:
    with pytest.raises(RuleBroken) as caught:
        written(context(opinion=drafted(**changes)))
    assert caught.value.code == "opinion-incomplete"


@given(TEXT, TEXT, TEXT, st.lists(TEXT.map(lambda t: " ".join(t.split())), max_size=3).map(tuple))
def test_any_text_survives_the_round_trip(found: str, words: str, answer: str, evidence: tuple[str, ...]) -> None:
    one, *others = DRAFT.results
    basis = (Basis(law="《信访工作条例》", article="第三十二条", words=words), *DRAFT.basis)
    first = RequestResult(request=1, result=one.result, opinion=answer)
    made = context(
        opinion=drafted(facts_found=found, basis=basis, results=(first, *others), evidence=evidence),
    )
    told = returned(written(made), made)
    assert told.changes == ()
    assert (told.step.facts_found, told.step.basis, told.step.evidence) == (found, basis, evidence)
    assert told.step.results == (first, *others)


@given(TEXT)
def test_any_text_that_was_typed_in_comes_back(typed: str) -> None:
    (change,) = returned(edited(written(), retyped("情况属实。", f"情况属实。{typed}"))).changes or (None,)
    assert clean(DRAFT.facts_found + typed) == (change.after if change else clean(DRAFT.facts_found))


@given(TEXT)
def test_nothing_of_a_basis_is_lost_when_it_is_taken_apart(line: str) -> None:
    def bare(text: str) -> str:
        return re.sub(r"^\d{1,2}[.．、](?=《)", "", "".join(text.split())).replace("规定：“”", "")

    assert bare(basis_words(read_basis(line))) == bare(line)


@pytest.mark.parametrize(
    ("line", "law", "article", "words"),
    [
        ("《信访工作条例》第三十二条", "《信访工作条例》", "第三十二条", ""),
        (
            "《某省信访条例》（2018年修正）第三条第二款规定：“甲。”",
            "《某省信访条例》（2018年修正）",
            "第三条第二款",
            "甲。",
        ),
        ("《关于第三条的解释》第2条", "《关于第三条的解释》", "第2条", ""),
        ("2. 《中华人民共和国公路法》", "《中华人民共和国公路法》", "", ""),
        ("镇2025年村道建设方案第二章", "镇2025年村道建设方案", "第二章", ""),
    ],
)
def test_a_basis_is_taken_apart_as_an_office_writes_it(line: str, law: str, article: str, words: str) -> None:
    assert read_basis(line) == Basis(law=law, article=article, words=words)


# What was changed


def test_each_changed_part_is_told_with_both_texts() -> None:
    data = edited(written(), retyped("情况属实", "情况基本属实"))
    data = edited(data, retyped("10月底前完工", "9月底前完工"))
    data = edited(data, added("《中华人民共和国公路法》", "《农村公路建设管理办法》第十条"))
    told = returned(data)
    assert [change.block for change in told.changes] == ["facts_found", "basis", "results[0].opinion"]
    assert told.changes[2].before == "该路段列入2026年度计划，10月底前完工。"
    assert told.changes[2].after == "该路段列入2026年度计划，9月底前完工。"
    assert told.step.basis == (*DRAFT.basis, Basis(law="《农村公路建设管理办法》", article="第十条"))
    assert [result.result for result in told.step.results] == ["support", "explain", "reject"]


def test_a_part_that_was_typed_anew_without_its_bookmark_is_still_found() -> None:
    def edit(body: Any) -> None:
        removed("经查")(body)
        added("（二）调查核实的事实", "重新写过的事实。")(body)

    (change,) = returned(edited(written(), edit)).changes
    assert (change.block, change.after) == ("facts_found", "重新写过的事实。")


def test_evidence_may_be_emptied() -> None:
    def edit(body: Any) -> None:
        for item in DRAFT.evidence:
            retyped(item, "")(body)

    told = returned(edited(written(), edit))
    assert told.step.evidence == ()
    assert [change.title for change in told.changes] == ["主要证据"]


def test_number_and_date_filled_in_by_hand_are_told_and_left_out() -> None:
    (notice,) = returned(edited(written(), retyped("年    月    日", "2026年4月1日"))).notices
    assert "落款日期“2026年4月1日”没有读入" in notice


def test_a_document_of_an_earlier_draft_says_so() -> None:
    newer = context(opinion=Opinion(draft=msgspec.structs.replace(DRAFT, ref="43068210500001.1.99")))
    assert "较早的一稿" in returned(written(), newer).notices[0]


def test_what_was_decided_on_the_draft_is_said() -> None:
    assert PETITION.opinion is not None
    approved = context(opinion=msgspec.structs.replace(PETITION.opinion, issue=None))
    assert "须重新审批" in returned(written(approved), approved).notices[0]
    issued = sample_context()
    assert "不能再采用" in returned(written(issued), issued).notices[0]


# What may not be changed


@pytest.mark.parametrize(
    ("beginning", "missing", "article"),
    [
        ("一、投诉请求", "标题“投诉请求”", "第三十二条"),
        ("经查", "调查核实的事实", "第三十二条"),
        ("《中华人民共和国公路法》", "法律法规依据", "第三十二条"),
        ("误工补贴", "对第2项请求的意见", "第三十二条"),
        ("该项请求缺乏", "第3项请求的处理结果", "第三十二条"),
        (REVIEW[:10], "申请复查的告知", "第三十五条"),
        (f"{PETITION.petitioners[0].name}：", "信访人姓名", "第三十二条"),
        ("（信访件编号", "信访件编号", ""),
    ],
)
def test_a_deleted_content_is_refused_by_name(beginning: str, missing: str, article: str) -> None:
    error = refused(edited(written(), removed(beginning)))
    assert error.code == "docx-contents-missing"
    assert missing in error.facts["missing"]
    assert article in error.article


def test_a_content_that_was_emptied_is_refused_like_a_deleted_one() -> None:
    error = refused(edited(written(), retyped("误工补贴目前没有政策依据。", " ")))
    assert error.facts["missing"] == ["对第2项请求的意见"]


@pytest.mark.parametrize(
    ("old", "new", "title"),
    [
        ("30日内向", "15日内向", "申请复查的告知"),
        ("予以支持", "不予支持", "第1项请求的处理结果"),
        ("硬化石桥村三组至村部的道路。", "硬化全村道路。", "投诉请求"),
        ("学生上学", "有人说学生上学", "信访人反映的事实和理由"),
    ],
)
def test_a_fixed_text_that_was_altered_is_refused(old: str, new: str, title: str) -> None:
    error = refused(edited(written(), retyped(old, new)))
    assert (error.code, error.facts["altered"]) == ("docx-fixed-altered", [title])


def test_the_number_of_an_issued_opinion_may_not_be_altered() -> None:
    issued = sample_context()
    error = refused(edited(written(issued), retyped("9号", "10号")), issued)
    assert error.facts["altered"] == ["文号"]


def test_text_above_the_opinion_is_refused() -> None:
    def edit(body: Any) -> None:
        body.insert(0, etree.fromstring(f'<w:p xmlns:w="{W[1:-1]}"><w:r><w:t>内部传阅</w:t></w:r></w:p>'))

    assert refused(edited(written(), edit)).facts["texts"] == ["内部传阅"]


def test_a_text_that_is_too_long_is_refused() -> None:
    error = refused(edited(written(), retyped("情况属实", "属实" * 30_000)))
    assert error.code == "input-invalid"
    assert "facts_found" in str(error.facts)


def test_a_document_of_another_petition_is_refused() -> None:
    other = context(number="43068210500001-2026-000999")
    assert refused(written(), other).code == "docx-of-another"


# Hostile files


def with_main_type(data: bytes, kind: bytes) -> bytes:
    types = part_of(data, "[Content_Types].xml").replace(b"document.main+xml", kind)
    return rewritten(data, "[Content_Types].xml", types)


def rewritten(data: bytes, name: str, content: bytes) -> bytes:
    return with_parts(data, **{name.replace("/", "__").replace(".", "_dot_"): content})


def linked(data: bytes) -> bytes:
    relations = part_of(data, "word/_rels/document.xml.rels")
    link = b'<Relationship Id="rId99" Type="x" Target="http://example.com/" TargetMode="External"/></Relationships>'
    return rewritten(data, "word/_rels/document.xml.rels", relations.replace(b"</Relationships>", link))


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"0" * (65 * 1024 * 1024))
    return made.getvalue()


def plain_zip() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("readme.txt", "no document")
    return made.getvalue()


def doctype(data: bytes) -> bytes:
    entity = b'<!DOCTYPE w:document [<!ENTITY a "x">]>'
    body = part_of(data, DOCUMENT)
    return rewritten(data, DOCUMENT, entity + body[body.index(b"<w:document") :])


def with_piece(piece: str) -> Callable[[bytes], bytes]:
    return lambda data: edited(data, added("经查", "又查。", piece))


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda _data: b"", "docx-broken"),
        (lambda _data: b"%PDF-1.7 not a document", "docx-broken"),
        (lambda _data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "docx-other-format"),
        (lambda _data: b"PK" + bytes(MOST_FILE), "docx-too-large"),
        (lambda _data: bomb(), "docx-too-large"),
        (lambda _data: plain_zip(), "docx-broken"),
        (lambda data: data[: len(data) // 2], "docx-broken"),
        (lambda data: with_main_type(data, b"spreadsheet.main+xml"), "docx-other-format"),
        (lambda data: with_main_type(data, b"document.macroEnabled.main+xml"), "docx-has-macros"),
        (lambda data: with_parts(data, word__vbaProject_dot_bin=b"1"), "docx-has-macros"),
        (linked, "docx-has-links"),
        (with_piece('<w:r><w:instrText>INCLUDETEXT "c:\\\\a.txt"</w:instrText></w:r>'), "docx-has-links"),
        (with_piece('<w:ins w:id="1" w:author="a"><w:r><w:t>增</w:t></w:r></w:ins>'), "docx-has-revisions"),
        (with_piece("<w:r><w:drawing/></w:r>"), "docx-has-objects"),
        (doctype, "docx-broken"),
        (lambda data: with_parts(data, word__document_dot_xml=b"<w:document"), "docx-broken"),
        (lambda data: with_parts(data, word__document_dot_xml=b"<a/>"), "docx-other-format"),
        (lambda data: edited(data, lambda body: body.clear()), "docx-not-ours"),
    ],
)
def test_a_hostile_file_is_refused_in_a_sentence(make: Callable[[bytes], bytes], code: str) -> None:
    assert refused(make(written())).code == code


@given(st.integers(0, 13_000), st.integers(1, 255))
def test_a_damaged_file_is_refused_or_read_as_it_was(place: int, change: int) -> None:
    data = bytearray(written())
    data[place % len(data)] ^= change
    told = code = None
    try:
        told = returned(bytes(data))
    except RuleBroken as error:
        code = error.code
    assert (told is not None and told.changes == ()) or str(code).startswith("docx-")
