"""F08 信访事项转送函 and F09 交办函: go with a matter to the body that handles it (《信访工作条例》第二十三条第一款).

F09 asks for a report by a day, F08 for none. With both go the matter as it was registered (one matter, never a list of
several) and a slip that comes back.
"""

from __future__ import annotations

from app.documents.letter import Letter, begin, end, numbered, sentence, write, written_matter
from app.documents.page import OfficialPaper, chinese_date
from app.documents.paper import PHONE_BLANK, Paper, PaperContext, refuse_missing
from app.documents.people import known_as
from app.documents.wording import Expected, Wording
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.competence import Notice
from app.domain.records.petitioner import Material

TITLE = "信访事项转送函"
TITLE_ASSIGNED = "信访事项交办函"
ARTICLE = "《信访工作条例》第二十三条第一款"
SHARED: Expected = {
    "title": (),
    "addressee": ("names",),
    "reason": ("reason",),
    "told": ("notice",),
    "contact": ("first_contact", "phone"),
    "annex_matter": (),
    "annex_slip": (),
    "matter_label": (),
    "matter_title": (),
    "registered": ("number", "received", "channel"),
    "head_people": (),
    "people": ("people",),
    "head_requests": (),
    "requests": ("requests",),
    "head_facts": (),
    "facts": ("facts",),
    "head_materials": (),
    "material": ("name", "copies", "pages"),
    "original": (),
    "materials": ("materials",),
    "no_materials": (),
    "slip_label": (),
    "slip_title": (),
    "slip_addressee": ("unit",),
    "slip_received": ("document_number", "matter", "number"),
    "slip_receiver": (),
    "slip_signature": (),
}
TEXTS: Expected = {**SHARED, "forwarded": ("number", "matter"), "request": ()}
ASSIGNED_TEXTS: Expected = {
    **SHARED,
    "assigned": ("number", "matter"),
    "demands": ("demands",),
    "report": ("due",),
}


class ForwardingLetter(Letter, frozen=True, kw_only=True):
    """The letter, and what goes with it."""

    materials: tuple[Material, ...]


def facts(context: PaperContext) -> ForwardingLetter:
    """F08: checked contents; RuleBroken when the matter was not sent on, or a content is missing."""
    notice = context.petition.notice
    if notice is None or notice.kind != "forwarded":
        raise RuleBroken("not-forwarded", "该事项没有转送，不能打印转送函。", article=ARTICLE)
    return _letter(context, notice, TITLE, (("forwarded", _reason(notice)), ("request",), (_told(context),)))


def assigned_facts(context: PaperContext) -> ForwardingLetter:
    """F09: the same, and RuleBroken without the day of the report."""
    notice = context.petition.notice
    if notice is None or notice.kind != "assigned_down":
        raise RuleBroken("not-assigned-down", "该事项没有交办下级单位，不能打印交办函。", article=ARTICLE)
    refuse_missing("letter-incomplete", TITLE_ASSIGNED, {"报送结果的日期": notice.report_due}, ARTICLE)
    demands = (("demands",),) if notice.demands.strip() else ()
    return _letter(
        context, notice, TITLE_ASSIGNED, (("assigned", _reason(notice)), *demands, ("report", _told(context)))
    )


def _letter(
    context: PaperContext, notice: Notice, title: str, paragraphs: tuple[tuple[str, ...], ...]
) -> ForwardingLetter:
    petition = context.petition
    contents = {
        "文号": notice.letter_number,
        "转送（交办）单位": notice.unit,
        "收函单位": notice.body,
        "投诉请求": petition.requests,
    }
    refuse_missing("letter-incomplete", title, contents, ARTICLE)
    return ForwardingLetter(
        document_number=notice.letter_number,
        unit=notice.unit,
        made_on=notice.on,
        paragraphs=paragraphs,
        words=_words(context, petition, notice),
        notes=("contact",),
        materials=_materials(petition, notice),
    )


def _told(context: PaperContext) -> str:
    """That the petitioner is told; nobody can write to whom is not known (第二十三条第二款)."""
    return "" if context.petition.identity_unclear else "told"


def _reason(notice: Notice) -> str:
    return "reason" if notice.reason.strip() else ""


def draw(letter: ForwardingLetter, say: Wording) -> bytes:
    paper = begin(letter, say)
    paper.annex_note(say("annex_matter"), say("annex_slip"))
    end(paper, letter, say)
    paper.annex(say("matter_label"), say("matter_title"))
    words = {**letter.words, "materials": _listed(letter, say)}
    materials = "materials" if letter.materials else "no_materials"
    keys = ("registered", "head_people", "people", "head_requests", "requests", "head_facts", "facts")
    write(paper, tuple((key,) for key in (*keys, "head_materials", materials)), words, say)
    _draw_slip(paper, letter, say)
    return paper.finish()


def _draw_slip(paper: OfficialPaper, letter: ForwardingLetter, say: Wording) -> None:
    """The slip that the receiving body sends back."""
    paper.annex(say("slip_label"), say("slip_title"))
    paper.addressee(say("slip_addressee", unit=letter.unit))
    paper.paragraph(say("slip_received", document_number=letter.document_number, **letter.words))
    paper.paragraph(say("slip_receiver"))
    paper.signature(say("slip_signature"), None)


def _words(context: PaperContext, petition: Petition, notice: Notice) -> dict[str, str]:
    return {
        **written_matter(petition),
        "names": notice.body,
        "reason": sentence(notice.reason),
        "demands": sentence(notice.demands),
        "due": chinese_date(notice.report_due) if notice.report_due else "",
        "notice": notice.number,
        "phone": notice.phone.strip() or context.office.phone.strip() or PHONE_BLANK,
        "people": numbered(tuple(map(known_as, petition.petitioners))),
        "requests": numbered(petition.requests),
        "facts": "\n".join((petition.facts, petition.reasons)),
    }


def _materials(petition: Petition, notice: Notice) -> tuple[Material, ...]:
    """All that was handed in up to the day of the letter."""
    later = (contact.materials for contact in petition.standing_contacts[1:] if contact.on <= notice.on)
    return (*petition.materials, *(material for brought in later for material in brought))


def _listed(letter: ForwardingLetter, say: Wording) -> str:
    return numbered(
        tuple(
            say("material", name=m.name, copies=m.copies, pages=m.pages) + (say("original") if m.original else "")
            for m in letter.materials
        )
    )


PAPER = Paper(code="F08", title=TITLE, texts=TEXTS, facts=facts, draw=draw)
ASSIGNMENT = Paper(code="F09", title=TITLE_ASSIGNED, texts=ASSIGNED_TEXTS, facts=assigned_facts, draw=draw)
