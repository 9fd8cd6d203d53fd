"""Start-up: font, language, style, last word on errors; then the windows in turn.

Only Qt is imported before the unlock window is painted. The desk and everything it needs come in
while the passphrase is being typed.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QSettings, Qt, QTimer, QTranslator, Signal
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from ui import crash, resources, settings, theme
from ui.ask import Ask
from ui.clipboard import OwnClipboard
from ui.idle import Idle
from ui.look import Look
from ui.stores import Kind, kind_of

if TYPE_CHECKING:
    from ui.aside import Aside
    from ui.frame import Frame
    from ui.unlock import UnlockWindow

TITLE = "首问台"
PRESET_MINUTES = 10
LOOP_MS, MOST_LOOPS = 20, 100  # until a box that was hidden has ended; a printer's own may not
PAPERS_MS = 1500  # after the first window is in use: what draws papers is loaded beside the work
WARM_UP_MS = 60  # after the unlock window is shown: it is painted first
WINDOWS = (
    "ui.runner",
    "ui.widgets.table_view",
    "ui.dialogs.register",
    "ui.arriving",
    "ui.pages.exchange",
    "ui.pages.petition",
    "ui.pages.petitions",
    "ui.pages.reception",
    "ui.main_window",
)  # what is loaded ahead, in parts of some 20 ms


def choose_input_method(environment: dict[str, str]) -> None:
    """The Qt wheels carry no fcitx plugin; fcitx 5 itself speaks the ibus protocol."""
    if environment.get("QT_IM_MODULE", "").startswith("fcitx"):
        environment["QT_IM_MODULE"] = "ibus"


def prepare(app: QApplication) -> None:
    """Bundled font, Chinese locale and Chinese standard buttons, one style on every system."""
    QFontDatabase.addApplicationFont(str(resources.FONT))
    QLocale.setDefault(QLocale("zh_CN"))
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        app.installTranslator(translator)
    app.setStyle("Fusion")
    app.styleHints().setColorScheme(Qt.ColorScheme.Light)  # the colours are our own, whatever the system has
    app.setApplicationName("shouwentai")
    app.setApplicationDisplayName(TITLE)


def add_rare_characters() -> None:
    """The typeface with the characters of names that the first one has not."""
    QFont.insertSubstitution(theme.FAMILY, theme.RARE_FAMILY)
    QFontDatabase.addApplicationFont(str(resources.RARE_FONT))


class Program(QObject):
    """The windows in turn: unlock, main window, unlock again. Holds the desk, or another store, while it is open."""

    def __init__(self, app: QApplication, folder: Path | None, config: Path, ask: Ask) -> None:
        super().__init__()
        self._config: QSettings = settings.open_settings(config)
        self.ask = ask
        self.folder = folder or self._last_folder()
        self.look = Look(app, self._config)
        self.look.apply()
        self.unlock: UnlockWindow | None = None
        self.window: Frame | None = None

        self.idle = Idle(app, self._minutes)
        self.idle.lock_wanted.connect(self.lock)
        self._clipboard = OwnClipboard()
        self._aside: dict[tuple[Path, str], Aside] = {}

    def show_unlock(self, officer: str = "") -> None:
        """The window that asks for the passphrase; `officer` is who was here last."""
        from ui.unlock import UnlockWindow

        self.unlock = UnlockWindow(self.look, self.ask, self.folder, officer)
        self.unlock.may_close = self._may_end
        self.unlock.opened.connect(self.enter)
        self.unlock.show()
        QTimer.singleShot(WARM_UP_MS, self._warm_up)

    def enter(self, store: Any) -> None:
        """Show the main window of an open store: of a desk the officer's own as it was left, or a new one."""
        kind = kind_of(store.folder)
        if kind is None:  # taken away at this moment: it says so itself at the first thing done with it
            return
        self.folder = Path(store.folder)
        self._config.setValue("desk/folder", str(self.folder))
        aside = self._aside.pop((self.folder, kind.who(store)), None)
        for place, other in list(self._aside.items()):
            if not other.half_filled:  # nothing waits in it for its officer
                self._aside.pop(place).drop()
        if aside is None:
            self.window = self._new_window(kind, store)
        else:
            self.window = aside.window
            self.window.runner.store.go_on(store)
            aside.bring_back()
        self.idle.start()
        if self.unlock is not None:
            self.unlock.end()
            self.unlock = None
        self.window.entered()

    def _new_window(self, kind: Kind, store: Any) -> Frame:
        window = kind.window(store, self.ask, self.look, self._config)
        window.may_close = self._may_end
        window.locked.connect(self.lock)
        window.closed.connect(window.close_store)
        window.closed.connect(self.idle.stop)
        window.show()
        QTimer.singleShot(PAPERS_MS, window, window.warm_up)
        return window

    def lock(self) -> None:
        """Hide everything, close the desk and ask for the passphrase again."""
        from ui.aside import Aside

        window, self.window = self.window, None
        if window is None:
            return
        self.idle.stop()
        self._clipboard.clear_own()
        self.show_unlock(window.who)
        aside = Aside(window)
        self._aside[(Path(window.runner.store.folder), window.who)] = aside
        self._lock_up(aside)

    def _lock_up(self, aside: Aside, tries: int = MOST_LOOPS) -> None:
        """Close the desk once nothing of it is shown and no box below waits for an answer any more."""
        from ui.aside import in_another_loop

        if self.unlock is None:
            return
        aside.hide_all(self.unlock)
        runner = aside.window.runner
        runner.stop()
        working = runner.busy
        if working or (tries and in_another_loop()):
            QTimer.singleShot(LOOP_MS, self, lambda: self._lock_up(aside, tries if working else tries - 1))
            return
        aside.window.set_aside()
        runner.store.lock_up()

    def _minutes(self) -> int:
        return self.window.lock_after if self.window is not None else PRESET_MINUTES

    def _may_end(self) -> bool:
        """Whether the program may end: of half-filled forms of others only drafts outlive it."""
        waiting = [officer for (_folder, officer), aside in self._aside.items() if aside.half_filled]
        if not waiting:
            return True
        drafted = all(aside.drafted for aside in self._aside.values())
        kept = "已存为草稿，本人解锁后可以恢复" if drafted else "没有草稿的，关闭程序以后不保留"
        text = f"{'、'.join(waiting)}有填写到一半的表格，{kept}。"
        return self.ask.confirm(self.unlock or self.window, "还有没办完的表格", text, "关闭程序")

    def _last_folder(self) -> Path | None:
        kept = str(self._config.value("desk/folder", "") or "")
        return Path(kept) if kept and Path(kept).is_dir() else None

    def _warm_up(self) -> None:
        """While the passphrase is typed: the desk in a thread, then the windows, one after the other in turns of the
        loop, for what is made of Qt belongs to the thread of the windows."""
        loading = threading.Thread(target=_warm_up, daemon=True)
        loading.start()
        self._load_windows(loading, iter(WINDOWS))

    def _load_windows(self, desk: threading.Thread, left: Iterator[str]) -> None:
        if self.window is not None:
            return  # it was faster
        if not desk.is_alive():
            following = next(left, None)
            if following is None:
                return
            import_module(following)
        QTimer.singleShot(LOOP_MS, self, partial(self._load_windows, desk, left))


def _warm_up() -> None:
    """What the first window and the first letters typed in it would wait for."""
    import_module("app.desk").initials("首")


class Faults(QObject):
    """Carries what is said of a fault into the window's thread."""

    told = Signal(str)


def start(arguments: list[str]) -> tuple[QApplication, Program]:
    """Everything up to the unlock window, shown but not yet run."""
    choose_input_method(os.environ)  # type: ignore[arg-type]
    app = QApplication(arguments[:1])
    prepare(app)
    folder = Path(arguments[1]) if len(arguments) > 1 else None
    ask = Ask()
    config = settings.config_folder()
    program = Program(app, folder, config, ask)
    faults = Faults(app)
    faults.told.connect(lambda text: ask.warn(app.activeWindow(), "程序故障", text))
    crash.install(config / "reports", faults.told.emit)
    program.show_unlock()
    QTimer.singleShot(WARM_UP_MS, add_rare_characters)
    return app, program


def main(arguments: list[str] | None = None) -> int:
    """Run until the last window is closed."""
    app, program = start(sys.argv if arguments is None else arguments)
    code = app.exec()
    del program
    return code
