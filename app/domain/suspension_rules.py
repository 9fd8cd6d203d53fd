"""Where handling may be suspended (中止): a rule of a region, as data. 《信访工作条例》 has none for the 60 days."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

import msgspec

SuspensionGround = Literal["pending", "interpretation", "other"]
# As 《山东省信访事项复查复核工作规则（试行）》 art. 37 orders them, for review only; a region's rule has its own words.
GROUNDS: dict[str, str] = {
    "pending": "主要事实或者证据须由另一程序认定",
    "interpretation": "适用的规定须由有权机关解释",
    "other": "当地规定的其他情形",
}
SUSPENDABLE = ("D5", "D6", "D13")  # the periods of handling: no other duty stops for it


class SuspensionRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The text of a region that allows it: which article, on which grounds in its own words, which periods stop.

    `basis` is the quoted text, empty where only its content is known; `valid_from` and `valid_to` (inclusive) bound the
    day of the suspension.
    """

    article: str
    basis: str
    grounds: dict[SuspensionGround, str]
    periods: tuple[str, ...]
    valid_from: date
    source: str
    valid_to: date | None = None
    region: str = "national"

    def __post_init__(self) -> None:
        if not self.article.strip():
            raise ValueError("a suspension needs its article")
        if not self.grounds or not all(words.strip() for words in self.grounds.values()):
            raise ValueError(f"a suspension needs grounds in words, of {get_args(SuspensionGround)}")
        if not self.periods or set(self.periods) - set(SUSPENDABLE):
            raise ValueError(f"a suspension stops some of {SUSPENDABLE} and nothing else")
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("a suspension ends before it begins")

    def is_valid_on(self, day: date) -> bool:
        """Whether handling may be suspended by it on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
