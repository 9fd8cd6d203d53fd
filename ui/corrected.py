"""Corrections in words: what may be put right, and what was put right with the original beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from app.domain.codes import FOREIGN_IDS
from app.domain.masking import COVERED, Sight
from app.domain.petition import Petition
from app.domain.records.correction import Correction
from app.domain.records.petitioner import Petitioner
from app.domain.steps.correction import CODED, FIELDS, OF_MATTER, OF_ORIGIN, on_paper
from app.domain.steps.denunciation import APART

OF_EVERYBODY = ("name", "address", "phone")
OF_KIND = {"person": ("id_type", "id_number"), "organisation": ("credit_code", "contact_person")}
LONGEST_NAME = 12  # characters of a petitioner's name in the list of what may be put right


def correctable(petition: Petition) -> dict[tuple[str, int], str]:
    """(field, petitioner's number or 0) -> "住址", "李四：住址"; what stands on a paper already is left out."""
    found = {(field, 0): title for field, title in OF_MATTER.items()}
    if petition.category == APART:
        del found["category", 0]
    if petition.origin and petition.origin.kind != "agency":
        found |= {(field, 0): title for field, title in OF_ORIGIN.items()}
    names = _told_apart([_short(person.name) for person in petition.petitioners])
    for number, (person, name) in enumerate(zip(petition.petitioners, names, strict=True), 1):
        for field in (*OF_EVERYBODY, *OF_KIND[person.kind], *_of_foreigner(person)):
            found[field, number] = f"{name}：{_title(field, person)}"
    return {place: told for place, told in found.items() if not on_paper(petition, place[0])}


def corrections(petition: Petition, sight: Sight = COVERED) -> Iterator[str]:
    """住址：原为“三组”，2026-03-05 更正为“四组”（登记时听错）."""
    for one in petition.corrections:
        before, after = (content(one.field, value, sight) for value in (one.before, one.after))
        was = f"原为“{before}”" if before else "原未填写"
        now = f"更正为“{after}”" if after else "更正为不填"
        yield f"{_whose(petition, one)}：{was}，{one.on} {now}（{one.reason}）"


def content(field: str, value: str, sight: Sight) -> str:
    """A field's content as it is read: codes in words."""
    words = CODED.get(field)
    if field == "head_count":
        return f"{value}人"
    return words.get(value, value) if words else sight.shown(field, value)


def _whose(petition: Petition, one: Correction) -> str:
    if not one.to:
        return FIELDS[one.field]
    title = _title(one.field, petition.petitioners[one.to - 1])
    names = _told_apart([person.name for person in petition.petitioners])
    return title if len(names) == 1 else f"{names[one.to - 1]}的{title}"


def _of_foreigner(person: Petitioner) -> tuple[str, ...]:
    foreign = person.kind == "person" and person.id_type in FOREIGN_IDS
    return ("nationality",) if foreign or person.nationality else ()


def _title(field: str, person: Petitioner) -> str:
    if field == "name":
        return "姓名" if person.kind == "person" else "名称"
    return FIELDS[field]


def _told_apart(names: list[str]) -> list[str]:
    """Those who bear the same name are told apart by their number."""
    borne = Counter(names)
    return [name if borne[name] == 1 else f"{name}（第{number}位）" for number, name in enumerate(names, 1)]


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"
