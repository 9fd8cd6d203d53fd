"""更多: what is wanted rarely. An entry is a line of ENTRIES: name, words, act, the rights one of which it needs.

An entry that shows a page bears the name of the page, whose rights stand in ui/access.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.domain.rights import Right
from ui.parts import CHANGE_PASSPHRASE, HANDBOOK, LINE, LOOKS, Entry

if TYPE_CHECKING:
    from ui.main_window import MainWindow

Act = Callable[["MainWindow"], None]


def _go(name: str) -> Act:
    return lambda window: window.go(name)


def _sheet_in(window: MainWindow) -> None:
    """Matters sent down in a sheet, row by row."""
    from ui.dialogs.sheet_in import StagedDialog

    StagedDialog(window.runner, window).open()


def _reckon(window: MainWindow) -> None:
    """When a period of the law would end."""
    from ui.dialogs.reckon import ReckonDialog

    ReckonDialog(window.runner, window).open()


def _sheet_out(window: MainWindow) -> None:
    """Petitions as a sheet that other programs read."""
    from ui.dialogs.sheet_out import SheetOutDialog

    SheetOutDialog(window.runner, window).open()


def _office(window: MainWindow) -> None:
    from ui.dialogs.office import OfficeDialog

    OfficeDialog(window.runner, window).open()


def _officers(window: MainWindow) -> None:
    """Who works at the desk and in which roles."""
    from ui.dialogs.officers import OfficersDialog

    OfficersDialog(window.runner, window).open()


def _passphrases(window: MainWindow) -> None:
    """Who can open the desk, and the recovery sheet: for administrators."""
    from ui.dialogs.passphrases import PassphrasesDialog

    PassphrasesDialog(window.runner, window).open()


def _data_files(window: MainWindow) -> None:
    """Which schedules, periods and lists are loaded, and take in a file of the county."""
    from ui.dialogs.data_files import DataFilesDialog

    DataFilesDialog(window.runner, window).open()


def _number_patterns(window: MainWindow) -> None:
    """How each kind of document number is written."""
    from ui.dialogs.number_patterns import NumberPatternsDialog

    NumberPatternsDialog(window.runner, window).open()


def _number_register(window: MainWindow) -> None:
    """Every document number of a year."""
    from ui.dialogs.number_register import NumberRegisterDialog

    NumberRegisterDialog(window.runner, window).open()


def _register_page(window: MainWindow) -> None:
    """The day's page of the register."""
    from ui.dialogs.register_page import RegisterPageDialog, drawn

    pdf = drawn(window.runner, window)
    if pdf is not None:
        RegisterPageDialog(window.runner, pdf, window).open()


def _own_files(window: MainWindow) -> None:
    """Texts of papers and layouts of sheets: shipped or the county's own."""
    from ui.dialogs.own_files import OwnFilesDialog

    OwnFilesDialog(window.runner, window).open()


def _snippets(window: MainWindow) -> None:
    """Texts that are typed again and again."""
    from ui.dialogs.snippets import SnippetsDialog

    SnippetsDialog(window.runner, window).open()


def _printers(window: MainWindow) -> None:
    """How each kind of paper is printed on this PC; a test page."""
    from ui.dialogs.printers import PrintersDialog

    PrintersDialog(window.runner, window).open()


def _verify_report(window: MainWindow) -> None:
    """Check everything and sign what came out."""
    from ui.dialogs.verify_report import VerifyReportDialog

    VerifyReportDialog(window.runner, window).open()


def _update(window: MainWindow) -> None:
    """A new version of the program from the stick, and the way back."""
    from ui.dialogs.update import UpdateDialog

    UpdateDialog(window.runner, window).open()


def _quick_sheet(window: MainWindow) -> None:
    """The day's work and the keys on one page."""
    from ui.handbook.paper import HandbookPaper

    pdf = window.runner.read(window.runner.desk.quick_sheet, window)
    if pdf is not None:
        HandbookPaper(window.runner, QUICK_SHEET, pdf, window).open()


QUICK_SHEET = "一页操作单"
ADMINISTER = (Right.ADMINISTER,)

ENTRIES: tuple[Entry[MainWindow] | None, ...] = (
    Entry("reception_days", "领导接访日", _go("reception_days")),
    Entry("report", "统计报表", _go("report")),
    Entry("looks", "查阅记录", lambda window: window.show_looks()),
    Entry("journal", "台账", lambda window: window.show_journal()),
    Entry("reckon", "期限推算", _reckon),
    Entry("sheet_in", "来件表格", _sheet_in, (Right.REGISTER,)),
    Entry("sheet_out", "导出表格", _sheet_out, (Right.EXPORT,)),
    LINE,
    Entry("office", "单位资料", _office, ADMINISTER),
    Entry("officers", "工作人员", _officers, ADMINISTER),
    Entry("passphrases", "口令和恢复表", _passphrases, ADMINISTER),
    CHANGE_PASSPHRASE,
    Entry("snippets", "常用语", _snippets),
    Entry("data_files", "数据文件", _data_files),
    Entry("own_files", "文书用语和表样", _own_files, ADMINISTER),
    Entry("number_patterns", "文号格式", _number_patterns, ADMINISTER),
    Entry("number_register", "文号登记簿", _number_register, (Right.READ,)),
    Entry("register_page", "当日登记簿", _register_page, (Right.READ,)),
    Entry("verify_report", "核验报告", _verify_report, (Right.ADMINISTER, Right.LOOKS)),
    Entry("back_up", "备份", lambda window: window.back_up()),
    Entry("update", "程序升级", _update, ADMINISTER),
    Entry("printers", "打印设置", _printers),
    LINE,
    HANDBOOK,
    Entry("quick_sheet", QUICK_SHEET, _quick_sheet),
    LINE,
    *LOOKS,
)
