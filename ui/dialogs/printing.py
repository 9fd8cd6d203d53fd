"""Which printer, how many copies, one side or both, which tray: asked the first time and with Shift."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.dialogs.dialog import Dialog
from ui.printers import (
    ALL,
    AUTOMATIC,
    DEFAULT_TRAY,
    DUPLEX,
    INTO_PDF,
    INTO_PDF_WORDS,
    MOST_COPIES,
    TRAYS,
    Way,
)
from ui.printing import CHANGE, kind_words
from ui.store_runner import StoreRunner
from ui.widgets.editors import Choice, Count, Tick
from ui.widgets.layout import label

NO_PRINTER = "接上打印机以后再打印，可以重新选择。"
LATER = "请稍后再打印一次；一直这样的，请管理员检查这台电脑的打印服务。"
NO_PAPER = "现在没有可用的打印机。这一张只能打印，不能存盘，请接上打印机以后再打印。"
OTHERS = "没有单独设置的其他文书也这样打印(&A)"


class PrintDialog(Dialog):
    """`chosen` carries the Way; where there is a printer it was remembered. `only` remembers without printing."""

    verb = "打印"
    characters = 36
    hint = ""
    chosen = Signal(object)

    def __init__(
        self,
        runner: StoreRunner[Any],
        kind: str,
        way: Way | None,
        parent: QWidget | None = None,
        *,
        only: bool = False,
        paper_only: bool = False,
    ) -> None:
        self.runner = runner
        self.paper_only = paper_only
        self.kind = kind
        self.verb = "保存" if only else "打印"
        self._way = way
        title = "其他文书" if kind == ALL else kind_words(kind)
        super().__init__(runner, f"{title}的打印设置" if only else f"打印{title}", parent)
        self._take_printer()

    def build(self) -> None:
        self.found = self.runner.printing.find(self.parentWidget())
        names = self.found.names
        way = self._way or Way(names[0] if names else INTO_PDF)
        self.none_here = label(self._none_words, "strong", wrap=True)
        self.gone = label(f"打印机“{way.printer}”不在了（已断开或者已删除），请另选。", "warn", wrap=True)
        self.none_here.setVisible(not names)
        self.gone.setVisible(bool(names) and not way.into_pdf and way.printer not in names)
        self.form.addWidget(self.none_here)
        self.form.addWidget(self.gone)
        into_pdf = {} if self.paper_only else {INTO_PDF: INTO_PDF_WORDS}
        printers = {**{name: name for name in names}, **into_pdf}
        self.printer = self.add("printer", "打印机(&P)", Choice(printers))
        self.printer.choose(way.printer if way.printer in printers else next(iter(printers), ""))
        self.copies = self.add("copies", "份数(&N)", Count(1, MOST_COPIES, way.copies))
        self.duplex = self.add("duplex", "单面、双面(&D)", Choice(DUPLEX))
        self.tray = self.add("tray", "纸盒(&T)", Choice({str(AUTOMATIC): DEFAULT_TRAY}))
        self.others = Tick(OTHERS)
        self.others.setChecked(self.kind == ALL or ALL not in self.runner.printing.ways.all)
        self.others.setVisible(bool(names) and self.kind != ALL)
        self.form.addWidget(self.others)
        kept = label(f"在这台电脑上记住，以后一键打印。{CHANGE}", "quiet", wrap=True)
        kept.setVisible(bool(names))
        self.form.addWidget(kept)
        self._may_keep = bool(names)
        self.printer.currentIndexChanged.connect(lambda _at: self._take_printer())

    @property
    def _none_words(self) -> str:
        if self.paper_only:
            return NO_PAPER
        return f"{self.found.none_words}。{NO_PRINTER if self.found.answered else LATER}"

    @property
    def way(self) -> Way:
        """As it is filled in."""
        tray = int(self.tray.value or AUTOMATIC)
        return Way(self.printer.value, self.copies.value(), self.duplex.value or "none", tray)

    def act(self) -> None:
        if not self.printer.value:
            return
        way = self.way
        if self._may_keep:  # else a printer that is connected later would never be asked for
            self._keep(way)
        self.leave()
        self.chosen.emit(way)

    def _keep(self, way: Way) -> None:
        ways = self.runner.printing.ways
        everywhere = self.kind == ALL or self.others.isChecked()
        ways.remember(ALL if everywhere else self.kind, way)
        if everywhere and self.kind != ALL:
            ways.forget(self.kind)

    def _take_printer(self) -> None:
        """Offer what this printer can do."""
        name = self.printer.value
        printer = self.found.of(name)
        into_pdf = name in (INTO_PDF, "")
        way = self._way
        sides = ("none",) if into_pdf else printer.duplex
        trays = (AUTOMATIC,) if into_pdf else (AUTOMATIC, *(t for t in printer.trays if t != AUTOMATIC))
        _offer(self.duplex, {key: DUPLEX[key] for key in sides}, way.duplex if way else "none")
        _offer(self.tray, {str(tray): TRAYS[tray] for tray in trays}, str(way.tray) if way else str(AUTOMATIC))
        for field, offered in (("copies", not into_pdf), ("duplex", len(sides) > 1), ("tray", len(trays) > 1)):
            self.fields[field].setVisible(offered)
        self.main.setEnabled(bool(name))
        if self.verb == "打印":
            self.main.setText("存为PDF  Ctrl+Enter" if name == INTO_PDF else "打印  Ctrl+Enter")


def _offer(choice: Choice, words: dict[str, str], wanted: str) -> None:
    choice.clear()
    for code, word in words.items():
        choice.addItem(word, code)
    choice.choose(wanted if wanted in words else next(iter(words)))
