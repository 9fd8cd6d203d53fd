"""Looking is recorded: by whom, when, what for; in a chain of its own that nobody shortens unnoticed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from app.desk import Desk
from app.desk.restoring import Said, restore
from app.domain.errors import RuleBroken, StorageError
from app.domain.looks import masked_words
from app.security import looks, unlock
from app.storage.driver import sqlite3
from tests.app.documents.reading import text_of
from tests.helpers import PASSPHRASE, FixedClock, Paired, code_of, person, registered, registration


def told(desk: Desk, number: str = "") -> list[tuple[str, str]]:
    """(act, petition or words) of what was looked at, the oldest first."""
    return [(look.act, look.petition or look.words) for look in reversed(desk.looked(number))]


def log_of(folder: Path) -> sqlite3.Connection:
    """The log as somebody with the passphrase and another program sees it."""
    key = unlock.unlock(unlock.decode((folder / "desk.key").read_bytes()), PASSPHRASE)
    connection = sqlite3.connect(str(folder / looks.FILE), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{unlock.subkey(key, looks.PURPOSE).hex()}'\"")
    return connection


def rewrite(folder: Path, *statements: str) -> None:
    """Change the log of a closed desk behind the program's back, its triggers dropped first."""
    connection = log_of(folder)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        assert connection.execute(statement).rowcount != 0, f"changed nothing: {statement}"
    connection.close()


def test_who_opened_a_petition_and_from_where_is_recorded_once_while_it_stays_open(
    desk: Desk, clock: FixedClock
) -> None:
    number = registered(desk)
    desk.place = "期限"
    for _read_again in range(3):
        desk.view(number)
    clock.pass_by(minutes=10)
    desk.officer = "王芳"
    desk.view(number)
    with pytest.raises(RuleBroken) as refused:
        desk.looked(number)
    assert code_of(refused) == "no-right"
    desk.officer = "李明"
    found = desk.looked(number)
    assert [(look.officer, look.act, look.purpose) for look in found] == [
        ("王芳", "open", "期限"),
        ("李明", "open", "期限"),
    ]
    assert [look.officer for look in desk.looked(day=clock.now.date(), officer="李明")] == ["李明"]
    assert desk.looked_by() == ("李明", "王芳")


def test_what_a_thread_reads_again_of_the_same_petition_is_the_same_look(desk: Desk, clock: FixedClock) -> None:
    number = registered(desk)
    with desk.twin()(None) as twin:  # the first of either, before the desk itself has looked at anything
        twin.paper(number, "F01")
    desk.paper(number, "F01")
    desk.view(number)
    with desk.twin()(None) as twin:
        twin.view(number)
        twin.paper(number, "F01")
    assert sorted(look.act for look in desk.looked(number)) == ["open", "paper"]
    clock.pass_by(minutes=11)
    with desk.twin()(None) as twin:
        twin.view(number)
    assert len(desk.looked(number)) == 3


def test_a_search_is_recorded_when_its_words_stand_still_and_not_with_every_key(desk: Desk) -> None:
    number = registered(desk)
    for typed in ("张", "张三", "张三 硬", "张三 硬化"):
        desk.search(typed)
    desk.view(number)
    assert told(desk) == [("search", "张三 硬化"), ("open", number)]
    assert told(desk, number) == told(desk)  # a search that finds few is told to whom it found
    desk.search("水渠")
    desk.settle()
    desk.settle()
    assert told(desk)[2:] == [("search", "水渠")]
    assert told(desk, number) == told(desk)[:2]


def test_a_search_for_a_person_on_the_registration_form_is_recorded_when_nothing_is_registered(desk: Desk) -> None:
    number = registered(desk, person(phone="13800000000"))
    desk.candidates(registration(person("张")))
    desk.candidates(registration(person("张三")))
    desk.candidates(registration(person("张三", phone="13800000000")))
    desk.view(number)
    assert told(desk) == [("candidates", "张三 13800000000"), ("open", number)]
    desk.candidates(registration(person("李四")))
    desk.register(registration(person("李四")))  # an entry says who wrote it
    assert len(told(desk)) == 2


def test_the_numbers_that_were_searched_for_are_told_masked(desk: Desk) -> None:
    registered(desk, person(phone="13812340000"))
    desk.search("13812340000")
    assert desk.looked()[0].sentence == "检索“138****0000”，找到1件"
    assert masked_words("430682199001011234 0730-8621234") == "430682********1234 0730-8621234"


