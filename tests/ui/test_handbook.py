"""The handbook: opens at the page of the window, disturbs nothing, and says nothing that the program has not."""

from __future__ import annotations

import functools
import importlib
import pkgutil
import re
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImageReader
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

import ui
from app.desk import Desk
from app.documents import quick_sheet
from app.domain.steps.table import DESK_STEPS, STEPS
from tests.helpers import registered
from tests.ui.helpers import Answers, commit, press, printed
from ui import menu, pictures_of_help
from ui.county import menu as county
from ui.dialogs.dialog import Dialog
from ui.dialogs.register import RegisterDialog
from ui.handbook import text
from ui.handbook.book import FIRST, Book
from ui.handbook.paper import HandbookPaper
from ui.handbook.topics import WINDOWS, step_topic, topic_of
from ui.handbook.window import HandbookWindow
from ui.keys import keys as all_keys
from ui.keys_here import keys_here
from ui.look import Look
from ui.main_window import MainWindow
from ui.pages.page import AnyPage, Page
from ui.places import PLACES
from ui.runner import Runner
from ui.unlock import UnlockWindow

SOURCES = Path(ui.__file__).parent
KEY, CAPTION = re.compile(r"`([^`]+)`"), re.compile(r"【([^】]+)】")
KEY_IN_TEXT = re.compile(r"(?:Ctrl|Alt|Shift)\+\w+|F\d+|Enter|Esc")
MENU = re.compile(r"\*\*更多—([^*]+)\*\*")
PICTURE, LINK = re.compile(r"!\[[^]]*\]\(([^)]+)\)"), re.compile(r"(?<!!)\[[^]]*\]\(([^)]+)\)")
OF_QT = {"Shift", "Alt", "Shift+Tab", "Enter", "↑", "↓", "Ctrl+V"}  # of every window, or a standard key of the system
FRAMES = ("ActDialog", "Form", "FormDialog", "StepDialog", "DeskFormDialog")  # of forms: their page is that of the step


@pytest.fixture(scope="module")
def book() -> Book:
    return Book()


@pytest.fixture
def handbook(runner: Runner, window: MainWindow, qtbot: QtBot) -> Iterator[HandbookWindow]:
    """Opened with F1 on the first page, at 1366 x 768."""
    press(Qt.Key.Key_F1)
    made = runner.ask.handbook.window
    assert made is not None
    yield made
    made.close()
    made.deleteLater()


def test_f1_in_a_half_filled_form_opens_its_page_beside_it_and_esc_leads_back(
    window: MainWindow, handbook: HandbookWindow, qtbot: QtBot
) -> None:
    assert (handbook.name, handbook.isVisible()) == ("reception", True)
    handbook.close()
    window.register()
    form = window.findChild(RegisterDialog)
    assert form is not None
    qtbot.waitUntil(form.isActiveWindow)
    commit(form.people.rows[0].name, "张三")
    press(Qt.Key.Key_F1)
    qtbot.waitUntil(handbook.isActiveWindow)
    assert handbook.name == "register"
    assert handbook.page.hasFocus()  # the form, which blocks the main window, does not block the handbook
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(form.isActiveWindow)
    assert handbook.isHidden()
    assert form.isVisible()
    assert form.people.rows[0].name.value == "张三"


