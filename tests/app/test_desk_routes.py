"""The guided list at the desk and on the command line: the shipped one, or the county's own in the desk's folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.desk import OWN_ROUTES, Desk
from app.domain.errors import RuleBroken, StorageError
from app.shipped import MOST_OWN, data_folder, load_routes
from tests.app.test_cli import refused, run
from tests.helpers import PASSPHRASE

FILE = data_folder() / "routes" / "national.json"


def own(folder: Path, old: str = "", new: str = "") -> Path:
    file = folder / OWN_ROUTES
    file.write_text(FILE.read_text("utf-8").replace(old, new), encoding="utf-8")
    return file


def test_without_a_file_of_its_own_the_desk_has_the_shipped_list(desk: Desk) -> None:
    assert desk.routes() == load_routes()


def test_the_countys_list_takes_the_place_of_the_shipped_one_at_once(desk: Desk) -> None:
    own(desk.folder, "是否应当通过仲裁解决", "是否属于仲裁委员会管辖")
    assert "仲裁委员会管辖" in desk.routes().way("31-2").ask


def test_a_wrong_list_is_refused_and_stops_nothing_else(desk: Desk) -> None:
    own(desk.folder, '"review": false', '"review": "no"')
    with pytest.raises(RuleBroken) as found:
        desk.routes()
    assert "routes.json" in found.value.message
    assert "第" in found.value.message
    assert desk.today()


def test_a_folder_or_a_film_in_its_place_is_refused_in_a_sentence(desk: Desk) -> None:
    (desk.folder / OWN_ROUTES).mkdir()
    with pytest.raises(StorageError):
        desk.routes()
    (desk.folder / OWN_ROUTES).rmdir()
    (desk.folder / OWN_ROUTES).write_bytes(b" " * (MOST_OWN + 1))
    with pytest.raises(RuleBroken) as found:
        desk.routes()
    assert "太大" in found.value.message


def test_the_command_line_gives_the_list_of_the_desk(desk_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOUWEN_PASSPHRASE", PASSPHRASE)
    assert run("routes") == json.loads(json.dumps(load_routes().answer()))
    own(desk_folder, "是否应当通过仲裁解决", "是否属于仲裁委员会管辖")
    assert "仲裁委员会管辖" in run("routes", "--desk", desk_folder)["questions"][1]["ask"]
    own(desk_folder, '"F04"\n', '"F12"\n')
    code, answer = refused("routes", "--desk", desk_folder)
    assert (code, answer["error"]) == (2, "routes-invalid")
