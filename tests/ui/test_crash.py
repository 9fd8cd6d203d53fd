"""A fault of the program ends in a plain sentence and a report that names nobody."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ui import crash


def fail_with(name: str) -> None:
    person = name
    raise ValueError(f"cannot handle {person}")


def test_report_names_places_and_no_person(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="张三") as caught:
        fail_with("张三 430682198001011234")
    written = crash.write_report(tmp_path, caught.type, caught.tb)
    assert written is not None
    text = written.read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "fail_with" in text
    assert "张三" not in text
    assert "4306" not in text
    assert str(tmp_path) not in text


def test_report_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    said: list[str] = []
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    crash.install(blocked / "reports", said.append)
    sys.excepthook(ValueError, ValueError("x"), None)
    assert "没有丢失" in said[0]
    assert "未能写入" in said[0]


def test_fault_is_told_with_the_place_of_the_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    crash.install(tmp_path, said.append)
    sys.excepthook(ValueError, ValueError("x"), None)
    (written,) = tmp_path.glob("故障报告-*.txt")
    assert str(written) in said[0]
