"""Code lists that are local habit and no law: content classes (内容分类), shipped as a proposal, replaced by a county.

What a clerk chooses is written down in words, so that an old entry reads the same for ever and without any list; the
code of the words is looked up where somebody counts or exports. A list that law or counting rest on is no such list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Annotated

import msgspec

from app.domain import data_file
from app.domain.errors import RuleBroken
from app.domain.listed import Versions, changed_by, is_open, known_on, says_nothing, versions_of
from app.domain.words import line, must, named

CONTENT_CLASS = "content_class"
LISTS: dict[str, str] = {CONTENT_CLASS: "内容分类"}  # the field of a registration -> its name
BETWEEN = "／"
LEVELS = 3
MOST_NEAR = 3  # words that are proposed in place of unknown ones
_CODE = re.compile(r"[0-9A-Za-z]{1,12}")


class CodeLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One code: its own words, the code above it, from when it may be used, and the day from which it may not.

    `former` are words that it had before: what was registered with them is counted under it.
    """

    code: Annotated[str, must("代码", 12)]
    words: Annotated[str, must("名称", 30)]
    above: Annotated[str, line("上级代码", 12)] = ""
    valid_from: Annotated[date | None, named("启用日期")] = None
    closed_on: Annotated[date | None, named("停用日期")] = None
    former: Annotated[tuple[Annotated[str, must("原名称", 30)], ...], msgspec.Meta(title="原名称", max_length=20)] = ()


