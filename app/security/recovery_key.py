"""The key on a recovery sheet: eight groups of four characters and a check character each, no look-alikes.

Thirty-two random characters of an alphabet of 23 are 144 bits: nobody guesses them, so their slot needs no slow
derivation. The check character covers the place of its group too: a wrong letter, two that changed places and groups in
the wrong order are found before anything is tried, and the group is named.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from typing import Final

from stdnum.iso7064 import mod_37_2

from app.domain.errors import RuleBroken
from app.security.receipt_proof import CODE_ALPHABET, LOOK_ALIKES

GROUPS: Final = 8
LETTERS: Final = 4  # of a group, before its check character
QR_MARK: Final = "SWTREC1"


def generate() -> tuple[str, ...]:
    """A new key: its groups as they are printed."""
    return tuple(_checked(place, "".join(map(_any, range(LETTERS)))) for place in range(GROUPS))


def read(text: str) -> str:
    """The key as it opens its slot, from what was typed or read from the QR: case and separators do not matter.

    Raises RuleBroken("recovery-key-wrong") naming the groups to look at again.
    """
    typed = unicodedata.normalize("NFKC", text).upper()
    if typed.strip().startswith(f"{QR_MARK}|"):
        typed = typed.rpartition("|")[2]
    letters = re.sub(r"[\s\-‐-―.,]+", "", typed).translate(LOOK_ALIKES)
    size = LETTERS + 1
    groups = [letters[at : at + size] for at in range(0, len(letters), size)]
    wrong = [place + 1 for place, group in enumerate(groups[:GROUPS]) if not _is_group(place, group)]
    if not wrong and len(groups) == GROUPS:
        return "".join(groups)
    raise _refused(wrong, len(groups))


def qr_text(station: str, sheet: int, groups: tuple[str, ...]) -> str:
    """What the sheet's QR says."""
    return "|".join((QR_MARK, station, str(sheet), "-".join(groups)))


def _any(_place: int) -> str:
    return secrets.choice(CODE_ALPHABET)


def _checked(place: int, letters: str) -> str:
    return letters + mod_37_2.calc_check_digit(CODE_ALPHABET[place] + letters, CODE_ALPHABET)


def _is_group(place: int, group: str) -> bool:
    known = len(group) == LETTERS + 1 and all(letter in CODE_ALPHABET for letter in group)
    return known and _checked(place, group[:-1]) == group


def _refused(wrong: list[int], found: int) -> RuleBroken:
    """All groups from one on are wrong when a letter is missing or too many: the first is where to look."""
    if wrong and wrong != list(range(wrong[0], min(found, GROUPS) + 1)):
        where = f"第{'、'.join(map(str, wrong))}组有误"
    elif wrong:
        where = f"第{wrong[0]}组有误，可能看错、漏了或多了一个字符"
    else:
        where = f"应为{GROUPS}组，现有{found}组"
    return RuleBroken(
        "recovery-key-wrong",
        f"恢复表上的字符没有输对：{where}。请对照恢复表重新输入；每组{LETTERS + 1}个字符。",
        field="key",
        groups=wrong,
    )
