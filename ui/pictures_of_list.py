"""Pictures of the list: found by words, filtered with lines picked, and its dialogs."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from app.domain.listing import COLUMNS
from ui.dialogs.pdf import PdfDialog
from ui.dialogs.period import PeriodDialog
from ui.dialogs.save_view import SaveViewDialog
from ui.main_window import MainWindow
from ui.runner import Runner
from ui.saved_views import saved_views


def of_the_list(window: MainWindow, runner: Runner) -> Iterator[tuple[str, QWidget]]:
    """Every state of the list that looks otherwise."""
    page = window.petitions
    page.search("道路")
    window.go("petitions")
    yield "search", window
    page.search("")
    page.bar.choose(stage="handling", clock="later", office="村镇建设办公室")
    page.sort_by("due")
    page.table.selectAll()
    yield "list-filtered", window
    page.clear_filters()
    page.sort_by("number")
    page.columns = tuple(COLUMNS)
    page.table.show_columns(page.columns)
    yield "list-every-column", window
    period = PeriodDialog(runner, None, runner.desk.today(), window)
    period.open()
    yield "list-period", period
    period.leave()
    saving = SaveViewDialog(runner, "期限 逾期，按期限顺序", saved_views(runner.desk), window)
    saving.open()
    saving.name.setText("本周到期")
    yield "list-save-view", saving
    saving.leave()
    told = runner.desk.list_told(page.selection, ("number", "who", "title", "stage", "due", "handling"), most=100)
    shown = PdfDialog(runner, "信访事项清单", runner.desk.desk_paper("F38", told), window)
    shown.open()
    yield "list-paper", shown
    shown.leave()
    page.refresh()
