"""A file that is damaged: every question ends in an answer or in a refusal, and the file is not made worse."""

from __future__ import annotations

import contextlib
import itertools
import random
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
        number = registered(desk, facts="三组至村部的道路雨天无法通行。" * 300)  # longer than a page of the file
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
    chance = random.Random(len(data))
    for page in range(0, len(data), PAGE):
        copy = folder.with_name("flipped")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder, copy)
        at = page + chance.randrange(PAGE)
        (copy / name).write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        yield copy


def refusal(ask: Callable[[], object]) -> StorageError | None:
    """What a question was refused with, None when it was answered; nothing else may come out of a damaged file."""
    try:
        ask()
    except StorageError as error:
        return error
    return None


def answered(ask: Callable[[], object]) -> bool:
    return refusal(ask) is None


def asked(desk: Desk, number: str) -> dict[str, object]:
    """What a desk answers; a question that is refused has no answer."""
    questions: dict[str, Callable[[], object]] = {
        "search": lambda: desk.search("道路"),
        "view": lambda: desk.view(number),
        "page": lambda: desk.page(),
        "journal": lambda: list(desk.written()),
        "due": lambda: desk.due(),
        "alike": lambda: desk.alike(number),
        "exchange": lambda: desk.exchange(),
        "numbers": lambda: desk.document_numbers(),
    }
    answers: dict[str, object] = {}
    for name, question in questions.items():
        with contextlib.suppress(StorageError):
            answers[name] = question()
    return answers


def test_one_wrong_bit_in_any_page_is_found_and_never_half_read_as_truth(
    used: tuple[Path, Path, str], record_property: Callable[[str, object], None]
) -> None:
    folder, _county, number = used
    with Desk.open(folder, PASSPHRASE, clock=FixedClock()) as desk:
        truth = asked(desk, number)
    pages = 0
    for copy in flipped(folder, "desk.db"):
        pages += 1
        try:
            with Desk.open(copy, PASSPHRASE, clock=FixedClock()) as desk:
                damage = refusal(lambda desk=desk: desk.verify(rebuild=True))  # type: ignore[misc]
                assert damage
                assert damage.facts["page"] == pages
                assert asked(desk, number).items() <= truth.items()
        except StorageError as error:
            damage = error
        assert damage.code == "database-damaged"
        assert "从备份恢复" in damage.message
    record_property("faults", ["pages with one wrong bit, each found", pages])


def test_desk_that_goes_on_with_a_damaged_page_writes_whole_steps_or_none(used: tuple[Path, Path, str]) -> None:
    folder, _county, number = used
    for copy in itertools.islice(flipped(folder, "desk.db"), 1, None, 8):
        with contextlib.suppress(StorageError), Desk.open(copy, PASSPHRASE, clock=FixedClock()) as desk:
            before = desk.count()
            for question in (
                lambda desk=desk: desk.paper(number, "F12"),
                lambda desk=desk, copy=copy: desk.export(copy),
                lambda desk=desk: desk.register(registration()),
            ):
                answered(question)
            assert desk.count() in (before, before + 1)


def test_county_with_a_damaged_page_answers_or_refuses(used: tuple[Path, Path, str], tmp_path: Path) -> None:
    _desk, folder, number = used
    package = next(tmp_path.glob("*.swt"))
    for copy in itertools.islice(flipped(folder, "county.db"), 0, None, 3):

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
