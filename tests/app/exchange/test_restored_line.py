"""A desk restored from a backup and its county: both lines are kept, each side learns what the other holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.county.store import County
from app.desk import Desk
from app.desk.restoring import Said, restore
from app.domain.errors import StorageError
from app.domain.steps.acceptance import Accept
from app.domain.steps.register import AddContact
from tests.helpers import PASSPHRASE, STATION, FixedClock, Paired, code_of, person, registered, tamper

SAID = Said(reason="电脑损坏", last_numbers=())


@pytest.fixture
def restored(paired: Paired, clock: FixedClock, tmp_path: Path) -> Iterator[Desk]:
    """A desk whose backup held entries 1 to 4; the county got 1 to 3 before and 4 to 7 after it was made."""
    first = registered(paired.desk)
    deliver(paired.desk, paired.county, paired.stick)
    paired.desk.run(first, AddContact(note="询问进度"))
    backup = Path(paired.desk.backup(paired.stick).file)
    clock.pass_by(hours=1)
    registered(paired.desk, person("李四"))
    paired.desk.run(first, Accept())
    paired.county.receive(Path(str(paired.desk.export(paired.stick).file)))
    clock.pass_by(hours=1)
    restore(backup, tmp_path / "new", PASSPHRASE, SAID, clock=clock)
    with Desk.open(tmp_path / "new", PASSPHRASE, clock=clock) as desk:
        yield desk


def deliver(desk: Desk, county: County, stick: Path) -> str:
    sent = desk.export(stick)
    for file in (str(sent.file), *sent.earlier):
        county.receive(Path(file))
    return desk.receive(county.reply(STATION, stick)).words


def test_after_the_next_exchange_the_desk_knows_what_the_county_holds_beyond_it(restored: Desk, paired: Paired) -> None:
    first = restored.page()[-1].number
    assert (restored.exchange().waiting, restored.exchange().beyond) == (2, 0)  # 4 of the old line, 1 of the new
    assert [row.number for row in restored.undelivered()] == [first]
    sent = restored.export(paired.stick)
    assert len(sent.earlier) == 1
    told = paired.county.receive(Path(str(sent.file)))
    assert "第 5 至 6 号记载该台已没有" in told.words
    paired.county.receive(Path(sent.earlier[0]))
    words = restored.receive(paired.county.reply(STATION, paired.stick)).words
    assert "县级另持有 2 条（原第 5 至 6 号）" in words
    state = restored.exchange()
    assert (state.waiting, state.beyond) == (0, 2)
    assert restored.delivery(first).state == "delivered"
    assert restored.undelivered() == []
    restored.verify(rebuild=True)
    paired.county.verify(rebuild=True)


def test_a_number_given_out_twice_shows_both_petitions_at_the_county(restored: Desk, paired: Paired) -> None:
    again = registered(restored, person("王五"))
    deliver(restored, paired.county, paired.stick)
    found = paired.county.all_of(again)
    assert [petition.who for petition, _bodies in found] == ["王五", "李四"]
    assert paired.county.show(again)[0].who == "王五"
    assert len(paired.county.all_of(restored.page()[-1].number)) == 1


def test_an_old_package_that_comes_late_goes_before_the_new_line(
    desk: Desk, county: County, clock: FixedClock, tmp_path: Path
) -> None:
    """The stick with the first line was on its way when the desk was lost and the new line came first."""
    stick, late = tmp_path / "stick", tmp_path / "late"
    stick.mkdir()
    late.mkdir()
    desk.trust(county.card())
    county.trust(desk.card())
    number = registered(desk)
    old = Path(str(desk.export(late).file))
    backup = Path(desk.backup(stick).file)
    clock.pass_by(hours=1)
    restore(backup, tmp_path / "new", PASSPHRASE, SAID, clock=clock)
    with Desk.open(tmp_path / "new", PASSPHRASE, clock=clock) as restored:
        restored.run(number, Accept())
        county.receive(Path(str(restored.export(stick).file)))
        assert county.receive(old).new == 3
        county.verify(rebuild=True)
        there, here = county.show(number)[0], restored.petition(number)
        assert (there.stage, there.entries, there.last_ref) == (here.stage, here.entries, here.last_ref)


def test_an_acknowledgement_from_before_the_restore_is_taken(
    restored: Desk, paired: Paired, desk_folder: Path, tmp_path: Path, clock: FixedClock
) -> None:
    answer = paired.county.reply(STATION, paired.stick)  # for entries 1 to 6, not read before the PC was lost
    assert "县级另持有 2 条" in restored.receive(answer).words
    assert restored.exchange().earlier[0].waiting == 0
    restored.verify()


def test_a_cut_journal_is_still_found_on_a_restored_desk(restored: Desk, paired: Paired) -> None:
    deliver(restored, paired.county, paired.stick)
    folder = restored.folder
    restored.close()
    tamper(folder, "DELETE FROM journal WHERE epoch = 1 AND seq = 4", "DELETE FROM petitions")
    with Desk.open(folder, PASSPHRASE) as cut, pytest.raises(StorageError) as found:
        cut.verify()
    assert code_of(found) == "journal-cut"


def test_an_older_copy_takes_an_answer_for_its_own_line_alone_and_says_that_it_is_superseded(
    restored: Desk, paired: Paired
) -> None:
    """The old PC is found again: what the county holds of the new one's line says nothing about its own."""
    old = paired.desk
    sent = restored.export(paired.stick)
    paired.county.receive(Path(str(sent.file)))
    words = old.receive(paired.county.reply(STATION, paired.stick)).words
    assert "已签收至第 6 号记载" in words
    assert "以那一台为准" in words
    state = old.exchange()
    assert (state.acknowledged, state.written, state.earlier) == (6, 6, ())
    old.verify(rebuild=True)


def test_a_desk_restored_twice_still_knows_what_it_lost_the_first_time(
    restored: Desk, paired: Paired, clock: FixedClock, tmp_path: Path
) -> None:
    """The county names the lines before both restores; what lies beyond the first backup is no contradiction."""
    backup = Path(restored.backup(paired.stick).file)
    restored.close()
    clock.pass_by(hours=1)
    restore(backup, tmp_path / "again", PASSPHRASE, SAID, clock=clock)
    with Desk.open(tmp_path / "again", PASSPHRASE, clock=clock) as again:
        assert "县级另持有 2 条" in deliver(again, paired.county, paired.stick)
        assert (again.exchange().waiting, again.exchange().beyond) == (0, 2)
        again.verify()
