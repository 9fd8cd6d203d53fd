"""A disk that is filling up is said on the first page before it is full."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.storage.room import LEAST, MB, RoomJob
from ui.main_window import MainWindow
from ui.runner import Runner
from ui.widgets.troubles import Troubles


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def leave_free(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    """All disks have this much left, in bytes."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(free * 2, free, free))


@pytest.mark.parametrize(
    ("store", "free", "told"),
    [
        (0, LEAST, ""),
        (0, LEAST - 1, "只剩499MB，应留500MB以上"),
        (200 * MB, 600 * MB, ""),
        (200 * MB, 600 * MB - 1, "只剩599MB，应留600MB以上"),
        (800 * MB, 2 * 1024 * MB, "只剩2.0GB，应留2.3GB以上"),
    ],
)
def test_a_disk_is_short_of_room_when_the_store_fits_less_than_three_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: int, free: int, told: str
) -> None:
    with (tmp_path / "desk.db").open("wb") as file:
        file.truncate(store)
    leave_free(monkeypatch, free)
    words = "".join(RoomJob(folder=tmp_path, files=("desk.db", "desk.db-wal"), second=str(tmp_path / "gone")).run())
    assert told in words
    assert bool(words) == bool(told)


def test_the_second_place_is_told_when_it_is_another_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    others = (place for place in (Path("/dev/shm"), Path(__file__).parent) if place.is_dir())
    elsewhere = next((place for place in others if place.stat().st_dev != tmp_path.stat().st_dev), None)
    if elsewhere is None:
        pytest.skip("one disk only")
    leave_free(monkeypatch, 99 * MB)
    own, second = RoomJob(folder=tmp_path, files=(), second=str(elsewhere)).run()
    assert "接待台所在的磁盘快满了" in own
    assert f"备份的第二处（{elsewhere}）快满了：只剩99MB" in second
    assert len(RoomJob(folder=tmp_path, files=(), second=str(tmp_path)).run()) == 1


def test_the_first_page_says_it_and_stops_saying_it(
    window: MainWindow, runner: Runner, desk: Desk, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    troubles: Troubles = window.reception.troubles
    qtbot.waitUntil(lambda: not troubles.isVisible())
    leave_free(monkeypatch, 20 * MB)
    troubles.look()
    qtbot.waitUntil(troubles.isVisible)
    assert "只剩20MB" in troubles.text()
    assert "已登记的不会丢失" in troubles.text()
    leave_free(monkeypatch, 10 * 1024 * MB)
    troubles.look()
    qtbot.waitUntil(lambda: not troubles.isVisible())
    assert desk.room_job().run() == ()
