"""F03 信访事项受理告知书: route 31(6) only (《信访工作条例》第二十三条、第三十四条). It names no remedy."""

from __future__ import annotations

import datetime as dt

import msgspec

from app.documents.page import OfficialPaper, chinese_date
from app.documents.paper import BLANK, Paper, PaperContext, refuse_missing
from app.documents.people import line_of_address, name_list, names_of, you
from app.documents.wording import Expected, Wording
from app.domain.errors import RuleBroken
from app.domain.petition import CHANNELS

TITLE = "信访事项受理告知书"
ROUTE = "31-6"
TEXTS: Expected = {
    "title": (),
    "addressee": ("names",),
    "accepted": ("you", "received", "channel", "matter"),
    "term": ("you", "due"),
    "handling": ("office", "handler", "phone"),
    "handling_unnamed": ("office", "phone", "first_contact"),
    "closing": (),
    "number_note": ("number",),
    "annex_note": (),
    "annex_label": (),
    "annex_title": (),
}


class AcceptanceNotice(msgspec.Struct, frozen=True, kw_only=True):
    """What the notice says. `handler` is empty while nobody is named: the first contact answers until then."""

    document_number: str
    names: tuple[str, ...]
    total: int
    you: str
    number: str
    matter: str
    channel: str
    received_on: dt.date
    accepted_on: dt.date
    due: dt.date
    office: str
    handler: str
    phone: str
    first_contact: str
    unit: str
    annex: tuple[str, ...]


def facts(context: PaperContext) -> AcceptanceNotice:
    """Checked contents; RuleBroken when the matter is not accepted, went another route, or a content is missing.

    What the acceptance fixed can't be filled in later: a phone number missing there is the office's of today, or
    a place to write it.
    """
    petition, acceptance = context.petition, context.petition.acceptance
    if acceptance is None:
        raise RuleBroken("not-accepted", "该事项尚未受理，不能打印受理告知书。", article="《信访工作条例》第二十三条")
    if acceptance.route != ROUTE:
        raise RuleBroken(
            "wrong-route",
            "该事项不按信访程序（第三十一条第六项）办理，不能使用受理告知书，请按相应途径告知。",
            article="《信访工作条例》第三十一条",
        )
    notice = AcceptanceNotice(
        document_number=acceptance.notice_number,
        names=names_of(petition),
        total=len(petition.petitioners),
        you=you(petition),
        number=petition.number,
        matter=petition.title,
        channel=CHANNELS[petition.channel],
        received_on=petition.received_on,
        accepted_on=acceptance.on,
        due=acceptance.due,
        office=acceptance.office,
        handler=acceptance.handler,
        phone=acceptance.phone.strip() or context.office.phone.strip() or BLANK,
        first_contact=petition.first_contact,
        unit=acceptance.unit,
        annex=name_list(petition),
    )
    wanted = {
        "文号": notice.document_number,
        "承办单位": notice.office,
        "受理单位": notice.unit,
    }
    refuse_missing("notice-incomplete", TITLE, wanted)
    return notice


def draw(notice: AcceptanceNotice, say: Wording) -> bytes:
    paper = OfficialPaper(say("title"), notice.unit)
    paper.number(notice.document_number)
    paper.title(notice.unit, say("title"))
    paper.addressee(say("addressee", names=line_of_address(notice.names, notice.total)))
    paper.paragraph(
        say(
            "accepted",
            you=notice.you,
            received=chinese_date(notice.received_on),
            channel=notice.channel,
            matter=notice.matter,
        )
    )
    paper.paragraph(say("term", you=notice.you, due=chinese_date(notice.due)))
    paper.paragraph(_handling(notice, say))
    paper.paragraph(say("closing"))
    if notice.annex:
        paper.annex_note(say("annex_note"))
    paper.signature(notice.unit, notice.accepted_on)
    paper.note(say("number_note", number=notice.number))
    if notice.annex:
        paper.annex(say("annex_label"), say("annex_title"))
        paper.columns(notice.annex)
    return paper.finish()


def _handling(notice: AcceptanceNotice, say: Wording) -> str:
    if notice.handler:
        return say("handling", office=notice.office, handler=notice.handler, phone=notice.phone)
    return say("handling_unnamed", office=notice.office, phone=notice.phone, first_contact=notice.first_contact)


PAPER = Paper(code="F03", title=TITLE, texts=TEXTS, facts=facts, draw=draw)
