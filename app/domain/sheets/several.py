"""Several requests in one cell, so that they come back as they were."""

from __future__ import annotations

import re

INDENT = "　"  # before the further lines of one request
_NUMBERED = re.compile(r"\s{0,4}[（(]?([0-9]{1,2})(?:．|[）).、] ?)(.*)", re.DOTALL)  # "．" is how we write


def joined(texts: tuple[str, ...]) -> str:
    """One request as it is, several numbered from 1, each on a line of its own."""
    if len(texts) == 1 and parted(texts[0]) == texts:
        return texts[0]
    indented = (text.replace("\n", f"\n{INDENT}") for text in texts)
    return "\n".join(f"{n}．{text}" for n, text in enumerate(indented, 1))


def parted(text: str) -> tuple[str, ...]:
    """The requests of a cell: its numbered lines where they are numbered from 1 on, else all of it as one."""
    found: list[list[str]] = []
    for line in text.split("\n"):
        numbered = _NUMBERED.fullmatch(line)
        if numbered and not line.startswith(INDENT) and int(numbered[1]) == len(found) + 1:
            found.append([numbered[2]])
        elif not found:
            return (text,) if text else ()
        else:
            found[-1].append(line.removeprefix(INDENT))
    return tuple("\n".join(lines) for lines in found)
