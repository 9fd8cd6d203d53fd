"""PySide6 6.12 on Python 3.11 drops a reference to None on every void call, until the interpreter aborts."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication, QLineEdit


def test_void_calls_do_not_use_up_references_to_none(qapp: QApplication) -> None:
    edit = QLineEdit()
    before = sys.getrefcount(None)
    for _ in range(500):
        edit.setText("x")
    assert sys.version_info >= (3, 12) or abs(sys.getrefcount(None) - before) < 50
