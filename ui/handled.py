"""How a petition was handled besides the usual way, in lines for a Sheet: who was changed and who keeps out."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.petition import Petition
from app.domain.records.recusal import ASKED_BY

Lines = list[tuple[str, str]]


def handled(petition: Petition) -> Lines:
    """Nothing when the matter goes the usual way."""
    parts = {"承办": [*_people(petition)]}
    lines: Lines = []
    for title, told in parts.items():
        if told:
            lines += [("strong", title), *(("", line) for line in told), ("gap", "")]
    return lines


def _people(petition: Petition) -> Iterator[str]:
    for one in petition.recusals:
        decided = "同意" if one.granted else "不同意"
        yield f"{one.on} {one.decided_by} {decided}{one.person}回避（{ASKED_BY[one.asked_by]}）：{one.reason}"
    for given in petition.assignments:
        if given.former:
            yield f"{given.on} 承办人由{given.former}调整为{given.handler}（{given.office}）：{given.reason}"
    if petition.handler_recused:
        yield f"承办人{petition.handler}已回避，尚未交其他人员承办"
