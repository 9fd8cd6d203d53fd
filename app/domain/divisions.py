"""Villages and communities (村、社区) as signed files give them, with what became of each; nothing is rewritten.

What is registered keeps the name that was said. Which name came of which is looked up: an old one is still found and
understood. Codes are the 12 digits of 统计用区划代码: 6 county, 3 township, 3 village; a township itself ends in 000.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Annotated

import msgspec

from app.domain import data_file
from app.domain.listed import Versions, changed_by, is_open, known_on, says_nothing, versions_of
from app.domain.words import line, must, named

TOWNSHIP = "000"  # the last three digits of a township's own code
TOWNSHIP_DIGITS = 9  # of a code: county and township
MOST_NAMES = 8  # names that one search is made with
_CODE = re.compile(r"[0-9]{12}")
_AREA = re.compile(r"[0-9]{6}(?:[0-9]{3})?")


class DivisionLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One division: its name, from when it is, the day from which it is no more, what it came of.

    `predecessors` are codes of this file (merged, split, coded anew), `former` names that it had under the same code.
    """

    code: Annotated[str, must("12位代码", 12)]
    name: Annotated[str, must("名称", 40)]
    valid_from: Annotated[date | None, named("设立日期")] = None
    closed_on: Annotated[date | None, named("撤销日期")] = None
    predecessors: Annotated[
        tuple[Annotated[str, must("原代码", 12)], ...], msgspec.Meta(title="由哪些区划而来", max_length=50)
    ] = ()
    former: Annotated[tuple[Annotated[str, must("原名称", 40)], ...], msgspec.Meta(title="原名称", max_length=20)] = ()
    note: Annotated[str, line("批复文号", 100)] = ""


class DivisionsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The divisions of a county (6 digits) or a township (9); what a later file does not name stays as it was."""

    area: Annotated[str, must("区划代码", 9)]
    title: Annotated[str, must("名称", 40)]
    source: Annotated[str, must("出处", 500)]
    valid_from: Annotated[date, named("启用日期")]
    divisions: Annotated[tuple[DivisionLine, ...], msgspec.Meta(title="区划", min_length=1, max_length=10_000)]

    def shadowed_by(self, later: Sequence[DivisionsFile]) -> bool:
        """Whether files that count later leave it nothing to say."""
        return says_nothing(self.valid_from, self.divisions, ((one.valid_from, one.divisions) for one in later))


class Division(msgspec.Struct, frozen=True, kw_only=True):
    """A village or community as it stands on a day, what was and what became of it in words, and the names of that."""

    code: str
    name: str
    open: bool
    told: str = ""
    became: tuple[str, ...] = ()


class Divisions:
    """All divisions as the files make them, in the order they count."""

    def __init__(self, files: Sequence[DivisionsFile] = ()) -> None:
        self._versions: Versions[DivisionLine] = versions_of((one.valid_from, one.divisions) for one in files)

        self._last = known_on(self._versions, date.max)
        self._after: dict[str, list[str]] = {}
        self._before = {
            code: tuple(dict.fromkeys(before for version in found for before in version.line.predecessors))
            for code, found in self._versions.items()
        }
        for code, found in self._before.items():
            for before in found:
                self._after.setdefault(before, []).append(code)
        self._named: dict[str, list[str]] = {}
        for code in self._versions:
            for name in self.names_of(code):
                self._named.setdefault(name, []).append(code)

    def __bool__(self) -> bool:
        return bool(self._versions)

    def names_of(self, code: str) -> tuple[str, ...]:
        """Every name that a code ever had, the present one last."""
        found = [name for one in self._versions.get(code, ()) for name in (*one.line.former, one.line.name)]
        return tuple(dict.fromkeys(reversed(found)))[::-1]

    def on(self, day: date, township: str = "") -> tuple[Division, ...]:
        """The villages and communities known on a day, by code; with `township` (9 digits) its own alone."""
        known = known_on(self._versions, day)
        return tuple(
            Division(
                code=code,
                name=one.name,
                open=is_open(one, day),
                told=self._history(one, day),
                became=tuple(known[after].name for after in self.successors(code) if after in known),
            )
            for code, one in sorted(known.items())
            if code.startswith(township) and not code.endswith(TOWNSHIP)
        )

    def told(self, name: str, day: date) -> str:
        """What became of the division called so, "" for one that is called so on the day and for a name not known."""
        known = known_on(self._versions, day)
        lines = [known[code] for code in self._named.get(name.strip(), ()) if code in known]
        if not lines or any(one.name == name.strip() and is_open(one, day) for one in lines):
            return ""
        return "；".join(filter(None, (self._became(one, name.strip(), day) for one in lines)))

    def alternatives(self, text: str) -> tuple[str, ...]:
        """The same words with the other names of a division that stands among them; the text itself first."""
        words = text.split()
        found = [text]
        for place, word in enumerate(words):
            for name in self._related(word):
                found.append(" ".join((*words[:place], name, *words[place + 1 :])))
        return tuple(dict.fromkeys(found))[:MOST_NAMES]

    def changed_by(self, file: DivisionsFile) -> tuple[str, ...]:
        """What one more file adds, renames and ends, a sentence each; of many the first are named."""
        return changed_by(file.divisions, self._last, lambda one: one.name, ended="撤销")

    def reading(self, day: date) -> Callable[[str], str]:
        """Name as it was registered -> what became of it by a day (`told`), looked up once for each."""
        return functools.cache(lambda name: self.told(name, day))

    def mentioned(self, text: str, day: date) -> tuple[str, ...]:
        """What became of each village whose earlier name stands in a text."""
        villages = (name for name, codes in self._named.items() if not all(code.endswith(TOWNSHIP) for code in codes))
        found = (self.told(name, day) for name in villages if len(name) > 1 and name in text)
        return tuple(dict.fromkeys(one for one in found if one))

    def own_code(self, township: str, day: date) -> DivisionLine | None:
        """What is said of a township itself (its first 9 digits), None where no file speaks of it."""
        return known_on(self._versions, day).get(f"{township}{TOWNSHIP}")

    def successors(self, code: str) -> tuple[str, ...]:
        """The codes that came of one."""
        return tuple(self._after.get(code, ()))

    def _related(self, name: str) -> tuple[str, ...]:
        """Every other name of this division, of what it came of and of what came of it."""
        todo, seen = list(self._named.get(name, ())), set[str]()
        for way in ("back", "forth"):
            todo = list(self._named.get(name, ()))
            while todo:
                code = todo.pop()
                nexts = self._before[code] if way == "back" else self.successors(code)
                todo += [one for one in nexts if one in self._last and one not in seen]
                seen.add(code)
        names = (other for code in sorted(seen) for other in self.names_of(code))
        return tuple(dict.fromkeys(other for other in names if other != name))

    def _became(self, one: DivisionLine, name: str, day: date) -> str:
        if is_open(one, day):
            return f"{name}现名{one.name}"
        after = [self._last[code] for code in self.successors(one.code)]
        into = "、".join(other.name for other in after)
        if not after:
            return f"{name}已于{one.closed_on}撤销"
        return f"{name}已于{one.closed_on}{self._how(one, after)}{into}"

    def _how(self, one: DivisionLine, after: Sequence[DivisionLine]) -> str:
        if len(after) > 1:
            return "分设为"
        return "并入" if len(self._before[after[0].code]) > 1 else "改为"

    def _history(self, one: DivisionLine, day: date) -> str:
        before = [self.names_of(code)[-1] for code in self._before[one.code] if code in self._versions]
        came = f"由{'、'.join(before)}{'合并' if len(before) > 1 else '改设'}" if before else ""
        called = [name for name in self.names_of(one.code) if name != one.name]
        was = f"原名{'、'.join(called)}" if called else ""
        gone = "" if is_open(one, day) else self._became(one, one.name, day)
        return "；".join(filter(None, (came, was, gone)))


def read_divisions(data: bytes, name: str) -> DivisionsFile:
    """The file that somebody wrote. Raises RuleBroken("divisions-invalid") naming each line to correct."""
    return data_file.read(data, DivisionsFile, "divisions-invalid", name, _problems)


def _problems(file: DivisionsFile) -> Iterator[tuple[str, str]]:
    if not _AREA.fullmatch(file.area):
        yield "area", "应为6位县级代码，或者9位（县级6位加乡级3位）"
    lines = {one.code: one for one in file.divisions}
    seen: set[str] = set()
    for place, one in enumerate(file.divisions):
        path = f"divisions[{place}]"
        begins = one.valid_from or file.valid_from
        if not _CODE.fullmatch(one.code):
            yield f"{path}.code", "应为12位数字"
        elif not one.code.startswith(file.area):
            yield f"{path}.code", f"不属于{file.area}"
        if one.code in seen:
            yield f"{path}.code", f"代码“{one.code}”写了两次，请只保留一处"
        seen.add(one.code)
        if one.closed_on and one.closed_on <= begins:
            yield f"{path}.closed_on", "撤销日期应晚于设立日期"
        for before in one.predecessors:
            if before == one.code or before not in lines:
                yield f"{path}.predecessors", f"本文件中没有原代码“{before}”，已撤销的也请列出并写明撤销日期"
            elif begins < (lines[before].valid_from or date.min):
                yield f"{path}.predecessors", f"设立日期早于原区划“{lines[before].name}”的设立日期"
