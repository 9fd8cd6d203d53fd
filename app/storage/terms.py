"""Turns text into search terms: pairs of neighbouring Chinese characters, and whole words of letters and digits.

Two-character words are the commonest Chinese queries; pairs find them, trigram indexes can't.
"""

from __future__ import annotations

import re
import unicodedata

_RUNS = re.compile(r"[A-Za-z0-9]+|[^\W_A-Za-z0-9]+", re.UNICODE)


def terms(text: str) -> list[str]:
    """The terms of a text in order; a run's last character stands alone too, so that every one begins a term."""
    found: list[str] = []
    for run in _runs(text):
        if run.isascii():
            found.append(run)
        else:
            found.extend(run[i : i + 2] for i in range(len(run)))
    return found


def phrase(text: str) -> str:
    """An FTS5 expression that finds texts in which all these words occur; "" when there is nothing to find."""
    parts = []
    for run in _runs(text):
        if run.isascii() or len(run) == 1:
            parts.append(f'"{run}"*')
        else:
            parts.append('"' + " ".join(run[i : i + 2] for i in range(len(run) - 1)) + '"')
    return " AND ".join(parts)


def shared(text: str, other: str, *, shortest: int = 3) -> list[str]:
    """The longest pieces of `text` that `other` is made of too, as a person would name them, longest first."""
    known = set(terms(other))
    pieces: set[str] = set()
    for run in _runs(text):
        start = 0
        for end in range(1, len(run) + 1):
            if end == len(run) or run[end - 1 : end + 1] not in known:
                if end - start >= shortest and not run.isascii():
                    pieces.add(run[start:end])
                start = end
    return sorted(pieces, key=lambda piece: (-len(piece), piece))


def key(text: str) -> str:
    """A name or number as one term: 阿依古丽·买买提 -> 阿依古丽买买提, 1380000 1234 -> 13800001234; "" when empty."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).lower() if char.isalnum())


def _runs(text: str) -> list[str]:
    return _RUNS.findall(unicodedata.normalize("NFKC", text).lower())
