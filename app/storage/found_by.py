"""By which words and numbers a petition is found."""

from __future__ import annotations

from app.domain.petition import Petition
from app.storage.pinyin import initials
from app.storage.terms import beginnings, key


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
    """The terms by which people are found: name and its characters, initials and phone as they are typed, ID."""
    found: list[str] = []
    for person in petition.petitioners:
        name, number, phone = key(person.name), key(person.id_number or person.credit_code), key(person.phone)
        found += (name, *name, number, number[-6:])
        for letters in initials(person.name):
            found += beginnings(letters, 1)
        found += beginnings(phone, 3)
    return [term for term in dict.fromkeys(found) if term]
