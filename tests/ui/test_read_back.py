"""The opinion out to an editable document and back: the differences are seen before anything is taken over."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from app.desk import Desk
from tests.helpers import registered
from tests.ui.helpers import Answers, freed
from tests.ui.test_steps import ACCEPT, ASSIGN, DRAFT, INVESTIGATE, taken
from ui.dialogs.read_back import ReadBackDialog
from ui.differences import differences
from ui.main_window import MainWindow
from ui.widgets.paper_tab import PaperTab


@pytest.fixture
def number(desk: Desk) -> str:
    made = registered(desk)
    taken(desk, made, ACCEPT, ASSIGN, INVESTIGATE, DRAFT)
    return made


@pytest.fixture
def papers(window: MainWindow, number: str) -> PaperTab:
    """The papers of a petition whose opinion is drafted, on that opinion."""
    window.open_petition(number)
    window.petition.tabs.setCurrentWidget(window.petition.papers)
    window.petition.papers.choose("F12")
    return window.petition.papers


def written_out(papers: PaperTab, asked: Answers, folder: Path) -> Path:
    asked.chosen_name = folder / "意见书"
    papers.docx_action.trigger()
    return folder / "意见书.docx"


def rewrite(file: Path, old: str, new: str) -> None:
    """Change a text in a document as an editor does."""
    with zipfile.ZipFile(file) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(file, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content.replace(old.encode(), new.encode()))


def test_only_the_opinion_can_be_written_out_for_editing(papers: PaperTab) -> None:
    assert papers.editable.isVisible()
    papers.list.setCurrentRow(0)
    assert not papers.editable.isVisible()


def test_a_change_is_shown_on_both_sides_and_taken_over(
    papers: PaperTab, window: MainWindow, desk: Desk, number: str, asked: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    file = written_out(papers, asked, tmp_path)
    rewrite(file, "年内硬化", "10月底前<硬化>".replace("<", "&lt;").replace(">", "&gt;"))
    asked.chosen_files = [file]
    papers.read_action.trigger()
    (dialog,) = window.findChildren(ReadBackDialog)
    ((before, after),) = dialog.texts
    assert "<b><s>年内</s></b>硬化" in before.text()
    assert "&lt;" in after.text()
    assert "<b><u>10月底前&lt;</u></b>硬化<b><u>&gt;</u></b>" in after.text()
    dialog.main.click()
    opinion = desk.petition(number).opinion
    assert opinion is not None
    assert (opinion.draft.results[0].opinion, opinion.draft.results[0].result) == ("10月底前<硬化>", "support")
    assert freed(dialog)


def test_going_back_takes_nothing_over(
    papers: PaperTab, window: MainWindow, desk: Desk, number: str, asked: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    file = written_out(papers, asked, tmp_path)
    rewrite(file, "年内硬化", "明年硬化")
    before = len(list(desk.journal(number)))
    asked.chosen_files = [file]
    papers.read_action.trigger()
    (dialog,) = window.findChildren(ReadBackDialog)
    dialog.back.click()
    assert len(list(desk.journal(number))) == before
    assert freed(dialog)


def test_an_unchanged_document_is_said_to_be_one(papers: PaperTab, asked: Answers, tmp_path: Path) -> None:
    asked.chosen_files = [written_out(papers, asked, tmp_path)]
    papers.read_action.trigger()
    assert asked.said == ["文档与现有拟稿一致，没有改动。"]


def test_a_document_with_an_altered_review_paragraph_is_refused(
    papers: PaperTab, window: MainWindow, asked: Answers, tmp_path: Path
) -> None:
    file = written_out(papers, asked, tmp_path)
    rewrite(file, "30日内向", "15日内向")
    asked.chosen_files = [file]
    papers.read_action.trigger()
    assert "申请复查的告知" in asked.said[0]
    assert "第三十五条" in asked.said[0]
    assert not window.findChildren(ReadBackDialog)


def test_going_back_from_the_file_dialogs_does_nothing(papers: PaperTab, window: MainWindow, asked: Answers) -> None:
    papers.docx_action.trigger()
    papers.read_action.trigger()
    assert asked.said == []
    assert not window.findChildren(ReadBackDialog)


@given(st.text("甲乙丙\n", max_size=30), st.text("甲乙丙\n", max_size=30))
def test_the_stretches_make_up_both_texts_and_what_is_alike_is_alike(before: str, after: str) -> None:
    left, right = differences(before, after)
    assert "".join(text for text, _ in left) == before
    assert "".join(text for text, _ in right) == after
    assert "".join(t for t, differs in left if not differs) == "".join(t for t, differs in right if not differs)


def test_very_long_texts_are_compared_in_one_stretch() -> None:
    left, right = differences("始" + "甲" * 3000 + "终", "始" + "乙" * 3000 + "终")
    assert [differs for _, differs in left] == [False, True, False]
    assert right[1] == ("乙" * 3000, True)