def test_papers_prints_and_packages_are_recorded(paired: Paired) -> None:
    desk = paired.desk
    number = registered(desk)
    desk.place = "文书"
    desk.paper(number, "F02")
    desk.take_out("print", "F02", number)
    desk.case_file(number)
    list(desk.journal(number))
    desk.export(paired.stick)
    assert [look.sentence for look in reversed(desk.looked())] == [
        "调阅文书：登记回执",
        "打印：登记回执",
        "调阅案卷",
        "调阅台账",
        "导出数据包：岳阳县信访局",
    ]


def code_on(receipt: bytes) -> Image.Image:
    """The square of the QR code on the petitioner's half."""
    sheet = pypdfium2.PdfDocument(receipt)[0].render(scale=1).to_pil()
    return sheet.crop((464, 298, 550, 382))


def test_what_was_printed_is_told_and_a_further_receipt_says_which_copy_it_is(desk: Desk, clock: FixedClock) -> None:
    number, other = registered(desk), registered(desk, person("李四"))
    first = desk.paper(number, "F02")
    assert "补打" not in text_of(first)
    assert text_of(desk.paper(number, "F02", further=1)).count("补打（第2份）") == 2  # on either half
    desk.take_out("print", "F02", number, copies=2)
    desk.take_out("print", "F02", number, copies=1)
    desk.take_out("print_failed", "F02", number, copies=1)
    clock.pass_by(minutes=1)
    desk.officer = "王芳"
    desk.take_out("print", "F01", number, copies=1)
    told = {one.paper: (one.times, one.copies, one.officer) for one in desk.printed(number)}
    desk.officer = "李明"
    assert told == {"F02": (1, 2, "李明"), "F01": (1, 1, "王芳")}
    assert [look.sentence for look in desk.looked(number) if look.act != "paper"][:3] == [
        "打印：登记表",
        "未打印成：登记回执",
        "打印：登记回执",
    ]
    third = desk.paper(number, "F02")
    assert "补打（第3份）" in text_of(third)
    assert len(code_on(first).getcolors()) > 2
    assert code_on(third) == code_on(first)
    assert "补打" not in text_of(desk.case_file(number))
    assert desk.printed(other) == ()
    assert "补打" not in text_of(desk.paper(other, "F02"))


def test_a_desk_opened_for_reading_and_the_one_that_writes_keep_one_line(desk: Desk, clock: FixedClock) -> None:
    number = registered(desk)
    desk.view(number)
    with Desk.open(desk.folder, PASSPHRASE, clock=clock, write=False, officer="王芳") as reader:
        reader.view(number)
    clock.pass_by(minutes=30)
    desk.view(number)
    assert [(look.seq, look.officer) for look in desk.looked()] == [(3, "李明"), (2, "王芳"), (1, "李明")]
    assert desk.verify()["looks"]["rows"] == 3


def test_the_county_is_told_how_often_was_looked_and_nothing_else(paired: Paired, clock: FixedClock) -> None:
    desk = paired.desk
    number = registered(desk)
    desk.search("张三")
    desk.view(number)
    clock.pass_by(days=1)
    paired.county.receive(Path(desk.export(paired.stick).file))
    desk.export(paired.stick)  # the same day again has nothing to count
    counts = [entry for entry in desk.journal() if entry.kind == "looks_counted"]
    assert [entry.facts.counts for entry in counts] == [{"open": 1, "search": 1}]  # type: ignore[attr-defined]
    assert counts[0].facts.sentence(counts[0]).startswith("查阅记录计数：2026-03-02打开事项1次、检索1次，累计2条")
    assert desk.verify()["looks"] | {"hash": ""} == {"rows": 5, "hash": "", "gone": 0}


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        (["UPDATE looks SET officer = '王芳' WHERE seq = 1"], "looks-damaged"),
        (["UPDATE looks SET body = CAST(replace(body, '李明', '王芳') AS BLOB) WHERE seq = 1"], "looks-damaged"),
        (["DELETE FROM looked_at WHERE seq = 1"], "looks-damaged"),
        (["DELETE FROM looked_at WHERE seq = 1", "DELETE FROM looks WHERE seq = 1"], "looks-damaged"),
        (["DELETE FROM looked_at WHERE seq = 2", "DELETE FROM looks WHERE seq = 2"], "looks-cut"),
    ],
)
def test_a_look_that_was_changed_or_taken_away_is_found(
    desk: Desk, clock: FixedClock, statements: list[str], code: str
) -> None:
    number = registered(desk)
    desk.view(number)
    clock.pass_by(minutes=20)
    desk.view(number)
    clock.pass_by(days=1)
    registered(desk)  # counts the two
    desk.close()
    rewrite(desk.folder, *statements)
    with Desk.open(desk.folder, PASSPHRASE, clock=clock, write=False) as again, pytest.raises(StorageError) as refused:
        again.verify()
    assert code_of(refused) == code


