"""A fault of the program ends in a plain sentence and a report that names nobody."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import __version__
from app.desk import Desk
from app.storage.driver import sqlite3
from tests.helpers import person, registration
from tests.ui.helpers import Answers
from ui import crash
from ui.application import Faults
from ui.runner import Runner

NAME, ID, PHONE, SAID = "鼋鼍某", "430682198001011234", "13912345999", "鼋鼍井水发黄"
CANARIES = (NAME, ID, PHONE, SAID, "鼋鼍", "4306", "13912")


@pytest.fixture(autouse=True)
def hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hooks of the interpreter are put back."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)


def fail_with(name: str) -> None:
    person = name
    raise ValueError(f"cannot handle {person}")


def caught(folder: Path) -> str:
    """The one report, as text."""
    (written,) = folder.glob("故障报告-*.txt")
    return written.read_text(encoding="utf-8")


def test_report_names_places_and_no_person(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="张三") as error:
        fail_with("张三 430682198001011234")
    written = crash.write_report(tmp_path, error.type, error.tb)
    assert written is not None
    text = written.read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "fail_with" in text
    assert f"首问台 {__version__}" in text
    assert "张三" not in text
    assert "4306" not in text
    assert str(tmp_path) not in text


def test_nothing_of_a_petition_gets_from_the_store_into_a_report(
    runner: Runner, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    """A statement that fails in the midst of registering: its parameters, the locals of twenty frames, the folder."""
    said: list[str] = []
    folder = tmp_path / NAME / "reports"
    crash.install(folder, said.append)
    inside = vars(desk)["_db"].conn
    inside.execute("CREATE TEMP TRIGGER broken BEFORE INSERT ON petitions BEGIN SELECT no_such_thing(); END")
    step = registration(person(NAME, id_number=ID, phone=PHONE, address=f"{NAME}家"), facts=SAID, title=SAID)
    parent = QWidget()
    qtbot.addWidget(parent)
    try:
        runner.run(lambda: desk.register(step), parent)
    except sqlite3.OperationalError:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
    text = caught(folder)
    assert "OperationalError" in text
    assert "petitions.py" in text
    assert not [one for one in CANARIES if one in text]
    assert "请再办一次" in said[0]
    assert not [one for one in (ID, PHONE, SAID) if one in said[0]]
    assert desk.count() == 0


def test_report_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    said: list[str] = []
    crash.install(blocked / "reports", said.append)
    sys.excepthook(ValueError, ValueError("x"), None)
    assert "没有丢失" in said[0]
    assert "未能写入" in said[0]


def test_fault_is_told_with_the_place_of_the_report(tmp_path: Path) -> None:
    said: list[str] = []
    crash.install(tmp_path, said.append)
    sys.excepthook(ValueError, ValueError("x"), None)
    (written,) = tmp_path.glob("故障报告-*.txt")
    assert str(written) in said[0]


def test_fault_in_a_thread_is_told_in_the_window(
    tmp_path: Path, asked: Answers, qapp: QApplication, qtbot: QtBot
) -> None:
    faults = Faults(qapp)
    told_in: list[int] = []
    faults.told.connect(lambda text: (told_in.append(threading.get_ident()), asked.said.append(text)))
    crash.install(tmp_path, faults.told.emit)
    thread = threading.Thread(target=fail_with, args=(NAME,))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(asked.said))
    assert told_in == [threading.get_ident()]
    assert "fail_with" in caught(tmp_path)
    assert NAME not in caught(tmp_path)


def test_fault_while_one_reads_of_a_fault_does_not_pile_up(tmp_path: Path) -> None:
    said: list[str] = []

    def tell(text: str) -> None:
        said.append(text)
        sys.excepthook(ValueError, ValueError("x"), None)
        sys.excepthook(KeyError, KeyError("x"), None)
        sys.excepthook(KeyError, KeyError("x"), None)

    crash.install(tmp_path, tell)
    sys.excepthook(ValueError, ValueError("x"), None)
    assert len(said) == 1
    sys.excepthook(ValueError, ValueError("x"), None)
    assert len(said) == 2
