"""F12 as blocks: what the editable document says from top to bottom, and which of it a clerk may edit there.

The same list is written into the document and held against it when it comes back.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from app.documents.opinion import OpinionPaper, chinese_numeral
from app.documents.page import chinese_date
from app.documents.people import line_of_address
from app.documents.wording import Wording
from app.domain.steps.opinion import ARTICLE_CONTENTS, ARTICLE_REVIEW

FACTS, EVIDENCE, BASIS, OPINION = "facts_found", "evidence", "basis", "opinion_"
OPEN_DATE = "年    月    日"
Look = Literal[
    "number",
    "title",
    "addressee",
    "body",
    "heading",
    "subheading",
    "item",
    "annex_note",
    "unit",
    "date",
    "note",
    "annex_label",
    "name",
]
Kind = Literal["fixed", "open", "text"]  # as the desk has it; left open in a draft; the clerk's own words


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """One part of the paper: `tag` finds it again, `title` names it to the clerk, one text is one paragraph."""

    tag: str
    title: str
    look: Look
    texts: tuple[str, ...]
    kind: Kind = "fixed"
    article: str = ""


def blocks_of(opinion: OpinionPaper, say: Wording) -> tuple[Block, ...]:
    """Every part of the opinion in its order; no two have the same tag."""
    return (*_head(opinion, say), *_contents(opinion, say), *_foot(opinion, say))


def _head(opinion: OpinionPaper, say: Wording) -> list[Block]:
    names = say("addressee", names=line_of_address(opinion.names, opinion.total))
    intro = say(
        "intro",
        you=opinion.you,
        received=opinion.received,
        channel=opinion.channel,
        matter=opinion.matter,
        accepted=chinese_date(opinion.accepted_on),
        notice=opinion.notice_number,
    )
    left_open: Kind = "open" if opinion.is_draft else "fixed"
    return [
        Block(tag="number", title="文号", look="number", texts=(opinion.document_number,), kind=left_open),
        Block(tag="title", title="标题", look="title", texts=(opinion.unit, say("title"))),
        Block(tag="names", title="信访人姓名", look="addressee", texts=(names,), article=ARTICLE_CONTENTS),
        Block(tag="intro", title="受理情况", look="body", texts=(intro,)),
    ]


def _contents(opinion: OpinionPaper, say: Wording) -> list[Block]:
    """The four contents of art. 32."""
    requests = tuple(answer.request for answer in opinion.answers)
    found = [
        _heading("requests", "投诉请求", say("head_requests")),
        _content("requests", "投诉请求", "item", requests),
        _heading("facts", "事实和理由", say("head_facts")),
        _below("told", "信访人反映的事实和理由", say("told")),
        _content("told", "信访人反映的事实和理由", "body", _paragraphs(opinion.told)),
        _below("found", "调查核实的事实", say("found")),
        _content(FACTS, "调查核实的事实", "body", _paragraphs(opinion.found), "text"),
    ]
    if opinion.evidence:
        found.append(_below("evidence", "主要证据", say("evidence")))
        found.append(_content(EVIDENCE, "主要证据", "item", opinion.evidence, "text"))
    found.append(_heading("basis", "法律法规依据", say("head_basis")))
    found.append(_content(BASIS, "法律法规依据", "item", opinion.basis, "text"))
    found.append(_heading("opinion", "处理意见", say("head_opinion")))
    for number, answer in enumerate(opinion.answers, 1):
        if len(opinion.answers) > 1:
            place = say("for_request", place=chinese_numeral(number), number=number)
            found.append(_below(f"opinion_{number}", f"第{number}项请求的标题", place))
        result = (say(f"result_{answer.result}"),)
        found.append(_content(f"result_{number}", f"第{number}项请求的处理结果", "body", result))
        own = _paragraphs(answer.opinion)
        found.append(_content(f"{OPINION}{number}", f"对第{number}项请求的意见", "body", own, "text"))
    return found


def _foot(opinion: OpinionPaper, say: Wording) -> list[Block]:
    date = chinese_date(opinion.issued_on) if opinion.issued_on else OPEN_DATE
    review = (say("review", body=opinion.review_body),)
    number = (say("number_note", number=opinion.number),)
    found = [Block(tag="review", title="申请复查的告知", look="body", texts=review, article=ARTICLE_REVIEW)]
    if opinion.annex:
        found.append(Block(tag="annex_note", title="附件说明", look="annex_note", texts=(say("annex_note"),)))
    left_open: Kind = "open" if opinion.is_draft else "fixed"
    found.append(Block(tag="unit", title="落款单位", look="unit", texts=(opinion.unit,)))
    found.append(Block(tag="date", title="落款日期", look="date", texts=(date,), kind=left_open))
    found.append(Block(tag="number_note", title="信访件编号", look="note", texts=number))
    if opinion.handler and opinion.phone:
        contact = (say("contact", handler=opinion.handler, phone=opinion.phone),)
        found.append(Block(tag="contact", title="承办人和电话", look="note", texts=contact))
    if opinion.annex:
        found.append(Block(tag="annex_label", title="附件序号", look="annex_label", texts=(say("annex_label"),)))
        found.append(Block(tag="annex_title", title="附件标题", look="title", texts=(say("annex_title"),)))
        found.append(Block(tag="annex", title="信访人名单", look="name", texts=opinion.annex))
    return found


def _content(tag: str, title: str, look: Look, texts: tuple[str, ...], kind: Kind = "fixed") -> Block:
    return Block(tag=tag, title=title, look=look, texts=texts, kind=kind, article=ARTICLE_CONTENTS)


def _heading(tag: str, title: str, text: str) -> Block:
    return _content(f"head_{tag}", f"标题“{title}”", "heading", (text,))


def _below(tag: str, title: str, text: str) -> Block:
    return _content(f"sub_{tag}", f"标题“{title}”", "subheading", (text,))


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
