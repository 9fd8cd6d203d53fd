"""Start-up: input method, a real process that starts and ends, light imports before the unlock window."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from tests.ui.watchdog import LIMIT
from ui.application import choose_input_method

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("given", "chosen"), [("fcitx", "ibus"), ("fcitx5", "ibus"), ("ibus", "ibus"), ("xim", "xim")])
def test_fcitx_is_spoken_to_as_ibus(given: str, chosen: str) -> None:
    environment = {"QT_IM_MODULE": given}
    choose_input_method(environment)
    assert environment["QT_IM_MODULE"] == chosen


def test_without_a_chosen_input_method_nothing_is_set() -> None:
    environment: dict[str, str] = {}
    choose_input_method(environment)
    assert environment == {}


def test_dates_and_numbers_are_chinese(qapp: QApplication) -> None:
    assert QLocale().name() == "zh_CN"


def in_a_process(code: str, place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(place), "APPDATA": str(place)}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_program_starts_loads_its_windows_in_small_parts_and_ends(desk_folder: Path, tmp_path: Path) -> None:
    """While the passphrase is typed: told are the seconds of the longest part, on a processor like the
    watchdog's."""
    code = (
        "import sys, time; from PySide6.QtCore import QTimer; from ui import application\n"
        "from tests.ui.watchdog import slower\n"
        "load, parts = application.import_module, []\n"
        "def timed(name):\n"
        "    began = time.thread_time()\n"
        "    load(name)\n"
        "    parts.append((time.thread_time() - began) / slower() if name in application.WINDOWS else 0)\n"
        "application.import_module = timed\n"
        "app, program = application.start(['ui', sys.argv[1]])\n"
        "assert program.unlock.passphrase.isVisible()\n"
        "watching = QTimer(interval=20)\n"
        "watching.timeout.connect(lambda: 'ui.main_window' in sys.modules and program.unlock.close())\n"
        "watching.start()\n"
        "code = app.exec()\n"
        "print(max(parts))\n"
        "sys.exit(code)"
    )
    ran = in_a_process(code, tmp_path, str(desk_folder))
    assert ran.returncode == 0, ran.stderr
    assert "Traceback" not in ran.stderr
    assert 0 < float(ran.stdout) < LIMIT


def test_nothing_heavy_is_imported_before_the_unlock_window(desk_folder: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from ui.application import start\n"
        "app, program = start(['ui', sys.argv[1]])\n"
        "heavy = {'app.desk', 'reportlab', 'sqlcipher3', 'cryptography', 'pypinyin', 'msgspec', 'pypdfium2'}\n"
        "heavy |= {'ui.handbook', 'PySide6.QtSvg'}\n"
        "print(sorted(heavy & sys.modules.keys()))"
    )
    ran = in_a_process(code, tmp_path, str(desk_folder))
    assert ran.stdout.strip() == "[]", ran.stderr
