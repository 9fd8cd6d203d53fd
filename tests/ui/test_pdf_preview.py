"""The preview of a PDF: pages appear as they are scrolled to, and only those near the view are held."""

from __future__ import annotations

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.documents.binding import Part, bind
from app.documents.papers import render
from tests.app.documents.sample import sample_context
from tests.ui.helpers import press, show
from ui.look import Look
from ui.pdf_pages import page_strips
from ui.widgets.pdf_preview import PdfPreview
from ui.widgets.pdf_viewer import PdfViewer


@pytest.fixture(scope="module")
def paper() -> bytes:
    return render("F03", sample_context())


@pytest.fixture
def preview(qtbot: QtBot, look: Look) -> PdfPreview:
    made = PdfPreview()
    made.resize(600, 500)
    qtbot.addWidget(made)
    show(made, qtbot)
    return made


def test_a_page_is_drawn_when_it_comes_into_view(preview: PdfPreview, paper: bytes, qtbot: QtBot) -> None:
    many = bind([Part(paper, str(place)) for place in range(30)], "卷", "单位")
    preview.show_pdf(many)
    qtbot.waitUntil(lambda: 1 in preview.drawn)
    assert 30 not in preview.drawn
    assert len(preview.drawn) < 5
    bar = preview.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 20 * 500)
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: 30 in preview.drawn)
    assert 1 not in preview.drawn
    assert len(preview.drawn) < 5


def test_a_shorter_paper_after_a_long_one_stands_at_its_top(preview: PdfPreview, paper: bytes, qtbot: QtBot) -> None:
    preview.show_pdf(bind([Part(paper, str(place)) for place in range(30)], "卷", "单位"))
    bar = preview.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 20 * 500)
    bar.setValue(bar.maximum())
    preview.show_pdf(paper)
    qtbot.waitUntil(lambda: preview.drawn == (1,))
    assert bar.value() == 0


def test_no_paper_leaves_the_preview_empty(preview: PdfPreview, paper: bytes, qtbot: QtBot) -> None:
    preview.show_pdf(paper)
    qtbot.waitUntil(lambda: preview.drawn == (1,))
    preview.show_pdf(b"")
    qtbot.waitUntil(lambda: preview.drawn == ())


def test_a_higher_window_draws_what_it_newly_shows(preview: PdfPreview, paper: bytes, qtbot: QtBot) -> None:
    preview.show_pdf(bind([Part(paper, str(place)) for place in range(6)], "卷", "单位"))
    preview.resize(300, 150)
    qtbot.waitUntil(lambda: preview.drawn == (1,))
    preview.resize(300, 1200)
    qtbot.waitUntil(lambda: len(preview.drawn) == 6)


def test_pages_are_gone_through_made_larger_and_turned_from_the_keys(paper: bytes, look: Look, qtbot: QtBot) -> None:
    viewer = PdfViewer("附件预览")
    viewer.resize(600, 500)
    qtbot.addWidget(viewer)
    show(viewer, qtbot)
    preview = viewer.preview
    preview.show_pdf(bind([Part(paper, str(place)) for place in range(3)], "卷", "单位"))
    qtbot.waitUntil(lambda: viewer.told.text() == "第1页，共3页    100%")
    preview.setFocus()
    press(Qt.Key.Key_PageDown)
    assert preview.page == 2
    assert viewer.told.text() == "第2页，共3页    100%"
    wide, high = preview.pixels
    press(Qt.Key.Key_Plus)
    qtbot.waitUntil(lambda: preview.pixels[0] > 1.2 * wide)
    assert preview.page == 2  # the same page stays in view
    press(Qt.Key.Key_0)
    qtbot.waitUntil(lambda: preview.pixels == (wide, high))
    press(Qt.Key.Key_R)
    qtbot.waitUntil(lambda: preview.pixels[0] == wide and preview.pixels[1] < wide)
    assert preview.page == 2
    press(Qt.Key.Key_PageUp)
    assert preview.page == 1
    assert not viewer.back.isEnabled()


@pytest.mark.parametrize("dots", [72, 149])
def test_strips_make_up_the_page_line_by_line(paper: bytes, dots: int) -> None:
    whole = pypdfium2.PdfDocument(paper)[0].render(scale=dots / 72)
    lines, line = [], whole.width * 3
    for strip, above, total in page_strips(paper, 0, dots, 128):
        assert (above, total, strip.width()) == (len(lines), whole.height, whole.width)
        lines += [bytes(strip.constScanLine(n))[:line] for n in range(strip.height())]
    dots_of = bytes(whole.buffer)
    assert lines == [dots_of[n * whole.stride :][:line] for n in range(whole.height)]
