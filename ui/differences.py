"""Where two texts differ, character by character, for showing them side by side."""

from __future__ import annotations

import difflib

Pieces = list[tuple[str, bool]]  # stretches of a text, each with whether it stands in this one only
MOST_COMPARED = 4_000_000  # pairs of characters: beyond, the whole stretch between equal ends counts as different


def differences(before: str, after: str) -> tuple[Pieces, Pieces]:
    """Both texts in stretches that are equal or differ."""
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    start, end = before[:head], before[len(before) - tail :]
    left, right = _between(old, new)
    return _joined([(start, False), *left, (end, False)]), _joined([(start, False), *right, (end, False)])


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _between(old: str, new: str) -> tuple[Pieces, Pieces]:
    if len(old) * len(new) > MOST_COMPARED:
        return [(old, True)], [(new, True)]
    left: Pieces = []
    right: Pieces = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left.append((old[a:b], kind != "equal"))
        right.append((new[c:d], kind != "equal"))
    return left, right


def _joined(pieces: Pieces) -> Pieces:
    """Without empty stretches."""
    return [(text, differs) for text, differs in pieces if text]
