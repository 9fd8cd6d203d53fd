"""Turns text into search terms: pairs of neighbouring Chinese characters, and whole words of letters and digits.

Two-character words are the commonest Chinese queries; pairs find them, trigram indexes can't.
"""

from __future__ import annotations

import re
import unicodedata

from app.domain.likeness import plain

_RUNS = re.compile(r"[A-Za-z0-9]+|[^\W_A-Za-z0-9]+", re.UNICODE)


def terms(text: str) -> list[str]:
    """The terms of a text in order; the ends of a run stand alone too, for words like 3组 that are torn apart."""
    found: list[str] = []
    for run in _runs(text):
        if run.isascii() or len(run) == 1:
            found.append(run)
        else:
            found += (run[0], *pairs(run), run[-1])
    return found


def pairs(run: str) -> list[str]:
    """Each two neighbouring characters of a run."""
    return [run[i : i + 2] for i in range(len(run) - 1)]


def beginnings(word: str, shortest: int) -> list[str]:
    """Every beginning of a word, so that it is found while it is being typed by whole terms.

    An index asked for a beginning itself must merge every term that begins so: seconds, for a telephone number.
    """
    return [word[:end] for end in range(shortest, len(word) + 1)]


def phrase(text: str) -> str:
    """An FTS5 expression that finds texts in which all these words occur; "" when there is nothing to find."""
    return " AND ".join(f'"{" ".join(pairs(run))}"' if _is_chinese(run) else f'"{run}"' for run in _runs(text))


def _is_chinese(run: str) -> bool:
    return len(run) > 1 and not run.isascii()


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
    return plain(text)


def _runs(text: str) -> list[str]:
    return _RUNS.findall(unicodedata.normalize("NFKC", text).lower())
