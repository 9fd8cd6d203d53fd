"""Links in words: which earlier and later petitions belong to this one, who judged so, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from app.domain.codes import STAGES

if TYPE_CHECKING:
    from app.answers import LinkSeen


def linked(links: Iterable[LinkSeen]) -> Iterator[tuple[str, str]]:
    """(role, text): the other petition, then who linked it and why; one that was undone says so and stays readable."""
    for link in links:
        other = f"{link.received_on} {link.who}《{link.title}》，{STAGES.get(link.stage, link.stage)}"
        yield "", f"{link.words}：{other}，编号 {link.number}"
        yield "small", f"{link.on} {link.by} 关联，理由：{link.reason}"
        if link.undone_on is not None:
            yield "warn", f"已于 {link.undone_on} 由 {link.undone_by} 撤销关联，事由：{link.undone_reason}"
