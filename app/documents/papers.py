"""Every paper that the desk prints, and the one door to them. A new paper is one module and one line here."""

from __future__ import annotations

from app.documents import (
    acceptance_notice,
    agreement,
    demands,
    dispute,
    ending,
    extension,
    feedback,
    first_contact_slip,
    forwarding,
    hearing_notice,
    hearing_record,
    notices,
    objection,
    opinion,
    receipt,
    registration_form,
    replies,
    report_up,
    review_answer,
    review_application,
    review_case,
    review_opinion,
    service_record,
    suspension,
    urgent_report,
)
from app.documents.paper import Paper, PaperContext
from app.domain.errors import RuleBroken

PAPERS: dict[str, Paper] = {
    paper.code: paper
    for paper in (
        registration_form.PAPER,
        first_contact_slip.PAPER,
        receipt.PAPER,
        acceptance_notice.PAPER,
        *notices.NOTICES,
        forwarding.PAPER,
        forwarding.ASSIGNMENT,
        objection.PAPER,
        dispute.PAPER,
        extension.NOTICE,
        extension.FORM,
        opinion.PAPER,
        report_up.PAPER,
        *replies.REPLIES,
        ending.NOTICE,
        ending.FORM,
        suspension.NOTICE,
        suspension.AGAIN,
        *demands.DEMANDS,
        urgent_report.PAPER,
        *feedback.FEEDBACKS,
        review_application.FORM,
        review_application.RECORD,
        review_answer.PAPER,
        *review_case.NOTICES,
        *review_opinion.PAPERS,
        service_record.PAPER,
        hearing_notice.RIGHT,
        hearing_notice.NOTICE,
        hearing_notice.ANNOUNCEMENT,
        hearing_record.SHEET,
        hearing_record.RECORD,
        hearing_record.CONCLUSION,
        agreement.PAPER,
    )
}


def render(code: str, context: PaperContext) -> bytes:
    """The paper as PDF, the same bytes for the same context.

    RuleBroken: no such paper, a content missing, a character that cannot be printed. StorageError: a wording file
    or a face that is missing or broken.
    """
    paper = PAPERS.get(code)
    if paper is None:
        known = "、".join(f"{paper.code}（{paper.title}）" for paper in PAPERS.values())
        raise RuleBroken("paper-unknown", f"没有代号为“{code}”的文书，可用的有{known}。", paper=code)
    return paper.render(context)
