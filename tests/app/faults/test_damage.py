"""A file that is damaged: every question ends in an answer or in a refusal, and the file is not made worse."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.county.store import County
from app.desk import Desk
from app.domain.errors import StorageError
from tests.helpers import PASSPHRASE, STATION, FixedClock, registered, registration, to_issue

PAGE = 4096


@pytest.fixture
def used(desk_folder: Path, county_folder: Path, tmp_path: Path) -> tuple[Path, Path, str]:
    """A desk that was used for a while, its county, and the number of one petition in both."""
    with (
        Desk.open(desk_folder, PASSPHRASE, clock=FixedClock()) as desk,
        County.open(county_folder, PASSPHRASE, clock=FixedClock()) as county,
    ):
        number = registered(desk, facts="三组至村部的道路雨天无法通行。" * 1000)  # longer than a page of the file
        to_issue(desk, number)
        for _ in range(3):
            registered(desk)
        desk.trust(county.card())
        county.trust(desk.card())
        county.receive(Path(str(desk.export(tmp_path).file)))
    return desk_folder, county_folder, number


def flipped(folder: Path, name: str) -> Iterator[Path]:
    """Copies of a folder, each with one bit of another page changed."""
    data = (folder / name).read_bytes()
    for page in range(0, len(data), PAGE * 4):
        copy = folder.with_name("flipped")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder, copy)
        at = page + PAGE // 2
        (copy / name).write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        yield copy


def answered(ask: Callable[[], object]) -> bool:
    """Whether a question was answered; if not, it was refused: nothing else may come out of a damaged file."""
    try:
        ask()
    except StorageError:
        return False
    return True


def test_desk_with_a_damaged_page_answers_or_refuses(used: tuple[Path, Path, str]) -> None:
    folder, _county, number = used
    for copy in flipped(folder, "desk.db"):

        def ask(copy: Path = copy) -> None:
            with Desk.open(copy, PASSPHRASE, clock=FixedClock()) as desk:
                for question in (
                    lambda: desk.search("道路"),
                    lambda: desk.view(number),
                    lambda: desk.page(),
                    lambda: list(desk.journal()),
                    lambda: desk.due(),
                    lambda: desk.candidates(registration()),
                    lambda: desk.paper(number, "F12"),
                    lambda: desk.export(copy),
                    lambda: desk.register(registration()),
                ):
                    answered(question)
                assert not answered(lambda: desk.verify(rebuild=True))

        answered(ask)


def test_county_with_a_damaged_page_answers_or_refuses(used: tuple[Path, Path, str], tmp_path: Path) -> None:
    _desk, folder, number = used
    package = next(tmp_path.glob("*.swt"))
    for copy in flipped(folder, "county.db"):

        def ask(copy: Path = copy) -> None:
            with County.open(copy, PASSPHRASE, clock=FixedClock()) as county:
                for question in (
                    lambda: county.show(number),
                    lambda: county.stations(),
                    lambda: county.head(STATION, 1),
                    lambda: county.receive(package),
                    lambda: county.reply(STATION, copy),
                    lambda: county.card(),
                ):
                    answered(question)
                assert not answered(lambda: county.verify(rebuild=True))

        answered(ask)


@pytest.mark.parametrize("name", ["desk.db", "desk.key"])
def test_file_cut_at_any_length_is_refused(desk_folder: Path, name: str) -> None:
    data = (desk_folder / name).read_bytes()
    for length in {0, 1, 15, 16, 100, PAGE - 1, PAGE, len(data) // 2, len(data) - 2}:
        if length < len(data):
            (desk_folder / name).write_bytes(data[:length])
            with pytest.raises(StorageError, match=r"[一-鿿]"), Desk.open(desk_folder, PASSPHRASE) as desk:
                desk.verify(rebuild=True)
    (desk_folder / name).write_bytes(data)
    Desk.open(desk_folder, PASSPHRASE).close()


def test_key_file_of_another_desk_is_refused(desk_folder: Path, county_folder: Path) -> None:
    key = (desk_folder / "desk.key").read_bytes()
    shutil.copy2(county_folder / "county.key", desk_folder / "desk.key")
    with pytest.raises(StorageError, match="口令"):
        Desk.open(desk_folder, PASSPHRASE)
    (desk_folder / "desk.key").write_bytes(key)
    Desk.open(desk_folder, PASSPHRASE).close()
