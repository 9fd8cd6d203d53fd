"""Every door of the desk names the right it needs: one place, next to the question."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.desk import Desk
from app.domain.rights import Right

# They open and shut the desk: there is no officer yet, or nothing is told.
FRAME = {"create", "open", "recover", "close", "rest", "mended"}


def doors() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public method, property and cached property of the desk by its name."""
    for name, found in inspect.getmembers_static(Desk):
        if name.startswith("_") or name in FRAME:
            continue
        if isinstance(found, property):
            yield name, found.fget  # type: ignore[misc]
        elif isinstance(found, functools.cached_property):
            yield name, found.func
        elif inspect.isfunction(found):
            yield name, found


@pytest.mark.parametrize(("name", "method"), list(doors()), ids=lambda value: value if isinstance(value, str) else "")
def test_every_question_names_the_right_it_needs(name: str, method: Callable[..., Any]) -> None:
    rights = getattr(method, "needs", None)
    assert rights is not None, f"put @needs(Right.…) or @needs() for everybody before Desk.{name} (app/desk/needs.py)"
    assert all(isinstance(right, Right) for right in rights)


def test_what_shows_one_officer_their_own_shows_all_to_whoever_may_read() -> None:
    for name, method in doors():
        needed = method.needs  # type: ignore[attr-defined]
        assert Right.OWN not in needed or Right.READ in needed, name