class CodeList(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The codes of one list; what a later file does not name stays as it was. `valid_from` as in `CodeLine`."""

    list: Annotated[str, must("代码表", 40)]
    title: Annotated[str, must("名称", 40)]
    source: Annotated[str, must("出处", 500)]
    valid_from: Annotated[date, named("启用日期")]
    codes: Annotated[tuple[CodeLine, ...], msgspec.Meta(title="代码", min_length=1, max_length=3_000)]

    def shadowed_by(self, later: Sequence[CodeList]) -> bool:
        """Whether files that count later leave it nothing to say."""
        same = ((one.valid_from, one.codes) for one in later if one.list == self.list)
        return says_nothing(self.valid_from, self.codes, same)


class Code(msgspec.Struct, frozen=True):
    """A code as it stands on a day: `words` are its whole path (农村农业／土地承包经营)."""

    code: str
    words: str
    name: str
    depth: int


class Codes:
    """One list as the files make it, in the order they count; without any, everything may be typed."""

    def __init__(self, list_: str, files: Sequence[CodeList], proposal: CodeList | None = None) -> None:
        self.title = LISTS[list_]
        self._files = [one for one in files if one.list == list_]
        self._proposal = proposal
        self._versions: Versions[CodeLine] = versions_of((one.valid_from, one.codes) for one in self._files)
        self._proposed = versions_of([(proposal.valid_from, proposal.codes)]) if proposal else {}
        self._ever = _ever(self._versions or self._proposed)  # a proposal's codes mean nothing beside a county's

    def closed_to_others(self, day: date) -> bool:
        """Whether a county's list holds on a day, so that nothing else may be filled in."""
        return any(one.valid_from <= day for one in self._files)

    def open_on(self, day: date) -> tuple[Code, ...]:
        """The codes that may be chosen on a day, each after the one above it; the proposal where no list holds."""
        versions = self._versions if self.closed_to_others(day) else self._proposed
        known = known_on(versions, day)
        lines = {code: one for code, one in known.items() if all(is_open(up, day) for up in _path(one, known))}
        return tuple(_code(one, known) for one in sorted(lines.values(), key=lambda one: _order(one, known)))

    def taken(self, text: str, day: date) -> str:
        """The words for what was filled in: a code, the whole path, or the last part where that is unambiguous.

        Raises RuleBroken("code-closed"), RuleBroken("code-unknown") where a county's list holds.
        """
        text = text.strip()
        if not text:
            return ""
        choices = self.open_on(day)
        for one in choices:
            if text in (one.code, one.words):
                return one.words
        named = [one.words for one in choices if one.name == text]
        if len(named) == 1:
            return named[0]
        if not self.closed_to_others(day):
            return text
        raise self._refused(text, day, choices, named)

    def code_of(self, words: str) -> str:
        """The county's code for words that somebody registered whenever, "" where its lists do not know them."""
        return self._ever.get(words, "") if self._versions else ""

    def reading(self, day: date) -> Callable[[str], tuple[str, str]]:
        """Words as registered -> (code, words as the code is called on a day); unknown ones stay as they are."""
        known = known_on(self._versions or self._proposed, day)
        now = {words: _code(known[code], known) for words, code in self._ever.items() if code in known}
        return lambda words: (now[words].code, now[words].words) if words in now else ("", words)

    def changed_by(self, file: CodeList) -> tuple[str, ...]:
        """What one more file adds, renames and closes, a sentence each; of many codes the first are named."""
        return changed_by(file.codes, known_on(self._versions, date.max), lambda one: one.words, ended="停用")

    def _refused(self, text: str, day: date, choices: Sequence[Code], named: Sequence[str]) -> RuleBroken:
        known = known_on(self._versions, day)
        for one in known.values():
            if text in (one.code, _code(one, known).words, one.words) and not named:
                shut = next((up for up in _path(one, known) if not is_open(up, day)), None)
                if shut is not None:
                    return RuleBroken(
                        "code-closed",
                        f"{self.title}“{_code(one, known).words}”自{shut.closed_on}起停用，不再用于新的登记，请另选。",
                        field=CONTENT_CLASS,
                    )
        near = list(named) or [one.words for one in choices if text in one.words or one.name in text]
        told = f"，可选如“{'”“'.join(near[:MOST_NEAR])}”" if near else ""
        return RuleBroken(
            "code-unknown",
            f"{self.title}代码表中没有“{text}”{told}。请从代码表中选择。",
            field=CONTENT_CLASS,
            near=near,
        )


def read_list(data: bytes, name: str) -> CodeList:
    """The list that somebody wrote. Raises RuleBroken("codes-invalid") naming each line to correct."""
    return data_file.read(data, CodeList, "codes-invalid", name, _problems)


def _problems(file: CodeList) -> Iterator[tuple[str, str]]:
    if file.list not in LISTS:
        yield "list", f"没有“{file.list}”这个代码表，可以由县级增改的只有 {'、'.join(LISTS)}"
    lines = {one.code: one for one in file.codes}
    paths: set[str] = set()
    seen: set[str] = set()
    for place, one in enumerate(file.codes):
        path = f"codes[{place}]"
        if not _CODE.fullmatch(one.code):
            yield f"{path}.code", "只能用数字和字母"
        if one.code in seen:
            yield f"{path}.code", f"代码“{one.code}”写了两次，请只保留一处"
        seen.add(one.code)
        if BETWEEN in one.words:
            yield f"{path}.words", f"名称中不能有“{BETWEEN}”"
        if one.above and one.above not in lines:
            yield f"{path}.above", f"本文件中没有上级代码“{one.above}”"
        elif len(_path(one, lines)) > LEVELS:
            yield f"{path}.above", f"层级过多或者循环，最多{LEVELS}级"
        else:
            words = _code(one, lines).words
            if words in paths:
                yield f"{path}.words", f"“{words}”写了两次，请用不同的名称"
            paths.add(words)
        if one.closed_on and one.closed_on <= (one.valid_from or file.valid_from):
            yield f"{path}.closed_on", "停用日期应晚于启用日期"


def _path(one: CodeLine, known: dict[str, CodeLine]) -> tuple[CodeLine, ...]:
    """From the uppermost code down to this one; longer than allowed where codes stand above each other in a circle."""
    found = [one]
    while found[0].above in known and len(found) <= LEVELS:
        found.insert(0, known[found[0].above])
    return tuple(found)


def _code(one: CodeLine, known: dict[str, CodeLine]) -> Code:
    path = _path(one, known)
    return Code(one.code, BETWEEN.join(up.words for up in path), one.words, len(path))


def _order(one: CodeLine, known: dict[str, CodeLine]) -> tuple[str, ...]:
    return tuple(up.code for up in _path(one, known))


def _ever(versions: Versions[CodeLine]) -> dict[str, str]:
    """Every path that a code was ever called by -> the code; where two were called alike, the one that is so now."""
    found: dict[str, str] = {}
    names: dict[str, list[str]] = {}
    last: dict[str, CodeLine] = {}
    for code, all_of_it in versions.items():
        last[code] = all_of_it[-1].line
        own = [name for version in all_of_it for name in (*version.line.former, version.line.words)]
        names[code] = list(dict.fromkeys(own))
    for code, one in last.items():
        for words in _all_paths(_path(one, last), names):
            found.setdefault(words, code)
    return found | {_code(one, last).words: code for code, one in last.items()}


def _all_paths(path: Sequence[CodeLine], names: dict[str, list[str]]) -> Iterator[str]:
    """Every spelling of a path by the names that its parts ever had."""
    spelt = [""]
    for up in path:
        spelt = [f"{before}{BETWEEN}{name}" if before else name for before in spelt for name in names[up.code]]
    yield from spelt
