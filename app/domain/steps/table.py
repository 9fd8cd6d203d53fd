"""The table of what may follow what. A new capability is one step, one kind of facts, and a line in here."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from app.domain.covering import refuse_masks
from app.domain.entries import Entry, Facts
from app.domain.entries import read_entry as _read_entry
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.steps import (
    acceptance,
    answer_below,
    archive,
    arrival,
    assign_down,
    assignment,
    attachment,
    closing,
    correction,
    county_data,
    custody,
    demands,
    denunciation,
    desk,
    dispute,
    ending,
    extension,
    first_contact,
    follow_up,
    fulfilment,
    hearing,
    hearing_held,
    hearing_right,
    investigation,
    keys,
    leader,
    links,
    looks,
    mediation,
    notice,
    numbers,
    objection,
    officers,
    opinion,
    reception,
    recusal,
    register,
    reopening,
    reply,
    report_up,
    restored,
    result_day,
    review_answer,
    review_case,
    review_decision,
    review_opinion,
    review_request,
    sealed_transfer,
    service,
    settlement,
    sheets,
    simplified,
    split,
    spot,
    station_keys,
    supervision,
    supplement,
    suspension,
    upload,
    urgent,
)
from app.domain.steps.at_desk import served_at_once
from app.domain.steps.step import (
    Context,
    DeskStep,
    Step,
    check_day,
    refuse_no_right,
    refuse_recused_officer,
    refuse_recused_people,
    refuse_void,
)

# In the order in which a petition usually goes; the petition page offers them in this order.
T = TypeVar("T")

STEPS: dict[str, type[Step]] = {
    step.name: step
    for step in (
        first_contact.Confirm,
        acceptance.Accept,
        notice.NotifyRoute,
        notice.NotifyElsewhere,
        notice.Forward,
        assign_down.AssignDown,
        notice.Decline,
        notice.DeclineFinal,
        objection.RaiseObjection,
        objection.AnswerObjection,
        dispute.DisputeCompetence,
        dispute.SettleCompetence,
        review_case.ReceiveReviewRequest,
        supplement.AskSupplement,
        supplement.ReceiveSupplement,
        review_case.DecideReviewRequest,
        answer_below.AskAnswer,
        answer_below.ReceiveAnswer,
        assignment.Assign,
        investigation.Investigate,
        hearing_right.TellHearingRight,
        hearing.PlanHearing,
        hearing.PostponeHearing,
        hearing.CallOffHearing,
        hearing_held.RecordHearing,
        hearing_held.ConcludeHearing,
        mediation.ConsentMediation,
        mediation.HoldMediation,
        settlement.Settle,
        mediation.EndMediation,
        settlement.ConfirmInCourt,
        settlement.RecordPerformance,
        opinion.DraftOpinion,
        review_opinion.DraftReviewOpinion,
        opinion.ApproveOpinion,
        opinion.IssueOpinion,
        reply.Reply,
        spot.AnswerOnSpot,
        assign_down.ReceiveReport,
        report_up.ReportResult,
        result_day.TellResultDay,
        service.Serve,
        closing.Close,
        fulfilment.Fulfil,
        answer_below.ReceiveRedone,
        archive.Archive,
        reopening.Reopen,
        review_request.RequestReview,
        review_request.AcceptedReview,
        review_answer.RequestFile,
        review_answer.AnswerReview,
        review_decision.DecidedReview,
        review_decision.ServedReview,
        review_request.RequestFinalReview,
        review_request.AcceptedFinalReview,
        review_decision.HearFinalReview,
        review_decision.DecidedFinalReview,
        extension.Extend,
        suspension.Suspend,
        suspension.Resume,
        simplified.TurnOrdinary,
        recusal.Recuse,
        ending.Withdraw,
        ending.Terminate,
        first_contact.HandOver,
        supervision.GiveFeedback,
        supervision.ReceiveReminder,
        supervision.ReceiveSupervision,
        supervision.ReceiveSuggestion,
        demands.ReceiveFeedback,
        demands.Remind,
        demands.Supervise,
        demands.SuggestImprovement,
        urgent.ReportUrgent,
        first_contact.ReturnHandOver,
        register.AddContact,
        attachment.Attach,
        attachment.SetAsideAttachment,
        follow_up.FollowUpWith,
        reception.ReceiveByLeader,
        reception.AnswerLeader,
        leader.RecordInstruction,
        leader.TakeLeadCase,
        leader.EndLeadCase,
        links.LinkEarlier,
        links.Unlink,
        split.SplitContact,
        numbers.Void,
        numbers.Reissue,
        numbers.VoidRegistration,
        correction.Correct,
        custody.TakeOver,
        custody.PassOn,
        custody.PassBack,
        custody.SettleBeside,
    )
}

# Acts of the desk itself, about no petition.
DESK_STEPS: dict[str, type[DeskStep]] = {
    step.name: step
    for step in (
        reception.PlanReceptionDay,
        reception.CancelReceptionDay,
        officers.AddOfficer,
        officers.ChangeOfficer,
        officers.RevokeOfficer,
        upload.SetUploadAddress,
    )
}

KINDS: dict[str, type[Facts]] = {
    facts.kind: facts
    for facts in (
        desk.Opened,
        desk.Described,
        desk.Paired,
        desk.StationBelowPaired,
        desk.StationBelowRevoked,
        restored.Restored,
        desk.ClockSetBack,
        desk.CalendarLoaded,
        station_keys.KeysRenewed,
        county_data.PeriodsLoaded,
        county_data.CodesLoaded,
        county_data.DivisionsLoaded,
        keys.PassphraseSet,
        keys.CommonPassphraseEnded,
        keys.RecoverySheetMade,
        keys.RecoveryUsed,
        sheets.SheetRead,
        sheets.SheetRowSetAside,
        looks.LooksCounted,
        denunciation.Sealed,
        sealed_transfer.SealedTransfer,
        register.Registered,
        register.Contacted,
        attachment.Attached,
        attachment.AttachmentSetAside,
        first_contact.HandedOver,
        first_contact.HandOverConfirmed,
        first_contact.HandOverReturned,
        acceptance.Accepted,
        notice.Notified,
        objection.Objected,
        objection.ObjectionAnswered,
        dispute.CompetenceDisputed,
        dispute.CompetenceDecided,
        assignment.Assigned,
        investigation.Investigated,
        hearing_right.HearingRightTold,
        hearing.HearingPlanned,
        hearing.HearingPostponed,
        hearing.HearingCalledOff,
        hearing_held.HearingHeld,
        hearing_held.HearingConcluded,
        mediation.MediationAsked,
        mediation.MediationHeld,
        mediation.MediationFailed,
        settlement.Settled,
        settlement.ConfirmationRecorded,
        settlement.PerformanceRecorded,
        extension.Extended,
        opinion.OpinionDrafted,
        opinion.OpinionApproved,
        opinion.OpinionIssued,
        reply.Replied,
        assign_down.AssignedDown,
        assign_down.ReportReceived,
        report_up.ReportedUp,
        result_day.ResultDayTold,
        service.Served,
        closing.Closed,
        archive.Archived,
        reopening.Reopened,
        review_request.ReviewRequested,
        review_request.ReviewAccepted,
        review_answer.FileRequested,
        review_answer.ReviewAnswered,
        review_decision.ReviewHeard,
        review_decision.ReviewDecided,
        review_decision.ReviewOpinionServed,
        review_case.ReviewRequestReceived,
        supplement.SupplementAsked,
        supplement.SupplementReceived,
        review_case.ReviewRequestAccepted,
        review_case.ReviewRequestDeclined,
        answer_below.AnswerBelowAsked,
        answer_below.AnswerBelowReceived,
        answer_below.OpinionRedone,
        review_opinion.ReviewOpinionDrafted,
        opinion.ReviewOpinionIssued,
        correction.Corrected,
        custody.PassedOn,
        custody.TakenOver,
        custody.PassedBack,
        custody.BesideSettled,
        numbers.NumberVoided,
        numbers.NumberReissued,
        numbers.RegistrationVoided,
        recusal.Recused,
        simplified.TurnedOrdinary,
        suspension.Suspended,
        suspension.Resumed,
        fulfilment.Fulfilled,
        ending.Withdrawn,
        ending.Terminated,
        links.Linked,
        links.Unlinked,
        split.ContactSplit,
        split.SplitRegistered,
        reception.ReceptionDayPlanned,
        reception.ReceptionDayCancelled,
        reception.ReceivedByLeader,
        reception.LeaderAnswered,
        leader.LeadCaseTaken,
        leader.LeadCaseEnded,
        leader.Instructed,
        follow_up.FollowedUp,
        supervision.SupervisionReceived,
        supervision.FeedbackSent,
        demands.Demanded,
        demands.DemandAnswered,
        urgent.UrgentReported,
        officers.OfficerAdded,
        officers.OfficerChanged,
        officers.OfficerRevoked,
        officers.RolesTaken,
        arrival.Arrived,
        arrival.TakenUp,
        upload.UploadAddressSet,
    )
}


# The kinds that take numbers.
NUMBERING = frozenset(kind for kind, facts in KINDS.items() if facts.serials is not Facts.serials)


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A step as the petition page offers it: possible now, or the reason why not."""

    step: str
    label: str
    article: str
    possible: bool
    reason: str = ""
    code: str = ""


