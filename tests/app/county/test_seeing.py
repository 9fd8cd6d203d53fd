"""Details of persons in full at the county: recorded with who looks and what for, before anything is shown."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from app.county.schema import COUNTY
from app.county.store import County
from app.domain.entries import GENESIS
from app.domain.errors import RuleBroken, StorageError
from app.domain.looks import Looker
from app.domain.records.attachment import FileGiven
from app.storage.driver import sqlite3
from tests.app.county.test_store import exported
from tests.helpers import BOTH, LOOKER, PASSPHRASE, FixedClock, Paired, code_of, person, raw, registered

PHONE = "13874001234"


@BOTH
def test_who_looks_in_full_and_what_for_is_recorded_first(paired: Paired, clock: FixedClock, tmp_path: Path) -> None:
    county, desk = paired.county, paired.desk
    (tmp_path / "收条.txt").write_text("收条", "utf-8")
    number, other = registered(desk, person(phone=PHONE)), registered(desk)
    desk.attach(number, (FileGiven(path=str(tmp_path / "收条.txt")),))
    county.receive(exported(desk, paired.stick))
    for looker, code in (
        (Looker(name=" ", purpose="电话联系"), "looker-missing"),
        (Looker(name="赵敏", purpose="看"), "purpose-missing"),
    ):
        with pytest.raises(RuleBroken) as refused:
            county.reveal(number, looker)
        assert code_of(refused) == code
    with pytest.raises(RuleBroken):
        county.reveal("没有这个号", LOOKER)
    assert county.looked() == ()
    ((petition, _bodies),) = county.reveal(number, Looker(name=" 赵敏 ", purpose=" 电话  联系信访人"))
    assert petition.petitioners[0].phone == PHONE
    clock.pass_by(days=1)
    county.save_attachment(number, 1, tmp_path / "out.txt", Looker(name="孙立", purpose="核对收条"))
    with county.twin()(None) as in_a_thread:
        in_a_thread.reveal(other, LOOKER)
    assert [(one.seq, one.officer, one.petition, one.act, one.purpose) for one in county.looked()] == [
        (3, LOOKER.name, other, "reveal", LOOKER.purpose),
        (2, "孙立", number, "attachment_saved", "核对收条"),
        (1, "赵敏", number, "reveal", "电话 联系信访人"),
    ]
    assert county.looked()[-1].prev == GENESIS
    assert county.looked_by() == ("孙立", "赵敏")
    assert [one.seq for one in county.looked(number)] == [2, 1]
    assert [one.seq for one in county.looked(officer="赵敏", day=clock().date())] == [3]
    assert "张三" not in msgspec.json.encode(county.looked()).decode("utf-8")
    checked = county.verify(rebuild=True)["looks"]
    assert (checked["rows"], checked["gone"]) == (3, 0)


@BOTH
def test_what_cannot_be_recorded_is_not_shown(paired: Paired, clock: FixedClock) -> None:
    number = registered(paired.desk)
    paired.county.receive(exported(paired.desk, paired.stick))
    paired.county.close()
    with County.open(paired.county.folder, PASSPHRASE, clock=clock, write=False) as reading:
        with pytest.raises(StorageError) as refused:
            reading.reveal(number, LOOKER)
        assert code_of(refused) == "look-not-recorded"
        assert reading.looked() == ()


def test_a_look_that_was_taken_out_with_another_program_is_found(paired: Paired) -> None:
    county = paired.county
    number = registered(paired.desk)
    county.receive(exported(paired.desk, paired.stick))
    for _ in range(3):
        county.reveal(number, LOOKER)
    file = raw(county.folder, COUNTY)
    with pytest.raises(sqlite3.IntegrityError):
        file.execute("DELETE FROM looks")
    for table in ("looked_at", "looks"):
        file.execute(f"DROP TRIGGER {table}_never_deletes")
        file.execute(f"DELETE FROM {table} WHERE seq = 2")
    file.close()
    with pytest.raises(StorageError) as refused:
        county.verify()
    assert code_of(refused) == "looks-damaged"
