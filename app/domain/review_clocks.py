"""The clocks of 复查 and 复核: the petitioner's two periods, those of the reviewing body, and what it asks of us.

D7, D9 of each petitioner, D8, D10 of the body (《信访工作条例》第三十五条、第三十六条); D14, D16, D17 only where a
province's periods are loaded. Where no law sets a period and no letter a day, nothing runs and the record says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import msgspec

from app.domain.deadlines import Deadline, Pause, Period, Periods, dated, deadline
from app.domain.petition import Petition
from app.domain.records.opinion import Round
from app.domain.records.record import code_of
from app.domain.records.review import FileRequest, Review, ReviewServed
from app.domain.records.service import Service
from app.domain.workdays import Calendar

ARTICLE, ARTICLE_FINAL = "《信访工作条例》第三十五条", "《信访工作条例》第三十六条"
Stop = tuple[str, dt.date] | None  # what ended a clock before it was met, and on which day


class ReviewRules:
    """The clocks of one day: each method reads one rule against a petition's events."""

    def __init__(self, periods: Periods, calendar: Calendar, today: dt.date) -> None:
        self._periods = periods
        self._calendar = calendar
        self._today = today

    def clocks(self, petition: Petition) -> Iterator[Deadline]:
        """Every clock, in the order of the law."""
        for service in petition.standing_services:
            if code_of(service.paper) == "F12":
                yield self._ask(petition, service)
        for review in petition.reviews:
            yield from self._body(review)
            yield from self._answers(review)
            if review.instance == "review" and review.stands:
                for served in review.served:
                    yield self._ask_finally(petition, review, served)
        for place, ended in enumerate(petition.earlier_rounds):
            yield from self._anew(petition, place, ended)

    def _ask(self, petition: Petition, service: Service) -> Deadline:
        """D7: each addressee has 30 days from the day of service to ask for review (第三十五条)."""
        place = int(service.paper.partition(".")[2] or 1)
        asked = [
            request.on
            for review in petition.reviews
            if review.instance == "review" and review.round == place
            for request in review.requests
            if request.to == service.to
        ]
        return self._clock(
            self._periods.lookup("D7", service.on),
            service.on,
            _annulled(petition, place),
            event=f"{service.addressee}收到处理意见书",
            subject=service.addressee,
            set_by=service.ref,
            met_on=min(asked, default=None),
        )

    def _ask_finally(self, petition: Petition, review: Review, served: ReviewServed) -> Deadline:
        """D9: 30 days from the day on which a petitioner had the review opinion (第三十六条第一款)."""
        about = review.decision.number if review.decision else ""
        asked = [
            request.on
            for later in petition.reviews
            if later.instance == "final_review" and later.round == review.round and later.about == about
            for request in later.requests
            if request.to == served.to
        ]
        return self._clock(
            self._periods.lookup("D9", served.on),
            served.on,
            _sent_back(review) or _annulled(petition, review.round),
            event=f"{served.petitioner}收到复查意见书",
            subject=served.petitioner,
            set_by=served.ref,
            met_on=min(asked, default=None),
        )

    def _body(self, review: Review) -> Iterator[Deadline]:
        """D14, whether it takes the request; D8 or D10, its opinion. They are duties of that body, not ours."""
        day = review.received_on
        decision, taken = review.decision, review.acceptance
        if review.again:
            if review.again.due:
                yield self._again(review, review.again.due)
            return
        if day is None:
            return
        begun = taken.ref if taken else review.ref
        set_by = review.hearings[-1].ref if review.hearings else begun
        decided = (f"已于{decision.decided_on}作出{review.name}意见", decision.decided_on) if decision else None
        first = self._periods.find("D14", day)
        if first:
            met_on = taken.on if taken else None
            yield self._theirs(first, day, review, None if taken else decided, set_by=begun, met_on=met_on)
        stop: Stop = None
        if taken and review.refused:
            stop = f"{review.body}已于{taken.on}决定不予受理", taken.on
        elif decision and decision.result == "ended":
            stop = f"{review.name}已于{decision.decided_on}终止", decision.decided_on
        yield self._theirs(
            self._periods.lookup("D8" if review.instance == "review" else "D10", day),
            day,
            review,
            stop,
            set_by=set_by,
            met_on=decision.decided_on if decision and stop is None else None,
            pauses=tuple(Pause(hearing.begins, hearing.ends, "听证，不计入") for hearing in review.hearings),
        )

    def _again(self, review: Review, due: dt.date) -> Deadline:
        """The final opinion sent it back to the reviewing body and set a day."""
        sent_back, decision = review.again, review.decision
        assert sent_back is not None
        return dated(
            "D8",
            due,
            sent_back.decided_on,
            title="重新提出复查意见",
            article=ARTICLE_FINAL,
            event=f"{sent_back.body}复核意见（{sent_back.number}）",
            today=self._today,
            calendar=self._calendar,
            whose="reviewer",
            met_on=decision.decided_on if decision else None,
            subject=review.body,
            set_by=sent_back.ref,
        )

    def _answers(self, review: Review) -> Iterator[Deadline]:
        """D16: our answer and the case file; the province's period, else the day that the body's letter sets."""
        for asked in review.file_requests:
            period = self._periods.find("D16", asked.on)
            met_on = next((answer.on for answer in review.answers if answer.asked == asked.ref), None)
            stop = _over(review) if met_on is None else None
            if period:
                yield self._clock(
                    period, asked.on, stop, event="收到提交答辩的通知", subject="", set_by=asked.ref, met_on=met_on
                )
            elif asked.due:
                yield self._answer_by_letter(review, asked, asked.due, met_on, stop)

    def _answer_by_letter(
        self, review: Review, asked: FileRequest, due: dt.date, met_on: dt.date | None, stop: Stop
    ) -> Deadline:
        if stop and stop[1] > due:
            stop = None
        letter = f"（{asked.number}）" if asked.number else ""
        return dated(
            "D16",
            due,
            asked.on,
            title="提交答辩意见和案卷",
            article=ARTICLE_FINAL if review.instance == "final_review" else ARTICLE,
            event=f"{asked.on}收到{review.body}来函{letter}，",
            today=self._today,
            calendar=self._calendar,
            met_on=met_on,
            set_by=asked.ref,
            stopped=stop[0] if stop else "",
            stopped_on=stop[1] if stop else None,
        )

    def _anew(self, petition: Petition, place: int, ended: Round) -> Iterator[Deadline]:
        """D17: a new opinion after the old one was annulled; the province's period, else the day that was set."""
        rounds = petition.earlier_rounds
        ended_by = petition.termination if place + 1 == len(rounds) else None
        stop: Stop = (ended_by.words, ended_by.on) if ended_by else None
        next_opinion = rounds[place + 1].opinion if place + 1 < len(rounds) else petition.opinion
        met_on = next_opinion.issue.on if next_opinion and next_opinion.issue else None
        period = self._periods.find("D17", ended.ended_on)
        if period:
            yield self._clock(
                period, ended.ended_on, stop, event="原处理意见被撤销", set_by=ended.ended_by, met_on=met_on
            )
        elif ended.due:
            in_time = stop if stop and met_on is None and stop[1] <= ended.due else None
            yield dated(
                "D17",
                ended.due,
                ended.ended_on,
                title="重新作出处理意见",
                article=ARTICLE,
                event=ended.why,
                today=self._today,
                calendar=self._calendar,
                met_on=met_on,
                set_by=ended.ended_by,
                stopped=in_time[0] if in_time else "",
                stopped_on=in_time[1] if in_time else None,
            )

    def _theirs(self, period: Period, day: dt.date, review: Review, stop: Stop, **told: Any) -> Deadline:
        """A duty of the reviewing body."""
        own = msgspec.structs.replace(period, whose="reviewer")
        return self._clock(own, day, stop, event=f"{review.body}收到{review.name}请求", subject=review.body, **told)

    def _clock(self, period: Period, day: dt.date, stop: Stop, **told: Any) -> Deadline:
        """A clock, stopped by an event that came before it was met and before it ran out."""
        plain = deadline(period, day, self._calendar, today=self._today, **told)
        if stop is None or plain.met_on is not None or stop[1] > plain.effective:
            return plain
        return deadline(period, day, self._calendar, today=self._today, stopped=stop[0], stopped_on=stop[1], **told)


def _annulled(petition: Petition, place: int) -> Stop:
    """The opinion of a round is there no more: nobody need ask for its review."""
    if place > len(petition.earlier_rounds):
        return None
    ended = petition.earlier_rounds[place - 1]
    return ended.why, ended.known_on


def _sent_back(review: Review) -> Stop:
    """The review opinion is there no more."""
    ended = review.annulled
    return (f"该复查意见已被复核意见（{ended.number}）撤销", ended.on) if ended else None


def _over(review: Review) -> Stop:
    """The review ended without our answer."""
    if review.decision:
        return f"{review.name}已于{review.decision.decided_on}作出意见", review.decision.on
    if review.refused and review.acceptance:
        return f"{review.body}已于{review.acceptance.on}决定不予受理", review.acceptance.on
    return None
