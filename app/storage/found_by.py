"""By which words and numbers a petition is found, and the index of them."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.masking import masked_phone
from app.domain.petition import Petition
from app.domain.phones import phones
from app.storage.driver import Database
from app.storage.pinyin import spelled
from app.storage.rows import read_state
from app.storage.terms import beginnings, key, terms

SHORTEST_END = 4  # last digits of a telephone number by which it is found: those that its mask shows
LAST = "尾"  # begins the terms of last digits that a mask hides: they are for who may see the whole number

TOLD_EVERY = 500  # petitions


def index(db: Database, row: int, petition: Petition) -> None:
    """Put a petition into the index, where its row is not yet. The caller holds the transaction."""
    db.conn.execute(
        "INSERT INTO search (rowid, text, people) VALUES (?, ?, ?)",
        (row, " ".join(terms(searched(petition))), " ".join(people_terms(petition))),
    )


def index_anew(db: Database, told: Callable[[int, int], None] | None = None) -> None:
    """Empty the index and read every petition into it, because the terms are others now. The caller holds the
    transaction; what `told` raises undoes it."""
    db.conn.execute("INSERT INTO search (search) VALUES ('delete-all')")
    total = int(db.conn.execute("SELECT count(*) FROM petitions").fetchone()[0])
    rows = db.conn.execute("SELECT row, state FROM petitions ORDER BY row")
    for done, (row, state) in enumerate(rows, 1):
        index(db, row, read_state(state))
        if told and (done % TOLD_EVERY == 0 or done == total):
            told(done, total)


def searched(petition: Petition) -> str:
    """The words by which a petition is found; lines keep words of different fields apart."""
    parts = [petition.title, petition.place, petition.content_class, petition.facts, petition.reasons]
    parts += petition.requests
    for person in petition.petitioners:
        parts += (person.name, person.address, person.contact_person)
    parts += (contact.note for contact in petition.contacts)
    for attachment in petition.attachments:
        parts += (attachment.title, attachment.note)
    for looked_into in petition.investigations:
        parts += (looked_into.place, looked_into.record)
    if petition.notice:
        parts += (petition.notice.body, petition.notice.reason)
    if petition.origin:
        origin = petition.origin
        parts += (origin.body, origin.letter_number, origin.body_number, origin.agent, origin.village)
    if petition.review_case:
        parts += (petition.review_case.body, petition.review_case.about)
    for objection in petition.objections:
        parts += (objection.reason, objection.competent)
    if petition.report:
        parts.append(petition.report.summary)
    if petition.report_up:
        parts += (petition.report_up.findings, petition.report_up.handling)
    if petition.reply:
        parts += (petition.reply.findings, petition.reply.handling)
    if petition.opinion:
        parts.append(petition.opinion.draft.facts_found)
        parts += (result.opinion for result in petition.opinion.draft.results)
        parts.append(petition.opinion.draft.conclusion_words)
    parts += (petition.office, petition.handler)
    return "\n".join(part for part in parts if part)


def people_terms(petition: Petition) -> list[str]:
    """The terms by which people are found: name and its characters, name and initials in pinyin and phones as they are
    typed, the last digits of phones, ID."""
    found: list[str] = []
    for person in petition.petitioners:
        name, number = key(person.name), key(person.id_number or person.credit_code)
        found += (name, *name, number, number[-6:])
        for letters in spelled(person.name):
            found += beginnings(letters, 1)
        found += _phone_terms(person.phone)
    return [term for term in dict.fromkeys(found) if term]


def _phone_terms(field: str) -> list[str]:
    numbers = phones(field)
    if not numbers:
        return beginnings(key(field), 3)
    shown = masked_phone(field)[-SHORTEST_END:]
    found = [shown] if shown.isdecimal() else []
    for number in numbers:
        found += beginnings(number, 3)
        found += (f"{LAST}{number[-length:]}" for length in range(SHORTEST_END, len(number)))
    return found
