"""start.py: what it asks of the system, when it rebuilds, what it says. Nothing here needs a network."""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

import start

ROOT = Path(start.__file__).parent
HAS_ALL = {"python3-venv": True, "poppler-utils": True}


# --- the file itself


def test_old_pythons_can_read_the_file_that_tells_them_so() -> None:
    ast.parse((ROOT / "start.py").read_text("utf-8"), feature_version=(3, 7))


def test_only_the_standard_library_is_imported() -> None:
    tree = ast.parse((ROOT / "start.py").read_text("utf-8"))
    imports = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imports |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imports} <= sys.stdlib_module_names


def run_start(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "start.py"), *words], capture_output=True, encoding="utf-8", check=False
    )


def test_help_is_printed_without_preparing_anything() -> None:
    answer = run_start("--help")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "python3 start.py test" in answer.stdout


def test_an_unknown_word_is_refused_with_a_sentence_and_nothing_on_stdout() -> None:
    answer = run_start("show", "desk")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "python3 start.py app show" in answer.stderr
    assert "Traceback" not in answer.stderr


# --- the command line


@pytest.mark.parametrize(
    ("words", "task", "rest"),
    [
        ([], "open", []),
        (["test"], "test", []),
        (["test", "-k", "期限", "--help"], "test", ["-k", "期限", "--help"]),
        (["app", "show", "desk", "--wheels", "x"], "app", ["show", "desk", "--wheels", "x"]),
    ],
)
def test_words_after_the_task_are_passed_on(words: list[str], task: str, rest: list[str]) -> None:
    request = start.parse(words)
    assert request == start.Request(task, rest)


@pytest.mark.parametrize("words", [["--wheels", "folder", "test"], ["--wheels=folder", "test"]])
def test_a_folder_of_wheels_can_be_named_before_the_task(words: list[str]) -> None:
    assert start.parse(words) == start.Request("test", [], Path("folder").absolute())


@pytest.mark.parametrize("words", [["-x"], ["--wheels"], ["tset"]])
def test_words_it_does_not_know_are_wrong_use(words: list[str]) -> None:
    with pytest.raises(start.Stop) as stop:
        start.parse(words)
    assert stop.value.code == 2


def test_wheels_beside_the_file_are_used_without_being_named(tmp_path: Path) -> None:
    assert start.wheels_for(start.Request("open"), tmp_path) is None
    (tmp_path / "wheels").mkdir()
    assert start.wheels_for(start.Request("open"), tmp_path) == tmp_path / "wheels"


def test_a_named_folder_of_wheels_has_to_exist(tmp_path: Path) -> None:
    with pytest.raises(start.Stop, match="核对"):
        start.wheels_for(start.Request("open", [], tmp_path / "wheel"), tmp_path)


@pytest.mark.parametrize(
    ("system", "environ", "shown"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("win32", {}, True),
    ],
)
def test_a_display_is_told_by_the_session(system: str, environ: dict[str, str], shown: bool) -> None:
    assert start.has_display(system, environ) is shown


# --- the right Python


def test_python_311_goes_on_by_itself() -> None:
    assert start.insist_on_python((3, 11), [["other"]], lambda _: True) is None


@pytest.mark.parametrize("version", [(3, 9), (3, 12)])
def test_another_python_hands_over_to_the_first_311_that_works(version: tuple[int, int]) -> None:
    assert start.insist_on_python(version, [["broken"], ["good"]], lambda c: c == ["good"]) == ["good"]


def test_without_any_311_it_says_what_to_install() -> None:
    with pytest.raises(start.Stop, match=r"需要 Python 3\.11，本机运行的是 3\.9"):
        start.insist_on_python((3, 9), [["broken"]], lambda _: False)


def test_a_command_counts_as_311_only_when_it_runs_as_one(tmp_path: Path) -> None:
    assert start.is_python_311([sys.executable]) is (sys.version_info[:2] == (3, 11))
    assert not start.is_python_311([str(tmp_path / "python3.11")])


