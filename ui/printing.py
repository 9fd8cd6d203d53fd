"""打印: straight to the printer that this PC remembers for the kind of paper; asked the first time and with Shift."""

from __future__ import annotations

import contextlib
import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.papers import title_of
from ui.printers import INTO_PDF, LOOKING, Found, Printers, Way, Ways, kind_of
from ui.working import Work

if TYPE_CHECKING:
    from ui.dialogs.printing import PrintDialog
    from ui.papers import Goes
    from ui.store_runner import StoreRunner

CHANGE = "按住 Shift 再打印可以更改。"
FIRST = "第一次打印时选择打印机。"
SAFE = "文书和登记内容都在，没有丢失。"
NOT_READY = f"系统报告打印机“{{printer}}”现在不能打印（脱机、缺纸或者有故障）。处理好以后再打印；{SAFE}"
REFUSES = (
    "打印机“{printer}”的打印队列已停止接收文件，没有打印“{name}”。请由管理员在系统的打印机设置中恢复接收，"
    f"或者另选打印机（按住 Shift 再打印）；{SAFE}"
)
NOT_PRINTED = {  # Outcome of ui/print_job.py -> what is told
    "refused": f"打印机“{{printer}}”没有接受“{{name}}”。请检查是否开机、联机、有纸，再打印一次。{SAFE}",
    "gone": (
        "打印机“{printer}”现在找不到（已断开、已删除，或者系统的打印服务没有运行），没有打印“{name}”。"
        f"请接上或者另选打印机，再打印一次。{SAFE}"
    ),
    "silent": (
        "系统的打印服务没有应答，没有打印“{name}”。请稍后再打印一次，急用的先存为PDF；"
        f"一直这样的，请管理员检查这台电脑的打印服务和打印机“{{printer}}”。{SAFE}"
    ),
    "crashed": (
        "打印“{name}”时程序中断，没有打印，多半是打印机“{printer}”的驱动程序出错。请再打印一次，或者另选打印机"
        f"（按住 Shift 再打印）；一直这样的，请管理员更新驱动程序。{SAFE}"
    ),
}
UNSURE = "“{name}”已经交给打印机“{printer}”，没有得到答复，不能确认是否打印。请到打印机处看一看。"


@dataclass(frozen=True)
class Print:
    """What is to be printed: `name` is that of its file, `goes` how the log of looking calls it, None for nothing of
    the register. `copy` draws a further copy, counted from 1, where copies differ."""

    pdf: bytes
    name: str
    goes: Goes | None
    kind: str
    copy: Callable[[int], bytes | None] | None = None
    paper_only: bool = False  # it may not become a file

    @property
    def words(self) -> str:
        """What it is called: its file's name without the ending."""
        return self.name.removesuffix(".pdf")


