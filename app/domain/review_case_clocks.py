"""The clocks of a 复查 or 复核 that our own office decides: D14 and D15 where they run, D8 or D10, then D9.

《信访工作条例》第三十五条、第三十六条 set one period for the body: 30 days from the day on which it had the request.
They set none for the decision to take it (D14 is a province's) and none for supplementing, whose time counts unless a
rule of the region says otherwise; only a final review leaves the time of a hearing out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec

from app.domain.deadlines import Deadline, Pause, Periods, dated, deadline
from app.domain.petition import Petition
from app.domain.records.hearing import pauses
from app.domain.records.record import code_of
from app.domain.records.review import HANDLED_ANEW
from app.domain.records.review_case import AnswerAsked, ReviewCase, Supplement
from app.domain.workdays import Calendar

NO_TERM = "《信访工作条例》没有规定决定是否受理请求的期限，本省有规定的按规定"


class ReviewCaseRules:
    """The clocks of one day: each method reads one rule against a petition's events."""

    def __init__(self, periods: Periods, calendar: Calendar, today: dt.date) -> None:
        self._periods = periods
        self._calendar = calendar
        self._today = today

    def clocks(self, petition: Petition) -> Iterator[Deadline]:
        """Every clock, in the order of the law; none of a petition that is no request for review."""
        case = petition.review_case
        if case is None:
            return
        yield from self._decision(petition, case)
        for asked in case.supplements:
            yield self._supplement(petition, case, asked)
        for notice in case.answers:
            yield self._answer(petition, notice)
        yield self._opinion(petition, case)
        yield from self._anew(petition, case)
        if case.instance == "review":
            yield from self._further(petition)

    def _decision(self, petition: Petition, case: ReviewCase) -> Iterator[Deadline]:
        """D14: where the region's rules know a period to tell whether the request is taken."""
        period = self._periods.find("D14", case.received_on)
        if period is None:
            return
        ended = petition.termination
        yield deadline(
            period,
            case.received_on,
            self._calendar,
            today=self._today,
            event=f"收到{case.name}请求",
            met_on=petition.told_on,
            set_by=case.ref,
            stopped=ended.words if ended and petition.told_on is None else "",
            stopped_on=ended.on if ended and petition.told_on is None else None,
            pauses=_supplementing(petition, case, self._today),
        )

    def _supplement(self, petition: Petition, case: ReviewCase, asked: Supplement) -> Deadline:
        """D15: the day that our notice set; unused, it lapses, and we decide by what is there."""
        decided = petition.decision or (("终止办理", petition.termination.on) if petition.termination else None)
        over = decided is not None and asked.received_on is None and decided[1] <= asked.due
        return dated(
            "D15",
            asked.due,
            asked.on,
            title="补正材料",
            article=asked.article,
            event=f"补正通知书（{asked.number}）",
            today=self._today,
            calendar=self._calendar,
            whose="citizen",
            met_on=asked.received_on,
            subject=petition.who,
            set_by=asked.ref,
            source="补正通知书",
            stopped=f"已于{decided[1]}{decided[0]}" if decided and over else "",
            stopped_on=decided[1] if decided and over else None,
        )

    def _answer(self, petition: Petition, notice: AnswerAsked) -> Deadline:
        """D16: the answer of the body below by the day that our notice set; over once we decided without it."""
        issue, ended = petition.opinion.issue if petition.opinion else None, petition.termination
        over = (f"已于{issue.on}作出意见", issue.on) if issue else (ended.words, ended.on) if ended else None
        stop = over if over and notice.answered_on is None and over[1] <= notice.due else None
        return dated(
            "D16",
            notice.due,
            notice.on,
            title="对方提交答辩意见和案卷",
            article=notice.article,
            event=f"提交答辩通知书（{notice.number}）",
            today=self._today,
            calendar=self._calendar,
            whose="other",
            met_on=notice.answered_on,
            subject=notice.body,
            set_by=notice.ref,
            source="通知书",
            stopped=stop[0] if stop else "",
            stopped_on=stop[1] if stop else None,
        )

    def _anew(self, petition: Petition, case: ReviewCase) -> Iterator[Deadline]:
        """D17 of the body below after 撤销 or 退回: the day that our opinion set, else the province's period."""
        opinion = petition.opinion
        issue = opinion.issue if opinion else None
        if opinion is None or issue is None or opinion.draft.conclusion not in HANDLED_ANEW:
            return
        met_on = case.redone.decided_on if case.redone else None
        period = self._periods.find("D17", issue.on)
        if opinion.draft.redo_by:
            yield dated(
                "D17",
                opinion.draft.redo_by,
                issue.on,
                title="对方重新作出意见",
                article=case.article,
                event=f"{case.name}意见书（{issue.number}）",
                today=self._today,
                calendar=self._calendar,
                whose="other",
                met_on=met_on,
                subject=case.body,
                set_by=issue.ref,
                source=f"{case.name}意见书",
            )
        elif period:
            yield deadline(
                msgspec.structs.replace(period, whose="other", title="对方重新作出意见"),
                issue.on,
                self._calendar,
                today=self._today,
                event=f"{case.name}意见书（{issue.number}）撤销（退回）原意见",
                met_on=met_on,
                subject=case.body,
                set_by=issue.ref,
            )

    def _opinion(self, petition: Petition, case: ReviewCase) -> Deadline:
        """D8, D10: the opinion within 30 days of the request; stopped where it is not taken, or was ended."""
        issue = petition.opinion.issue if petition.opinion else None
        notice, ended = petition.notice, petition.termination
        stop: tuple[str, dt.date] | None = None
        if issue is None and notice:
            stop = f"已于{notice.on}决定不予受理", notice.on
        elif issue is None and ended:
            stop = ended.words, ended.on
        return deadline(
            self._periods.lookup(case.period, case.received_on),
            case.received_on,
            self._calendar,
            today=self._today,
            event=f"收到{case.name}请求",
            met_on=issue.on if issue else None,
            set_by=case.ref,
            stopped=stop[0] if stop else "",
            stopped_on=stop[1] if stop else None,
            pauses=self._pauses(petition, case, issue.on if issue else stop[1] if stop else self._today),
        )

    def _pauses(self, petition: Petition, case: ReviewCase, until: dt.date) -> tuple[Pause, ...]:
        return (*_supplementing(petition, case, until), *pauses(petition.hearings, until))

    def _further(self, petition: Petition) -> Iterator[Deadline]:
        """D9: each petitioner has 30 days from our review opinion to ask the body above us for 复核."""
        for service in petition.standing_services:
            if code_of(service.paper) == "F17":
                yield deadline(
                    self._periods.lookup("D9", service.on),
                    service.on,
                    self._calendar,
                    today=self._today,
                    event=f"{service.addressee}收到复查意见书",
                    subject=service.addressee,
                    set_by=service.ref,
                )


def _supplementing(petition: Petition, case: ReviewCase, until: dt.date) -> tuple[Pause, ...]:
    """The days of supplementing that are not counted; once something was decided nobody waits for papers any more."""
    return case.pauses(min(until, petition.decision[1]) if petition.decision else until)


def not_first_instance(case: ReviewCase | None) -> str:
    """Why the periods of the first instance do not run on a request for review, "" for any other matter."""
    if case is None:
        return ""
    return f"本件是{case.name}请求，自收到之日起30日内提出{case.name}意见，依据{case.article}；{NO_TERM}"
