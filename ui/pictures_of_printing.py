"""Pictures of printing: asked for a printer, without one, what is remembered."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from ui.dialogs.printers import PrintersDialog
from ui.dialogs.printing import PrintDialog
from ui.main_window import MainWindow
from ui.print_job import PrintingNow, PrintJob
from ui.printers import ALL, Found, Printer, Printers, Way
from ui.runner import Runner

HERE = ("联想 LJ2400 接待室", "惠普 M404 办公室")


class Sample(Printers):
    """Two printers, one of which prints on both sides."""

    def known(self, within: float = 0.0) -> Found:
        return Found(tuple(Printer(name, ("none", "long", "short"), (0, 1)) for name in HERE))


def printing(window: MainWindow, runner: Runner) -> Iterator[tuple[str, QWidget]]:
    """Every window about printers."""
    none = PrintDialog(runner, "F02", None, window)
    none.open()
    yield "print-no-printer", none
    none.leave()
    before = runner.ask.printers
    runner.ask.printers = Sample()
    gone = PrintDialog(runner, "F02", Way("爱普生 L310", copies=2), window)
    gone.open()
    yield "print-chosen", gone
    gone.leave()
    ways = runner.printing.ways
    ways.remember(ALL, Way(HERE[0]))
    ways.remember("F02", Way(HERE[0], copies=2, tray=1))
    ways.remember("F12", Way(HERE[1], copies=3, duplex="long"))
    kept = PrintersDialog(runner, window)
    kept.open()
    yield "printers", kept
    kept.leave()
    job = PrintJob([], Way(HERE[0]), "", (), runner)
    waiting = PrintingNow(job, "全部案卷-43062110120001-2026-000012", window)
    waiting.tell(7, 60)
    waiting.show()
    yield "printing-now", waiting
    waiting.tell(60, 60)
    yield "printing-handed-over", waiting
    waiting.close()
    for kind in list(ways.all):
        ways.forget(kind)
    runner.ask.printers = before
