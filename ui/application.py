"""Start-up: font, language, style, last word on errors; then the windows in turn.

Only Qt is imported before the unlock window is painted. The desk and everything it needs come in
while the passphrase is being typed.
"""

from __future__ import annotations

import os
import sys
import threading
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QSettings, QTimer, QTranslator
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from ui import crash, resources, settings
from ui.ask import Ask
from ui.look import Look

if TYPE_CHECKING:
    from app.desk import Desk
    from ui.main_window import MainWindow
    from ui.unlock import UnlockWindow

TITLE = "首问台"
WARM_UP_MS = 60  # after the unlock window is shown: it is painted first


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
    app.setApplicationName("shouwentai")
    app.setApplicationDisplayName(TITLE)


class Program(QObject):
    """The windows in turn: unlock, main window, unlock again. Holds the desk while it is open."""

    def __init__(self, app: QApplication, folder: Path | None, config: Path, ask: Ask) -> None:
        super().__init__()
        self._config: QSettings = settings.open_settings(config)
        self.ask = ask
        self.folder = folder or self._last_folder()
        self.look = Look(app, self._config)
        self.look.apply()
        self.unlock: UnlockWindow | None = None
        self.window: MainWindow | None = None

    def show_unlock(self) -> None:
        """The window that asks for the passphrase."""
        from ui.unlock import UnlockWindow

        self.unlock = UnlockWindow(self.look, self.ask, self.folder)
        self.unlock.opened.connect(self.enter)
        self.unlock.show()
        QTimer.singleShot(WARM_UP_MS, self._warm_up)

    def enter(self, desk: Desk) -> None:
        """Show the main window on an open desk."""
        from ui.main_window import MainWindow
        from ui.runner import Runner

        self.folder = Path(desk.folder)
        self._config.setValue("desk/folder", str(self.folder))
        self.window = MainWindow(Runner(desk, self.ask, self.look), self._config)
        self.window.locked.connect(self.lock)
        self.window.closed.connect(desk.close)
        self.window.show()
        if self.unlock is not None:
            self.unlock.close()
            self.unlock.deleteLater()
            self.unlock = None

    def lock(self) -> None:
        """Close the desk and ask for the passphrase again."""
        window, self.window = self.window, None
        if window is None:
            return
        self.show_unlock()
        window.leave()
        window.runner.desk.close()
        window.deleteLater()

    def _last_folder(self) -> Path | None:
        kept = str(self._config.value("desk/folder", "") or "")
        return Path(kept) if kept and Path(kept).is_dir() else None

    def _warm_up(self) -> None:
        threading.Thread(target=import_module, args=("app.desk",), daemon=True).start()


def start(arguments: list[str]) -> tuple[QApplication, Program]:
    """Everything up to the unlock window, shown but not yet run."""
    choose_input_method(os.environ)  # type: ignore[arg-type]
    app = QApplication(arguments[:1])
    prepare(app)
    folder = Path(arguments[1]) if len(arguments) > 1 else None
    ask = Ask()
    config = settings.config_folder()
    program = Program(app, folder, config, ask)
    crash.install(config / "reports", lambda text: ask.warn(app.activeWindow(), "程序故障", text))
    program.show_unlock()
    return app, program


def main(arguments: list[str] | None = None) -> int:
    """Run until the last window is closed."""
    app, program = start(sys.argv if arguments is None else arguments)
    code = app.exec()
    del program
    return code
