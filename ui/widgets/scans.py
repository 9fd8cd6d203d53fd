"""拍照、扫描的页: from files, the clipboard and the scanner's folder; put in order, turned, taken out again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QEvent, QSize, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QIcon,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPixmap,
    QTransform,
)
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

from app.domain.records.attachment import MATERIAL_KINDS, MOST_TITLE
from ui.runner import Runner
from ui.scan_folder import ScanFolder
from ui.scanning import Gathered, Item
from ui.shortcuts import shortcut
from ui.widgets.button import Button
from ui.widgets.editors import Choice, Line, aside
from ui.widgets.field import Field
from ui.widgets.layout import abreast, column, label, row

PICTURES = "照片、扫描件 (*.jpg *.jpeg *.png *.tif *.tiff *.bmp *.webp *.pdf);;所有文件 (*)"
HOW = {"bound": "合成一份PDF", "apart": "每张各存一份"}
NOTHING = "把照片、扫描件拖到这里，或者按 Ctrl+V 粘贴。"
KEYS = "Ctrl+← Ctrl+→ 移动，R L 转动，Delete 移除"
ITEM = Qt.ItemDataRole.UserRole
ACROSS, HIGH = 5, 6  # of a thumbnail, in lines of type


class Strip(QListWidget):
    """The pages as small pictures; the keys that put them in order are told to the owner."""

    def __init__(self, keys: dict[tuple[Qt.Key, bool], Callable[[], None]]) -> None:
        super().__init__()
        self._keys = keys
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("已取入的页")
        self.fit()

    def fit(self) -> None:
        """Pictures as large as the type asks for."""
        line = self.fontMetrics().lineSpacing()
        self.setIconSize(QSize(line * ACROSS, line * HIGH))
        self.setGridSize(QSize(line * (ACROSS + 2), line * (HIGH + 3)))
        self.setMinimumHeight(line * (HIGH + 4))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        act = self._keys.get((Qt.Key(event.key()), ctrl))
        if act is None:
            super().keyPressEvent(event)
        else:
            act()


class Scans(QWidget):
    """Shows what is gathered. Call `stop` when its window closes: the folder is watched no longer."""

    def __init__(self, runner: Runner, gathered: Gathered) -> None:
        super().__init__()
        self._runner = runner
        self.gathered = gathered
        self._icons: dict[tuple[Item, bool, int, int], QIcon] = {}
        self.setProperty("unkept", True)  # pages are no part of a draft
        self.folder = ScanFolder(runner.pc, self)
        self.folder.arrived.connect(self._arrived)
        self.folder.changed.connect(self._tell_folder)
        self.setAcceptDrops(True)
        self.list = Strip(self._keys())
        self.list.currentRowChanged.connect(lambda _row: self._offer())
        self._make_buttons()
        self._make_fields()
        self.told = label("", "quiet", wrap=True)
        self.problems = label("", "warn", wrap=True)
        inside = column(
            row(label("拍照、扫描的页", "lead"), None, self.choosing, self.pasting),
            self.list,
            row(self.forward, self.behind, self.turning, self.removing, None, spacing=4),
            self.told,
            self.problems,
            self.fields,
            self.folder_told,
            row(self.watching, self.waiting, None),
            margin=12,
        )
        inside.setStretch(1, 1)
        self.setLayout(inside)
        gathered.changed.connect(self.refresh)
        self.refresh()
        self._tell_folder()

    def stop(self) -> None:
        """The window closes."""
        self.folder.stop()

    def choose(self) -> None:
        """Ask for files."""
        files = self._runner.ask.files(self, "选择照片、扫描件", PICTURES)
        if files:
            self.gathered.add_files(files)

    def paste(self) -> None:
        """What lies on the clipboard: a picture, or files that were copied."""
        data = QGuiApplication.clipboard().mimeData()
        if data.hasUrls():
            self.gathered.add_files([Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()])
        elif data.hasImage():
            self.gathered.add_picture(_png(QGuiApplication.clipboard().image()))
        else:
            self.gathered.problems = ["剪贴板中没有图片，也没有文件。"]
            self.refresh()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasImage() or any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        if files:
            self.gathered.add_files(files)
        else:
            self.gathered.add_picture(_png(QImage(event.mimeData().imageData())))

    @property
    def item(self) -> Item | None:
        """The chosen page or file."""
        shown = self.list.currentItem()
        return shown.data(ITEM) if shown else None

    def shift(self, steps: int) -> None:
        """The chosen page forward or back, staying on it."""
        self._with_chosen(lambda item: self.gathered.move(item, steps))

    def turn(self, degrees: int) -> None:
        """The chosen page to the right."""
        self._with_chosen(lambda item: self.gathered.turn(item, degrees))

    def remove(self) -> None:
        """The chosen page out of what is gathered; its file stays where it is."""
        self._with_chosen(self.gathered.remove)

    def refresh(self) -> None:
        """Show what is gathered now, staying on the chosen page; a new one is gone to."""
        before, had = self.item, self.list.count()
        at = self.list.currentRow()
        self.list.clear()
        for place, item in enumerate(self.gathered.items, 1):
            shown = QListWidgetItem(self._icon(item), f"{place}. {_name(item)}")
            shown.setData(ITEM, item)
            shown.setToolTip(item.name)
            shown.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            self.list.addItem(shown)
        items = self.gathered.items
        if len(items) > had or before not in items:
            at = len(items) - 1 if len(items) > had else min(at, len(items) - 1)
        else:
            at = items.index(before)
        self.list.setCurrentRow(at)
        self._tell()
        self._offer()

    def _icon(self, item: Item) -> QIcon:
        """Drawn once for each page, turn and size."""
        wanted = (item, item.content is None, item.turned, self.list.iconSize().width())
        if wanted not in self._icons:
            self._icons[wanted] = _icon(item, self.list.iconSize())
        return self._icons[wanted]

    def _keys(self) -> dict[tuple[Qt.Key, bool], Callable[[], None]]:
        return {
            (Qt.Key.Key_Left, True): lambda: self.shift(-1),
            (Qt.Key.Key_Right, True): lambda: self.shift(1),
            (Qt.Key.Key_Up, True): lambda: self.shift(-1),
            (Qt.Key.Key_Down, True): lambda: self.shift(1),
            (Qt.Key.Key_R, False): lambda: self.turn(90),
            (Qt.Key.Key_L, False): lambda: self.turn(-90),
            (Qt.Key.Key_Delete, False): self.remove,
        }

    def _make_buttons(self) -> None:
        self.choosing = self._button("取入文件(&I)", self.choose)
        self.pasting = self._button("粘贴(&V)", self.paste)
        self.forward = self._button("前移", lambda: self.shift(-1))
        self.behind = self._button("后移", lambda: self.shift(1))
        self.turning = self._button("转动", lambda: self.turn(90))
        self.removing = self._button("移除", self.remove)
        self.watching = self._button("扫描文件夹(&F)", self._choose_folder)
        self.waiting = self._button("", lambda: self._take_waiting())
        for key, button in (("Ctrl+←", self.forward), ("Ctrl+→", self.behind), ("R", self.turning)):
            button.setToolTip(key)
        self.removing.setToolTip("Delete；原文件不删除")
        self.watching.setToolTip("扫描仪、高拍仪软件保存文件的文件夹，新保存的自动取入")
        here = Qt.ShortcutContext.WidgetShortcut
        shortcut(QKeySequence.StandardKey.Paste, self.list, "粘贴图片、文件", self.paste, here)

    def _make_fields(self) -> None:
        self.title = Line()
        self.title.setMaxLength(MOST_TITLE)
        self.title.setPlaceholderText("扫描件")
        self.title.setText(self.gathered.title)
        self.title.textChanged.connect(lambda text: setattr(self.gathered, "title", text))
        self.material = Choice(MATERIAL_KINDS)
        self.material.choose(self.gathered.material)
        self.material.currentIndexChanged.connect(lambda _at: setattr(self.gathered, "material", self.material.value))
        self.how = Choice(HOW)
        self.how.choose("apart" if self.gathered.apart else "bound")
        self.how.currentIndexChanged.connect(lambda _at: self._take_how())
        self.fields = QWidget()
        self.fields.setLayout(
            abreast(
                (Field("附件名称", self.title), 3),
                (Field("材料来源", self.material), 3),
                (Field("多张图片", self.how), 3),
            )
        )
        self.folder_told = label("", "small", wrap=True)

    def _button(self, text: str, act: Callable[[], None]) -> Button:
        made = aside(Button(text))
        made.clicked.connect(lambda: act())
        return made

    def _with_chosen(self, act: Callable[[Item], None]) -> None:
        item = self.item
        if item is not None:
            act(item)

    def _take_how(self) -> None:
        self.gathered.apart = self.how.value == "apart"

    def _choose_folder(self) -> None:
        chosen = self._runner.ask.folder(self, "扫描仪、高拍仪软件保存到哪个文件夹", str(self.folder.folder or ""))
        if chosen is not None:
            self.folder.choose(chosen)

    def _take_waiting(self) -> None:
        self.gathered.add_files(self.folder.take_waiting(), from_folder=True)

    def _arrived(self, path: Path) -> None:
        self.gathered.add_files([path], from_folder=True)

    def _tell_folder(self) -> None:
        folder = self.folder.folder
        if folder is None:
            self.folder_told.setText("设好扫描文件夹后，扫描仪、高拍仪新保存的文件自动取入。")
        elif self.folder.gone:
            self.folder_told.setText(f"扫描文件夹“{folder}”现在打不开，接上以后自动继续。")
        else:
            self.folder_told.setText(f"新保存到“{folder}”的文件自动取入，原文件不动。")
        count = len(self.folder.waiting)
        self.waiting.setVisible(count > 0)
        self.waiting.setText(f"取入原有的{count}个文件(&K)")

    def _tell(self) -> None:
        gathered = self.gathered
        told = "正在读入……" if gathered.reading else gathered.words()
        self.told.setText(f"{told}。{KEYS}" if gathered.items and not gathered.reading else told or NOTHING)
        self.problems.setText("\n".join(gathered.problems))
        self.problems.setVisible(bool(gathered.problems))

    def _offer(self) -> None:
        place, count = self.list.currentRow(), self.list.count()
        item = self.item
        self.forward.setEnabled(place > 0)
        self.behind.setEnabled(0 <= place < count - 1)
        self.turning.setEnabled(item is not None and item.page is not None)
        self.removing.setEnabled(item is not None)


def _name(item: Item) -> str:
    if item.content is None:
        return "正在读入"
    return f"{item.name}（{item.whole.pages}页）" if item.whole is not None and item.whole.pages else item.name


def _icon(item: Item, room: QSize) -> QIcon:
    """As it is turned, in the middle of the room that each has: names stand level."""
    data = item.content.thumbnail if item.content is not None else b""
    shown = QImage.fromData(data)
    place = QPixmap(room)
    place.fill(Qt.GlobalColor.transparent)
    if not shown.isNull():
        turned = shown.transformed(QTransform().rotate(item.turned))
        fitted = turned.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        painter = QPainter(place)
        painter.drawImage((room.width() - fitted.width()) // 2, (room.height() - fitted.height()) // 2, fitted)
        painter.end()
    return QIcon(place)


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG", 100)  # type: ignore[call-overload]
    return bytes(buffer.data().data())
