"""Pages that are photographed and scanned: gathered, ordered, turned, attached; the scanner's folder is watched."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from app.desk import Desk
from tests.helpers import registered
from tests.ui.helpers import Answers, commit, freed, press, show
from ui import settings
from ui.dialogs.attach import AttachDialog
from ui.dialogs.receipt import ReceiptDialog
from ui.dialogs.register import RegisterDialog
from ui.dialogs.scans import ScansDialog
from ui.look import Look
from ui.main_window import MainWindow
from ui.runner import Runner
from ui.scan_folder import EMPTY, QUIET, ScanFolder
from ui.scanning import STILL_READING, Gathered
from ui.widgets.scans import NOTHING, Scans

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def pc(tmp_path: Path) -> QSettings:
    """What this computer remembers."""
    return settings.open_settings(tmp_path / "config")


@pytest.fixture
def runner(desk: Desk, asked: Answers, look: Look, pc: QSettings) -> Runner:
    return Runner(desk, asked, look, pc)


@pytest.fixture
def scans(runner: Runner, qtbot: QtBot) -> Iterator[Scans]:
    gathered = Gathered()
    made = Scans(runner, gathered)
    made.resize(700, 600)
    qtbot.addWidget(made)
    show(made, qtbot)
    yield made
    made.stop()
    gathered.deleteLater()


def picture(path: Path, colour: str, size: tuple[int, int] = (300, 400)) -> Path:
    Image.new("RGB", size, colour).save(path)
    return path


def names(scans: Scans) -> list[str]:
    return [scans.list.item(place).text() for place in range(scans.list.count())]


def read_in(scans: Scans, qtbot: QtBot, items: int) -> None:
    gathered = scans.gathered
    qtbot.waitUntil(lambda: len(gathered.items) == items and not gathered.reading)


def colours(pdf: bytes) -> list[str]:
    """The first letter of the colour of each page."""
    middle = [page.render(scale=0.2).to_pil().convert("RGB") for page in pdfium.PdfDocument(pdf)]
    dots = [image.getpixel((image.width // 2, image.height // 2)) for image in middle]
    return ["rgb"[dot.index(max(dot))] for dot in dots]


def test_pages_are_taken_in_put_in_order_turned_and_taken_out_from_the_keys(
    scans: Scans, asked: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    assert scans.told.text() == NOTHING
    asked.chosen_files = [picture(tmp_path / "红.png", "#f00"), picture(tmp_path / "绿.png", "#0f0")]
    scans.choosing.click()
    assert scans.told.text().startswith("正在读入")
    read_in(scans, qtbot, 2)
    blue = QImage(60, 80, QImage.Format.Format_RGB32)
    blue.fill(Qt.GlobalColor.blue)
    QGuiApplication.clipboard().setImage(blue)
    scans.list.setFocus()
    press(Qt.Key.Key_V, CTRL)
    read_in(scans, qtbot, 3)
    assert names(scans) == ["1. 红.png", "2. 绿.png", "3. 粘贴的图片"]
    assert scans.list.currentRow() == 2  # the new one is gone to
    press(Qt.Key.Key_Left, CTRL)
    press(Qt.Key.Key_Left, CTRL)
    assert names(scans) == ["1. 粘贴的图片", "2. 红.png", "3. 绿.png"]
    assert not scans.forward.isEnabled()
    press(Qt.Key.Key_R)
    assert scans.gathered.items[0].turned == 90
    given, held = scans.gathered.given()
    assert [(one.path, one.title) for one in given] == [("扫描件.pdf", "扫描件")]
    (pdf,) = held.values()
    assert colours(pdf) == ["b", "r", "g"]
    assert pdfium.PdfDocument(pdf)[0].get_width() > pdfium.PdfDocument(pdf)[0].get_height()
    press(Qt.Key.Key_Delete)
    assert names(scans) == ["1. 红.png", "2. 绿.png"]
    commit(scans.title, "现场")
    scans.how.choose("apart")
    press_right = scans.gathered.items[1]
    scans.gathered.turn(press_right, 180)
    given, held = scans.gathered.given()
    assert [(Path(one.path).name, one.title) for one in given] == [("红.png", "现场1"), ("扫描件2.pdf", "现场2")]
    assert list(held) == ["扫描件2.pdf"]


def test_what_cannot_be_read_is_said_and_the_rest_stays(scans: Scans, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "空.jpg").write_bytes(b"")
    (tmp_path / "手机.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(40))
    canvas = Canvas(str(tmp_path / "合同.pdf"))
    canvas.showPage()
    canvas.save()
    data = QMimeData()
    wanted = ("空.jpg", "手机.heic", "合同.pdf")
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in wanted])
    keys = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, *keys)
    scans.dragEnterEvent(enter)
    assert enter.isAccepted()
    scans.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, *keys))
    read_in(scans, qtbot, 1)
    assert "“空.jpg”是空文件" in scans.problems.text()
    assert "兼容性最佳" in scans.problems.text()
    assert names(scans) == ["1. 合同.pdf（1页）"]
    assert scans.gathered.given()[0][0].path == str(tmp_path / "合同.pdf")  # its bytes are kept
    assert not scans.turning.isEnabled()
    QGuiApplication.clipboard().setText("字")
    scans.pasting.click()
    assert "剪贴板中没有图片" in scans.problems.text()


def test_the_scanner_s_folder_is_watched_and_files_that_grow_are_waited_for(
    pc: QSettings, tmp_path: Path, qtbot: QtBot
) -> None:
    place = tmp_path / "扫描"
    place.mkdir()
    old = picture(place / "旧.jpg", "#f00")
    watch = ScanFolder(pc, QApplication.instance())
    arrived: list[str] = []
    watch.arrived.connect(lambda path: arrived.append(path.name))

    def look(times: int = 1) -> None:
        for _time in range(times):
            with qtbot.waitSignal(watch.looked):
                watch.look()

    with qtbot.waitSignal(watch.looked):
        watch.choose(place)
    watch.stop()  # the test looks itself, and waits for no second
    assert watch.waiting == (old,)
    whole = io.BytesIO()
    Image.new("RGB", (300, 300)).save(whole, "JPEG")
    new, half = place / "新.jpg", len(whole.getvalue()) // 2
    new.write_bytes(whole.getvalue()[:half])
    for name in ("~写着.jpg", "半.jpg.part", "Thumbs.db"):
        (place / name).write_bytes(b"1")
    look(QUIET)
    new.write_bytes(whole.getvalue())  # it grew
    look(QUIET)
    assert arrived == []
    look(2)
    assert arrived == ["新.jpg"]  # once
    new.unlink()
    look()
    new.write_bytes(whole.getvalue())  # the software uses the name again
    (place / "空.jpg").write_bytes(b"")
    look(QUIET + 1)
    assert arrived == ["新.jpg", "新.jpg"]
    look(EMPTY - QUIET)
    assert arrived[2:] == ["空.jpg"]  # said to be empty by whoever reads it
    assert ScanFolder(pc, watch).folder == place  # remembered on this computer
    moved = place.rename(tmp_path / "搬走")
    look()
    assert watch.gone
    moved.rename(place)
    look()
    assert not watch.gone
    watch.deleteLater()


def test_what_the_scanner_saved_is_attached_and_its_file_deleted_only_when_wanted(
    window: MainWindow, desk: Desk, asked: Answers, pc: QSettings, tmp_path: Path, qtbot: QtBot
) -> None:
    number = registered(desk)
    place = tmp_path / "扫描"
    place.mkdir()
    files = [picture(place / f"{n}.jpg", "#0f0") for n in (1, 2)]
    pc.setValue("scans/folder", str(place))
    for yes, there in ((False, True), (True, False)):
        window.open_petition(number)
        window.petition.take("attach")
        dialog = window.petition.dialog
        assert isinstance(dialog, AttachDialog)
        button = dialog.scans.waiting
        qtbot.waitUntil(lambda button=button: button.text() == "取入原有的2个文件(&K)")  # type: ignore[misc]
        dialog.scans.waiting.click()
        read_in(dialog.scans, qtbot, 2)
        if yes:
            dialog.gathered.turn(dialog.gathered.items[0], 90)  # else the same content would be refused
        asked.yes = yes
        dialog.act()
        assert "没有加密，要删除吗" in asked.said[-1]
        assert [file.exists() for file in files] == [there, there]
    assert [(one.media, one.pages) for one in desk.attachments(number)] == [("application/pdf", 2)] * 2


def test_pages_gathered_while_registering_are_attached_in_the_same_act(
    window: MainWindow, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    form = filled(window, qtbot)
    press(Qt.Key.Key_I, CTRL)
    gathering = window.findChild(ScansDialog)
    assert isinstance(gathering, ScansDialog)
    gathering.gathered.add_files([picture(tmp_path / "一.jpg", "#f00"), picture(tmp_path / "二.jpg", "#0f0")])
    form.act()
    assert form.refusal.text() == STILL_READING
    read_in(gathering.scans, qtbot, 2)
    gathering.main.click()
    assert freed(gathering)
    form.scanning.gathered.turn(form.scanning.gathered.items[1], 90)
    draft = form.draft()
    assert draft is not None
    (tmp_path / "二.jpg").rename(tmp_path / "三.jpg")
    form.recalled(draft.more)  # after a crash the files are read again; what is not there is said
    qtbot.waitUntil(lambda: not form.scanning.gathered.reading)
    assert "二.jpg已不在原处" in form.scanning.gathered.problems[0]
    (tmp_path / "三.jpg").rename(tmp_path / "二.jpg")
    form.recalled(draft.more)
    qtbot.waitUntil(lambda: len(form.scanning.gathered.pages) == 2)
    assert [item.turned for item in form.scanning.gathered.items] == [0, 90]
    assert form.scanning.text() == "拍照、扫描  Ctrl+I  2页"
    form.act()
    (row,) = desk.page()
    (kept,) = desk.attachments(row.number)
    assert (kept.title, kept.pages) == ("扫描件", 2)
    assert colours(desk.attachment(row.number, 1)) == ["r", "g"]
    window.findChild(ReceiptDialog).reject()


def test_pages_that_could_not_be_attached_are_kept_and_offered_again(
    window: MainWindow, desk: Desk, asked: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    form = filled(window, qtbot)
    photo = picture(tmp_path / "一.jpg", "#f00")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(photo))])
    keys = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    assert form.acceptDrops()
    form.scanning.eventFilter(form, QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, *keys))
    qtbot.waitUntil(lambda: not form.scanning.gathered.reading)
    kept = photo.rename(tmp_path / "移走.jpg")
    form.act()
    (row,) = desk.page()
    assert "找不到文件“一.jpg”" in asked.said[-2]
    assert f"事项已经登记（{row.number}），1页还没有存成附件，都还在" in asked.said[-1]
    window.findChild(ReceiptDialog).reject()
    dialog = window.petition.dialog
    assert isinstance(dialog, AttachDialog)
    assert names(dialog.scans) == ["1. 一.jpg"]
    kept.rename(photo)
    dialog.act()
    assert [one.title for one in desk.attachments(row.number)] == ["一"]


def filled(window: MainWindow, qtbot: QtBot) -> RegisterDialog:
    """The registration form with what the law asks for."""
    window.register()
    form = window.findChild(RegisterDialog)
    assert isinstance(form, RegisterDialog)
    qtbot.waitUntil(form.isActiveWindow)
    form.people.rows[0].name.setText("张三")
    form.people.rows[0].address.setText("石桥村三组")
    form.facts.setPlainText("通村道路一直是土路。")
    form.reasons.setPlainText("雨天不能通行。")
    form.requests.put(("硬化道路",))
    return form
