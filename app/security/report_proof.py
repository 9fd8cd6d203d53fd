"""The station's signature on a verify report, and the check of it by whoever holds the station's key card.

The claim stands on the paper, as text and as QR; the PDF carries it and the report's JSON as attachments.
docs/verify.md describes both for anyone who wants to check a report without this program.
"""

from __future__ import annotations

import hashlib
import io
import re
from typing import Any, Final

import msgspec

from app.domain.errors import ExchangeError
from app.domain.proof import FORMAT, REPORT_CLAIM, REPORT_JSON, VERSION, SignedReport, VerifyReport, canonical
from app.exchange.keys import KeyCard, StationKeys, from_text, is_signed, to_text

REPORT_MARK: Final = "SWV1"
MOST_REPORT = 16 * 1024 * 1024  # bytes; a real one is about 100,000


class ReportClaim(msgspec.Struct, frozen=True):
    """What the claim alone proves: who checked when, whether all was well, where the chain ended, which report."""

    station: str
    epoch: int
    at: str
    passed: bool
    entries: int
    head: str
    sha256: str


class ProvenReport(msgspec.Struct, frozen=True, kw_only=True):
    """A genuine report. `pages_same`: whether the pages say what the signed JSON says, byte for byte."""

    claim: ReportClaim
    report: dict[str, Any]
    pages_same: bool


def sign_report(report: VerifyReport, keys: StationKeys) -> SignedReport:
    """The report and its claim: mark, station, epoch, moment, result, entries, head, SHA-256 of the JSON, signed."""
    own = next((line for line in report.lines if (line.station, line.epoch) == (report.station, report.epoch)), None)
    fields = (
        REPORT_MARK,
        report.station,
        str(report.epoch),
        report.at,
        "ok" if report.passed else "failed",
        str(own.entries if own else 0),
        report.head or "-",
        hashlib.sha256(canonical(report)).hexdigest(),
    )
    claim = "|".join(fields)
    return SignedReport(report=report, claim=f"{claim}|{to_text(keys.sign(claim.encode('ascii')))}")


def check_claim(text: str, card: KeyCard) -> ReportClaim:
    """What the text of the QR proves if the station of this card signed it.

    Raises ExchangeError: report-unreadable, report-newer, report-forged.
    """
    claim, _, signature = "".join(text.split()).rpartition("|")
    newer = re.match(r"SWV([0-9]+)\|", claim, re.ASCII)
    if newer and int(newer[1][:9]) > 1:
        raise ExchangeError("report-newer", "核验报告由更新版本的程序出具，本程序不能核对。请升级后再试。")
    try:
        mark, station, epoch, at, passed, entries, head, digest = claim.split("|")
        genuine = is_signed(claim.encode("ascii"), from_text(signature), card.sign_key)
        found = ReportClaim(station, int(epoch), at, passed == "ok", int(entries), head.strip("-"), digest)
    except ValueError as error:
        raise _unreadable() from error
    if mark != REPORT_MARK:
        raise _unreadable()
    if not genuine or (station, card.role) != (card.code, "desk"):
        raise _forged(card)
    return found


def check_report(pdf: bytes, card: KeyCard) -> ProvenReport:
    """A report's PDF against the station's card: the claim, the JSON, and whether the pages show that JSON.

    Raises ExchangeError: report-unreadable, report-newer, report-forged.
    """
    parts = _attached(pdf)
    try:
        data, claim = parts[REPORT_JSON], parts[REPORT_CLAIM].decode("ascii")
    except (KeyError, ValueError) as error:
        raise _unreadable() from error
    proven = check_claim(claim, card)
    if hashlib.sha256(data).hexdigest() != proven.sha256:
        raise _forged(card)
    try:
        told = msgspec.json.decode(data, type=dict[str, Any])
    except (ValueError, RecursionError) as error:
        raise _unreadable() from error
    if told.get("format") != FORMAT or told.get("version") != VERSION:
        raise ExchangeError("report-newer", "核验报告由更新版本的程序出具，本程序不能核对。请升级后再试。")
    return ProvenReport(claim=proven, report=told, pages_same=_drawn_again(data, claim) == pdf)


def _drawn_again(data: bytes, claim: str) -> bytes:
    """The report's PDF as this program draws it: the same bytes by the same version."""
    from app.documents.verify_report import pdf_of

    try:
        return pdf_of(SignedReport(report=msgspec.json.decode(data, type=VerifyReport), claim=claim))
    except ValueError:  # fields of another version
        return b""


def _attached(pdf: bytes) -> dict[str, bytes]:
    """The first attachment of each name."""
    from pypdf import PdfReader

    if len(pdf) > MOST_REPORT or not pdf.startswith(b"%PDF"):
        raise _unreadable()
    try:
        found = PdfReader(io.BytesIO(pdf)).attachments
        return {name: bytes(data[0]) for name, data in found.items()}
    except Exception as error:  # a hostile file breaks its reader in any way it likes
        raise _unreadable() from error


def _unreadable() -> ExchangeError:
    return ExchangeError("report-unreadable", "这个文件不是首问台的核验报告，或者已损坏，没有核对。请确认选对了文件。")


def _forged(card: KeyCard) -> ExchangeError:
    return ExchangeError(
        "report-forged",
        f"核验报告与{card.name}（{card.code}）的公钥不符：报告可能被改动，或不是该台出具的。"
        "请核对公钥卡，并到该台重新核验。",
        station=card.code,
    )
