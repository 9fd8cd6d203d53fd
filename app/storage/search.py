"""Finding petitions: what a clerk types into the one search field, and earlier petitions like a new one."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from typing import Any

import msgspec

from app.domain.petition import Petitioner
from app.storage.driver import Database
from app.storage.petitions import _ROW, Row, to_row
from app.storage.terms import phrase, terms

MOST_TERMS = 6  # rarest words of a new text that are looked up
TERM_TOO_COMMON = 400  # a word in more petitions than this says nothing about likeness
ABOVE_ALL = "\U0010ffff"  # sorts after every continuation of a prefix


class Candidate(msgspec.Struct, frozen=True):
    """An earlier petition that may be the same matter, with the reason it was found. A person decides."""

    number: str
    title: str
    who: str
    received_on: dt.date
    stage: str
    why: str


class Search:
    """Read-only questions to the search tables."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def find(self, text: str, *, limit: int = 50) -> list[Row]:
        """Newest petitions in which every typed word occurs: as number, name, initials, phone, ID or text."""
        words = [word for word in _plain(text).split() if word]
        conditions, values = [], []
        for word in words:
            condition, arguments = _condition(word)
            conditions.append(condition)
            values += arguments
        if not conditions:
            return []
        rows = self._db.conn.execute(
            f"SELECT {_ROW} FROM petitions p WHERE {' AND '.join(conditions)} ORDER BY p.row DESC LIMIT ?",
            (*values, limit),
        )
        return [to_row(row) for row in rows]

    def candidates(self, petitioners: tuple[Petitioner, ...], text: str, *, limit: int = 9) -> list[Candidate]:
        """Earlier petitions by the same person or about the same thing, the strongest reason first."""
        why: dict[int, list[str]] = {}
        strength: Counter[int] = Counter()
        for person in petitioners[:20]:
            for reason, weight, rows in self._same_person(person):
                for row in rows:
                    if reason not in why.setdefault(row, []):
                        why[row].append(reason)
                        strength[row] += weight
        for row, shared in self._same_words(text).items():
            why.setdefault(row, []).append(f"内容相近：{'、'.join(shared[:4])}")
            strength[row] += 10 * len(shared)
        best = sorted(strength, key=lambda row: (-strength[row], -row))[:limit]
        return [self._candidate(row, why[row]) for row in best]

    def _same_person(self, person: Petitioner) -> list[tuple[str, int, list[int]]]:
        number = (person.id_number or person.credit_code).upper().replace(" ", "")
        phone = person.phone.replace(" ", "").replace("-", "")
        found = []
        if len(number) >= 8:
            found.append(("证件号码相同", 100, self._people("id_number", number)))
        if len(phone) >= 7:
            found.append(("电话相同", 60, self._people("phone", phone)))
        if len(person.name.strip()) >= 2:
            found.append((f"姓名相同：{person.name.strip()}", 50, self._people("name", person.name.strip())))
        return found

    def _people(self, column: str, value: str) -> list[int]:
        rows = self._db.conn.execute(
            f"SELECT DISTINCT petition FROM people WHERE {column} = ? ORDER BY petition DESC LIMIT 20", (value,)
        )
        return [row for (row,) in rows]

    def _same_words(self, text: str) -> dict[int, list[str]]:
        """Row -> shared rare words, for petitions that share at least three of them."""
        wanted = [term for term in dict.fromkeys(terms(text)) if len(term) > 1][:200]
        if not wanted:
            return {}
        marks = ", ".join("?" * len(wanted))
        counted = self._db.conn.execute(
            f"SELECT term, doc FROM search_terms WHERE term IN ({marks})", wanted
        ).fetchall()
        rare = sorted((doc, term) for term, doc in counted if doc <= TERM_TOO_COMMON)[:MOST_TERMS]
        shared: dict[int, list[str]] = {}
        for _doc, term in rare:
            rows = self._db.conn.execute(
                "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT 100", (f'"{term}"',)
            )
            for (row,) in rows:
                shared.setdefault(row, []).append(term)
        return {row: found for row, found in shared.items() if len(found) >= 3}

    def _candidate(self, row: int, why: list[str]) -> Candidate:
        number, title, who, received_on, stage = self._db.conn.execute(
            "SELECT number, title, who, received_on, stage FROM petitions WHERE row = ?", (row,)
        ).fetchone()
        return Candidate(number, title, who, dt.date.fromisoformat(received_on), stage, "；".join(why))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _condition(word: str) -> tuple[str, list[Any]]:
    """SQL that finds the petitions of one typed word, and its values."""
    if re.fullmatch(r"[0-9Xx-]+", word):
        return _digits(word)
    if re.fullmatch(r"[A-Za-z]+", word):
        return _letters(word.lower())
    if len(word) == 1:
        return _prefix("name", word)
    found = phrase(word)
    if not found:
        return "0", []
    return "p.row IN (SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC)", [found]


def _digits(word: str) -> tuple[str, list[Any]]:
    """A number of ours, the last part of one, a phone, an ID or its last six."""
    plain = word.upper().replace("-", "")
    parts = ["p.number = ?", "p.row IN (SELECT petition FROM people WHERE id_number = ?)"]
    values: list[Any] = [word, plain]
    if plain.isdigit() and len(plain) <= 6:
        parts.append("p.serial = ?")
        values.append(int(plain))
    if len(plain) == 6:
        parts.append("p.row IN (SELECT petition FROM people WHERE id_tail = ?)")
        values.append(plain)
    if len(plain) >= 3:
        parts.append("p.row IN (SELECT petition FROM people WHERE phone >= ? AND phone < ?)")
        values += [plain, plain + ABOVE_ALL]
        parts.append("p.row IN (SELECT rowid FROM search WHERE search MATCH ?)")
        values.append(phrase(plain))
    tail = re.fullmatch(r"(\d{4})-(\d{1,6})", word)
    if tail:
        parts.append("(p.serial = ? AND substr(p.number, -11, 4) = ?)")
        values += [int(tail[2]), tail[1]]
    return "(" + " OR ".join(parts) + ")", values


def _letters(word: str) -> tuple[str, list[Any]]:
    """Pinyin initials of a name, or a word in Latin letters."""
    usual, values = _prefix("initials", word)
    other, more = _prefix("other_initials", word)
    text = "p.row IN (SELECT rowid FROM search WHERE search MATCH ?)"
    return f"({usual} OR {other} OR {text})", [*values, *more, phrase(word)]


def _prefix(column: str, word: str) -> tuple[str, list[Any]]:
    condition = f"p.row IN (SELECT petition FROM people WHERE {column} >= ? AND {column} < ?"
    if column == "other_initials":
        condition += " AND other_initials <> ''"
    return condition + ")", [word, word + ABOVE_ALL]
