"""The program killed at any moment: afterwards the whole step is there or nothing of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.county.store import County
from app.desk import Desk
from app.domain.errors import StorageError
from app.domain.steps.acceptance import Accept
from app.domain.steps.service import Serve
from app.domain.steps.table import STEPS
from tests.app.faults.killing import Report, kill_after, kill_at, needs_fork, points
from tests.helpers import OFFICE, OFFICERS, PASSPHRASE, STATION, FixedClock, person, registered, registration

pytestmark = needs_fork

PATH = (
    "hand_over",
    "confirm",
    "accept",
    "assign",
    "investigate",
    "draft_opinion",
    "approve_opinion",
    "issue_opinion",
    "serve",
    "close",
    "contact",
)
READING = ("SELECT", "-- SELECT", "-- PRAGMA")


def opened(folder: Path) -> Desk:
    return Desk.open(folder, PASSPHRASE, clock=FixedClock())


def register(folder: Path) -> None:
    with opened(folder) as desk:
        desk.register(registration())


def take(folder: Path, name: str) -> None:
    """One step on the newest petition, as its own example shows it."""
    with opened(folder) as desk:
        number = desk.page(limit=1)[0].number
        given = {key: value for key, value in STEPS[name].example.items() if key != "on"}
        desk.run(number, desk.read_step(name, given))


def entries(folder: Path) -> int:
    """How many entries there are, once everything has been checked against a replay."""
    with opened(folder) as desk:
        desk.verify(rebuild=True)
        assert [entry.seq for entry in desk.journal()] == list(range(1, len(list(desk.journal())) + 1))
        return len(list(desk.journal()))


def writing(passed: list[str]) -> list[int]:
    """Numbers (from 1) of the points of one transaction and what follows it, reading left out."""
    start = next(n for n, point in enumerate(passed, 1) if point.startswith("BEGIN"))
    return [n for n, point in enumerate(passed, 1) if n >= start and not point.startswith(READING)]


def copied(folder: Path, name: str) -> Path:
    return Path(shutil.copytree(folder, folder.with_name(name)))


def test_killed_at_any_point_of_a_registration(desk_folder: Path) -> None:
    rehearsal = copied(desk_folder, "rehearsal")
    passed = points(rehearsal, lambda _report: register(rehearsal))
    outcomes = set()
    for number in writing(passed):
        before = entries(desk_folder)
        kill_at(number, desk_folder, lambda _report: register(desk_folder))
        outcomes.add(entries(desk_folder) - before)
    assert outcomes == {0, 1}
    with opened(desk_folder) as desk:
        found = sorted(row.number for row in desk.page(limit=1000))
        assert found == [f"{STATION}-2026-{n:06d}" for n in range(1, len(found) + 1)]


def test_killed_at_any_step_before_and_after_its_commit(desk_folder: Path) -> None:
    register(desk_folder)
    for name in PATH:
        rehearsal = copied(desk_folder, name)
        passed = points(rehearsal, lambda _report, to=rehearsal, step=name: take(to, step))
        before = entries(desk_folder)
        commit = max(n for n, point in enumerate(passed, 1) if point == "COMMIT")
        kill_at(commit, desk_folder, lambda _report, step=name: take(desk_folder, step))
        assert entries(desk_folder) == before
        kill_at(commit + 1, desk_folder, lambda _report, step=name: take(desk_folder, step))
        if entries(desk_folder) == before:  # the full-text index still writes after COMMIT has begun
            take(desk_folder, name)


@pytest.mark.parametrize("seconds", [0.0005 * 1.35**n for n in range(16)])
def test_killed_at_any_moment_nothing_that_was_confirmed_is_lost(desk_folder: Path, seconds: float) -> None:
    def work(report: Report) -> None:
        with opened(desk_folder) as desk:
            report("open")
            while True:
                report(registered(desk))

    confirmed = kill_after(seconds, work)[1:]
    entries(desk_folder)
    with opened(desk_folder) as desk:
        there = sorted(row.number for row in desk.page(limit=10_000))
        assert there[: len(confirmed)] == confirmed
        assert len(there) <= len(confirmed) + 1


def test_killed_between_the_entries_of_one_step_leaves_none_of_them(desk_folder: Path) -> None:
    with opened(desk_folder) as desk:
        number = registered(desk, person("张三"), person("李四"), person("王五"))
        desk.run(number, Accept())

    def serve(folder: Path) -> None:
        with opened(folder) as desk:
            desk.run(number, Serve(paper="F03"))

    rehearsal = copied(desk_folder, "rehearsal")
    passed = points(rehearsal, lambda _report: serve(rehearsal))
    inserts = [n for n, point in enumerate(passed, 1) if point.startswith("INSERT INTO journal")]
    assert len(inserts) == 3
    for place in inserts:
        kill_at(place, desk_folder, lambda _report: serve(desk_folder))
        assert entries(desk_folder) == 3
    serve(desk_folder)
    assert entries(desk_folder) == 6


def test_log_cut_at_any_length_leaves_the_whole_step_or_nothing(desk_folder: Path, tmp_path: Path) -> None:
    """What a power cut leaves of the write-ahead log: some beginning of it."""
    image = tmp_path / "image"
    with opened(desk_folder) as desk:
        desk.rest()
        registered(desk)
        shutil.copytree(desk_folder, image)
    log = (image / "desk.db-wal").read_bytes()
    outcomes = []
    for length in [*range(0, len(log), 6151), len(log) - 1, len(log)]:
        (image / "desk.db-shm").unlink(missing_ok=True)
        cut = copied(image, f"cut{length}")
        (cut / "desk.db-wal").write_bytes(log[:length])
        outcomes.append(entries(cut))
    assert outcomes == sorted(outcomes)
    assert set(outcomes) == {1, 2}


# Setting up


def create(folder: Path) -> None:
    Desk.create(
        folder, office=OFFICE, officers=OFFICERS, passphrase=PASSPHRASE, clock=FixedClock(), unlock_seconds=0.01
    ).close()


def test_killed_at_any_point_of_setting_up_it_can_be_set_up_again(tmp_path: Path) -> None:
    passed = points(tmp_path, lambda _report: create(tmp_path / "rehearsal"))
    statements = [n for n, point in enumerate(passed, 1) if not point.startswith(("open", "os."))]
    finished = []
    for number in range(1, len(passed) + 1):
        if number in statements and number % 20:  # between two file operations the statements are much alike
            continue
        folder = tmp_path / f"desk{number}"
        kill_at(number, tmp_path, lambda _report, to=folder: create(to))
        finished.append(is_set_up(folder))
        if not finished[-1]:
            create(folder)
        assert entries(folder) == 1
        assert not list(folder.glob("*.new*")), passed[number - 1]
    assert finished == sorted(finished)  # once it is set up it stays set up
    assert set(finished) == {False, True}


def is_set_up(folder: Path) -> bool:
    try:
        opened(folder).close()
    except StorageError as refusal:
        if refusal.code != "no-desk":
            raise
        return False
    return True


# Exchange


@pytest.fixture
def stick(desk_folder: Path, county_folder: Path, tmp_path: Path) -> Path:
    """An empty stick between a desk with one petition and its county."""
    with opened(desk_folder) as desk, County.open(county_folder, PASSPHRASE, clock=FixedClock()) as county:
        desk.trust(county.card())
        county.trust(desk.card())
        registered(desk)
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def export(folder: Path, stick: Path) -> None:
    with opened(folder) as desk:
        desk.export(stick)


def test_killed_at_any_point_of_an_export_no_half_package_bears_the_name(
    desk_folder: Path, county_folder: Path, stick: Path, tmp_path: Path
) -> None:
    rehearsal = copied(desk_folder, "rehearsal")
    aside = tmp_path / "aside"
    aside.mkdir()
    passed = points(tmp_path, lambda _report: export(rehearsal, aside))
    for number in writing(passed):
        kill_at(number, tmp_path, lambda _report: export(desk_folder, stick))
        with County.open(county_folder, PASSPHRASE, clock=FixedClock()) as county:
            for package in stick.glob("*.swt"):
                county.receive(package)
                package.unlink()
        assert entries(desk_folder) == 3
    export(desk_folder, stick)
    assert [path.suffix for path in stick.iterdir()] == [".swt"]


def test_killed_at_any_point_of_reading_an_acknowledgement(desk_folder: Path, county_folder: Path, stick: Path) -> None:
    export(desk_folder, stick)
    with County.open(county_folder, PASSPHRASE, clock=FixedClock()) as county:
        county.receive(next(stick.glob("*.swt")))
        answer = county.reply(STATION, stick)

    def read(folder: Path) -> None:
        with opened(folder) as desk:
            desk.receive(answer)

    rehearsal = copied(desk_folder, "rehearsal")
    passed = points(rehearsal, lambda _report: read(rehearsal))
    acknowledged = []
    for number in writing(passed):
        folder = copied(desk_folder, f"desk{number}")
        kill_at(number, folder, lambda _report, to=folder: read(to))
        with opened(folder) as desk:
            acknowledged.append(desk.exchange().acknowledged)
            desk.receive(answer)
            assert desk.exchange().acknowledged == 3
    assert acknowledged == sorted(acknowledged)
    assert set(acknowledged) == {0, 3}


def test_county_killed_at_any_point_of_taking_a_package_in(desk_folder: Path, county_folder: Path, stick: Path) -> None:
    export(desk_folder, stick)
    package = next(stick.glob("*.swt"))

    def take_in(folder: Path) -> None:
        with County.open(folder, PASSPHRASE, clock=FixedClock()) as county:
            county.receive(package)

    rehearsal = copied(county_folder, "rehearsal")
    passed = points(rehearsal, lambda _report: take_in(rehearsal))
    for number in writing(passed):
        folder = copied(county_folder, f"county{number}")
        kill_at(number, folder, lambda _report, to=folder: take_in(to))
        with County.open(folder, PASSPHRASE, clock=FixedClock()) as county:
            assert county.verify(rebuild=True)["entries"] in (0, 3)
            county.receive(package)
            assert county.verify(rebuild=True)["entries"] == 3
