"""Imports run one way (design, section 3), proven over every file of app/ and ui/, and by importing them."""

from __future__ import annotations

import ast
import functools
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Each layer may use itself and the layers before it. Packages of the second layer do not know each other.
LAYERS = (
    {"domain", "shipped", "shipped_divisions", "pdfium", ""},  # "" is app/__init__.py
    {"storage", "documents", "ledgers"},
    {"exchange", "county", "security", "data_files"},
    {"clock", "desk", "answering", "answers", "scans", "schedule_file", "setup", "writer"},
    {"cli", "demo", "demo_files", "__main__", "ui"},
)
STRANGERS_TO_EACH_OTHER = {"storage", "documents", "ledgers"}
# What a window may use of app: the door, what the door answers, and what the program brings along.
FOR_WINDOWS = {"desk", "answers", "setup", "domain", "shipped", "shipped_divisions", "demo", "pdfium", "scans", ""}
PLAIN_DATA = {  # types that an answer carries, or what is asked of the door; the county's own door
    "app.answering.event_of",
    "app.county.competent.Competent",
    "app.county.competent.TakenOut",
    "app.county.dispatching.Order",
    "app.county.line_thread.LineThread",
    "app.county.line_thread.Where",
    "app.county.line_thread.proof_of",
    "app.county.listing.Listing",
    "app.county.listing.MOST_FOUND",
    "app.county.listing.Row",
    "app.county.listing.Wanted",
    "app.county.report_tables.ReportTable",
    "app.county.report_tables.heads",
    "app.county.signing.ToSign",
    "app.county.status.CountyStatus",
    "app.county.status.LineStatus",
    "app.county.status.StationStatus",
    "app.county.moving",
    "app.county.recovering",
    "app.county.restoring",
    "app.county.restoring.RestoredCounty",
    "app.county.status.Held",
    "app.county.store.County",
    "app.exchange.desk_side.ExchangeState",
    "app.exchange.history.Exchanged",
    "app.exchange.keys.KeyCard",
    "app.exchange.visit.StickDone",
    "app.exchange.visit.StickLine",
    "app.storage.refusals.Refused",
}
PICTURES = ("pictures.py", "pictures_of_county.py", "pictures_of_county_work.py")
SQL = {"sqlite3", "sqlcipher3", "sqlite_utils", "pysqlite3"}
PAPER = {"reportlab", "fontTools", "pypdf", "docx", "lxml"}

# The domain reads no clock, no disk, no network, no chance.
PURE_MODULES = {
    "pathlib", "os", "io", "shutil", "tempfile", "glob", "socket", "subprocess", "secrets", "random", "time",
    "logging", "threading", "sys", "uuid", "urllib", "http", "pickle", "json.tool", *SQL, *PAPER,
}  # fmt: skip
IMPURE_CALLS = {"open", "input", "print", "exec", "eval", "__import__"}
IMPURE_METHODS = {"now", "utcnow", "today", "read_text", "read_bytes", "write_text", "write_bytes", "getenv"}


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


