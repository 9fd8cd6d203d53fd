"""The printers of this PC, and how each kind of paper is printed on them: remembered here, not in the register."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from PySide6.QtCore import QSettings

from ui import child

INTO_PDF = "pdf:"  # stands for a printer that writes a file
INTO_PDF_WORDS = "存为PDF文件（不打印）"
NONE_HERE = "本机没有打印机，可另存为PDF"
NO_ANSWER = "系统的打印服务没有应答，现在不能打印，可另存为PDF"
LOOKING = "正在查找打印机…"
ALL, ALL_WORDS = "", "其他文书"  # the kind of paper whose way holds for those without one of their own
MOST_COPIES = 99
DUPLEX = {"none": "单面", "long": "双面（沿长边翻）", "short": "双面（沿短边翻）"}
DEFAULT_TRAY = "由打印机决定"
TRAYS = {  # QPrinter.PaperSource -> word
    0: "上纸盒", 1: "下纸盒", 2: "中纸盒", 3: "手动进纸", 4: "信封", 5: "手动信封", 6: DEFAULT_TRAY, 7: "连续纸",
    8: "小幅面纸盒", 9: "大幅面纸盒", 10: "大容量纸盒", 11: "抽屉纸盒",
}  # fmt: skip
AUTOMATIC = 6
LIMIT = 10.0  # seconds within which the system has to name its printers
LOOK = 0.05  # seconds between two looks whether it has
MEMORY = 20.0  # seconds for which the list of printers is taken for true
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


@dataclass(frozen=True)
class Printer:
    """One printer as the system tells: keys of DUPLEX, trays of TRAYS, whether nothing keeps it from printing."""

    name: str
    duplex: tuple[str, ...] = ("none",)
    trays: tuple[int, ...] = ()
    ready: bool = True
    refuses: bool = False  # its queue takes no files: what is printed is lost


@dataclass(frozen=True)
class Found:
    """Every printer, the usual one first. `answered` is False where the system did not answer in time."""

    printers: tuple[Printer, ...] = ()
    answered: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """What they are called."""
        return tuple(one.name for one in self.printers)

    def of(self, name: str) -> Printer:
        """A printer by its name; of one that is not there nothing is known."""
        return next((one for one in self.printers if one.name == name), Printer(name))

    @property
    def none_words(self) -> str:
        """Why none can be chosen."""
        return NONE_HERE if self.answered else NO_ANSWER


class Printers:
    """What the system says of its printers. Tests pass another object that prints into files."""

    def __init__(self, now: Callable[[], float] = time.monotonic, limit: float = LIMIT) -> None:
        """`limit`: the seconds within which the system has to answer."""
        self._now, self._limit = now, limit
        self._kept: tuple[float, Found] | None = None

    def known(self, within: float = MEMORY) -> Found | None:
        """What was found in the last so many seconds, None when nothing was."""
        if self._kept is None or self._now() - self._kept[0] > within:
            return None
        return self._kept[1]

    def look(self, stopped: Callable[[], bool] = lambda: False) -> Found:
        """Ask the system anew. It may take seconds: never in the window's thread."""
        found = ask_system(stopped, self._limit)
        self._kept = (self._now(), found)
        return found

    def forget(self) -> None:
        """One of them is not there any more: the system is asked anew."""
        self._kept = None

    @property
    def print_command(self) -> list[str]:
        """What prints, as a process of its own."""
        return child.this_program(child.PRINT)


def ask_system(stopped: Callable[[], bool], seconds: float) -> Found:
    """Ask for the printers in a process of its own, which is ended when they do not answer in time.

    A thread would not do: Qt's printing holds Python fast while it waits for the system, and the windows with it.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="shouwentai-") as folder:
            file = Path(folder) / "printers"
            _run(child.this_program(child.PRINTERS, str(file)), stopped, seconds)
            told = file.read_text("utf-8").splitlines() if file.exists() else []
    except OSError:
        return Found(answered=False)
    return read_told(told)


def _run(command: list[str], stopped: Callable[[], bool], seconds: float) -> None:
    quiet = subprocess.DEVNULL
    asking = subprocess.Popen(
        command, stdin=quiet, stdout=quiet, stderr=quiet, cwd=child.HERE, creationflags=child.FLAGS
    )
    end = time.monotonic() + seconds
    try:
        while not stopped() and time.monotonic() < end:
            with contextlib.suppress(subprocess.TimeoutExpired):
                asking.wait(LOOK)
                return
    finally:
        asking.kill()
        asking.wait()


def read_told(told: list[str]) -> Found:
    """The first line names all of them; what each can do may be missing where the time was up."""
    try:
        names = [str(name) for name in json.loads(told[0])]
    except (IndexError, ValueError, TypeError):
        return Found(answered=False)
    details: dict[str, Printer] = {}
    for line in told[1:]:
        with contextlib.suppress(ValueError, TypeError, KeyError):
            one = json.loads(line)
            sides, trays = tuple(one["duplex"]), tuple(one["trays"])
            details[one["name"]] = Printer(one["name"], sides, trays, bool(one["ready"]), bool(one.get("refuses")))
    return Found(tuple(details.get(name, Printer(name)) for name in names))


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


def kind_of(what: str) -> str:
    """The kind of paper behind a key of the log of looking: F24 of F24-F03, one kind for what has no code."""
    code = re.match(r"F\d+[a-z]*", what)
    return code[0] if code else "desk"


def _sound(way: Way) -> Way:
    if way.duplex not in DUPLEX or not isinstance(way.printer, str) or way.tray not in TRAYS:
        raise TypeError(way)
    return replace(way, copies=min(max(int(way.copies), 1), MOST_COPIES))
