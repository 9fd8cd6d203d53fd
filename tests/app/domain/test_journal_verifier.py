"""The independent verifier of docs/journal.md: it agrees with a real desk, and names what does not hold."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest

from app.desk import Desk
from app.domain.entries import body_of
from app.domain.steps.table import KINDS
from tests.app.domain.test_entries import REFERENCE
from tests.helpers import registered, serve_all, to_issue


def independent_verifier() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_journal", REFERENCE / "verify_journal.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_independent_verifier_agrees_with_a_real_desk(desk: Desk) -> None:
    number = registered(desk)
    to_issue(desk, number)
    serve_all(desk, number)
    lines = [body_of(entry) for entry in desk.journal()]
    count, last = independent_verifier().verify(lines)
    found = desk.verify()
    assert count == found["entries"] == len(lines) == 10
    assert last == found["lines"][f"{desk.station}/1"]["hash"]


@pytest.mark.parametrize("change", ["changed", "removed", "swapped", "re-spaced"])
def test_the_independent_verifier_names_what_does_not_hold(desk: Desk, change: str) -> None:
    registered(desk)
    registered(desk)
    lines = [body_of(entry) for entry in desk.journal()]
    if change == "changed":
        lines[1] = lines[1].replace("土路".encode(), "油路".encode())
    elif change == "removed":
        del lines[1]
    elif change == "swapped":
        lines[1], lines[2] = lines[2], lines[1]
    else:
        lines[2] = lines[2].replace(b'"epoch":1', b'"epoch": 1')
    with pytest.raises(ValueError, match=r"line [23] does not hold"):
        independent_verifier().verify(lines)


def test_the_documentation_names_every_kind_and_shows_the_verifier_as_it_is() -> None:
    page = (REFERENCE.parents[1] / "docs" / "journal.md").read_text("utf-8")
    listed = [line.split("`")[1] for line in page.splitlines() if line.startswith("| `") and "facts" not in line[:12]]
    assert set(KINDS) <= set(listed)
    verifier = (REFERENCE / "verify_journal.py").read_text("utf-8")
    start = verifier.index("def verify")
    assert verifier[start : verifier.index("\n\n\nif __name__")] in page
