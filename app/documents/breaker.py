"""Breaks Chinese text into lines: forbidden punctuation at neither end, numbers whole.

Only characters go down to the next line, none is squeezed in: a line is filled by spreading it afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable

NOT_FIRST = frozenset("。，、；：？！．·”’）》〉】〕」』〗］｝…—～％‰℃°!),.:;?]}>%々ー\u3000")
NOT_LAST = frozenset("“‘（《〈【〔「『〖［｛([{<￥¥＄$№§")
TOKEN = re.compile(r"[0-9A-Za-z\u00C0-\u024F][0-9A-Za-z\u00C0-\u024F\-./:@_%+#&=~']*|…+|—+|.", re.DOTALL)
SLACK = 0.01  # pt: sums of floating widths may pass the room by that much

Width = Callable[[str], float]  # of one character, pt


def break_lines(text: str, width: Width, first: float, rest: float) -> list[str]:
    """Lines of one paragraph, the first one `first` pt wide, the others `rest`.

    A number, an ID, a word, …… and —— stay whole unless one alone is wider than a line. A line begins with none
    of NOT_FIRST and ends with none of NOT_LAST unless the text leaves no other place to break it.
    """
    lines: list[str] = []
    line: list[tuple[str, float]] = []
    used, room = 0.0, first
    for token in _tokens(text, width, min(first, rest)):
        if used + token[1] <= room + SLACK:
            line.append(token)
            used += token[1]
            continue
        line, carried = _carry(line, token, rest)
        lines.append(_joined(line))
        line, room = carried, rest
        used = sum(breadth for _, breadth in line)
    lines.append(_joined(line))
    return lines


def _carry(
    line: list[tuple[str, float]], token: tuple[str, float], room: float
) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
    """The line as it ends, and what begins the next one: the token with as much before it as must go along."""
    if token[0] == " ":
        return line, []
    cut = len(line)
    while cut and not _may_break(line[cut - 1][0], line[cut][0] if cut < len(line) else token[0]):
        cut -= 1
    carried = [*line[cut:], token]
    if cut == 0 or sum(breadth for _, breadth in carried) > room + SLACK:
        return line, [token]  # nowhere allowed: better a sign out of place than a line that never ends
    return line[:cut], carried


def _may_break(before: str, after: str) -> bool:
    return after[0] not in NOT_FIRST and before[-1] not in NOT_LAST


def _joined(line: list[tuple[str, float]]) -> str:
    return "".join(token for token, _ in line).rstrip(" ")


def _tokens(text: str, width: Width, room: float) -> list[tuple[str, float]]:
    """Tokens with their widths; one that no line can hold falls apart into its characters."""
    tokens: list[tuple[str, float]] = []
    for token in TOKEN.findall(text):
        breadth = width(token) if len(token) == 1 else sum(map(width, token))
        if breadth > room + SLACK:
            tokens.extend((character, width(character)) for character in token)
        else:
            tokens.append((token, breadth))
    return tokens
