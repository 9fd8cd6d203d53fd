"""A county's received lines go from its own file into PostgreSQL, and back: all of them, or nothing has changed."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.county.dispatching import Order
from app.county.moving import move, move_back
from app.county.schema import COUNTY
from app.county.store import County
from app.desk import Desk
from app.domain.errors import DeskError, ExchangeError
from app.domain.records.attachment import FileGiven
from tests.helpers import LOOKER, PASSPHRASE, FixedClock, Paired, raw, registered, stored
from tests.postgres import Server

DATA = {"name": "放假安排", "file": "SHOUWENTAI DATA\n{}\nx\n"}


@pytest.fixture
def empty(server: Server) -> Iterator[Callable[[], str]]:
    """Makes new, empty databases; they go with the test."""
    names: list[str] = []

    def make() -> str:
        names.append(f"moved_{secrets.token_hex(6)}")
        return server.create(names[-1], "template0")

    yield make
    with server.session() as session:
        for name in names:
            session.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def exported(desk: Desk, stick: Path) -> Path:
    return Path(str(desk.export(stick).file))


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(DeskError) as found:
        act()
    return found.value.code


@pytest.fixture
def full(paired: Paired, tmp_path: Path) -> tuple[Path, str]:
    """A closed county of its own file with a line, an attachment, dispatches, a refusal and a former key."""
    desk, county = paired.desk, paired.county
    number = registered(desk)
    (tmp_path / "附件.txt").write_text("现场照片说明" * 300_000, "utf-8")
    desk.attach(number, (FileGiven(path=str(tmp_path / "附件.txt")),))
    package = exported(desk, paired.stick)
    county.receive(package)
    county.dispatch(desk.station, Order(kind="data", content=DATA))
    broken = paired.stick / "broken.swt"
    broken.write_bytes(package.read_bytes()[:-9])
    with contextlib.suppress(ExchangeError):
        county.receive(broken)
    desk.renew_keys("更换电脑。")
    county.receive(exported(desk, paired.stick))
    desk.receive(county.reply(desk.station, paired.stick))
    county.close()
    return county.folder, number


def test_what_is_moved_is_all_there_goes_on_and_may_go_back_until_something_came(
    full: tuple[Path, str], paired: Paired, empty: Callable[[], str], clock: FixedClock, tmp_path: Path
) -> None:
    (folder, number), url = full, empty()
    with County.open(folder, PASSPHRASE, clock=clock) as county:
        county.save_attachment(number, 1, tmp_path / "saved.txt", LOOKER)
        before = (county.verify(rebuild=True), county.status(), county.show(number), county.dispatches())
        assert before[0]["looks"]["rows"] == 1
    assert "逐条核对一致" in move(folder, PASSPHRASE, url, clock=clock)
    with County.open(folder, PASSPHRASE, clock=clock) as county:
        assert county.kept_in == "postgresql"
        assert (county.verify(rebuild=True), county.status(), county.show(number), county.dispatches()) == before
        assert [look.officer for look in county.looked(number)] == [LOOKER.name]
    move_back(folder, PASSPHRASE, clock=clock)
    with County.open(folder, PASSPHRASE, clock=clock) as county:
        assert (county.kept_in, county.verify(rebuild=True)) == ("sqlite", before[0])
    assert refused(lambda: move_back(folder, PASSPHRASE, clock=clock)) == "store-in-folder"
    move(folder, PASSPHRASE, url, clock=clock)  # as after a power cut before the file knew of the copy
    second = registered(paired.desk)
    with County.open(folder, PASSPHRASE, clock=clock) as county:
        assert county.receive(exported(paired.desk, paired.stick)).new
        paired.desk.receive(county.reply(paired.desk.station, paired.stick))
        assert county.show(second)[0] == stored(paired.desk, second)
    assert refused(lambda: move_back(folder, PASSPHRASE, clock=clock)) == "store-moved-on"
    with County.open(folder, PASSPHRASE, clock=clock) as county:
        assert county.verify(rebuild=True)["rebuilt"] == {"petitions": 2}


def test_what_is_not_sound_or_would_be_overwritten_is_not_moved(
    full: tuple[Path, str], empty: Callable[[], str], clock: FixedClock
) -> None:
    (folder, _number), url = full, empty()
    move(folder, PASSPHRASE, url, clock=clock)
    move_back(folder, PASSPHRASE, clock=clock)
    file = raw(folder, COUNTY)
    (stage,) = file.execute("SELECT stage FROM folded").fetchone()
    file.execute("UPDATE folded SET stage = 'closed'")
    assert refused(lambda: move(folder, PASSPHRASE, url, clock=clock)) == "store-occupied"
    other = empty()
    assert refused(lambda: move(folder, PASSPHRASE, other, clock=clock)) == "projection-differs"
    file.execute("UPDATE folded SET stage = ?", (stage,))
    file.close()
    move(folder, PASSPHRASE, other, clock=clock)  # nothing was left there
