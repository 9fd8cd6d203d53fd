"""The pictures of what is wanted rarely: texts and layouts, another desk's report, a further upload."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from ui.dialogs.arrivals import ArrivalsDialog
from ui.dialogs.check_report import CheckReportDialog
from ui.dialogs.own_files import File, OwnFilesDialog
from ui.dialogs.resend import UploadAgainDialog
from ui.dialogs.try_passphrase import TryPassphraseDialog
from ui.main_window import MainWindow
from ui.runner import Runner

WRONG = "文书用语 F02.toml 第14行：文字中有“{telephone}”，这一段没有这个词。可用：{phone}。请改正后再打印。"
STRAY = "“F99.toml”不是文书用语文件，没有文书使用，请核对文件名。"


def of_reach(window: MainWindow, runner: Runner) -> Iterator[tuple[str, QWidget]]:
    """One after the other, each freed."""
    for name, kind in (
        ("own-files", OwnFilesDialog),
        ("check-report", CheckReportDialog),
        ("upload-again", UploadAgainDialog),
        ("arrivals", ArrivalsDialog),
    ):
        dialog = kind(runner, window)
        dialog.open()
        if isinstance(dialog, OwnFilesDialog):
            texts = dialog.parts[0]
            while not texts.files:  # they are read after the dialog is there
                QTest.qWait(50)
            wrong = File("F02", "信访事项登记回执", True, "wording/F02.toml", "", WRONG)
            texts.show_files((wrong, File("F01", "信访事项登记表", False, "", "51段，自拟39段", "")), (STRAY,))
        yield name, dialog
        dialog.leave()
    trying = TryPassphraseDialog(runner, runner.desk.folder, window)
    trying.open()
    yield "try-passphrase", trying
    trying.leave()