class Printing(QObject):
    """Prints in the background, each print in a process of its own. `done` tells the petition and the paper of which
    something was printed or was not."""

    done = Signal(str, str)
    idle = Signal()
    found = Signal()  # the printers of this PC, in the background

    def __init__(self, runner: StoreRunner[Any]) -> None:
        super().__init__(runner)
        self.runner = runner
        self.ways = Ways(runner.pc)
        self.dialog: PrintDialog | None = None
        self._busy = 0
        self._ended: list[Callable[[], None]] = []  # what is not recorded and told yet
        self._looking: threading.Thread | None = None

    @property
    def printers(self) -> Printers:
        """The printers of this PC."""
        return self.runner.ask.printers

    @property
    def busy(self) -> bool:
        """Whether anything is on its way to a printer."""
        return self._busy > 0

    def state(self, kind: str) -> str:
        """In words where this kind of paper will go."""
        way = self.ways.of(kind)
        if way is not None and way.into_pdf:
            return f"打印到：{way.words}。{CHANGE}"
        found = self.known()
        if found is None:
            return LOOKING
        if not found.printers:
            return f"{found.none_words}。"
        if way is None:
            return FIRST
        if way.printer not in found.names:
            return f"打印机“{way.printer}”不在了，打印时另选。"
        return f"打印到：{way.words}。{CHANGE}"

    def known(self) -> Found | None:
        """The printers as far as they are known at this moment; what is old is looked up anew beside the work, and
        `found` tells that."""
        if self.printers.known() is None and self._looking is None:
            self._looking = threading.Thread(target=self._look, args=(self.printers,), daemon=True)
            self._looking.start()
        return self.printers.known(math.inf)

    def find(self, parent: QWidget | None, *, anew: bool = False) -> Found:
        """The printers; waited for where they are not known, with a small window from which one may go on without."""
        found = None if anew else self.printers.known()
        if found is not None:
            return found
        printers = self.printers
        return Work().run(lambda work: printers.look(work.stopped), parent, LOOKING)

    def _look(self, printers: Printers) -> None:
        printers.look()
        self._looking = None
        with contextlib.suppress(RuntimeError):  # the window is gone
            self.found.emit()

    def print(self, wanted: Print, parent: QWidget, *, ask: bool = False) -> None:
        """Print straight away where it is known how, else ask; `ask` or Shift asks anyhow."""
        way = self.ways.of(wanted.kind)
        shift = bool(QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
        if way is not None and way.into_pdf and wanted.paper_only:
            way = None
        if way is None or ask or shift or not (way.into_pdf or way.printer in self.find(parent).names):
            self._ask(wanted, way, parent)
        else:
            self.send(wanted, way, parent)

    def finish(self) -> None:
        """Wait until what is being printed has gone; the windows are closing."""
        while self._busy:
            loop = QEventLoop()
            self.idle.connect(loop.quit)
            loop.exec()

    def _ask(self, wanted: Print, way: Way | None, parent: QWidget) -> None:
        from ui.dialogs.printing import PrintDialog  # loaded when first opened, as the others

        self.dialog = PrintDialog(self.runner, wanted.kind, way, parent, paper_only=wanted.paper_only)
        self.dialog.chosen.connect(lambda chosen: self.send(wanted, chosen, parent))
        self.dialog.open()

    def send(self, wanted: Print, way: Way, parent: QWidget) -> None:
        """Print it this way now."""
        if way.printer == INTO_PDF:
            self._save(wanted, parent)
            return
        sheets = self._sheets(wanted, way)
        if sheets is not None and self._ready(wanted, way, parent) and self._record("print", wanted, way, parent):
            self._start(wanted, way, sheets, parent)

    def _start(self, wanted: Print, way: Way, sheets: tuple[bytes, ...], parent: QWidget) -> None:
        from ui.print_job import PATIENCE_MS, PrintingNow, PrintJob

        once = replace(way, copies=1) if wanted.copy else way
        job = PrintJob(self.printers.print_command, once, wanted.name, sheets, self)
        waiting = PrintingNow(job, wanted.words, parent.window())
        patience = QTimer(waiting)
        patience.setSingleShot(True)
        patience.timeout.connect(waiting.show)
        patience.start(PATIENCE_MS)

        def end(outcome: str) -> None:
            with contextlib.suppress(RuntimeError):  # the window that it belonged to is gone
                waiting.deleteLater()
            job.deleteLater()
            self._ended.append(partial(self._end, outcome, wanted, way, parent))
            self._busy -= 1
            self.settle()
            if not self._busy:
                self.idle.emit()

        job.ended.connect(end)
        self._busy += 1
        job.start()

    def settle(self) -> None:
        """Record and tell how prints have ended; a desk that was locked meanwhile is told once it is open again."""
        while self._ended and not self.runner.store.locked:
            self._ended.pop(0)()

    def _end(self, outcome: str, wanted: Print, way: Way, parent: QWidget) -> None:
        window = _alive(parent)
        if outcome == "gone":
            self.printers.forget()
        if outcome == "unsure":
            self._ask_whether_it_came(wanted, way, window)
        elif outcome != "printed":
            self._record("print_failed", wanted, way, window)
            if outcome in NOT_PRINTED:
                self._tell(NOT_PRINTED[outcome], wanted, way, window)
        if wanted.goes is not None:
            self.done.emit(wanted.goes.number, wanted.goes.what)

    def _ask_whether_it_came(self, wanted: Print, way: Way, parent: QWidget | None) -> None:
        """Only who looks at the printer can know; until somebody says so it counts as not printed."""
        if wanted.goes is None:
            self._tell(UNSURE, wanted, way, parent)
            return
        self._record("print_unsure", wanted, way, parent)
        asked = f"{UNSURE}打印出来了吗？".format(printer=way.printer, name=wanted.words)
        if self.runner.ask.confirm(parent, "不能确认是否打印", asked, "已经打印出来(&Y)", "没有打印出来(&N)"):
            self._record("print_came", wanted, way, parent)

    def _sheets(self, wanted: Print, way: Way) -> tuple[bytes, ...] | None:
        """What is drawn: one PDF that is repeated, or each copy as its own; None when that was refused and said so."""
        if wanted.copy is None:
            return (wanted.pdf,)
        more = [wanted.copy(further) for further in range(1, way.copies)]
        return None if None in more else (wanted.pdf, *(pdf for pdf in more if pdf))

    def _ready(self, wanted: Print, way: Way, parent: QWidget) -> bool:
        """True, or what a person decides who knows the printer better than the system does. Nobody knows better of a
        queue that refuses files: Qt would take them for printed."""
        found = self.find(parent).of(way.printer)
        if found.refuses:
            found = self.find(parent, anew=True).of(way.printer)  # somebody may just have seen to it
        if found.refuses:
            self._tell(REFUSES, wanted, way, parent)
            return False
        if found.ready:
            return True
        return self.runner.ask.confirm(parent, "打印机没有就绪", NOT_READY.format(printer=way.printer), "仍然打印")

    def _tell(self, sentence: str, wanted: Print, way: Way, parent: QWidget | None) -> None:
        self.runner.ask.warn(parent, "没有打印", sentence.format(printer=way.printer, name=wanted.words))

    def _record(self, act: str, wanted: Print, way: Way, parent: QWidget | None) -> bool:
        """Whether the log of looking has it; what it has not does not go."""
        goes = wanted.goes
        if goes is None:
            return True

        def record() -> bool:
            self.runner.store.take_out(act, goes.what, goes.number, copies=way.copies)
            return True

        return bool(self.runner.read(record, parent))  # type: ignore[arg-type]

    def _save(self, wanted: Print, parent: QWidget) -> None:
        from ui.papers import PDF, save_made

        save_made(self.runner, wanted.pdf, parent, "存为PDF", wanted.name, PDF, wanted.goes)


def kind_words(kind: str) -> str:
    """A kind of paper by name."""
    return {"desk": "表册、报告", "F30": "全部案卷"}.get(kind) or title_of(kind)


def print_made(
    runner: StoreRunner[Any], pdf: bytes, name: str, parent: QWidget, goes: Goes, *, paper_only: bool = False
) -> None:
    """Print a PDF that is of no single petition, or whose copies are all alike."""
    wanted = Print(pdf=pdf, name=name, goes=goes, kind=kind_of(goes.what), paper_only=paper_only)
    runner.printing.print(wanted, parent)


def _alive(widget: QWidget) -> QWidget | None:
    """The window for what is said when the print has ended: the one that asked for it may be closed."""
    from shiboken6 import isValid

    return widget if isValid(widget) and widget.isVisible() else QApplication.activeWindow()