def test_the_log_refuses_to_change_or_forget(desk: Desk) -> None:
    desk.view(registered(desk))
    desk.close()
    connection = log_of(desk.folder)
    for statement in (
        "UPDATE looks SET officer = ''",
        "DELETE FROM looks",
        "DELETE FROM looked_at",
        "DELETE FROM line",
    ):
        with pytest.raises(sqlite3.DatabaseError, match="append-only"):
            connection.execute(statement)
    connection.close()


def test_a_log_that_is_gone_is_begun_anew_and_the_journal_says_how_much_is_lost(desk: Desk, clock: FixedClock) -> None:
    number = registered(desk)
    desk.view(number)
    clock.pass_by(days=1)
    desk.view(registered(desk))
    desk.close()
    (desk.folder / looks.FILE).unlink()
    clock.pass_by(days=1)
    with Desk.open(desk.folder, PASSPHRASE, clock=clock) as again:
        assert again.verify()["looks"] == {"rows": 0, "hash": "0" * 64, "gone": 1}
        again.view(number)
        clock.pass_by(days=1)
        registered(again)
        last = [entry.facts for entry in again.journal() if entry.kind == "looks_counted"][-1]
        assert (last.rows, last.lost) == (1, 1)  # type: ignore[attr-defined]
        assert again.verify()["looks"]["gone"] == 1


def test_the_log_goes_on_at_the_desk_that_a_restored_one_takes_the_place_of(
    desk: Desk, clock: FixedClock, tmp_path: Path
) -> None:
    number = registered(desk)
    desk.view(number)
    file = Path(desk.backup(tmp_path).file)
    clock.pass_by(days=1)
    desk.view(number)
    desk.close()
    said = Said(reason="误操作", last_numbers=())
    for folder, replace, rows in ((desk.folder, True, 2), (tmp_path / "new", False, 1)):  # the backup's
        restore(file, folder, PASSPHRASE, said, clock=clock, replace=replace)
        with Desk.open(folder, PASSPHRASE, clock=clock, write=False) as again:
            assert again.verify()["looks"]["rows"] == rows


def test_without_the_log_a_petition_stays_readable_and_nothing_leaves_the_desk(desk: Desk) -> None:
    number = registered(desk)
    desk.close()
    (desk.folder / looks.FILE).unlink()
    (desk.folder / looks.FILE).mkdir()
    desk = Desk.open(desk.folder, PASSPHRASE)
    seen = desk.view(number)
    assert seen.petition.number == number
    assert seen.notices[0].startswith("查阅记录没有写成：")
    for taken in (
        lambda: desk.paper(number, "F02"),
        lambda: desk.case_file(number),
        lambda: list(desk.journal(number)),
    ):
        with pytest.raises(StorageError) as refused:
            taken()
        assert code_of(refused) == "look-not-recorded"
    (desk.folder / looks.FILE).rmdir()
    assert not desk.view(number).notices
    assert told(desk, number) == [("open", number)]
    desk.close()


def test_nothing_of_the_log_is_readable_without_the_passphrase(desk: Desk) -> None:
    registered(desk)
    desk.search("张三")
    desk.close()
    data = b"".join(file.read_bytes() for file in desk.folder.glob("looked*"))
    assert len(data) > dt.MINYEAR
    assert not any(word.encode() in data for word in ("张三", "李明", "looks", "search"))


def test_the_looks_at_a_petition_that_is_not_here_are_refused(desk: Desk) -> None:
    with pytest.raises(RuleBroken) as refused:
        desk.looked("43062110100001-2026-000009")
    assert code_of(refused) == "no-such-petition"
