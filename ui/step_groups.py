"""How the petition page arranges the steps: the one to take now, those of the same stretch of the way, the others
folded away under their headings."""

from __future__ import annotations

import msgspec

GROUPS: dict[str, tuple[str, ...]] = {
    "受理与告知": (
        *("accept", "notify_route", "notify_elsewhere", "forward", "assign_down", "decline", "decline_final"),
        *("object", "objection_answer", "dispute_competence", "competence_decided"),
        *("receive_review_request", "ask_supplement", "receive_supplement", "decide_review_request"),
    ),
    "办理与答复": (
        *("assign", "investigate", "draft_opinion", "draft_review_opinion", "approve_opinion", "issue_opinion"),
        *("reply", "answer_on_spot", "serve", "ask_answer", "receive_answer"),
        *("extend", "suspend", "resume", "to_ordinary", "recuse", "report_received", "report_up"),
        *("result_day_told", "fulfil"),
    ),
    "听证与调解": (
        *("tell_hearing_right", "plan_hearing", "postpone_hearing", "call_off_hearing", "record_hearing"),
        "conclude_hearing",
        *("consent_mediation", "mediation_session", "settle", "mediation_failed", "judicial_confirmation"),
        "settlement_performed",
    ),
    "复查复核": (
        *("request_review", "review_accepted", "file_requested", "answer_review", "review_decided", "review_served"),
        *("request_final_review", "final_review_accepted", "final_review_heard", "final_review_decided"),
        "receive_redone",
    ),
    "撤回、终止、办结": ("withdraw", "terminate", "close", "archive", "reopen"),
    "首问与接访": (
        *("confirm", "hand_over", "return_hand_over", "contact", "attach", "follow_up", "receive_by_leader"),
        *("answer_leader", "instruction", "lead_case", "end_lead_case"),
    ),
    "镇村移交": ("take_over", "pass_on", "pass_back", "settle_beside"),
    "督办与报告": (
        *("feedback", "reminder_received", "supervision_received", "suggestion_received"),
        *("remind", "supervise", "suggest_improvement", "feedback_received", "report_urgent"),
    ),
    "关联与更正": (
        *("link", "unlink", "split_contact", "correct", "set_aside_attachment"),
        *("void_number", "reissue_number", "void_registration"),
    ),
}
OTHER = "其他"
ALWAYS = "contact"  # whoever stands at the desk now: never folded away


class Arranged(msgspec.Struct, frozen=True):
    """The possible steps as they stand on the page: `open` in reach of a digit, `folded` under their headings."""

    open: tuple[str, ...]
    folded: tuple[tuple[str, tuple[str, ...]], ...]


def group_of(step: str) -> str:
    """The heading that a step stands under."""
    return next((title for title, steps in GROUPS.items() if step in steps), OTHER)


def arranged(possible: list[str]) -> Arranged:
    """Steps in the order of their usefulness: the group of the first one lies open, the others are folded."""
    if not possible:
        return Arranged((), ())
    now = group_of(possible[0])
    near = [step for step in possible if group_of(step) == now or step == ALWAYS]
    others = {title: tuple(step for step in possible if group_of(step) == title) for title in (*GROUPS, OTHER)}
    folded = [(title, tuple(step for step in steps if step not in near)) for title, steps in others.items()]
    return Arranged(tuple(near), tuple((title, steps) for title, steps in folded if steps))