def test_every_folder_of_the_path_is_searched_and_windows_asks_its_launcher() -> None:
    path = os.pathsep.join(["one", "", "two"])
    assert start.pythons(False, path) == [[str(Path(at, "python3.11"))] for at in ("one", "two")]
    assert start.pythons(True, path) == [["py", "-3.11"]]


# --- the system's packages


def test_a_bare_debian_needs_venv_qt_and_window_packages_to_open() -> None:
    has = {"python3-venv": False, "poppler-utils": False}
    missing = start.missing_packages("open", True, True, lambda _: False, has)
    assert missing.needed == ["python3-venv", *start.QT.values(), *start.WINDOW.values()]
    assert missing.useful == ["libcups2"]


def test_tests_need_no_window_packages_and_find_pdftotext_useful() -> None:
    has = {"python3-venv": True, "poppler-utils": False}
    missing = start.missing_packages("test", True, False, lambda _: False, has)
    assert missing == start.Packages(list(start.QT.values()), ["poppler-utils"])


@pytest.mark.parametrize("task", ["demo", "app"])
def test_without_a_window_nothing_but_venv_is_needed(task: str) -> None:
    missing = start.missing_packages(task, True, True, lambda _: False, HAS_ALL)
    assert missing.needed == []
    assert {"libegl1", "libxcb-cursor0", "libcups2"} <= set(missing.useful)


def test_useful_packages_are_not_looked_for_at_each_start() -> None:
    assert start.missing_packages("demo", False, True, lambda _: False, HAS_ALL) == start.Packages([], [])


def test_only_what_cannot_be_loaded_is_missing() -> None:
    missing = start.missing_packages("open", True, True, lambda name: name != "libEGL.so.1", HAS_ALL)
    assert missing == start.Packages(["libegl1"], [])


@pytest.mark.parametrize(
    ("programs", "root", "sudo", "prefix"),
    [
        ({"apt-get"}, True, False, []),
        ({"apt-get", "sudo"}, False, True, ["sudo", "-n"]),
        ({"apt-get", "sudo"}, False, False, None),
        ({"apt-get"}, False, True, None),
        (set(), True, True, None),
    ],
)
def test_it_installs_only_as_root_or_by_sudo_without_password(
    programs: set[str], root: bool, sudo: bool, prefix: list[str] | None
) -> None:
    assert start.apt_prefix(lambda name: name if name in programs else None, root, lambda: sudo) == prefix


def never(prefix: Sequence[str], packages: Sequence[str]) -> bool:
    raise AssertionError("nothing may be installed here")


def test_who_may_not_install_gets_the_exact_command() -> None:
    missing = start.Packages(["python3-venv", "libegl1"], ["libcups2"])
    names = "python3-venv libegl1 libcups2"
    with pytest.raises(start.Stop) as stop:
        start.settle_packages(missing, None, start.by_hand(names.split(), True, True), never)
    line = f"sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends {names}'"
    assert f"  {line}" in str(stop.value).splitlines()
    assert stop.value.code == 3


def test_without_sudo_the_command_goes_through_su() -> None:
    line = "su -l -c 'apt-get update && apt-get install -y --no-install-recommends libegl1'"
    assert line in start.by_hand(["libegl1"], True, False)


def test_merely_useful_packages_never_stop_the_task(capsys: pytest.CaptureFixture[str]) -> None:
    start.settle_packages(start.Packages([], ["libcups2"]), None, "HINT", never)
    assert "HINT" in capsys.readouterr().err


@pytest.mark.parametrize("succeeds", [True, False])
def test_a_failed_installation_stops_only_what_needs_it(succeeds: bool) -> None:
    asked = []

    def install(prefix: Sequence[str], packages: Sequence[str]) -> bool:
        asked.append((prefix, packages))
        return succeeds

    missing = start.Packages(["libegl1"], ["libcups2"])
    if succeeds:
        start.settle_packages(missing, [], "HINT", install)
    else:
        with pytest.raises(start.Stop, match="HINT"):
            start.settle_packages(missing, [], "HINT", install)
    assert asked == [([], ["libegl1", "libcups2"])]


