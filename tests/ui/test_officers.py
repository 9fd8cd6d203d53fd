"""工作人员 in the windows: the list, roles, leaving; and what is greyed for whom."""

from __future__ import annotations

import pytest

from app.desk import Desk
from app.domain.steps.officers import ChangeOfficer
from tests.helpers import registered
from ui import access
from ui.dialogs.officers import OfficersDialog
from ui.main_window import MainWindow
from ui.runner import Runner

SEEN_BY_VILLAGE = ("reception", "petitions", "deadlines", "search", "journal")
SEEN_BY_ADMINISTRATOR = ("exchange", "report", "looks", "officers", "office", "number_patterns")


def test_an_officer_is_added_changed_and_let_go(window: MainWindow, runner: Runner, desk: Desk) -> None:
    window.rare["officers"].trigger()
    listed = window.findChild(OfficersDialog)
    assert listed is not None
    listed.act()
    form = listed.dialog
    form.act()
    assert form.fields["officer"].note.text() == "请填写姓名。"
    form.name.setText("孙丽")
    form.ticks["village"].setChecked(True)
    form.act()
    assert desk.officers == ("李明", "王芳", "孙丽")
    listed.table.selectRow(2)
    assert "查看本人登记的事项" in listed.told.text()
    listed.change()
    assert listed.dialog.ticks["village"].isChecked()
    listed.dialog.ticks["village"].setChecked(False)
    listed.dialog.ticks["statistics"].setChecked(True)
    listed.dialog.act()
    assert desk.staff[-1].roles == ("statistics",)
    listed.table.selectRow(2)
    listed.revoke()
    listed.dialog.fill_in({"reason": "调离。"})
    listed.dialog.act()
    assert desk.officers == ("李明", "王芳")
    listed.table.selectRow(2)
    assert not listed.revoke_button.isEnabled()
    assert "离岗：调离。" in listed.told.text()
    listed.leave()


@pytest.mark.parametrize(
    ("role", "page", "greyed"),
    [
        ("statistics", "report", set(access.NEEDED) - {"report"}),
        ("village", "reception", set(access.NEEDED) - {*SEEN_BY_VILLAGE, "register", "receive"}),
        (
            "approver",
            "reception",
            {
                "exchange",
                "register",
                "receive",
                "officers",
                "passphrases",
                "update",
                "office",
                "number_patterns",
                "own_files",
                "sheet_in",
                "sheet_out",
            },
        ),
        (
            "administrator",
            "exchange",
            {
                *["reception", "petitions", "deadlines", "reception_days", "register", "receive", "search"],
                *["number_register", "register_page", "sheet_in", "sheet_out", "journal"],
            },
        ),
    ],
)
def test_what_an_officer_has_no_right_to_is_greyed_and_says_why(
    window: MainWindow, desk: Desk, role: str, page: str, greyed: set[str]
) -> None:
    registered(desk)
    desk.change_officer(ChangeOfficer(officer="王芳", roles=(role,)))
    window.officer.choose("王芳")
    assert window.stack.currentWidget() is window.pages[page]
    parts = {**window.rail, **window.rare, "search": window.search, "register": window.reception.register}
    parts["receive"] = window.reception.receive
    assert {name for name, part in parts.items() if not part.isEnabled()} == greyed
    assert all("王芳没有" in parts[name].toolTip() for name in greyed)
    for name in window.pages:
        window.go(name)
        assert window.stack.currentWidget() is not window.nothing
    window.officer.choose("李明")
    assert all(part.isEnabled() for part in parts.values())
