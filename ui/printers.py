"""The printers of this PC, and how each kind of paper is printed on them: remembered here, not in the register."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSizeF

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

INTO_PDF = "pdf:"  # stands for a printer that writes a file
INTO_PDF_WORDS = "存为PDF文件（不打印）"
NONE_HERE = "本机没有打印机，可另存为PDF"
ALL, ALL_WORDS = "", "其他文书"  # the kind of paper whose way holds for those without one of their own
MOST_COPIES = 99
DUPLEX = {"none": "单面", "long": "双面（沿长边翻）", "short": "双面（沿短边翻）"}
DEFAULT_TRAY = "由打印机决定"
TRAYS = {  # QPrinter.PaperSource -> word
    0: "上纸盒", 1: "下纸盒", 2: "中纸盒", 3: "手动进纸", 4: "信封", 5: "手动信封", 6: DEFAULT_TRAY, 7: "连续纸",
    8: "小幅面纸盒", 9: "大幅面纸盒", 10: "大容量纸盒", 11: "抽屉纸盒",
}  # fmt: skip
AUTOMATIC = 6
MEMORY = 5.0  # seconds for which the list of printers is taken for true
MM_PER_POINT = 25.4 / 72


@dataclass(frozen=True)
class Way:
    """How a kind of paper is printed. `tray` is a QPrinter.PaperSource."""

    printer: str
    copies: int = 1
    duplex: str = "none"
    tray: int = AUTOMATIC

    @property
    def into_pdf(self) -> bool:
        """Whether it becomes a file instead."""
        return self.printer == INTO_PDF

    @property
    def words(self) -> str:
        """HP LaserJet，2份，双面（沿长边翻）"""
        if self.into_pdf:
            return INTO_PDF_WORDS
        tray = "" if self.tray == AUTOMATIC else f"，{TRAYS[self.tray]}"
        return f"{self.printer}，{self.copies}份，{DUPLEX[self.duplex]}{tray}"


class Printers:
    """What the system says of its printers. Tests pass another object that prints into files."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._asked: tuple[float, tuple[str, ...]] | None = None

    def names(self, *, anew: bool = False) -> tuple[str, ...]:
        """Every printer, the usual one first. Asked of the system once in a few seconds: it may answer slowly."""
        if anew or self._asked is None or self._now() - self._asked[0] > MEMORY:
            self._asked = (self._now(), self._names())
        return self._asked[1]

    def duplex(self, name: str) -> tuple[str, ...]:
        """The keys of DUPLEX that a printer can do."""
        from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

        can = QPrinterInfo.printerInfo(name).supportedDuplexModes()
        modes = {"long": QPrinter.DuplexMode.DuplexLongSide, "short": QPrinter.DuplexMode.DuplexShortSide}
        return ("none", *(key for key, mode in modes.items() if mode in can))

    def trays(self, name: str) -> tuple[int, ...]:
        """The trays of a printer, as far as the system tells: Windows does."""
        from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

        told = getattr(QPrinter(QPrinterInfo.printerInfo(name)), "supportedPaperSources", None)
        found = {getattr(one, "value", one) for one in told()} if told else set()
        return tuple(tray for tray in TRAYS if tray in found)

    def ready(self, name: str) -> bool:
        """Whether the system knows of nothing that keeps the printer from printing."""
        from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

        bad = (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted)
        return QPrinterInfo.printerInfo(name).state() not in bad

    def open(self, name: str) -> QPrinter | None:
        """A printer to be printed on, None when it is not there any more."""
        from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

        found = QPrinterInfo.printerInfo(name)
        if found.isNull():
            return None
        made = QPrinter(found, QPrinter.PrinterMode.HighResolution)
        return made if made.isValid() else None

    def _names(self) -> tuple[str, ...]:
        from PySide6.QtPrintSupport import QPrinterInfo

        usual = QPrinterInfo.defaultPrinterName()
        return tuple(sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: name != usual))


class Ways:
    """Kind of paper -> how it is printed on this PC. A damaged or missing setting is none."""

    def __init__(self, settings: QSettings | None) -> None:
        self._settings = settings
        self._kept: dict[str, Way] = {}
        self._read()

    def of(self, kind: str) -> Way | None:
        """The way of this kind of paper, else the one for all that have none; None when it must be asked."""
        return self._kept.get(kind) or self._kept.get(ALL)

    @property
    def all(self) -> dict[str, Way]:
        """Every way that is remembered."""
        return dict(self._kept)

    def remember(self, kind: str, way: Way) -> None:
        self._kept[kind] = way
        self._write()

    def forget(self, kind: str) -> None:
        self._kept.pop(kind, None)
        self._write()

    def _write(self) -> None:
        if self._settings is not None:
            told = {kind: asdict(way) for kind, way in self._kept.items()}
            self._settings.setValue("print/ways", json.dumps(told, ensure_ascii=False))

    def _read(self) -> None:
        kept = str(self._settings.value("print/ways", "") or "") if self._settings is not None else ""
        try:
            told = json.loads(kept or "{}")
            self._kept = {str(kind): _sound(Way(**way)) for kind, way in told.items()}
        except (ValueError, TypeError, AttributeError):
            self._kept = {}


def prepare(printer: QPrinter, way: Way, name: str, page: tuple[float, float]) -> None:
    """Set a printer for one print: its name in the queue, sides, tray, and sheets of this size in points."""
    from PySide6.QtCore import QMarginsF
    from PySide6.QtGui import QPageLayout, QPageSize
    from PySide6.QtPrintSupport import QPrinter

    printer.setDocName(name)
    modes = QPrinter.DuplexMode
    printer.setDuplex({"long": modes.DuplexLongSide, "short": modes.DuplexShortSide}.get(way.duplex, modes.DuplexNone))
    if way.tray != AUTOMATIC:
        printer.setPaperSource(QPrinter.PaperSource(way.tray))
    a4 = QPageSize(QPageSize.PageSizeId.A4)
    sizes = QSizeF(page[0] * MM_PER_POINT, page[1] * MM_PER_POINT)
    near = abs(sizes.width() - 210) < 2 and abs(sizes.height() - 297) < 2
    printer.setFullPage(True)
    printer.setPageSize(a4 if near else QPageSize(sizes, QPageSize.Unit.Millimeter))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setPageMargins(QMarginsF())


def kind_of(what: str) -> str:
    """The kind of paper behind a key of the log of looking: F24 of F24-F03, one kind for what has no code."""
    code = re.match(r"F\d+[a-z]*", what)
    return code[0] if code else "desk"


def _sound(way: Way) -> Way:
    if way.duplex not in DUPLEX or not isinstance(way.printer, str) or way.tray not in TRAYS:
        raise TypeError(way)
    return replace(way, copies=min(max(int(way.copies), 1), MOST_COPIES))