def step_type(name: str) -> type[Step]:
    """The step on a petition of this name. Raises RuleBroken("no-such-step")."""
    return _named(STEPS, name, f"没有“{name}”这个步骤。")


def desk_step_type(name: str) -> type[DeskStep]:
    """The step of the desk itself of this name. Raises RuleBroken("no-such-step")."""
    return _named(DESK_STEPS, name, f"本台没有“{name}”这个步骤。")


def _named(steps: dict[str, T], name: str, unknown: str) -> T:
    if name not in steps:
        raise RuleBroken("no-such-step", f"{unknown}可用：{'、'.join(steps)}。", step=name)
    return steps[name]


def read_entry(body: bytes) -> Entry:
    """The entry behind a canonical body, by the kinds that this program knows."""
    return _read_entry(body, KINDS)


def decide(petition: Petition, step: Step, context: Context) -> tuple[Facts, ...]:
    """What a step leaves in the journal. Pure; raises RuleBroken when it is not allowed."""
    _refuse_officer(type(step), petition, context)
    refuse_void(petition)
    refuse_masks(step)
    after = step.follows(petition)
    check_day(step.day(context), context.today, after)
    refuse_recused_people(step, petition)
    denunciation.refuse_denounced(step, petition)
    facts = step.decide(petition, context)
    return (*facts, *served_at_once(petition, step, facts, context))


