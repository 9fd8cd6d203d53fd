"""调解、和解 of a dispute behind a petition: consent of both sides, sessions, agreement or failure (第三十三条).

The other side is kept with this matter only: it is in no list and no index.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal

import msgspec

from app.domain.records.record import Record

ConsentHow = Literal["written", "oral"]
CONSENT_HOWS: dict[str, str] = {"written": "书面", "oral": "口头（已记入笔录）"}
PartyKind = Literal["person", "organisation"]
PARTY_KINDS: dict[str, str] = {"person": "个人", "organisation": "单位、组织"}
MediationForm = Literal["administrative", "people", "judicial", "settlement"]
MEDIATION_FORMS: dict[str, str] = {
    "administrative": "行政调解",
    "people": "人民调解",
    "judicial": "司法调解",
    "settlement": "引导和解",
}
CourtResult = Literal["pending", "confirmed", "rejected"]
COURT_RESULTS: dict[str, str] = {"pending": "尚未裁定", "confirmed": "裁定协议有效", "rejected": "裁定驳回申请"}


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """What one side said to the mediation, when and how."""

    agreed: bool
    on: dt.date
    how: ConsentHow


class OtherParty(msgspec.Struct, frozen=True, kw_only=True):
    """The other side of the dispute, as its papers need it."""

    name: str
    kind: PartyKind
    address: str
    phone: str


class MediationSession(Record, frozen=True, kw_only=True):
    """One meeting of both sides."""

    form: MediationForm
    body: str
    place: str
    mediators: tuple[str, ...]
    present: tuple[str, ...]
    record: str


class Settlement(Record, frozen=True, kw_only=True):
    """The agreement with its paper F23; `on` is the day on which the sides signed it, from which it holds."""

    form: MediationForm
    body: str
    mediators: tuple[str, ...]
    facts: str
    liability: str
    content: str
    performance: str
    perform_by: dt.date | None
    number: str
    unit: str

    def papers(self) -> tuple[tuple[str, str], ...]:
        return (("F23", self.number),)

    @property
    def title(self) -> str:
        """What its paper is called (第三十三条)."""
        return "和解协议书" if self.form == "settlement" else "调解协议书"


class CourtConfirmation(Record, frozen=True, kw_only=True):
    """司法确认: what both sides asked of the court, and what it said."""

    applied_on: dt.date
    court: str
    result: CourtResult
    ruling: str


class Performance(Record, frozen=True, kw_only=True):
    """Whether the agreement was carried out."""

    performed: bool
    note: str


class MediationFailure(Record, frozen=True, kw_only=True):
    """No agreement was reached."""

    reason: str


class Mediation(Record, frozen=True, kw_only=True):
    """One attempt to mediate, from the question to both sides on."""

    other: OtherParty
    dispute: str
    petitioners: Consent
    opposite: Consent
    note: str
    sessions: tuple[MediationSession, ...] = ()
    settlement: Settlement | None = None
    failure: MediationFailure | None = None
    confirmation: CourtConfirmation | None = None
    performance: Performance | None = None

    def parts(self) -> Iterator[Record]:
        yield self
        if self.settlement:
            yield self.settlement

    @property
    def agreed(self) -> bool:
        """Both sides agreed to mediate: without that there is no mediation (第三十三条)."""
        return self.petitioners.agreed and self.opposite.agreed

    @property
    def open(self) -> bool:
        """It goes on: agreed to, neither settled nor failed."""
        return self.agreed and self.settlement is None and self.failure is None
