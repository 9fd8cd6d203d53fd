"""A petition as the desk hands it out: the details of persons masked, in one place for every window and command.

And the way back: what a form was filled with and left as it was means what stands behind the mask; a mask that means
nothing is never written. Words that somebody wrote (facts, records, notes) are not searched for numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import msgspec

from app.domain.errors import RuleBroken
from app.domain.masking import COVERED, MASKS, Sight, looks_masked
from app.domain.petition import Petition
from app.domain.records.correction import Correction
from app.domain.records.dispatch import Arrival
from app.domain.records.mediation import Mediation
from app.domain.records.petitioner import Petitioner

S = TypeVar("S", bound=msgspec.Struct)
NUMBERS = ("id_number", "credit_code", "phone", "address")  # how the fields end that bear no star


def covered(petition: Petition, sight: Sight = COVERED) -> Petition:
    """The petition as it may be seen: petitioners, what was put right about them, the other side of a mediation."""
    return msgspec.structs.replace(
        petition,
        petitioners=tuple(_covered(person, sight) for person in petition.petitioners),
        corrections=tuple(_covered_correction(one, sight) for one in petition.corrections),
        mediations=tuple(_covered_mediation(one, sight) for one in petition.mediations),
    )


def covered_people(people: Iterable[Petitioner]) -> tuple[Petitioner, ...]:
    """The same of people alone."""
    return tuple(_covered(person, COVERED) for person in people)


def covered_arrival(arrival: Arrival) -> Arrival:
    """What came down, as it may be seen: the people of a matter covered."""
    return msgspec.structs.replace(arrival, content=_covered_content(arrival.content))


def covered_facts(kind: str, facts: dict[str, Any]) -> dict[str, Any]:
    """The facts of an entry, as its body holds them, as they may be seen."""
    found = dict(facts)
    if kind == "registered":
        found["petitioners"] = [_covered_fields(person) for person in facts["petitioners"]]
    elif kind == "arrived":
        found["content"] = _covered_content(facts["content"])
    elif kind == "mediation_asked":
        found["other"] = _covered_fields(facts["other"])
    elif kind == "corrected":
        found |= {name: COVERED.shown(facts["field"], facts[name]) for name in ("before", "after")}
    return found


def hidden(petition: Petition) -> frozenset[str]:
    """Which details (keys of MASKS) a covered petition hides."""
    texts = _details(petition)
    return frozenset(field for field, value in texts if looks_masked(value))


def restored(people: tuple[Petitioner, ...], originals: Iterable[Petitioner]) -> tuple[Petitioner, ...]:
    """People as a form hands them back that was filled with masks: a mask left as it was is the content behind it.

    The original bears the same name; of several by one name it must be clear whose mask it is.
    """
    known = tuple(originals)
    return tuple(_restored(person, [one for one in known if one.name == person.name]) for person in people)


def refuse_masks(given: msgspec.Struct) -> None:
    """Raise RuleBroken("mask-written") naming every number or address of a step that bears the stars of a mask."""
    problems = [
        {"field": path, "title": title, "problem": "中有“*”，是遮住的内容，请重新填写完整内容"}
        for path, title in _masked(given, "")
    ]
    if problems:
        told = "；".join(f"{one['title']}{one['problem']}" for one in problems)
        raise RuleBroken("mask-written", f"{told}。没有写入。", problems=problems)


def _covered(given: S, sight: Sight) -> S:
    return msgspec.structs.replace(
        given, **{name: sight.shown(name, getattr(given, name)) for name in MASKS if name in given.__struct_fields__}
    )


def _covered_fields(given: dict[str, Any]) -> dict[str, Any]:
    return {name: COVERED.shown(name, value) if isinstance(value, str) else value for name, value in given.items()}


def _covered_content(content: dict[str, Any]) -> dict[str, Any]:
    """Content of a kind that is not known here too: whatever lists people under this name."""
    people = content.get("petitioners")
    if not isinstance(people, list):
        return content
    return {**content, "petitioners": [_covered_fields(one) if isinstance(one, dict) else one for one in people]}


def _covered_correction(one: Correction, sight: Sight) -> Correction:
    shown = {name: sight.shown(one.field, getattr(one, name)) for name in ("before", "after")}
    return msgspec.structs.replace(one, **shown)


def _covered_mediation(one: Mediation, sight: Sight) -> Mediation:
    return msgspec.structs.replace(one, other=_covered(one.other, sight))


def _details(petition: Petition) -> Iterator[tuple[str, str]]:
    """(field, content) of every detail of a person."""
    for holder in (*petition.petitioners, *(one.other for one in petition.mediations)):
        yield from ((name, getattr(holder, name)) for name in MASKS if name in holder.__struct_fields__)
    for one in petition.corrections:
        if one.field in MASKS:
            yield from ((one.field, one.before), (one.field, one.after))


def _restored(person: Petitioner, originals: list[Petitioner]) -> Petitioner:
    found = {}
    for name in MASKS:
        given = getattr(person, name)
        if looks_masked(given):
            meant = {getattr(one, name) for one in originals if COVERED.shown(name, getattr(one, name)) == given}
            found[name] = meant.pop() if len(meant) == 1 else given
    return msgspec.structs.replace(person, **found) if found else person


def _masked(given: Any, path: str) -> Iterator[tuple[str, str]]:
    """(path, Chinese name) of each text that bears stars where only a number or an address may stand."""
    if isinstance(given, tuple):
        for place, one in enumerate(given):
            yield from _masked(one, f"{path}[{place}]")
        return
    path = f"{path}." if path else ""
    if isinstance(given, msgspec.Struct):
        for name in given.__struct_fields__:
            value = getattr(given, name)
            if isinstance(value, str):
                if name.endswith(NUMBERS) and looks_masked(value):
                    yield f"{path}{name}", _title(type(given), name)
            elif isinstance(value, tuple | msgspec.Struct):
                yield from _masked(value, f"{path}{name}")


def _title(kind: type[msgspec.Struct], name: str) -> str:
    """The Chinese name of a field."""
    schema = msgspec.json.schema(kind)
    told = schema["$defs"][kind.__name__]["properties"][name]
    return str(told.get("title", name))