def test_pages_are_gone_through_found_and_followed_from_the_keyboard(handbook: HandbookWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(handbook.isActiveWindow)
    press(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert handbook.name == "register"
    press(Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    press(Qt.Key.Key_F3)
    commit(handbook.search, "送达回证")
    assert "送达" in handbook.list.item(0).text()
    press(Qt.Key.Key_Return)
    assert (handbook.name, handbook.page.hasFocus()) == ("serve", True)
    assert handbook.page.extraSelections()
    press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert handbook.name == "reception"
    press(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert handbook.name == "serve"
    commit(handbook.search, "没有这样的词")
    assert handbook.none.isVisible()
    handbook.search.clear()
    assert handbook.list.count() == len(handbook.book.pages) + len(handbook.book.chapters)
    handbook.page.anchorClicked.emit(QUrl("clock.md"))
    assert handbook.name == "clock"
    press(Qt.Key.Key_F1)
    assert handbook.name == FIRST


def test_a_printed_page_has_its_pictures_and_is_a_sound_pdf(qapp: QApplication) -> None:
    book = Book()
    page = next(page for page in book.pages.values() if "](pictures/" in page.text)
    pdf = text.printed(page.text, page.title, book.folder)
    pictures = [
        one.get_bitmap().to_pil()
        for sheet in pdfium.PdfDocument(pdf)
        for one in sheet.get_objects(filter=(pdfium.raw.FPDF_PAGEOBJ_IMAGE,))
    ]
    assert len(pictures) == page.text.count("](pictures/")
    assert all(picture.width > 300 for picture in pictures)  # Qt's sign for what it can't find is 16 dots wide
    told = PdfReader(BytesIO(pdf), strict=True).metadata
    assert told is not None
    assert told.title == page.title


def test_the_page_follows_the_type_size_and_it_and_the_quick_sheet_are_printed(
    handbook: HandbookWindow,
    window: MainWindow,
    runner: Runner,
    look: Look,
    asked: Answers,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    before = handbook.page.document().defaultFont().pointSizeF()
    look.set(percent=150, high_contrast=True)
    assert handbook.page.document().defaultFont().pointSizeF() > before
    handbook.go("periods")
    assert not handbook.page.horizontalScrollBar().isVisible()
    handbook.print_button.click()
    words = "".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(handbook.paper.pdf))
    assert "第三十四条" in unicodedata.normalize("NFKC", words)  # Qt writes letters as the radicals they look like
    asked.chosen_name = tmp_path / "期限.pdf"
    handbook.paper.save.click()
    assert (tmp_path / "期限.pdf").read_bytes() == handbook.paper.pdf
    handbook.paper.leave()
    window.rare["quick_sheet"].trigger()
    shown = window.findChild(HandbookPaper)
    assert shown is not None
    letters = pdfium.PdfDocument(shown.pdf)[0].get_textpage()
    drawn = [at for at in range(letters.count_chars()) if letters.get_text_range(at, 1).strip()]
    assert min(letters.get_charbox(at)[1] for at in drawn) > quick_sheet.MARGIN / 2  # nothing runs off the page
    asked.paper = tmp_path / "操作单.pdf"
    shown.main.click()
    printed(runner, qtbot)
    assert asked.paper.stat().st_size > 0
    shown.leave()


def test_before_a_desk_is_open_the_handbook_explains_how_to_open_it(look: Look, asked: Answers, qtbot: QtBot) -> None:
    unlock = UnlockWindow(look, asked, None)
    qtbot.addWidget(unlock)
    unlock.show()
    shown = asked.handbook.open(unlock, unlock)
    qtbot.addWidget(shown)
    assert shown.name == "passphrase"
    assert not shown.print_button.isEnabled()
    assert shown.print_button.toolTip()


def test_every_screen_and_dialog_and_step_has_a_page(book: Book) -> None:
    for found in pkgutil.walk_packages(ui.__path__, "ui."):
        if found.name.split(".")[1] in ("dialogs", "pages", "wizard", "county", "competent"):
            importlib.import_module(found.name)
    kinds = {*_below(Dialog), *_below(AnyPage)} - {Page}
    opened = {kind.__name__: kind for kind in kinds if kind.__module__.startswith("ui.")}
    steps = {name for name, kind in opened.items() if any(base.__name__ in FRAMES for base in kind.__mro__)}
    without = {
        name
        for name, kind in opened.items()
        if name not in steps and not any(base.__name__ in WINDOWS for base in kind.__mro__)
    }
    assert without == set()
    named = {*WINDOWS.values(), *(step_topic(step) for step in (*STEPS, *DESK_STEPS))}
    assert named <= set(book.pages)


def test_the_main_window_leads_to_the_page_of_what_is_in_view(window: MainWindow, desk: Desk) -> None:
    for name, page in (("reception", "reception"), ("petitions", "list"), ("settings", "settings")):
        window.go(name)
        assert topic_of(window) == page
    window.open_petition(registered(desk))
    told = []
    for tab in range(window.petition.tabs.count()):
        window.petition.tabs.setCurrentIndex(tab)
        told.append(topic_of(window))
    assert told == ["petition", "petition", "print", "scan", "periods", "review"]


def test_pages_name_only_pictures_links_and_menu_entries_that_there_are(book: Book) -> None:
    entries = {re.split(r"\s{2,}", entry.words)[0] for entry in (*menu.ENTRIES, *county.ENTRIES) if entry}
    pictures = {name for page in book.pages.values() for name in PICTURE.findall(page.text)}
    assert {f"pictures/{name}.webp" for name in pictures_of_help.CUTS} == pictures
    files = sorted((book.folder / "pictures").iterdir())
    assert {f"pictures/{file.name}" for file in files} == pictures
    assert all(QImageReader(str(file)).canRead() for file in files)
    assert sum(file.stat().st_size for file in files) <= pictures_of_help.MOST_BYTES
    assert {file.stem for file in book.folder.glob("*.md")} == set(book.pages)
    for name, page in book.pages.items():
        assert page.title, name
        assert {link.removesuffix(".md") for link in LINK.findall(page.text)} <= set(book.pages), name
        assert set(MENU.findall(page.text)) <= entries, name
        assert not re.search("[！!]", PICTURE.sub("", page.text)), name


def test_pages_name_only_keys_and_captions_that_there_are(book: Book, window: MainWindow, desk: Desk) -> None:
    keys, captions = _keys_of_sources() | _keys_of(window, desk) | OF_QT, _captions()
    keys |= {f"{key[:-1]}{n}" for key in keys if key.endswith("+1") for n in range(2, 10)}
    for name, page in book.pages.items():
        assert set(KEY.findall(page.text)) - keys == set(), name
        assert set(CAPTION.findall(page.text)) - captions == set(), name
        labels = set(re.findall(r"选“([^”]+)”", page.text))
        assert {label for label in labels if not any(label in caption for caption in captions)} == set(), name
    sheet = quick_sheet.load()
    named = {key for group in sheet.keys for key, _words in group.rows}
    named |= {key for part in sheet.work for line in part.lines for key in KEY_IN_TEXT.findall(line)}
    assert named - keys == set()
    told = set(KEY.findall(book.pages["keys"].text))
    assert {key for one in all_keys() for key in one.keys} - told == {"Ctrl+/"}


def _below(kind: type) -> set[type]:
    return {found for one in kind.__subclasses__() for found in (one, *_below(one))}


def _keys_of(window: MainWindow, desk: Desk) -> set[str]:
    """What the main window and the registration have, page by page."""
    found: set[str] = set()
    number = registered(desk)

    def add(one: QWidget) -> None:
        found.update(key for told in keys_here(one) for key in told.key.split("、"))

    for name in PLACES:
        window.go(name)
        add(window)
    window.open_petition(number)
    for tab in range(window.petition.tabs.count()):
        window.petition.tabs.setCurrentIndex(tab)
        add(window)
    window.register()
    form = window.findChild(RegisterDialog)
    assert form is not None
    known = desk.petition(number)
    form.people.rows[0].name.setText(known.petitioners[0].name)
    form.facts.setPlainText(known.facts)
    form.look_up()
    add(form)
    form.leave()
    return found


@functools.cache
def _strings() -> frozenset[str]:
    """Every text in the windows' sources, and the names that steps and their fields have."""
    folders = (SOURCES, SOURCES.parent / "app" / "domain")
    sources = (file.read_text("utf-8") for folder in folders for file in folder.rglob("*.py"))
    return frozenset(text for source in sources for text in re.findall(r'"([^"\n]+)"', source))


def _captions() -> set[str]:
    """As they are read on the screen, without their letter and their key."""
    return {re.sub(r"\s{2,}\S.*$", "", re.sub(r"\(&.\)", "", text)).strip() for text in _strings()}


def _keys_of_sources() -> set[str]:
    """Keys that are written out as such, and those of underlined letters."""
    written = {text.replace("Return", "Enter") for text in _strings()}
    return written | {f"Alt+{letter}" for text in _strings() for letter in re.findall(r"\(&(.)\)", text)}
