"""F24 送达回证: one form per addressee, filled where the service is recorded, open where it is not.

《信访工作条例》 has no rules of service; the fields follow 《民事诉讼法》 arts. 87-95 by analogy.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from app.documents import replies
from app.documents.form import APART, OPEN_DAY, TALL, Line, draw_head, draw_table, field
from app.documents.ink import ASCENT, MM, Ink, Style
from app.documents.page import LEFT, WIDTH, chinese_date
from app.documents.paper import Paper, PaperContext, refuse_missing
from app.documents.wording import Expected, Wording
from app.domain.codes import SERVICE_MODES
from app.domain.errors import RuleBroken
from app.domain.papers import PAPERS, SERVED
from app.domain.petition import Petition
from app.domain.records.record import Made, code_of
from app.domain.records.service import Service

NAME = "送达回证"
CHOSEN, OPEN = "■", "□"  # in front of the mode of service
MODES_A_LINE = 3
TEXTS: Expected = {
    "title": (),
    "unit": (),
    "addressee": (),
    "matter": (),
    "matter_words": ("matter", "number"),
    "paper": (),
    "paper_words": ("paper", "number"),
    "place": (),
    "day": (),
    "mode": (),
    "tracking_words": ("tracking",),
    "receiver": (),
    "signed_words": (),
    "recorded_words": ("name",),
    "proxy": (),
    "proxy_words": ("name", "relation"),
    "refusal": (),
    "witnesses": (),
    "witnesses_words": ("names",),
    "server": (),
    "server_words": ("name",),
    "note": (),
    "hint": (),
}
SMALL = Style("fang", 9)
COLUMNS = (46 * MM, WIDTH - 46 * MM)
HINT_GAP = 2 * MM


class ServiceForm(msgspec.Struct, frozen=True, kw_only=True):
    """The form of one addressee; `service` is None while nothing is recorded."""

    addressee: str
    address: str
    service: Service | None


class ServiceRecord(msgspec.Struct, frozen=True, kw_only=True):
    """All forms of one paper."""

    unit: str
    number: str
    matter: str
    paper: str
    document_number: str
    made_on: dt.date
    forms: tuple[ServiceForm, ...]


def facts(context: PaperContext) -> ServiceRecord:
    """Checked contents; RuleBroken when no paper has left the house that could be served."""
    petition = context.petition
    code = _chosen(context)
    made = _issued(petition, code)
    refuse_missing("service-record-incomplete", NAME, {"送达单位": made.unit, "送达文书文号": made.number})
    return ServiceRecord(
        unit=made.unit,
        number=petition.number,
        matter=petition.title,
        paper=_title(petition, code),
        document_number=made.number,
        made_on=made.on,
        forms=tuple(
            ServiceForm(
                addressee=petition.petitioners[to - 1].name,
                address=petition.petitioners[to - 1].address,
                service=_recorded(petition, code, to),
            )
            for to in sorted({*petition.addressee_numbers, *petition.served(code)})
        ),
    )


def draw(record: ServiceRecord, say: Wording) -> bytes:
    ink = Ink(say("title"), record.unit)
    for place, form in enumerate(record.forms):
        if place:
            ink.next_page()
        _draw_form(ink, record, form, say)
    return ink.finish()


def _draw_form(ink: Ink, record: ServiceRecord, form: ServiceForm, say: Wording) -> None:
    y = draw_table(ink, LEFT, COLUMNS, draw_head(ink, record.unit, say("title")), _lines(record, form, say)) - HINT_GAP
    for line in ink.wrap(say("hint"), SMALL, WIDTH):
        ink.put(LEFT, y - ASCENT * SMALL.size, line, SMALL)
        y -= SMALL.size * 1.4


def _lines(record: ServiceRecord, form: ServiceForm, say: Wording) -> list[Line]:
    service = form.service
    return [
        field(say("unit"), record.unit),
        field(say("addressee"), form.addressee + (f"（{form.address}）" if form.address else "")),
        field(say("matter"), say("matter_words", matter=record.matter, number=record.number)),
        field(say("paper"), say("paper_words", paper=record.paper, number=record.document_number)),
        field(say("place"), service.place if service else ""),
        field(say("day"), _day(service)),
        field(say("mode"), _modes(service, say)),
        field(say("receiver"), _signed_for(_receiver(form, say), service, say), TALL),
        field(say("proxy"), _signed_for(_proxy(form, say), service, say), TALL),
        field(say("refusal"), service.refusal if service else "", TALL),
        field(say("witnesses"), _signature(_witnesses(service, say), OPEN_DAY, say), TALL),
        field(say("server"), _signature(_server(service, say), OPEN_DAY, say), TALL),
        field(say("note"), service.note if service else ""),
    ]


def _day(service: Service | None) -> str:
    return chinese_date(service.on) if service else OPEN_DAY


def _signature(recorded: str, day: str, say: Wording) -> str:
    """What is recorded, and the place where it is signed by hand."""
    return f"{recorded}\n{say('signed_words')}{APART}{day}"


def _signed_for(recorded: str, service: Service | None, say: Wording) -> str:
    """The day is filled in only where it is recorded who signed."""
    return _signature(recorded, _day(service) if recorded else OPEN_DAY, say)


def _modes(service: Service | None, say: Wording) -> str:
    chosen = service.mode if service else ""
    marks = [f"{CHOSEN if mode == chosen else OPEN} {word}" for mode, word in SERVICE_MODES.items()]
    lines = ["    ".join(marks[at : at + MODES_A_LINE]) for at in range(0, len(marks), MODES_A_LINE)]
    if service and service.tracking:
        lines.append(say("tracking_words", tracking=service.tracking))
    return "\n".join(lines)


def _receiver(form: ServiceForm, say: Wording) -> str:
    service = form.service
    if service and service.receiver and not service.relation:
        return say("recorded_words", name=service.receiver)
    return ""


def _proxy(form: ServiceForm, say: Wording) -> str:
    service = form.service
    if service and service.receiver and service.relation:
        return say("proxy_words", name=service.receiver, relation=service.relation)
    return ""


def _witnesses(service: Service | None, say: Wording) -> str:
    return say("witnesses_words", names="、".join(service.witnesses)) if service and service.witnesses else ""


def _server(service: Service | None, say: Wording) -> str:
    return say("server_words", name=service.by) if service else ""


def _chosen(context: PaperContext) -> str:
    """The paper that is asked for, else the last one made; "F03" while none is, to name it as missing."""
    return context.served_paper or next(reversed(context.petition.outgoing), "F03")


def _issued(petition: Petition, key: str) -> Made:
    """The paper to be served."""
    if code_of(key) not in SERVED:
        names = "、".join(f"{known}（{title}）" for known, title in SERVED.items())
        raise RuleBroken("paper-not-served", f"“{key}”没有送达回证，可以送达的文书为{names}。", paper=key)
    for paper in petition.made:
        if paper.key == key:
            return paper
    raise RuleBroken("nothing-to-serve", f"《{_title(petition, key)}》尚未作出，没有可送达的文书。", paper=key)


def _title(petition: Petition, key: str) -> str:
    """The full title as it stands on the paper where it has one, else its name."""
    code = code_of(key)
    if code in replies.TITLES:
        return replies.title_of(petition, code)
    return PAPERS[code].full or PAPERS[code].title


def _recorded(petition: Petition, code: str, to: int) -> Service | None:
    """The last service of this paper on this petitioner."""
    found = [service for service in petition.standing_services if service.paper == code and service.to == to]
    return found[-1] if found else None


PAPER = Paper(code="F24", title=NAME, texts=TEXTS, facts=facts, draw=draw)
