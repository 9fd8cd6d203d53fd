"""检举控告 in the windows: asked for by who has the right, and not a word of it on any page of who has not."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QAbstractTableModel
from PySide6.QtWidgets import QAbstractItemView, QLabel, QLineEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.county.competent import Competent
from app.desk import Desk
from app.domain.records.denunciation import Denounced
from app.domain.rights import FIRST, GIVEN
from app.domain.steps.notice import Forward
from app.domain.steps.officers import ChangeOfficer
from tests.helpers import PASSPHRASE, FixedClock, denounced, person, registered
from tests.ui.helpers import Answers, show
from ui.dialogs.register import NOT_HERE, RegisterDialog
from ui.main_window import MainWindow
from ui.runner import Runner

MARK = "鼋鼍"


def told(window: QWidget) -> str:
    """Every word that stands in a window, on hidden pages too."""
    words = [found.text() for kind in (QLabel, QLineEdit) for found in window.findChildren(kind)]
    words += [found.toPlainText() for found in window.findChildren(QTextEdit)]
    for view in window.findChildren(QAbstractItemView):
        model = view.model()
        if model is not None:
            columns = model.columnCount() if isinstance(model, QAbstractTableModel) else 1
            places = ((row, at) for row in range(model.rowCount()) for at in range(columns))
            words += [str(model.index(*place).data()) for place in places]
    return "\n".join(words)


def test_no_page_of_who_has_not_the_right_shows_a_word_of_one(window: MainWindow, desk: Desk) -> None:
    desk.change_officer(ChangeOfficer(officer="王芳", roles=(*FIRST, GIVEN)))
    window.officer.choose("王芳")
    number = denounced(desk, person(f"{MARK}某"), title=f"{MARK}侵占", facts=f"{MARK}不清。")
    registered(desk)
    window.go("petitions")
    assert MARK in told(window)
    window.open_petition(number)
    assert window.stack.currentWidget() is window.petition
    assert "钱某、石桥村村民委员会" in told(window.petition)
    window.search.setText(MARK)
    window.officer.choose("李明")
    assert desk.officer == "李明"
    for name in window.pages:
        window.go(name)
        assert window.stack.currentWidget() is not window.petition
        assert MARK not in told(window.pages[name]), name
    assert MARK not in window.search.text()


def test_who_is_complained_of_is_asked_of_who_has_the_right_alone(runner: Runner, desk: Desk, qtbot: QtBot) -> None:
    form = RegisterDialog(runner)
    show(form, qtbot)
    form.category.choose("denunciation")
    assert form.fields["category"].note.text() == NOT_HERE
    assert not form.denounced.isVisible()
    form.category.choose("claim")
    assert not form.fields["category"].note.text()
    desk.change_officer(ChangeOfficer(officer="李明", roles=(*FIRST, GIVEN)))
    form.category.choose("denunciation")
    assert form.denounced.isVisible()
    form.denounced.people.setText("钱某、孙某，")
    form.denounced.bodies.setText(" 石桥村村民委员会 ")
    assert form.step().denounced == Denounced(people=("钱某", "孙某"), bodies=("石桥村村民委员会",))
    form.category.choose("claim")
    assert form.step().denounced is None
    form.leave()


def test_the_material_is_sealed_beside_its_letter_after_the_fingerprint_was_compared(
    window: MainWindow, desk: Desk, asked: Answers, tmp_path: Path
) -> None:
    desk.change_officer(ChangeOfficer(officer="李明", roles=(*FIRST, GIVEN)))
    number = denounced(desk, person(f"{MARK}某"))
    desk.run(number, Forward(body="岳阳县纪律检查委员会", reason="管理权限"))
    with Competent.create(
        tmp_path / "body",
        code="430621JW",
        name="岳阳县纪律检查委员会",
        passphrase=PASSPHRASE,
        clock=FixedClock(),
        unlock_seconds=0.01,
    ) as body:
        card, fingerprint = body.card(), body.fingerprint()
    (tmp_path / "card.swtkey").write_bytes(card)
    (tmp_path / "stick").mkdir()
    window.open_petition(number)
    window.petition.tabs.setCurrentWidget(window.petition.papers)
    tab = window.petition.papers
    tab.choose("F05")
    assert not tab.sealing.isVisible()
    tab.choose("F08")
    assert tab.sealing.isVisible()
    asked.chosen_files, asked.chosen_folder = [tmp_path / "card.swtkey"], tmp_path / "stick"
    tab.sealing.click()
    assert any(fingerprint in text for text in asked.said)
    (file,) = (tmp_path / "stick").iterdir()
    assert file.name.startswith("SWTSEALED-")
