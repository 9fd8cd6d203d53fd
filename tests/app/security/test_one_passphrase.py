"""What has one passphrase and no officers: a county's store, in its folder and in PostgreSQL, a competent body's."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.county.competent import Competent
from app.county.recovering import recover_body, recover_county
from app.county.restoring import restore
from app.county.schema import COUNTY
from app.county.store import County
from app.domain.errors import DeskError, RuleBroken, StorageError
from tests.app.documents.reading import text_of
from tests.helpers import BOTH, PASSPHRASE, FixedClock, code_of

NEW = "石桥镇的老槐树三百年"


def opens(folder: Path, passphrase: str) -> str:
    """What the passphrase says of a county's folder: its name, or the code of the refusal."""
    try:
        with County.open(folder, passphrase, clock=FixedClock()) as county:
            return county.name
    except DeskError as refused:
        return refused.code


@BOTH
def test_the_passphrase_is_changed_with_the_old_one_only(county: County, county_folder: Path) -> None:
    name = county.name
    for old, new, code in (
        ("不是原来的口令", NEW, "passphrase-old-wrong"),
        (PASSPHRASE, "1234567", "passphrase-short"),
        (PASSPHRASE, PASSPHRASE, "passphrase-same"),
    ):
        with pytest.raises(RuleBroken) as refused:
            county.change_passphrase(old, new)
        assert code_of(refused) == code
    with county.twin()(None) as in_a_thread:
        in_a_thread.change_passphrase(PASSPHRASE, NEW)
    county.change_passphrase(NEW, f"{NEW}。")  # a window goes on after its thread has changed it
    county.close()
    assert (opens(county_folder, f"{NEW}。"), opens(county_folder, PASSPHRASE)) == (name, "passphrase-wrong")


def test_a_backup_opens_with_the_passphrase_and_the_sheet_of_its_day(
    county: County, county_folder: Path, tmp_path: Path
) -> None:
    sheet = county.make_recovery_sheet()
    made = Path(county.backup().file)
    county.change_passphrase(PASSPHRASE, NEW)
    county.make_recovery_sheet()
    county.close()
    restore(made, tmp_path / "again", PASSPHRASE, clock=FixedClock())
    restore(made, tmp_path / "by-sheet", " ".join(sheet.groups).lower(), recovery=True, clock=FixedClock())
    name = opens(county_folder, NEW)
    assert [opens(tmp_path / place, PASSPHRASE) for place in ("again", "by-sheet")] == [name, name]
    with pytest.raises(StorageError) as refused:
        restore(made, tmp_path / "not", NEW, clock=FixedClock())
    assert code_of(refused) == "passphrase-wrong"


def test_the_sheet_opens_when_the_passphrase_is_forgotten_and_the_next_one_voids_it(
    county: County, county_folder: Path
) -> None:
    first, sheet = county.make_recovery_sheet(), county.make_recovery_sheet()
    printed = text_of(county.recovery_paper(sheet))
    assert [group for group in sheet.groups if group not in printed] == []
    assert (county.passphrases().sheet, f"代码 {county.code}" in printed) == (2, True)
    county.close()
    given = {"new_passphrase": NEW, "clock": FixedClock()}
    with pytest.raises(StorageError) as refused:
        recover_county(county_folder, first.qr, **given)
    assert code_of(refused) == "passphrase-wrong"
    mistyped = (*sheet.groups[:2], sheet.groups[3], sheet.groups[2], *sheet.groups[4:])
    with pytest.raises(RuleBroken) as wrong:
        recover_county(county_folder, "-".join(mistyped), **given)
    assert wrong.value.facts["groups"] == [3, 4]
    with pytest.raises(RuleBroken) as short:
        recover_county(county_folder, sheet.qr, **{**given, "new_passphrase": "1234567"})
    assert code_of(short) == "passphrase-short"
    with recover_county(county_folder, sheet.qr, **given) as opened:
        assert opened.passphrases().sheet == 2  # until a new one is made
        name = opened.name
    assert (opens(county_folder, NEW), opens(county_folder, PASSPHRASE)) == (name, "passphrase-wrong")


def test_a_key_file_that_cannot_be_written_keeps_the_old_passphrase(county: County, county_folder: Path) -> None:
    (county_folder / f"{COUNTY.keyfile}.part").mkdir()
    with pytest.raises(StorageError) as refused:
        county.change_passphrase(PASSPHRASE, NEW)
    assert code_of(refused) == "file-not-written"
    county.close()
    assert opens(county_folder, NEW) == "passphrase-wrong"


def test_a_bodys_passphrase_is_changed_and_found_again_too(tmp_path: Path) -> None:
    given = {"code": "430621JW", "name": "某某机关", "clock": FixedClock(), "unlock_seconds": 0.01}
    with Competent.create(tmp_path / "body", passphrase=PASSPHRASE, **given) as body:
        body.change_passphrase(PASSPHRASE, NEW)
        sheet = body.make_recovery_sheet()
        assert text_of(body.recovery_paper(sheet)).startswith("某某机关")
    with pytest.raises(StorageError):
        Competent.open(tmp_path / "body", PASSPHRASE, clock=FixedClock())
    recover_body(tmp_path / "body", sheet.qr, new_passphrase=PASSPHRASE, clock=FixedClock()).close()
    Competent.open(tmp_path / "body", PASSPHRASE, clock=FixedClock()).close()
