"""What has one passphrase and no officers: a county's store, in its folder and in PostgreSQL, a competent body's."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.county.competent import Competent
from app.county.schema import COUNTY
from app.county.store import County
from app.domain.errors import DeskError, RuleBroken, StorageError
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
    county.change_passphrase(f"{NEW}。", NEW)
    county.close()
    assert (opens(county_folder, NEW), opens(county_folder, PASSPHRASE)) == (name, "passphrase-wrong")


def test_a_backup_opens_with_the_passphrase_of_its_day(county: County, county_folder: Path, tmp_path: Path) -> None:
    from app.county.restoring import restore

    made = county.backup().path
    county.change_passphrase(PASSPHRASE, NEW)
    county.close()
    restore(made, tmp_path / "again", PASSPHRASE, clock=FixedClock())
    assert opens(tmp_path / "again", PASSPHRASE) == opens(county_folder, NEW)


def test_a_key_file_that_cannot_be_written_keeps_the_old_passphrase(county: County, county_folder: Path) -> None:
    (county_folder / f"{COUNTY.keyfile}.part").mkdir()
    with pytest.raises(StorageError) as refused:
        county.change_passphrase(PASSPHRASE, NEW)
    assert code_of(refused) == "file-not-written"
    county.close()
    assert opens(county_folder, NEW) == "passphrase-wrong"


def test_a_bodys_passphrase_is_changed_too(tmp_path: Path) -> None:
    given = {"code": "430621JW", "name": "某某机关", "clock": FixedClock(), "unlock_seconds": 0.01}
    with Competent.create(tmp_path / "body", passphrase=PASSPHRASE, **given) as body:
        body.change_passphrase(PASSPHRASE, NEW)
    Competent.open(tmp_path / "body", NEW, clock=FixedClock()).close()
    with pytest.raises(StorageError):
        Competent.open(tmp_path / "body", PASSPHRASE, clock=FixedClock())