def decide_desk(step: DeskStep, context: Context) -> tuple[Facts, ...]:
    """What an act of the desk itself leaves in the journal. Pure; raises RuleBroken when it is not allowed."""
    refuse_masks(step)
    refuse_no_right(type(step), context)
    check_day(step.day(context), context.today, None)
    return step.decide(context)


def decide_new(step: register.Register, context: Context) -> tuple[Facts, ...]:
    """What the registration of a new petition leaves in the journal."""
    refuse_masks(step)
    refuse_no_right(type(step), context)
    check_day(step.day(context), context.today, None)
    return step.decide_new(context)


def apply(petition: Petition | None, entry: Entry) -> Petition | None:
    """The fold: the petition after one more entry."""
    after = entry.facts.begin(entry) if petition is None else entry.facts.apply(petition, entry)
    if after is None:
        return None
    count = petition.entries + 1 if petition else 1
    return msgspec.structs.replace(after, entries=count, last_ref=entry.ref)


def offers(petition: Petition, context: Context | None = None) -> tuple[Offer, ...]:
    """Every step, the possible ones first, the others with the reason why not; with a context also its officer's."""
    found = [_offer(step, petition, context) for step in STEPS.values()]
    return tuple(sorted(found, key=lambda offer: not offer.possible))


def _refuse_officer(step: type[Step], petition: Petition, context: Context) -> None:
    refuse_no_right(step, context)
    denunciation.refuse_apart(step, petition, context)
    refuse_recused_officer(step, petition, context)
    custody.refuse_elsewhere(step, petition, context)


def _offer(step: type[Step], petition: Petition, context: Context | None) -> Offer:
    try:
        if context is not None:
            _refuse_officer(step, petition, context)
        refuse_void(petition)
        step.follows(petition)
        if context is not None:
            step.allowed(context)
    except RuleBroken as no:
        return Offer(
            step=step.name, label=step.label, article=step.article, possible=False, reason=no.message, code=no.code
        )
    return Offer(step=step.name, label=step.label, article=step.article, possible=True)