# --- when the environment counts as whole


@pytest.fixture
def made(tmp_path: Path) -> start.Environment:
    """A finished environment of the program, as far as start.py looks at one, without the cost of a real one."""
    root, home = tmp_path / "desk", tmp_path / "python"
    home.mkdir()
    environment = start.Environment(root, windows=False)
    environment.python.parent.mkdir(parents=True)
    environment.python.write_bytes(b"")
    (environment.folder / "pyvenv.cfg").write_text(f"home = {home}\nversion = 3.11.2\n", "utf-8")
    environment.lock(tests=False).write_text("a==1\n", "utf-8")
    environment.lock(tests=True).write_text("a==1\nb==1\n", "utf-8")
    environment.finish(tests=False)
    return environment


def test_a_finished_environment_is_used_again(made: start.Environment) -> None:
    assert made.is_current(tests=False)


def test_the_program_alone_does_not_serve_the_tests_but_the_reverse(made: start.Environment) -> None:
    assert not made.is_current(tests=True)
    made.finish(tests=True)
    assert made.is_current(tests=True)
    assert made.is_current(tests=False)


@pytest.mark.parametrize("rest", ["", "{", "[]", "{}", '"x"'])
def test_an_environment_without_its_whole_stamp_is_half_made(made: start.Environment, rest: str) -> None:
    made.stamp.write_text(rest, "utf-8")
    assert not made.is_current(tests=False)
    made.stamp.unlink()
    assert not made.is_current(tests=False)


def test_a_changed_lock_file_asks_for_a_new_environment(made: start.Environment) -> None:
    made.lock(tests=False).write_text("a==2\n", "utf-8")
    assert not made.is_current(tests=False)


def test_a_moved_folder_asks_for_a_new_environment(made: start.Environment) -> None:
    moved = made.root.rename(made.root.parent / "elsewhere")
    assert not start.Environment(moved, windows=False).is_current(tests=False)


