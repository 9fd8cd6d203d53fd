"""The order of a case file (一案一卷): one table, by F-code. A paper that is not in it stands before the closing."""

from __future__ import annotations

import re

# What the case file draws itself, besides the papers: named like papers, so that they have their place in the table.
CONTACT, INVESTIGATION, STORY = "R02", "R03", "R04"
VOIDED, JOINED = "R05", "R06"  # 撤销件说明, 合并件说明
ATTACHED = "R07"  # 附件清单, and behind it R07-1, R07-2 …: the attachments that are bound
SLIP = "F24"  # 送达回证: stands behind the paper that it proves
OTHERS = "others"  # the place of papers that the table does not name

# law.md 5.3 [from memory]: registration, notices with their slips, transfer papers, investigation, opinion, review,
# mediation, evaluation, closing.
ORDER: tuple[str, ...] = (
    *(VOIDED, "F01", "F02", CONTACT, JOINED),
    *("F03", "F04", "F04b", "F05", "F06", "F07"),
    *("F08", "F09", "F10"),
    *(INVESTIGATION, "F22", "F26", "F11a", "F11"),
    *("F12", "F13", "F14"),
    *("F19", "F20", "F15", "F17", "F16", "F18", "F21"),
    *("F23", "F27", "F28", "F29", OTHERS),
    *("F25", "F12a", STORY, ATTACHED),
)
KIND = re.compile(r"[FR]\d+")
APART = re.compile(r"[.-]")  # F27.2 is the second F27, R03-2 the second record of its kind


def rank(code: str) -> int:
    """The place of a paper by its key: its own, else that of its family (F22b stands with F22), else of the others."""
    family = KIND.match(code)
    for known in (APART.split(code)[0], family[0] if family else ""):
        if known in ORDER:
            return ORDER.index(known)
    return ORDER.index(OTHERS)


def served_by(code: str, last: str) -> str:
    """The paper that a slip proves ("F24-F03" -> "F03", "F24" -> the last that left), "" when the code is no slip."""
    kind, _, served = code.partition("-")
    return (served or last) if kind == SLIP else ""


def in_order(codes: tuple[str, ...], last: str) -> list[str]:
    """The codes as they are bound, each slip behind its paper; among equals in the order given."""

    def key(code: str) -> tuple[int, int, int]:
        paper = served_by(code, last) or code
        first = codes.index(paper) if paper in codes else codes.index(code)
        return rank(paper), first, codes.index(code)

    return sorted(codes, key=key)
