"""F10 信访事项异议函: to whoever sent the matter down, with detailed reasons (《信访工作条例》第二十三条第三款).

With it go the list of papers that go back once the sender agrees, and a slip with its answer that comes back.
"""

from __future__ import annotations

from app.documents.letter import Letter, begin, end, numbered, written_matter
from app.documents.page import chinese_date
from app.documents.paper import PHONE_BLANK, Paper, PaperContext, refuse_missing
from app.documents.wording import Expected, Wording
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.objection import Objection
from app.domain.records.origin import Origin

TITLE = "信访事项异议函"
ARTICLE = "《信访工作条例》第二十三条第三款"
TEXTS: Expected = {
    "title": (),
    "addressee": ("names",),
    "sent": ("sent", "people", "matter", "received", "number"),
    "finding": (),
    "reason": ("reason",),
    "competent": ("competent",),
    "objection": (),
    "contact": ("first_contact", "phone"),
    "annex_list": (),
    "annex_slip": (),
    "list_label": (),
    "list_title": (),
    "list_matter": ("matter", "number"),
    "papers": ("papers",),
    "no_papers": (),
    "slip_label": (),
    "slip_title": (),
    "slip_addressee": ("unit",),
    "slip_received": ("document_number", "matter", "number"),
    "slip_agreed": (),
    "slip_refused": (),
    "slip_note": (),
    "slip_signature": (),
}


class ObjectionLetter(Letter, frozen=True, kw_only=True):
    """The letter and the papers that go back."""

    papers: tuple[str, ...]


def facts(context: PaperContext) -> ObjectionLetter:
    """Checked contents; RuleBroken without the detailed reasons that the article asks for."""
    petition = context.petition
    objection, sent = _made(context), petition.from_above
    contents = {
        "文号": objection.number,
        "提出单位": objection.unit,
        "收函单位": objection.body,
        "理由": objection.reason,
    }
    refuse_missing("letter-incomplete", TITLE, contents, ARTICLE)
    return ObjectionLetter(
        document_number=objection.number,
        unit=objection.unit,
        made_on=objection.on,
        paragraphs=(
            ("sent", "finding"),
            ("reason",),
            *((("competent",),) if objection.competent.strip() else ()),
            ("objection",),
        ),
        words=_words(context, petition, objection, sent),
        notes=("contact",),
        papers=objection.returned,
    )


def draw(letter: ObjectionLetter, say: Wording) -> bytes:
    paper = begin(letter, say)
    paper.annex_note(say("annex_list"), say("annex_slip"))
    end(paper, letter, say)
    paper.annex(say("list_label"), say("list_title"))
    paper.paragraph(say("list_matter", **letter.words))
    paper.paragraph(say("papers", papers=numbered(letter.papers)) if letter.papers else say("no_papers"))
    paper.annex(say("slip_label"), say("slip_title"))
    paper.addressee(say("slip_addressee", unit=letter.unit))
    paper.paragraph(say("slip_received", document_number=letter.document_number, **letter.words))
    for key in ("slip_agreed", "slip_refused", "slip_note"):
        paper.paragraph(say(key))
    paper.signature(say("slip_signature"), None)
    return paper.finish()


def _made(context: PaperContext) -> Objection:
    """The objection behind the paper that is asked for."""
    ref = context.made("F10").ref if context.petition.objections else ""
    found = [one for one in context.petition.objections if one.ref == ref]
    if not found:
        raise RuleBroken("no-objection", "该事项没有提出异议，不能打印异议函。", article=ARTICLE)
    return found[-1]


def _words(context: PaperContext, petition: Petition, objection: Objection, sent: Origin | None) -> dict[str, str]:
    return {
        **written_matter(petition),
        "names": objection.body,
        "people": petition.who,
        "sent": sent_words(sent) if sent else "",
        "received": chinese_date(petition.received_on),
        "reason": objection.reason,
        "competent": objection.competent,
        "phone": objection.phone.strip() or context.office.phone.strip() or PHONE_BLANK,
    }


def sent_words(sent: Origin) -> str:
    """What the sender did, by its letter: 2026年2月27日转送（岳信转〔2026〕7号；贵单位编号：88）."""
    number = f"贵单位编号：{sent.body_number}" if sent.body_number.strip() else ""
    known = "；".join(part for part in (sent.letter_number.strip(), number) if part)
    day = chinese_date(sent.letter_on) if sent.letter_on else ""
    return f"{day}{sent.done}{f'（{known}）' if known else ''}"


PAPER = Paper(code="F10", title=TITLE, texts=TEXTS, facts=facts, draw=draw)
