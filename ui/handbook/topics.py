"""Which page of the handbook belongs to which window: a new window is a line here (tests/ui/test_handbook.py asks).

Windows are called by the names of their classes, so that none of them is loaded to be looked up.
"""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget

from ui.handbook.book import FIRST
from ui.step_groups import group_of

WINDOWS: dict[str, str] = {
    "UnlockWindow": "passphrase",
    "HandbookWindow": FIRST,
    "ReceptionPage": "reception",
    "PetitionsPage": "list",
    "SaveViewDialog": "list",
    "PeriodDialog": "list",
    "DeadlinesPage": "periods",
    "ReckonDialog": "periods",
    "ExchangePage": "exchange",
    "ReceptionDaysPage": "leader",
    "ReportPage": "report",
    "JournalPage": "proof",
    "LooksList": "proof",
    "PetitionPage": "petition",
    "PaperTab": "print",
    "AttachmentTab": "scan",
    "ScansDialog": "scan",
    "LookCloserDialog": "scan",
    "RegisterDialog": "register",
    "NameListDialog": "register",
    "ReadOutDialog": "register",
    "JoinDialog": "exchange",
    "StagedRegisterDialog": "sheets",
    "ReceiptDialog": "print",
    "PdfDialog": "print",
    "PrintDialog": "print",
    "PrintersDialog": "print",
    "ReadBackDialog": "handle",
    "PurposeDialog": "petition",
    "SettingsPage": "settings",
    "LookDialog": "settings",
    "OfficeDialog": "settings",
    "DataFilesDialog": "settings",
    "NumberPatternsDialog": "settings",
    "SnippetsDialog": "settings",
    "OwnFilesDialog": "settings",
    "NumberRegisterDialog": "proof",
    "RegisterPageDialog": "proof",
    "VerifyReportDialog": "proof",
    "CheckReportDialog": "proof",
    "OfficersDialog": "officers",
    "OfficerDialog": "officers",
    "NewPassphrase": "passphrase",
    "SheetDialog": "passphrase",
    "StoreSheetDialog": "passphrase",
    "UpdateDialog": "update",
    "BackupsDialog": "backup",
    "RestoreFrom": "backup",
    "AgainDialog": "exchange",
    "ArrivalsDialog": "exchange",
    "TryPassphraseDialog": "passphrase",
    "RenewKeys": "exchange",
    "RevokeBelowDialog": "village",
    "SendDownDialog": "village",
    "CountyPage": "county",
    "CountyPetitionsPage": "county_work",
    "CountyPetitionDialog": "county_work",
    "LookerDialog": "county_work",
    "CountyLooksPage": "county_work",
    "SendDownPage": "county_work",
    "ReportsPage": "county_work",
    "SigningPage": "county_signing",
    "LinePage": "county_signing",
    "NewCountyDialog": "county",
    "StationDialog": "county",
    "RevokeDialog": "county",
    "RenewCountyKeysDialog": "county",
    "MoveDialog": "county",
    "CountyBackupsDialog": "county",
    "RestoreCountyDialog": "county",
    "VerifyDialog": "county",
    "StagedDialog": "sheets",
    "ReadSheetDialog": "sheets",
    "SetAsideDialog": "sheets",
    "SheetOutDialog": "sheets",
    "BodyPage": "sealed",
    "NewBodyDialog": "sealed",
    "KeysDialog": "keys",
    "Wizard": "setup",
    "PracticeDialog": "practice",
}
OF_TAB: dict[str, str] = {"期限说明": "periods", "终结情况": "review"}  # of the page of a petition, by its name
OF_GROUP: dict[str, str] = {  # of a step, by the heading that it stands under on the page of a petition
    "受理与告知": "accept",
    "办理与答复": "handle",
    "听证与调解": "hearing",
    "复查复核": "review",
    "撤回、终止、办结": "archive",
    "首问与接访": "leader",
    "镇村移交": "village",
    "督办与报告": "supervise",
    "关联与更正": "correct",
    "其他": "petition",
}
OF_STEP: dict[str, str] = {  # where the heading alone would lead to the wrong page
    "forward": "forward",
    "assign_down": "forward",
    "object": "forward",
    "objection_answer": "forward",
    "dispute_competence": "forward",
    "competence_decided": "forward",
    "notify_elsewhere": "forward",
    "report_received": "forward",
    "receive_review_request": "review",
    "ask_supplement": "review",
    "receive_supplement": "review",
    "decide_review_request": "review",
    "draft_review_opinion": "review",
    "ask_answer": "review",
    "receive_answer": "review",
    "serve": "serve",
    "extend": "extend",
    "suspend": "extend",
    "resume": "extend",
    "attach": "scan",
    "set_aside_attachment": "scan",
    "contact": "earlier",
    "link": "earlier",
    "unlink": "earlier",
    "split_contact": "earlier",
}
OF_DESK_STEP: dict[str, str] = {
    "plan_reception_day": "leader",
    "cancel_reception_day": "leader",
    "set_aside": "exchange",
    "set_upload_address": "exchange",
}


def topic_of(widget: QWidget) -> str:
    """The page of a window; of the main window that of what is in view."""
    window = widget.window()
    stacks: list[QStackedWidget] = window.findChildren(QStackedWidget)  # type: ignore[assignment]
    shown = next((one.currentWidget() for one in stacks if one.parent() is window), window)
    return _of_tab(shown) or _of_step(shown) or _named(shown) or FIRST


def _of_tab(page: QWidget) -> str:
    """The page of the tab that is in view on the page of a petition; "" for what has none of its own."""
    tabs = page.findChild(QTabWidget) if type(page).__name__ == "PetitionPage" else None
    if tabs is None:
        return ""
    return OF_TAB.get(tabs.currentWidget().accessibleName()) or _named(tabs.currentWidget())


def _named(widget: QWidget) -> str:
    own = getattr(widget, "topic", "")  # of a window that is used in several places
    return own or next((WINDOWS[kind.__name__] for kind in type(widget).__mro__ if kind.__name__ in WINDOWS), "")


def _of_step(widget: QWidget) -> str:
    """The page of the step that a form takes; "" for what is no form of a step."""
    step = getattr(getattr(widget, "step_type", None), "name", "")
    return step_topic(step) if step else ""


def step_topic(step: str) -> str:
    """The page of a step."""
    return OF_STEP.get(step) or OF_DESK_STEP.get(step) or OF_GROUP[group_of(step)]
