"""Turns text into search terms: pairs of neighbouring Chinese characters, and whole words of letters and digits.

Two-character words are the commonest Chinese queries; pairs find them, trigram indexes can't.
"""

from __future__ import annotations

import re
import unicodedata

_RUNS = re.compile(r"[A-Za-z0-9]+|[^\W_A-Za-z0-9]+", re.UNICODE)


def terms(text: str) -> list[str]:
    """The terms of a text in order."""
    found: list[str] = []
    for run in _runs(text):
        if run.isascii() or len(run) == 1:
            found.append(run)
        else:
            found.extend(run[i : i + 2] for i in range(len(run) - 1))
    return found


def phrase(text: str) -> str:
    """An FTS5 expression that finds texts with these words next to each other; "" when there is nothing to find.

    A single Chinese character between other runs has no term of its own in a longer run and is left out.
    """
    parts = []
    for run in _runs(text):
        if run.isascii():
            parts.append(f'"{run}"*')
        elif len(run) > 1:
            parts.append('"' + " ".join(run[i : i + 2] for i in range(len(run) - 1)) + '"')
    return " AND ".join(parts)


def key(text: str) -> str:
    """A name or number as one term: 阿依古丽·买买提 -> 阿依古丽买买提, 1380000 1234 -> 13800001234; "" when empty."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).lower() if char.isalnum())


def _runs(text: str) -> list[str]:
    return _RUNS.findall(unicodedata.normalize("NFKC", text).lower())
