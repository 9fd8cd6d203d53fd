"""Finding petitions: what a clerk types into the one search field, and earlier petitions like a new one."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import unicodedata
from collections import Counter

import msgspec

from app.domain.identity import same_bearer
from app.domain.likeness import SHORTEST_PHONE, Likeness, Reason, likeness, named, story
from app.domain.petition import Petition
from app.domain.phones import phones, typed_phones
from app.domain.records.petitioner import Petitioner
from app.domain.steps.register import SERIES, Register
from app.storage.driver import Database
from app.storage.found_by import LAST, searched
from app.storage.pinyin import typed
from app.storage.rows import ROW, Row, Whose, read_state, to_row
from app.storage.terms import key, phrase, shared, terms

MOST_COUNTED = 200  # words of a new text that are counted
MOST_TERMS = 6  # rarest words of a new text that are looked up
TERM_TOO_COMMON = 400  # a word in more petitions than this says nothing about likeness
MOST_LIKELY = 9  # petitions in which the words of a new text are looked for
MOST_COMPARED = 18  # petitions that are compared with a new one, person and text
MOST_PIECES = 3  # shared words that are named
MOST_TEXT = 2000  # characters of the facts whose words are looked up
LEAST_SHARED = 2  # rare words that a petition must share to be compared
MOST_ROWS = 10_000  # petitions among which a number is looked for by other words
WITHOUT_SIGNS = 4  # characters from which a name may have a dot in its midst that nobody types
MOST_WORDS = 12  # typed words that are looked up


_DIGITS = re.compile(r"[0-9-]+")
_LETTERS = re.compile(r"[a-z]+")


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """An earlier petition that may be the same matter: how like it is (0-100, and in words), and why.

    A person decides. The number tells in which order to look; it is computed when asked for and never kept.
    """

    number: str
    title: str
    who: str
    received_on: dt.date
    stage: str
    alike: int
    words: str
    reasons: tuple[Reason, ...]
    why: str  # the reasons in one sentence


class Search:
    """Read-only questions to the search tables."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._common: set[str] = set()  # words found in too many petitions; that does not change back

    def find(self, *texts: str, limit: int = 50, by: Whose | None = None, in_full: bool = False) -> list[Row]:
        """Newest petitions in which every typed word of one of the texts occurs: as number, name, pinyin, phone, ID
        or text.

        With `by` only those. `in_full`: who asks may see numbers in full; else the last digits of a telephone number
        find it no further than its mask shows them.
        """
        newest = sorted(self.rows(*texts, most=MOST_ROWS if by else limit, in_full=in_full), reverse=True)
        if by:
            own = (seen for seen in map(self._row, newest) if by.has(seen.number, seen.first_contact))
            return list(itertools.islice(own, max(0, limit)))
        return [self._row(row) for row in newest[: max(0, limit)]]

    def rows(self, *texts: str, most: int, in_full: bool = False) -> set[int]:
        """The rows of the petitions in which every typed word of one of the texts occurs, of each text the newest."""
        return {row for text in texts for row in self._found(text, most, in_full=in_full)}

    def _found(self, text: str, most: int, *, in_full: bool) -> set[int]:
        words = unicodedata.normalize("NFKC", text).split()[:MOST_WORDS]
        matches = [_match(word, alone=len(words) == 1, in_full=in_full) for word in words]
        found = set(self._rows(_every(matches), most))
        if len(words) > 1 and (run := _run_together(words, in_full=in_full)):
            found |= set(self._rows(run, most))
        for place, word in enumerate(words):
            found |= self._numbered(word, matches[:place] + matches[place + 1 :])
        return found

    def candidates(self, matter: Register | Petition, *, limit: int = 9) -> list[Candidate]:
        """Other petitions by the same person or about the same thing, the likeliest first, the newest of equals."""
        text = "\n".join((matter.title, *matter.requests, matter.facts[:MOST_TEXT]))
        own = matter.number if isinstance(matter, Petition) else ""
        strength: Counter[int] = Counter()
        for person in matter.petitioners[:20]:
            for weight, rows in self._same_person(person):
                strength.update(dict.fromkeys(rows, weight))
        pieces = self._same_words(text)
        for row, shared_pieces in pieces.items():
            strength[row] += 5 * sum(map(len, shared_pieces))
        best = sorted(strength, key=lambda row: (-strength[row], -row))[:MOST_COMPARED]
        told = story(matter.requests, matter.facts, matter.reasons)
        compared = {row: self._compare(row, matter.petitioners, told, pieces.get(row, ())) for row in best}
        found = sorted((row for row in best if compared[row].reasons), key=lambda row: -compared[row].alike)
        candidates = [self._candidate(row, compared[row]) for row in found[: limit + 1]]
        others = (one for one in candidates if one.number != own and one.stage != "voided")
        return list(others)[:limit]

    def _compare(self, row: int, people: tuple[Petitioner, ...], told: str, pieces: tuple[str, ...]) -> Likeness:
        earlier = self._state(row)
        other = story(earlier.requests, earlier.facts, earlier.reasons)
        return likeness(people[:20], told, earlier.petitioners, other, pieces)

    def _same_person(self, person: Petitioner) -> list[tuple[int, list[int]]]:
        """How much each look-up says, and the petitions that it finds."""
        numbers = [key(number) for number in same_bearer(person.id_number or person.credit_code)]
        name = key(named(person))
        found = [(100, self._people(number)) for number in numbers if len(number) >= 8]
        found += [(60, self._people(phone)) for phone in phones(person.phone) if len(phone) >= SHORTEST_PHONE]
        if len(name) >= 2:
            found.append((50, self._people(name)))
            if address := phrase(person.address):
                found.append((80, self._rows(f'people : "{name}" AND text : ({address})', 20)))
        return found

    def _people(self, term: str) -> list[int]:
        return self._rows(f'people : "{term}"', 20)

    def _same_words(self, text: str) -> dict[int, tuple[str, ...]]:
        """Row -> shared pieces of text, for the petitions that share most of its rarest words."""
        wanted = [term for term in dict.fromkeys(terms(text)) if len(term) > 1][:MOST_COUNTED]
        counted = ((self._documents(term), term) for term in wanted if term not in self._common)
        rare = sorted((doc, term) for doc, term in counted if 0 < doc <= TERM_TOO_COMMON)[:MOST_TERMS]
        hits: Counter[int] = Counter()
        for _doc, term in rare:
            hits.update(self._rows(f'text : "{term}"', 100))
        likely = [row for row, count in hits.most_common(MOST_LIKELY) if count >= LEAST_SHARED]
        found = {row: tuple(shared(text, searched(self._state(row)))[:MOST_PIECES]) for row in likely}
        return {row: pieces for row, pieces in found.items() if pieces}

    def _documents(self, term: str) -> int:
        """In how many petitions a word stands, counted no further than it matters."""
        query = "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ?)"
        (found,) = self._db.conn.execute(query, (f'"{term}"', TERM_TOO_COMMON + 1)).fetchone()
        if found > TERM_TOO_COMMON:
            self._common.add(term)
        return int(found)

    def _state(self, row: int) -> Petition:
        (state,) = self._db.conn.execute("SELECT state FROM petitions WHERE row = ?", (row,)).fetchone()
        return read_state(state)

    def _rows(self, match: str, most: int) -> list[int]:
        """The newest petitions that match; none for an empty expression."""
        if not match:
            return []
        rows = self._db.conn.execute(
            "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?", (match, max(0, most))
        )
        return [row for (row,) in rows]

    def _candidate(self, row: int, like: Likeness) -> Candidate:
        number, title, who, received_on, stage = self._db.conn.execute(
            "SELECT number, title, who, received_on, stage FROM petitions WHERE row = ?", (row,)
        ).fetchone()
        return Candidate(
            number=number,
            title=title,
            who=who,
            received_on=dt.date.fromisoformat(received_on),
            stage=stage,
            alike=like.alike,
            words=like.words,
            reasons=like.reasons,
            why="，".join(reason.words for reason in like.reasons),
        )

    def _numbered(self, word: str, others: list[str]) -> set[int]:
        """The petitions whose number the typed digits may mean, if the other words occur in them."""
        numbers = self._numbers(word) if _DIGITS.fullmatch(word) else []
        marks = ", ".join("?" * len(numbers))
        rows = {
            row for (row,) in self._db.conn.execute(f"SELECT row FROM petitions WHERE number IN ({marks})", numbers)
        }
        return rows & set(self._rows(_every(others), MOST_ROWS)) if rows and any(others) else rows

    def _row(self, row: int) -> Row:
        return to_row(self._db.conn.execute(f"SELECT {ROW} FROM petitions p WHERE p.row = ?", (row,)).fetchone())

    def _numbers(self, word: str) -> list[str]:
        """The petition numbers that typed digits may mean: all of it, "2026-12" or only "12"."""
        tail = re.fullmatch(r"(?:(\d{4})-)?(\d{1,6})", word)
        if tail is None:
            return [word]
        issued = self._db.conn.execute("SELECT station, year FROM numbers WHERE series = ?", (SERIES,)).fetchall()
        return [f"{station}-{year}-{int(tail[2]):06d}" for station, year in issued if tail[1] in (None, str(year))]


