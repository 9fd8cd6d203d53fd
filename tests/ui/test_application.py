"""Start-up: input method, a real process that starts and ends, light imports before the unlock window."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

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


def test_program_starts_on_a_desk_and_ends(desk_folder: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from PySide6.QtCore import QTimer; from ui.application import start\n"
        "app, program = start(['ui', sys.argv[1]])\n"
        "assert program.unlock.passphrase.isVisible()\n"
        "QTimer.singleShot(300, program.unlock.close)\n"
        "sys.exit(app.exec())"
    )
    ran = in_a_process(code, tmp_path, str(desk_folder))
    assert ran.returncode == 0, ran.stderr
    assert "Traceback" not in ran.stderr


def test_nothing_heavy_is_imported_before_the_unlock_window(desk_folder: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from ui.application import start\n"
        "app, program = start(['ui', sys.argv[1]])\n"
        "heavy = {'app.desk', 'reportlab', 'sqlcipher3', 'cryptography', 'pypinyin', 'msgspec', 'pypdfium2'}\n"
        "heavy |= {'ui.handbook'}\n"
        "print(sorted(heavy & sys.modules.keys()))"
    )
    ran = in_a_process(code, tmp_path, str(desk_folder))
    assert ran.stdout.strip() == "[]", ran.stderr
