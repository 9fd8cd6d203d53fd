"""F23 调解协议书 and 和解协议书 (《信访工作条例》第三十三条): signed by both sides, each keeps one, one stays here.

The contents follow 《人民调解法》第二十九条; the other forms, for which no law sets them, take them over.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from app.documents.letter import sentence
from app.documents.page import OfficialPaper, chinese_date
from app.documents.paper import Paper, PaperContext, refuse_missing
from app.documents.wording import Expected, Wording
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.mediation import Mediation, Settlement

CODE, TITLE = "F23", "调解协议书"
ARTICLE = "《信访工作条例》第三十三条"
PARTY = ("name", "details")
TEXTS: Expected = {
    "title": (),
    "title_settlement": (),
    "first": PARTY,
    "second": PARTY,
    "address": ("address",),
    "phone": ("phone",),
    "id_number": (),
    "intro": ("matter", "number"),
    "intro_settlement": ("matter", "number", "body"),
    "mediated": ("body", "form"),
    "mediated_by": ("body", "form", "mediators"),
    "head_facts": (),
    "head_liability": (),
    "head_content": (),
    "head_performance": (),
    "perform_by": ("day",),
    "head_others": (),
    "effect": (),
    "effect_people": (),
    "court": (),
    "copies": ("copies", "body"),
    "sign_first": ("name",),
    "sign_second": ("name",),
    "sign_mediators": (),
    "sign_body": ("body",),
    "sign_witness": ("body",),
    "day": (),
}
NUMERALS = "一二三四五"
FORMS = {"administrative": "行政调解", "people": "人民调解", "judicial": "司法调解"}


class Party(msgspec.Struct, frozen=True):
    """Who is bound: name, address, phone; persons write their document number in by hand."""

    name: str
    address: str
    phone: str
    person: bool


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """What F23 says."""

    document_number: str
    unit: str
    number: str
    matter: str
    first: tuple[Party, ...]
    second: Party
    form: str
    body: str
    mediators: tuple[str, ...]
    facts: str
    liability: str
    content: str
    performance: str
    perform_by: dt.date | None

    @property
    def is_settlement(self) -> bool:
        return self.form == "settlement"


def facts(context: PaperContext) -> Agreement:
    """F23; RuleBroken when nothing was agreed or a content is missing."""
    mediation, settlement = _made(context)
    contents = {
        "文号": settlement.number,
        "对方当事人": mediation.other.name,
        "调解组织（单位）": settlement.body,
        "主要事实和争议事项": settlement.facts,
        "协议内容": settlement.content,
        "履行方式": settlement.performance,
    }
    refuse_missing("agreement-incomplete", settlement.title, contents, ARTICLE)
    petition = context.petition
    return Agreement(
        document_number=settlement.number,
        unit=settlement.unit,
        number=petition.number,
        matter=petition.title,
        first=tuple(
            Party(person.name, person.address, person.phone, person.kind == "person") for person in petition.addressees
        ),
        second=Party(
            mediation.other.name, mediation.other.address, mediation.other.phone, mediation.other.kind == "person"
        ),
        form=settlement.form,
        body=settlement.body,
        mediators=settlement.mediators,
        facts=settlement.facts,
        liability=settlement.liability,
        content=settlement.content,
        performance=settlement.performance,
        perform_by=settlement.perform_by,
    )


def draw(agreement: Agreement, say: Wording) -> bytes:
    title = say("title_settlement" if agreement.is_settlement else "title")
    paper = OfficialPaper(title, agreement.unit)
    paper.number(agreement.document_number)
    paper.title(title)
    for party in agreement.first:
        paper.paragraph(say("first", name=party.name, details=_details(party, say)))
    paper.paragraph(say("second", name=agreement.second.name, details=_details(agreement.second, say)))
    paper.paragraph(_intro(agreement, say))
    _contents(paper, agreement, say)
    _signatures(paper, agreement, say)
    return paper.finish()


def title_of(petition: Petition, key: str) -> str:
    """What the agreement behind a key is called."""
    ref = next((made.ref for made in petition.made if made.key == key), "")
    found = (m.settlement.title for m in petition.mediations if m.settlement and m.settlement.ref == ref)
    return next(found, TITLE)


def _made(context: PaperContext) -> tuple[Mediation, Settlement]:
    ref = context.made(CODE).ref
    for mediation in context.petition.mediations:
        if mediation.settlement and mediation.settlement.ref == ref:
            return mediation, mediation.settlement
    raise RuleBroken("not-settled", "该事项没有达成协议的记载，不能打印协议书。", article=ARTICLE)


def _details(party: Party, say: Wording) -> str:
    known = [
        say("address", address=party.address) if party.address.strip() else "",
        say("phone", phone=party.phone) if party.phone.strip() else "",
        say("id_number") if party.person else "",
    ]
    return "".join(known)


def _intro(agreement: Agreement, say: Wording) -> str:
    if agreement.is_settlement:
        return say("intro_settlement", matter=agreement.matter, number=agreement.number, body=agreement.body)
    mediated = "mediated_by" if agreement.mediators else "mediated"
    by = say(mediated, body=agreement.body, form=FORMS[agreement.form], mediators="、".join(agreement.mediators))
    return say("intro", matter=agreement.matter, number=agreement.number) + by


def _contents(paper: OfficialPaper, agreement: Agreement, say: Wording) -> None:
    until = say("perform_by", day=chinese_date(agreement.perform_by)) if agreement.perform_by else ""
    people = agreement.form == "people"
    others = (
        say("effect_people" if people else "effect"),
        say("court") if people else "",
        say("copies", copies=len(agreement.first) + 2, body=agreement.body),
    )
    parts = (
        ("head_facts", agreement.facts),
        ("head_liability", agreement.liability),
        ("head_content", agreement.content),
        ("head_performance", f"{sentence(agreement.performance)}\n{until}"),
        ("head_others", "\n".join(others)),
    )
    filled = [(head, text) for head, text in parts if text.strip()]
    for numeral, (head, text) in zip(NUMERALS, filled, strict=False):
        paper.heading(f"{numeral}、{say(head)}")
        paper.paragraph(text)


def _signatures(paper: OfficialPaper, agreement: Agreement, say: Wording) -> None:
    """Each side, then who mediated; the day is written by hand, as it is the day of signing."""
    signers = [*(say("sign_first", name=party.name) for party in agreement.first)]
    signers.append(say("sign_second", name=agreement.second.name))
    if agreement.is_settlement:
        signers.append(say("sign_witness", body=agreement.body))
    else:
        signers += [say("sign_mediators"), say("sign_body", body=agreement.body)]
    paper.places_to_sign(signers, say("day"))


PAPER = Paper(code=CODE, title=TITLE, texts=TEXTS, facts=facts, draw=draw)
