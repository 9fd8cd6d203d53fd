"""The icons that stand beside words: a word, the drawing for it, in the colours and at the size in force.

An icon belongs to a word, so none stands alone, and the same word has the same icon everywhere. Where a text begins
with a word of the table, buttons (ui/widgets/button.py), entries of a menu and tabs show it.
"""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap, QPixmapCache

from ui import resources

# A word -> the file in resources/icons/lucide, without its ending.
ICONS: dict[str, str] = {
    # Pages
    "接待": "users",
    "接待台": "monitor",
    "台账": "table",
    "下发": "send",
    "报表": "chart-column",
    "事项": "clipboard-list",
    "期限": "calendar-clock",
    "交换": "arrow-left-right",
    "签发": "shield-check",
    "联网接收": "upload",
    "密封材料": "key-round",
    "设置": "settings",
    "领导接访日": "calendar-check",
    "统计报表": "chart-column",
    "查阅记录": "eye",
    # What is done every day
    "登记": "file-plus",
    "接待下一位": "user-check",
    "记入等候": "user-plus",
    "再加一人": "user-plus",
    "再加一位": "user-plus",
    "去办": "arrow-right",
    "搜索": "search",
    "查询": "search",
    "锁定": "lock",
    "更多": "ellipsis",
    "打印": "printer",
    "存为PDF": "file-down",
    "另存为": "file-down",
    "保存": "save",
    "拍照、扫描": "scan-line",
    "选择": "folder-open",
    "放大看": "zoom-in",
    "按住显示完整": "eye",
    "谁看过": "eye",
    "插入U盘": "usb",
    "联网上传": "upload",
    # The parts of a petition
    "诉求与结果": "list-checks",
    "经过": "history",
    "文书": "files",
    "附件": "paperclip",
    "终结情况": "circle-check-big",
    # What is wanted rarely
    "来件表格": "file-input",
    "导出": "file-output",
    "导出表格": "file-output",
    "单位资料": "building-2",
    "工作人员": "user-cog",
    "口令和恢复表": "key-round",
    "恢复表": "key-round",
    "制作恢复表": "key-round",
    "设置首次口令": "key-round",
    "更换口令": "rectangle-ellipsis",
    "常用语": "text-quote",
    "数据文件": "database",
    "文号格式": "hash",
    "文号登记簿": "book-open-text",
    "当日登记簿": "notebook-text",
    "核验报告": "shield-check",
    "开始核验": "shield-check",
    "校验": "shield-check",
    "开始校验": "shield-check",
    "备份": "hard-drive-download",
    "立即备份": "hard-drive-download",
    "程序升级": "circle-arrow-up",
    "打印设置": "printer",
    "使用手册": "book-open",
    "一页操作单": "file-text",
    "字放大": "zoom-in",
    "字缩小": "zoom-out",
    "原来大小": "rotate-ccw",
}

SIDE_PX = 20  # of the square at 100 %, as icon-size in resources/styles/main.qss
SHARE = 0.82  # of the square that is drawn on: the rest, to the right, keeps the icon from its word
SIDE = "icon_side"  # the property of the application that holds the side in the look in force, in pixels
Roles = QPalette.ColorRole
Modes = QIcon.Mode


def icon_of(text: str, *, on_main: bool = False) -> QIcon:
    """The icon of the longest word that `text` begins with, none where there is no such word; `on_main` for the
    ground of a main button. Made for the look in force: whoever shows it asks again when that changes."""
    word = max((word for word in ICONS if text.startswith(word)), key=len, default="")
    made = QIcon()
    if word:
        palette = QGuiApplication.palette()
        usual = Roles.HighlightedText if on_main else Roles.WindowText
        for role, mode, state in (
            (usual, Modes.Normal, QIcon.State.Off),
            (Roles.Link, Modes.Normal, QIcon.State.On),  # where one is, on the rail
            (Roles.PlaceholderText, Modes.Disabled, QIcon.State.Off),
        ):
            made.addPixmap(_pixmap(ICONS[word], palette.color(role)), mode, state)
    return made


def side() -> int:
    """Of the square of an icon in the look in force, in pixels."""
    application = QGuiApplication.instance()
    return int((application.property(SIDE) if application is not None else None) or SIDE_PX)


def _pixmap(file: str, colour: QColor) -> QPixmap:
    """Drawn once for each colour and size, sharp on the screen; Qt keeps it while there is room."""
    scale = QGuiApplication.instance().devicePixelRatio()  # type: ignore[union-attr]
    pixels = round(side() * scale)
    key = f"icon {file} {colour.name()} {pixels}"
    made = QPixmap()
    if not QPixmapCache.find(key, made):
        made = _draw(file, colour, pixels)
        made.setDevicePixelRatio(scale)
        QPixmapCache.insert(key, made)
    return made


def _draw(file: str, colour: QColor, pixels: int) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # not needed by the first window

    drawing = (resources.ICONS / "lucide" / f"{file}.svg").read_text(encoding="utf-8")
    made = QPixmap(pixels, pixels)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    place = QRectF(0, pixels * (1 - SHARE) / 2, pixels * SHARE, pixels * SHARE)
    QSvgRenderer(QByteArray(drawing.replace("currentColor", colour.name()).encode())).render(painter, place)
    painter.end()
    return made