def _match(word: str, *, alone: bool, in_full: bool) -> str:
    """The FTS5 expression of one typed word, "" when nothing in it can be looked for.

    One character alone is a name begun; it stands in too many texts to say anything about them.
    """
    plain = key(word)
    if alone and len(plain) == 1:
        return f'people : "{plain}"'
    ways = [f"({match})"] if (match := phrase(word)) else []
    # 0730-8621234 and 买买提·吐尔逊 are one term; what begins with the mark of last digits is never looked for as typed
    if ways and ("-" in word or len(plain) >= WITHOUT_SIGNS) and not plain.startswith(LAST):
        ways.append(f'people : "{plain}"')
    if numbers := typed_phones(word):
        ways.append(_numbers_meant(numbers, in_full=in_full))
    elif (letters := typed(word.lower())) != plain and _LETTERS.fullmatch(letters):
        ways.append(f'people : "{letters}"')
    return " OR ".join(dict.fromkeys(ways))


def _run_together(words: list[str], *, in_full: bool) -> str:
    """The expression of words that may be one: a telephone number in groups, the syllables of a name; "" for none."""
    if numbers := typed_phones(" ".join(words)):
        return _numbers_meant(numbers, in_full=in_full)
    letters = typed("".join(words).lower())
    return f'people : "{letters}"' if _LETTERS.fullmatch(letters) else ""


def _numbers_meant(numbers: tuple[str, ...], *, in_full: bool) -> str:
    """The expression of numbers that were typed: the beginning, the end or all of each."""
    ways = [f'people : ("{one}" OR "{LAST}{one}")' if in_full else f'people : "{one}"' for one in numbers]
    return f"({' AND '.join(ways)})" if len(ways) > 1 else "".join(ways)


def _every(matches: list[str]) -> str:
    return " AND ".join(f"({match})" for match in matches if match)
