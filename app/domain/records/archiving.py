"""归档: where the case file lies and how long it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import msgspec

from app.domain.records.record import Record, code_of

if TYPE_CHECKING:
    from app.domain.petition import Petition

# 国家档案局令第8号: 永久, and 定期 of 30 or 10 years.
Retention = Literal["permanent", "30_years", "10_years"]
RETENTIONS: dict[str, str] = {"permanent": "永久", "30_years": "30年", "10_years": "10年"}


class Archiving(Record, frozen=True, kw_only=True):
    """The case file as it was handed to the archive: counted by a person, papers that only exist on paper included."""

    number: str  # 档号
    unit: str  # our office's name as it stood on the cover
    retention: Retention
    volumes: int
    pages: int
    place: str
    archivist: str  # 立卷人
    checker: str  # 检查人
    note: str


class RetentionRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a period of keeping holds, in words. `suggested_for` are the papers that end such a matter."""

    retention: Retention
    words: str
    suggested_for: tuple[str, ...]
    source: str


def suggested(rules: Sequence[RetentionRule], petition: Petition) -> Retention | Literal[""]:
    """The period that the paper which ended the matter points to, "" for none; a person chooses."""
    return next((rule.retention for rule in rules if code_of(petition.last_paper) in rule.suggested_for), "")
