"""A page of the handbook as Qt shows it: Markdown, with our type, colours and distances put over it."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSize, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QImageReader,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
    QTextFrameFormat,
    QTextTable,
)

from app.pdfium import ALONE
from ui import theme

RESOURCE = QTextDocument.ResourceType
LINE_HEIGHT = 115  # percent of what the face itself asks for, which is half as much again as its letters
AFTER, AFTER_ITEM, BEFORE_HEADING, IN_CELL = 0.6, 0.25, 0.9, 0.3  # of the height of a letter
HEADINGS = {1: theme.TYPE_SCALE["title"], 2: theme.TYPE_SCALE["lead"]}  # level -> points at 100 %
PRINTED_DPI = 96
ROOM_ON_PAPER = 600  # of a picture, in pixels of the screen


def fill(document: QTextDocument, markdown: str, font: QFont, colours: theme.Colours) -> None:
    """Put a page into the document; pictures are fitted by `fit_pictures`."""
    document.setUndoRedoEnabled(False)
    document.setDefaultFont(font)
    document.setMarkdown(markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
    letter = font.pointSizeF() * PRINTED_DPI / 72
    cursor = QTextCursor(document)
    cursor.beginEditBlock()  # laid out once, at the end of it
    for block in _blocks(document):
        _space(cursor, block, letter)
        _size(cursor, block, font.pointSizeF() / theme.BASE_PT)
        for fragment in _fragments(block):
            _colour(cursor, fragment, colours)
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _rule(frame, letter, colours)
    cursor.endEditBlock()


def fit_pictures(document: QTextDocument, folder: Path, room: float, scale: float, ratio: float = 0) -> None:
    """Every picture as large as `scale` makes it, and never wider than `room` pixels. With `ratio`, the screen's pixels
    for each of those, it is made smaller smoothly here; else it stays as it is, for a printer.
    """
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    for block in _blocks(document):
        for fragment in _fragments(block):
            shape = fragment.charFormat()
            if not shape.isImageFormat():
                continue
            image = shape.toImageFormat()
            reader = QImageReader(str(folder / image.name()))
            size = reader.size()
            width = min(size.width() * scale, room)
            height = size.height() * width / max(size.width(), 1)
            image.setWidth(width)
            image.setHeight(height)
            if ratio:
                reader.setScaledSize(QSize(round(width * ratio), round(height * ratio)))
            document.addResource(RESOURCE.ImageResource.value, QUrl(image.name()), reader.read())
            _select(cursor, fragment)
            cursor.setCharFormat(image)
    cursor.endEditBlock()


def printed(markdown: str, title: str, folder: Path) -> bytes:
    """The page on A4 as PDF, in light colours whatever the screen shows; Qt numbers the pages."""
    document = QTextDocument()
    document.setBaseUrl(QUrl.fromLocalFile(f"{folder}/"))
    fill(document, markdown, QFont(theme.FAMILY, round(theme.BASE_PT)), theme.LIGHT)
    fit_pictures(document, folder, ROOM_ON_PAPER, 1.0)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("首问台")
    writer.setPageLayout(
        QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    )
    document.print_(writer)
    buffer.close()
    return _sound(bytes(buffer.data().data()))


def _sound(pdf: bytes) -> bytes:
    """The same PDF written anew: Qt 6.8.0 leaves the dictionary of title and author open, and strict readers refuse."""
    import pypdfium2 as pdfium

    with ALONE:
        document, out = pdfium.PdfDocument(pdf), BytesIO()
        document.save(out)
        document.close()
    return out.getvalue()


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _fragments(block: QTextBlock) -> list[QTextFragment]:
    found, at = [], block.begin()
    while not at.atEnd():
        found.append(at.fragment())
        at += 1
    return found


def _space(cursor: QTextCursor, block: QTextBlock, letter: float) -> None:
    shape = QTextBlockFormat()
    picture = any(fragment.charFormat().isImageFormat() for fragment in _fragments(block))
    kinds = QTextBlockFormat.LineHeightTypes
    shape.setLineHeight(100 if picture else LINE_HEIGHT, kinds.ProportionalHeight.value)
    heading = block.blockFormat().headingLevel() > 0
    inside = QTextCursor(block).currentTable() is not None
    shape.setTopMargin(0 if inside else letter * BEFORE_HEADING if heading else 0)
    shape.setBottomMargin(0 if inside else letter * (AFTER_ITEM if block.textList() else AFTER))
    cursor.setPosition(block.position())
    cursor.mergeBlockFormat(shape)


def _size(cursor: QTextCursor, block: QTextBlock, scale: float) -> None:
    """Headings as large as those of the windows."""
    points = HEADINGS.get(block.blockFormat().headingLevel())
    if points is None:
        return
    for fragment in _fragments(block):
        shape = fragment.charFormat()
        shape.clearProperty(QTextFormat.Property.FontSizeAdjustment.value)  # Qt's own idea of a heading
        shape.setFontPointSize(points * scale)
        _select(cursor, fragment)
        cursor.setCharFormat(shape)


def _colour(cursor: QTextCursor, fragment: QTextFragment, colours: theme.Colours) -> None:
    """Keys stand on a tint in our own face, links are coloured and underlined."""
    shape, now = QTextCharFormat(), fragment.charFormat()
    if now.isImageFormat():
        return
    if now.isAnchor():
        shape.setForeground(QColor(colours.main))
        shape.setFontUnderline(True)
    elif now.fontFixedPitch():
        shape.setFontFamilies([theme.FAMILY])
        shape.setFontFixedPitch(False)
        shape.setBackground(QColor(colours.tint))
    else:
        return
    _select(cursor, fragment)
    cursor.mergeCharFormat(shape)


def _rule(table: QTextTable, letter: float, colours: theme.Colours) -> None:
    """A hairline below each row; the last column takes what the others leave."""
    shape = table.format()
    shape.setBorder(0)
    shape.setBorderCollapse(True)
    shape.setCellPadding(letter * IN_CELL)
    shape.clearProperty(QTextFormat.Property.FrameWidth.value)
    shape.setBottomMargin(letter)
    table.setFormat(shape)
    for line in range(table.rows()):
        for column in range(table.columns()):
            cell = table.cellAt(line, column)
            below = cell.format().toTableCellFormat()
            below.setBottomBorder(1)
            below.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            below.setBottomBorderBrush(QColor(colours.line))
            cell.setFormat(below)


def _select(cursor: QTextCursor, fragment: QTextFragment) -> None:
    cursor.setPosition(fragment.position())
    cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
