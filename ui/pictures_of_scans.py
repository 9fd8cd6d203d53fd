"""Pictures of photographs and scans: pages that are gathered, and one attachment looked at closely."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from ui.dialogs.look_closer import LookCloserDialog
from ui.dialogs.scans import ScansDialog
from ui.main_window import MainWindow
from ui.runner import Runner
from ui.scanning import Gathered

SAMPLES = (("身份证复印件", 840, 1188), ("现场照片", 1188, 840), ("土地承包合同第一页", 840, 1188))


def scans(window: MainWindow, runner: Runner) -> Iterator[tuple[str, QWidget]]:
    """Both windows."""
    gathered = Gathered(window)
    with tempfile.TemporaryDirectory() as place:
        gathered.add_files([*_drawn(Path(place)), _none(Path(place))])
        while gathered.reading:
            QTest.qWait(10)
    dialog = ScansDialog(runner, gathered, window)
    dialog.open()
    yield "scans", dialog
    dialog.leave()
    paper = runner.desk.desk_paper("F36", runner.desk.day_register())
    closer = LookCloserDialog(runner, "当日登记簿", paper, lambda: None, window)
    closer.open()
    yield "look-closer", closer
    closer.leave()
    gathered.deleteLater()


def _drawn(place: Path) -> list[Path]:
    """Pages with lines on them."""
    made = []
    for name, width, height in SAMPLES:
        page = QImage(width, height, QImage.Format.Format_RGB32)
        page.fill(Qt.GlobalColor.white)
        painter = QPainter(page)
        for line in range(90, height - 90, 48):
            painter.fillRect(90, line, width - 180, 6, Qt.GlobalColor.darkGray)
        painter.end()
        made.append(place / f"{name}.jpg")
        page.save(str(made[-1]))
    return made


def _none(place: Path) -> Path:
    """A photograph that cannot be read here."""
    file = place / "手机照片.heic"
    file.write_bytes(b"\0\0\0\x18ftypheic")
    return file