def test_a_python_that_is_gone_or_replaced_asks_for_a_new_environment(made: start.Environment) -> None:
    settings = made.folder / "pyvenv.cfg"
    whole = settings.read_text("utf-8")
    settings.write_text(whole.replace("3.11.2", "3.12.1"), "utf-8")
    assert not made.is_current(tests=False)
    settings.write_text(whole.replace("python", "nowhere"), "utf-8")
    assert not made.is_current(tests=False)
    settings.write_text("half", "utf-8")
    assert not made.is_current(tests=False)
    settings.write_text(whole, "utf-8")
    assert made.is_current(tests=False)
    made.python.unlink()
    assert not made.is_current(tests=False)


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_removing_a_linked_environment_leaves_what_it_points_to(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    environment = start.Environment(tmp_path, windows=False)
    environment.folder.symlink_to(kept)
    environment.remove()
    assert kept.is_dir()
    assert not environment.folder.is_symlink()


@pytest.mark.skipif(sys.platform == "win32", reason="asks the lock of POSIX systems")
def test_a_second_start_waits_while_one_builds(tmp_path: Path) -> None:
    import fcntl

    held = tmp_path / "file"
    held.write_bytes(b"")
    with start.only_one(held), held.open("rb") as file, pytest.raises(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with held.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


# --- installing, really


def make_wheel(folder: Path) -> str:
    """A wheel with one empty module, and its hash."""
    folder.mkdir()
    wheel = folder / "nothing_here-1-py3-none-any.whl"
    info = "nothing_here-1.dist-info"
    parts = {
        "nothing_here.py": "",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: nothing-here\nVersion: 1\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    digest = {name: base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()) for name, text in parts.items()}
    record = [f"{name},sha256={digest[name].decode().rstrip('=')},{len(text)}" for name, text in parts.items()]
    parts[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,", ""])
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


def test_wheels_install_offline_and_a_wrong_hash_is_refused(tmp_path: Path) -> None:
    environment = start.Environment(tmp_path / "桌 面", windows=sys.platform == "win32")
    environment.root.mkdir()
    wheels = tmp_path / "wheels"
    lock = f"nothing-here==1 --hash=sha256:{make_wheel(wheels)}\n"
    environment.lock(tests=False).write_text(lock, "utf-8")
    start.build(environment, tests=False, wheels=wheels)
    assert environment.is_current(tests=False)
    subprocess.run([str(environment.python), "-c", "import nothing_here"], check=True)

    (wheels / "nothing_here-1-py3-none-any.whl").rename(wheels / "nothing_here-2-py3-none-any.whl")
    environment.lock(tests=True).write_text(f"nothing-here==2 --hash=sha256:{'0' * 64}\n", "utf-8")
    with pytest.raises(start.Stop, match="校验值不符"):
        start.build(environment, tests=True, wheels=wheels)
    assert not environment.is_current(tests=True)
    assert environment.is_current(tests=False)


@pytest.mark.parametrize(
    ("output", "wheels", "words"),
    [
        ("OSError: [Errno 28] No space left on device", None, "磁盘空间不足"),
        ("Error: [Errno 13] Permission denied: '/srv/desk/.venv'", None, "不可写"),
        ("WARNING: Retrying (Retry(total=4)) after connection broken", None, "wheels"),
        ("ERROR: No matching distribution found for a==1", None, "没有适用于本机"),
        ("ERROR: No matching distribution found for a==1", Path("wheels"), "缺少适用于本机"),
        ("something else", None, "没有成功：\n\nsomething else"),
    ],
)
def test_why_installing_failed_is_said_with_what_to_do(output: str, wheels: Path | None, words: str) -> None:
    assert words in start.explain(output, wheels)


def test_the_program_imports_its_own_packages_from_any_folder(tmp_path: Path) -> None:
    for place in ("desk", "elsewhere"):
        (tmp_path / place / "app").mkdir(parents=True)
        (tmp_path / place / "app" / "__main__.py").write_text(f"print({place!r})", "utf-8")
    command = start.module_command(Path(sys.executable), ["app"])
    environ = start.program_environ(tmp_path / "desk", os.environ)
    answer = subprocess.run(command, cwd=tmp_path / "elsewhere", env=environ, capture_output=True, check=True)
    assert answer.stdout.split() == [b"desk"]


# --- the lock files


def pins(text: str) -> dict[str, str]:
    """Name and version of every pinned package, names as in the index."""
    found = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[a-z]+\])?==([^ ;\\\n]+)", text, re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


_LOCKS = ("requirements.lock", "requirements-county.lock", "requirements-dev.lock")
LOCKS = {name: (ROOT / name).read_text("utf-8") for name in _LOCKS}


def test_the_locks_hold_what_pyproject_pins() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    program = pins("\n".join(project["dependencies"]))
    tools = pins("\n".join(project["optional-dependencies"]["dev"]))
    county = pins("\n".join(project["optional-dependencies"]["county"]))
    assert program.items() <= pins(LOCKS["requirements.lock"]).items()
    assert (program | county).items() <= pins(LOCKS["requirements-county.lock"]).items()
    assert pins(LOCKS["requirements-county.lock"]).items() <= pins(LOCKS["requirements-dev.lock"]).items()
    assert (program | tools).items() <= pins(LOCKS["requirements-dev.lock"]).items()
    assert pins(LOCKS["requirements.lock"]).items() <= pins(LOCKS["requirements-dev.lock"]).items()


@pytest.mark.parametrize("name", sorted(LOCKS))
def test_a_lock_has_hashes_for_all_and_names_no_place(name: str) -> None:
    blocks = re.split(r"\n(?=[a-z0-9])", LOCKS[name])[1:]
    assert len(blocks) == len(pins(LOCKS[name]))
    assert all("--hash=sha256:" in block for block in blocks)
    assert not re.search(r"://|--index|--find-links|--extra|/home|/root|/tmp|/work|[A-Z]:\\", LOCKS[name])


def test_the_stamp_names_no_more_than_it_needs(made: start.Environment) -> None:
    assert set(json.loads(made.stamp.read_text("utf-8"))) == {"python", "folder", "requirements.lock"}
