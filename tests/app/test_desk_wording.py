"""The county's own texts in the desk's folder: they hold in every paper, and a broken one stops its paper only."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from app.desk import OWN_WORDING, Desk
from app.documents import own_wording
from app.documents.recovery_sheet import OF_STORE
from app.domain.errors import StorageError
from app.domain.steps.acceptance import Accept
from app.shipped import resources_folder
from tests.app.documents.reading import text_of
from tests.app.test_cli import refused, run
from tests.helpers import PASSPHRASE, FixedClock, registered, to_issue

SHIPPED = resources_folder() / "documents"
# What an office may replace: no desk prints the sheet of a store.
TEXTS = [path for path in sorted(SHIPPED.glob("*.toml")) if path.stem != OF_STORE.code]


def own(desk_folder: Path, code: str, old: str, new: str) -> Path:
    """The county's file for one paper, with one text changed."""
    folder = desk_folder / OWN_WORDING
    folder.mkdir(exist_ok=True)
    text = (SHIPPED / f"{code}.toml").read_text("utf-8")
    assert old in text
    file = folder / f"{code}.toml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file


@pytest.fixture
def number(desk: Desk) -> str:
    made = registered(desk)
    desk.run(made, Accept())
    return made


def test_the_countys_words_stand_on_the_paper(desk: Desk, number: str) -> None:
    own(desk.folder, "F03", "特此告知。", "特此书面告知。")
    assert "特此书面告知。" in text_of(desk.paper(number, "F03"))
    assert desk.wording_problems() == ()


def test_the_countys_words_stand_in_the_document_for_wps_and_are_read_back(desk: Desk, tmp_path: Path) -> None:
    number = registered(desk)
    to_issue(desk, number)
    own(desk.folder, "F12", "如不服本处理意见", "对本处理意见不服的")
    data = desk.docx(number)
    assert "对本处理意见不服的" in zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode("utf-8")
    file = tmp_path / "F12.docx"
    file.write_bytes(data)
    assert desk.check_docx(number, file).changes == ()
    assert "对本处理意见不服的" in text_of(desk.paper(number, "F12"))


def test_a_desk_opens_with_a_broken_file_which_stops_its_paper_and_no_other(desk: Desk, number: str) -> None:
    folder = desk.folder
    own(folder, "F03", "{due}", "{day}")
    desk.close()
    with Desk.open(folder, PASSPHRASE, clock=FixedClock()) as again:
        (told,) = again.wording_problems()
        assert "“F03.toml”第" in told
        with pytest.raises(StorageError) as stopped:
            again.paper(number, "F03")
        assert stopped.value.message == told
        assert again.paper(number, "F02")
        assert again.bind_case(number).left_out[0].code == "F03"


def test_mending_a_file_is_noticed_without_opening_anew(desk: Desk, number: str) -> None:
    own(desk.folder, "F03", "{due}", "{day}")
    assert desk.wording_problems()
    own(desk.folder, "F03", "特此告知。", "特此书面告知。")
    assert desk.wording_problems() == ()
    assert "特此书面告知" in text_of(desk.paper(number, "F03"))


@pytest.mark.parametrize("code", [path.stem for path in TEXTS])
def test_every_shipped_file_is_one_that_is_known_and_sound(code: str, tmp_path: Path) -> None:
    (tmp_path / f"{code}.toml").write_bytes((SHIPPED / f"{code}.toml").read_bytes())
    assert own_wording.problems(tmp_path) == ()


def test_every_paper_that_is_listed_has_its_texts() -> None:
    listed = own_wording.listed(None)
    assert [texts.code for texts in listed] == [path.stem for path in TEXTS]
    assert all(texts.texts and not texts.own and not texts.problem for texts in listed)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("F99.toml", b"", "没有文书使用"),
        ("F03.txt", b"", "没有文书使用"),
        ("F03.toml", "[title]".encode("utf-16"), "无法读取"),
        ("F03.toml", b"x = " + b"[" * 50_000, "格式有误"),
        ("F03.toml", (SHIPPED / "F03.toml").read_bytes().replace("特此告知".encode(), "\U0003fffd".encode()), "第"),
    ],
    ids=["unknown", "suffix", "encoding", "deep", "letter"],
)
def test_what_cannot_be_used_is_told_and_never_passed_over(
    desk: Desk, number: str, name: str, content: bytes, said: str
) -> None:
    (desk.folder / OWN_WORDING).mkdir()
    (desk.folder / OWN_WORDING / name).write_bytes(content)
    (told,) = desk.wording_problems()
    assert name in told
    assert said in told
    if name == "F03.toml":
        with pytest.raises(StorageError):
            desk.paper(number, "F03")


def test_the_mark_of_windows_before_a_file_does_no_harm(desk: Desk, number: str) -> None:
    file = own(desk.folder, "F03", "特此告知。", "特此书面告知。")
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert desk.wording_problems() == ()
    assert "特此书面告知" in text_of(desk.paper(number, "F03"))


def test_a_folder_or_a_dead_link_in_place_of_a_file_is_refused_not_passed_over(desk: Desk, number: str) -> None:
    folder = desk.folder / OWN_WORDING
    (folder / "F03.toml").mkdir(parents=True)
    assert len(desk.wording_problems()) == 1
    with pytest.raises(StorageError):
        desk.paper(number, "F03")
    (folder / "F03.toml").rmdir()
    (folder / "F03.toml").symlink_to(folder / "nowhere")
    with pytest.raises(StorageError):
        desk.paper(number, "F03")


def test_a_file_in_place_of_the_folder_is_said_and_stops_every_paper(desk: Desk, number: str) -> None:
    (desk.folder / OWN_WORDING).write_text("x")
    (told,) = desk.wording_problems()
    assert "应为文件夹" in told
    with pytest.raises(StorageError):
        desk.paper(number, "F03")
    assert desk.view(number)


def test_the_command_line_exports_lists_and_checks(
    desk_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOUWEN_PASSPHRASE", PASSPHRASE)
    exported = run("wording", desk_folder, "export", tmp_path / "texts")
    assert exported["files"] == [path.name for path in TEXTS]
    assert (tmp_path / "texts" / "F12.toml").read_bytes() == (SHIPPED / "F12.toml").read_bytes()
    assert refused("wording", desk_folder, "export", tmp_path / "texts")[1]["error"] == "wording-there"
    file = own(desk_folder, "F03", "特此告知。", "特此书面告知。")
    listed = run("wording", desk_folder, "list")["papers"]
    assert [texts["code"] for texts in listed if texts["own"]] == ["F03"]
    assert run("wording", desk_folder, "check")["files"] == ["F03.toml"]
    file.write_text("[title]\n", encoding="utf-8")
    code, answer = refused("wording", desk_folder, "check")
    assert (code, answer["error"]) == (3, "wording-broken")
    assert "第" in answer["facts"]["problems"][0]
    broken = next(texts for texts in run("wording", desk_folder, "list")["papers"] if texts["code"] == "F03")
    assert broken["own"]
    assert broken["problem"]
    assert refused("wording", desk_folder, "export")[0] == 2
