"""F10a 提请决定受理机关的请示: which of the bodies accepts a matter is asked of the body above them (第二十四条).

The article names no paper; this one has the layout of a letter to a body above, and its wording is [drafted].
"""

from __future__ import annotations

from app.documents.letter import Letter, end, write, written_matter
from app.documents.page import OfficialPaper, chinese_date
from app.documents.paper import PHONE_BLANK, Paper, PaperContext, refuse_missing
from app.documents.wording import Expected, Wording
from app.domain.errors import RuleBroken
from app.domain.records.dispute import CompetenceDispute

TITLE = "提请决定受理机关的请示"
ARTICLE = "《信访工作条例》第二十四条"
TEXTS: Expected = {
    "title": (),
    "signer": ("signer",),
    "addressee": ("names",),
    "received": ("people", "matter", "received", "number"),
    "touches": ("bodies",),
    "views": ("views",),
    "request_superior": (),
    "request_meeting": (),
    "closing": (),
    "contact": ("first_contact", "phone"),
}


class DisputeLetter(Letter, frozen=True, kw_only=True):
    """The letter, and who signed it off."""

    signer: str


def facts(context: PaperContext) -> DisputeLetter:
    """Checked contents; RuleBroken when nothing was asked or a content is missing."""
    petition, dispute = context.petition, _made(context)
    contents = {
        "文号": dispute.number,
        "提请单位": dispute.unit,
        "共同的上一级机关、单位": dispute.superior,
        "有争议的机关、单位": dispute.bodies,
        "争议情况和理由": dispute.views,
        "签发人": dispute.signer,
    }
    refuse_missing("letter-incomplete", TITLE, contents, ARTICLE)
    return DisputeLetter(
        document_number=dispute.number,
        unit=dispute.unit,
        made_on=dispute.on,
        paragraphs=(("received", "touches"), ("views",), (f"request_{dispute.arbiter}",), ("closing",)),
        words={
            **written_matter(petition),
            "names": dispute.superior,
            "people": petition.who,
            "received": chinese_date(petition.received_on),
            "bodies": "、".join(dispute.bodies),
            "views": dispute.views,
            "phone": dispute.phone.strip() or context.office.phone.strip() or PHONE_BLANK,
        },
        notes=("contact",),
        signer=dispute.signer,
    )


def draw(letter: DisputeLetter, say: Wording) -> bytes:
    paper = OfficialPaper(say("title"), letter.unit)
    paper.upward(letter.document_number, say("signer", signer=letter.signer))
    paper.title(letter.unit, say("title"))
    paper.addressee(say("addressee", **letter.words))
    write(paper, letter.paragraphs, letter.words, say)
    end(paper, letter, say)
    return paper.finish()


def _made(context: PaperContext) -> CompetenceDispute:
    """The dispute behind the paper that is asked for."""
    ref = context.made("F10a").ref
    found = next((one for one in context.petition.disputes if one.ref == ref), None)
    if found is None:
        raise RuleBroken("no-dispute", "该事项没有提请决定受理机关，不能打印。", article=ARTICLE)
    return found


PAPER = Paper(code="F10a", title=TITLE, texts=TEXTS, facts=facts, draw=draw)
