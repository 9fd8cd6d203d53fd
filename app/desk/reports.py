"""Another desk's verify report held against its key card: needs no desk."""

from __future__ import annotations

from pathlib import Path

import msgspec

from app.domain.proof import Check
from app.exchange.keys import CARD_LIMIT, decode_card, fingerprint
from app.security.report_proof import MOST_REPORT, check_claim, check_report
from app.storage.files import read_file


class ReportSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A genuine report: whose it is, what it proves. `pages_same` is None and `checks` are empty for a QR's text."""

    station: str
    name: str
    fingerprint: str
    at: str
    passed: bool
    epoch: int
    entries: int
    head: str
    pages_same: bool | None = None
    checks: tuple[Check, ...] = ()


def check_other(report: Path | str, card: Path) -> ReportSeen:
    """A report by its PDF, or by the text of its QR. Raises ExchangeError, StorageError where it is not genuine or
    cannot be read."""
    known = decode_card(read_file(card, most=CARD_LIMIT + 1))
    proven = check_report(read_file(report, most=MOST_REPORT + 1), known) if isinstance(report, Path) else None
    claim = proven.claim if proven else check_claim(str(report), known)
    checks = msgspec.convert(proven.report.get("checks", []), list[Check]) if proven and proven.pages_same else []
    return ReportSeen(
        station=known.code,
        name=known.name,
        fingerprint=fingerprint(known),
        at=claim.at,
        passed=claim.passed,
        epoch=claim.epoch,
        entries=claim.entries,
        head=claim.head,
        pages_same=proven.pages_same if proven else None,
        checks=tuple(checks),
    )