@functools.cache
def imports(path: Path) -> tuple[tuple[int, str], ...]:
    """(line, full module name) of every import of a file, those inside functions too."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            for name in node.names:
                yield node.lineno, f"{node.module}.{name.name}"


def part_of(path: Path) -> str:
    """ "domain", "storage", "desk", … of a file of app; "ui" of the windows."""
    inside = path.relative_to(ROOT).parts
    if inside[0] == "ui":
        return "ui"
    return inside[1].removesuffix(".py").replace("__init__", "")


def part_imported(module: str) -> str | None:
    """The same of an imported module, None when it is not ours."""
    names = module.split(".")
    if names[0] == "ui":
        return "ui"
    if names[0] != "app":
        return None
    found = names[1] if len(names) > 1 else ""
    return "" if found == "__version__" else found


def rank(part: str) -> int:
    return next(n for n, layer in enumerate(LAYERS) if part in layer)


def test_every_part_of_the_program_has_its_layer() -> None:
    known = set().union(*LAYERS)
    found = {part_of(path) for path in sources("app", "ui")}
    assert found - known == set(), "give the new part its place in LAYERS"
    assert len(sources("app", "ui")) > 60


def test_imports_run_one_way() -> None:
    wrong = []
    for path in sources("app", "ui"):
        ours = part_of(path)
        for line, module in imports(path):
            theirs = part_imported(module)
            if theirs is None:
                continue
            strangers = {ours, theirs} <= STRANGERS_TO_EACH_OTHER and ours != theirs
            if rank(theirs) > rank(ours) or strangers:
                wrong.append(f"{path.relative_to(ROOT)}:{line}: {ours or 'app'} imports {module}")
    assert wrong == []


def test_the_domain_does_not_know_what_the_program_brings_along() -> None:
    assert [
        f"{path.name}:{line}" for path in sources("app/domain") for line, module in imports(path) if "shipped" in module
    ] == []


@pytest.mark.parametrize(
    ("folder", "banned"),
    [("app", {"PySide6", "shiboken6"}), ("ui", SQL | PAPER)],
)
def test_qt_stays_above_and_sql_below(folder: str, banned: set[str]) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line} {module}"
        for path in sources(folder)
        for line, module in imports(path)
        if module.split(".")[0] in banned
    ]
    assert found == []


def test_sql_is_spoken_in_storage_and_by_nobody_outside_the_stores() -> None:
    found = {part_of(path) for path in sources("app") for _line, module in imports(path) if module.split(".")[0] in SQL}
    assert found == {"storage"}


def test_windows_use_the_door_and_plain_data_only() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line} {module}"
        for path in sources("ui")
        if path.name not in PICTURES  # for developers: they draw every window
        for line, module in imports(path)
        if (part := part_imported(module)) is not None and part != "ui" and part not in FOR_WINDOWS
        if module not in PLAIN_DATA
    ]
    assert found == []


def test_the_domain_does_no_input_and_output() -> None:
    assert [f"{path.relative_to(ROOT)}: {told}" for path in sources("app/domain") for told in impure(path)] == []


def impure(path: Path) -> list[str]:
    """What a file does that reaches beyond its arguments, line by line."""
    wrong = [
        f"line {line}: imports {module}"
        for line, module in imports(path)
        if module.split(".")[0] in PURE_MODULES or module in PURE_MODULES
    ]
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IMPURE_CALLS:
            wrong.append(f"line {node.lineno}: {node.func.id}()")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in IMPURE_METHODS:
            wrong.append(f"line {node.lineno}: .{node.func.attr}()")
        if isinstance(node, ast.Global):
            wrong.append(f"line {node.lineno}: global")
    return wrong


def test_no_module_keeps_state() -> None:
    """Lists, sets and dictionaries at the top of a module are tables: nothing may write to them."""
    assert [f"{path.relative_to(ROOT)}: {told}" for path in sources("app") for told in state_kept(path)] == []


def state_kept(path: Path) -> list[str]:
    """Where a function of a file writes to what stands at its top, line by line."""
    tree = ast.parse(path.read_bytes())
    names = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    writers = {"append", "add", "update", "extend", "insert", "pop", "clear", "setdefault", "remove", "discard"}
    wrong = []
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Global):
                wrong.append(f"line {node.lineno}: global")
            elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and name_of(node.value) in names:
                wrong.append(f"line {node.lineno}: writes to {name_of(node.value)}")
            elif (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in writers
                and name_of(node.func.value) in names
            ):
                wrong.append(f"line {node.lineno}: {name_of(node.func.value)}.{node.func.attr}()")
    return wrong


def name_of(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


IMPORT_ALL = """
import importlib, pkgutil, sys
import app
for module in pkgutil.walk_packages(app.__path__, "app."):
    if module.name != "app.__main__":
        importlib.import_module(module.name)
        print(module.name)
print("QT", [name for name in sys.modules if name.split(".")[0] in ("PySide6", "shiboken6", "ui")])
"""


def test_importing_every_module_of_app_brings_no_qt() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL], capture_output=True, check=True, text=True, timeout=60, cwd=ROOT
    )
    lines = ran.stdout.splitlines()
    assert lines[-1] == "QT []"
    assert len(lines) > 50


def test_the_first_window_does_not_wait_for_paper_and_pinyin() -> None:
    """What is heavy is imported when it is first needed: the desk alone loads neither."""
    heavy = ("reportlab", "pypdf", "docx", "lxml", "pypinyin", "stdnum", "pypdfium2")
    ask = f"import sys, app.desk; print([n for n in {heavy} if n in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", ask], capture_output=True, check=True, text=True, timeout=60, cwd=ROOT)
    assert ran.stdout.strip() == "['stdnum']"
