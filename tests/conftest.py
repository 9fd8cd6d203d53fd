"""Real desks and counties for every test: made once for the whole run, copied for each test."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from app.county.schema import COUNTY
from app.county.store import County
from app.desk import Desk
from app.security import unlock
from app.security.unlock import Opened, Slot
from app.setup import machine_clock
from tests.helpers import MORNING, OFFICE, OFFICERS, PASSPHRASE, FixedClock, Paired, raw
from tests.postgres import NoServer, Server, shared

# No deadline: these machines are shared and slow. In CI the examples are the same every time.
hypothesis.settings.register_profile(
    "desk",
    deadline=None,
    max_examples=40,
    derandomize="CI" in os.environ,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture, hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("desk")

REFERENCE = Path(__file__).parent / "reference"

# The folders of the tests lie in memory where there is plenty of it: a disk would be waited for with every transaction,
# and what a power cut leaves of one is tried with its calls (tests/app/faults).
MEMORY = Path("/dev/shm")
ENOUGH = 4 << 30  # bytes; a whole run takes a tenth of it
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
    tempfile.tempdir = os.environ.setdefault("TMPDIR", str(MEMORY))

# What Python compiled is kept, as it is by itself: the tests start hundreds of programs.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-reference", action="store_true", help="write the reference files anew")


@pytest.fixture
def check_reference(request: pytest.FixtureRequest) -> Callable[[str, bytes], None]:
    """Compares bytes with a file under tests/reference; --update-reference writes the file instead."""

    def check(name: str, data: bytes) -> None:
        path = REFERENCE / name
        if request.config.getoption("--update-reference"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        assert path.exists(), f"no reference file {name}: run pytest --update-reference and read what it wrote"
        assert path.read_bytes() == data

    return check


@pytest.fixture(scope="session")
def derived_once() -> Callable[[Iterable[Slot], str], Opened | None]:
    """`unlock.try_slots` that remembers what it found: the same answer, with the time that it took when it was new."""
    remembering = functools.cache(unlock.try_slots)
    return lambda slots, passphrase: remembering(tuple(slots), passphrase)


@pytest.fixture(autouse=True)
def keys_derived_once(
    monkeypatch: pytest.MonkeyPatch, derived_once: Callable[[Iterable[Slot], str], Opened | None]
) -> None:
    """One passphrase is turned into its key once for thousands of openings of copied desks.

    Tests of the turning itself define a fixture of this name that leaves it as it is.
    """
    monkeypatch.setattr(unlock, "try_slots", derived_once)


@pytest.fixture(autouse=True)
def today_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desks of the tests were last written in March 2026: the command line would refuse until the date is said."""
    monkeypatch.setenv("SHOUWEN_TODAY", machine_clock().date().isoformat())


@pytest.fixture
def clock() -> FixedClock:
    """A clock at 09:00 on Monday, 2 March 2026; an hour after the desk was set up."""
    return FixedClock()


@pytest.fixture(scope="session")
def desk_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed desk folder, to be copied and never opened."""
    folder = tmp_path_factory.mktemp("templates") / "desk"
    clock = FixedClock(MORNING.replace(hour=8))
    Desk.create(
        folder, office=OFFICE, officers=OFFICERS, passphrase=PASSPHRASE, common=True, clock=clock, unlock_seconds=0.01
    ).close()
    return folder


@pytest.fixture(scope="session")
def county_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed county folder, to be copied and never opened."""
    folder = tmp_path_factory.mktemp("templates") / "county"
    clock = FixedClock(MORNING.replace(hour=8))
    County.create(
        folder, code="430621", name="岳阳县信访局", passphrase=PASSPHRASE, clock=clock, unlock_seconds=0.01
    ).close()
    return folder


@pytest.fixture
def desk_folder(desk_template: Path, tmp_path: Path) -> Path:
    """A closed desk of this test's own."""
    return Path(shutil.copytree(desk_template, tmp_path / "desk"))


@pytest.fixture
def county_folder(request: pytest.FixtureRequest, county_template: Path, tmp_path: Path) -> Path:
    """A closed county of this test's own; in PostgreSQL where the test is run for both (`BOTH` in tests/helpers.py)."""
    if getattr(request, "param", "") == "postgresql":
        return Path(request.getfixturevalue("on_server"))
    return Path(shutil.copytree(county_template, tmp_path / "county"))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Server]:
    """A real PostgreSQL, one for the whole run."""
    base = tmp_path_factory.getbasetemp()
    with contextlib.ExitStack() as held:
        try:
            found = held.enter_context(shared(base if worker_id == "master" else base.parent))
        except NoServer as error:
            pytest.skip(f"no PostgreSQL here: {error}")
        yield found


@pytest.fixture(scope="session")
def on_server_template(server: Server, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A closed county whose received lines lie in PostgreSQL, to be copied together with its database."""
    folder = tmp_path_factory.mktemp("templates") / "on_server"
    clock = FixedClock(MORNING.replace(hour=8))
    url = server.create(f"template_{worker_id}")
    County.create(
        folder, code="430621", name="岳阳县信访局", passphrase=PASSPHRASE, clock=clock, unlock_seconds=0.01, url=url
    ).close()
    return folder


@pytest.fixture
def on_server(server: Server, on_server_template: Path, tmp_path: Path, worker_id: str) -> Iterator[Path]:
    """A closed county of this test's own whose received lines lie in a database of this test's own."""
    folder = Path(shutil.copytree(on_server_template, tmp_path / "county"))
    with server.copy(f"template_{worker_id}") as url:
        connection = raw(folder, COUNTY)
        connection.execute("UPDATE elsewhere SET url = ?", (url,))
        connection.close()
        yield folder


@pytest.fixture
def desk(desk_folder: Path, clock: FixedClock) -> Iterator[Desk]:
    """An open desk of this test's own."""
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as opened:
        yield opened


@pytest.fixture
def county(county_folder: Path, clock: FixedClock) -> Iterator[County]:
    """An open county of this test's own."""
    with County.open(county_folder, PASSPHRASE, clock=clock) as opened:
        yield opened


@pytest.fixture
def paired(desk: Desk, county: County, tmp_path: Path) -> Paired:
    """Desk and county that have exchanged cards, and an empty stick."""
    stick = tmp_path / "stick"
    stick.mkdir()
    desk.trust(county.card())
    county.trust(desk.card())
    return Paired(desk, county, stick)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How many faults were tried (tests/app/faults), over all the processes that the tests ran in."""
    totals: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties if report.when == "call" else ():
            if name == "faults":
                totals[value[0]] += value[1]
    if totals:
        terminalreporter.section("faults tried, no confirmed line lost")
        for what, tried in totals.items():
            terminalreporter.line(f"{what}: {tried}")
