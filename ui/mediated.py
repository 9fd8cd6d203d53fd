"""What came of a mediation, in lines for a Sheet. The other side's phone and address stand on its papers only."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.records.mediation import CONSENT_HOWS, COURT_RESULTS, MEDIATION_FORMS, Consent, Mediation, Settlement


def mediated(mediation: Mediation) -> Iterator[tuple[str, str]]:
    """Who agreed and how, what was agreed on, what became of it; what has no period of law says so."""
    yield "对方当事人", mediation.other.name
    yield "争议事项", mediation.dispute
    yield "信访人", _consent(mediation.petitioners)
    yield "对方", _consent(mediation.opposite)
    if not mediation.agreed:
        yield "", "未征得双方同意，没有调解"
    for session in mediation.sessions:
        yield f"{session.on} {MEDIATION_FORMS[session.form]}", session.record
    if mediation.failure:
        yield "未达成协议", f"{mediation.failure.on}，{mediation.failure.reason}"
    if mediation.settlement:
        yield from _settled(mediation, mediation.settlement)
    elif mediation.open:
        yield "", "调解中（法律未规定调解期限，不延长办理期限）"


def _consent(consent: Consent) -> str:
    return f"{consent.on} {CONSENT_HOWS[consent.how]}{'同意' if consent.agreed else '不同意'}"


def _settled(mediation: Mediation, settlement: Settlement) -> Iterator[tuple[str, str]]:
    yield settlement.title, f"{settlement.on}（{settlement.number}）"
    yield "协议内容", settlement.content
    until = f"，{settlement.perform_by}前（双方约定）" if settlement.perform_by else "（法律未规定履行期限）"
    yield "履行", f"{settlement.performance}{until}"
    court = mediation.confirmation
    if court:
        ruling = f"（{court.ruling}）" if court.ruling else ""
        yield "司法确认", f"{court.applied_on} 向{court.court}申请，{COURT_RESULTS[court.result]}{ruling}"
    if mediation.performance:
        done = "已经履行" if mediation.performance.performed else "没有履行"
        note = f"，{mediation.performance.note}" if mediation.performance.note else ""
        yield "履行情况", f"{mediation.performance.on} {done}{note}"
