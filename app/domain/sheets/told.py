"""A petition as a row of a sheet that goes out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from app.domain.codes import RESULTS
from app.domain.petition import Petition
from app.domain.records.petitioner import Petitioner
from app.domain.sheets.days import written
from app.domain.sheets.fields import FIELDS, Field
from app.domain.sheets.layout import Column, Layout
from app.domain.sheets.several import joined
from app.domain.steps.denunciation import APART

Value = str | int | dt.date  # what a cell holds; "" for nothing
CodeOf = Callable[[str], str]
CONTENT_CODE = "content_code"


def no_code(_words: str) -> str:
    """Where no code list is known."""
    return ""


def headings(layout: Layout) -> tuple[str, ...]:
    """The first row."""
    return tuple(column.heading for column in layout.told)


def row_of(petition: Petition, layout: Layout, code_of: CodeOf = no_code) -> tuple[Value, ...]:
    """What the columns of a layout say of a petition; `code_of` gives the code behind the words of its content class.

    A denunciation has no row: it is an error of the caller.
    """
    if petition.category == APART:
        raise ValueError("a denunciation has no row in a sheet")
    return tuple(
        code_of(petition.content_class) if column.field == CONTENT_CODE else _cell(petition, column, layout)
        for column in layout.told
    )


def _cell(petition: Petition, column: Column, layout: Layout) -> Value:
    field = FIELDS[column.field]
    if field.each:
        people = petition.addressees[:1] if layout.people == "first" else petition.petitioners
        return "\n".join(str(_worded(_of_petitioner(one, field), field, layout)) for one in people)
    return _worded(TOLD[field.code](petition), field, layout)


def _worded(value: Value | None, field: Field, layout: Layout) -> Value:
    if value is None or value == "":
        return ""
    if field.words:
        return layout.words_of(field)[str(value)]
    if isinstance(value, dt.date) and layout.days != "cell":
        return written(value, layout.days)
    return value


def _of_petitioner(one: Petitioner, field: Field) -> str:
    if field.code == "petitioner_kind":
        return one.kind
    if field.code == "id_type":
        return one.id_type if one.id_number else ""
    return str(getattr(one, field.code))


def _others(petition: Petition) -> str:
    first = petition.addressees[0]
    return "、".join(one.name for one in petition.petitioners if one is not first)


def _content(petition: Petition) -> str:
    parts = (("诉求", joined(petition.requests)), ("事实", petition.facts), ("理由", petition.reasons))
    return "\n".join(f"{title}：{text}" for title, text in parts if text)


def _results(petition: Petition) -> str:
    opinion = petition.opinion
    if opinion is None or opinion.issue is None:
        return ""
    return "；".join(f"{one.request}．{RESULTS[one.result]}" for one in opinion.draft.results)


def _source(petition: Petition) -> str:
    return petition.origin.kind if petition.origin else "direct"


def _report(petition: Petition) -> str | None:
    origin = petition.from_above
    return ("yes" if origin.report else "no") if origin else None


def _of_origin(name: str) -> Callable[[Petition], Value | None]:
    return lambda petition: getattr(petition.origin, name) if petition.origin else None


TOLD: dict[str, Callable[[Petition], Value | None]] = {
    **{
        name: lambda petition, name=name: getattr(petition, name)  # type: ignore[misc]
        for name in (
            *("number", "title", "channel", "category", "content_class", "place", "head_count", "facts", "reasons"),
            *("received_on", "registered_on", "first_contact", "stage", "office", "handler", "result_due"),
        )
    },
    **{name: _of_origin(name) for name in ("letter_number", "letter_on", "body_number", "raised_on")},
    "sender": _of_origin("body"),
    "source": _source,
    "report": _report,
    "others": _others,
    "contact_count": lambda petition: len(petition.standing_contacts),
    "requests": lambda petition: joined(petition.requests),
    "content": _content,
    "decision": lambda petition: petition.decision[0] if petition.decision else None,
    "decided_on": lambda petition: petition.decision[1] if petition.decision else None,
    "handling_due": lambda petition: petition.acceptance.due if petition.acceptance else None,
    "opinion_number": lambda petition: (
        petition.opinion.issue.number if petition.opinion and petition.opinion.issue else None
    ),
    "opinion_on": lambda petition: petition.opinion.issue.on if petition.opinion and petition.opinion.issue else None,
    "results": _results,
    "closed_on": lambda petition: petition.closing.on if petition.closing else None,
}
