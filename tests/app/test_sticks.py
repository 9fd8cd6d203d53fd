"""One key for a stick: what is for us is taken in, what waits is written, what is wrong is named and held."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from app.domain.errors import ExchangeError
from app.domain.rights import Right
from app.domain.steps.officers import ChangeOfficer
from app.exchange import format
from app.exchange.keys import StationKeys, make_card
from app.exchange.sealing import seal
from app.exchange.visit import StickDone
from tests.helpers import MORNING, FixedClock, Paired, code_of, registered


def states(done: StickDone) -> list[str]:
    return [line.state for line in done.lines]


def to_county(paired: Paired, folder: Path) -> None:
    for file in sorted(folder.glob("SWT-*.swt")):
        paired.county.receive(file)
    paired.county.reply(paired.desk.station, folder)


def test_one_key_writes_what_waits_and_reads_the_answer_the_next_time(paired: Paired) -> None:
    registered(paired.desk)
    assert states(paired.desk.exchange_stick(paired.stick)) == ["written"]
    to_county(paired, paired.stick)
    done = paired.desk.exchange_stick(paired.stick)
    assert states(done) == ["taken"]
    assert paired.desk.exchange().waiting == 0
    assert states(paired.desk.exchange_stick(paired.stick)) == ["same"]


def test_one_bad_file_stops_nothing_else_and_is_held_until_it_is_right(paired: Paired) -> None:
    registered(paired.desk)
    paired.desk.exchange_stick(paired.stick)
    to_county(paired, paired.stick)
    (answer,) = paired.stick.glob("SWTACK-*")
    whole = answer.read_bytes()
    answer.write_bytes(whole[:-1])
    (paired.stick / "空.swt").write_bytes(b"")
    registered(paired.desk)
    done = paired.desk.exchange_stick(paired.stick)
    assert sorted(states(done)) == ["held", "held", "written"]
    assert {one.code for one in paired.desk.refused()} == {"package-cut"}
    assert all(one.words for one in paired.desk.refused())
    answer.write_bytes(whole)
    (paired.stick / "空.swt").unlink()
    assert states(paired.desk.exchange_stick(paired.stick))[0] == "taken"
    for one in paired.desk.refused():
        paired.desk.settle_refused(one.sha256)
    assert paired.desk.refused() == ()


def test_copies_under_other_names_strangers_and_our_own_are_told_or_passed_over(paired: Paired, tmp_path: Path) -> None:
    registered(paired.desk)
    paired.desk.exchange_stick(paired.stick)
    to_county(paired, paired.stick)
    (answer,) = paired.stick.glob("SWTACK-*")
    shutil.copy(answer, paired.stick / "副本.swt")
    other = StationKeys.generate()
    card = make_card(other, role="desk", code="43062110200001", name="别镇", made_on=MORNING.date())
    outline = format.Outline(kind="acknowledgement", sender="430621", epoch=1, first=1, last=1, made_at=MORNING)
    (paired.stick / "别处.swt").write_bytes(seal(outline, {"a.json": b"{}"}, signer=other, recipient=card))
    (paired.stick / "照片.jpg").write_bytes(b"\xff\xd8")
    (paired.stick / ".SWT-1.swt.part").write_bytes(b"half")
    seen = paired.desk.stick(paired.stick)
    assert seen.for_us == 2
    assert "没有写完" in seen.words
    done = paired.desk.exchange_stick(paired.stick)
    assert sorted(states(done)) == ["passed", "same", "taken"]


def test_a_stick_that_is_gone_or_write_protected_is_said_before_anything_is_written(
    paired: Paired, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # the tests run as root, who may write anywhere
    assert "不能写入" in paired.desk.stick(paired.stick).words
    monkeypatch.undo()
    assert "找不到" in paired.desk.stick(tmp_path / "none").words
    with pytest.raises(ExchangeError) as refused:
        paired.desk.exchange_stick(tmp_path / "none")
    assert code_of(refused) == "medium-gone"


def test_cancelling_between_files_leaves_what_was_done(paired: Paired) -> None:
    registered(paired.desk)
    paired.desk.exchange_stick(paired.stick)
    to_county(paired, paired.stick)
    told: list[tuple[int, int]] = []
    done = paired.desk.exchange_stick(paired.stick, progress=lambda n, of: told.append((n, of)), stop=lambda: True)
    assert done.lines == ()
    assert paired.desk.exchange().acknowledged == 0
    assert told[-1][0] == told[-1][1]


def test_a_file_of_the_county_waits_for_the_administrator(paired: Paired, clock: FixedClock, tmp_path: Path) -> None:
    (tmp_path / "2027.json").write_text(
        '{"year":2027,"notice":"示例","source":"示例","off":{"2027-01-01":"元旦"},"work":{}}', "utf-8"
    )
    paired.county.sign_schedule(tmp_path / "2027.json", paired.stick)
    assert states(paired.desk.exchange_stick(paired.stick))[0] == "person"
    paired.desk.change_officer(ChangeOfficer(officer="王芳", roles=("reception",)))
    paired.desk.officer = "王芳"
    assert paired.desk.may(Right.EXPORT)
    (line,) = paired.desk.exchange_stick(paired.stick).of("person")
    assert "管理员" in line.words
