"""How like an earlier petition is to what is being registered: a help to find it, never a rule and never a bar.

Two matters are compared, by who raises them and by what is told; nothing is said about a person and nothing is kept.
A person decides (《信访工作条例》第三十六条第三款 asks for 同一事实和理由, which no count of characters can tell).
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from difflib import SequenceMatcher
from typing import Literal

import msgspec

from app.domain.identity import eighteen
from app.domain.phones import phones
from app.domain.records.petitioner import Petitioner

Sign = Literal["document", "phone", "name", "address", "text"]
SIGNS: dict[Sign, str] = {"document": "证件号码相同", "phone": "电话相同", "name": "姓名相同", "address": "住址相同"}

# What the same person being there says about the matter, the strongest that applies: 0-100.
PERSON: tuple[tuple[frozenset[Sign], int], ...] = (
    (frozenset({"document"}), 70),
    (frozenset({"name", "phone"}), 65),
    (frozenset({"name", "address"}), 55),
    (frozenset({"phone", "address"}), 40),  # one telephone in a household
    (frozenset({"phone"}), 30),
    (frozenset({"name"}), 10),
)
TEXT_ALONE = 0.6  # the same words from somebody else: a neighbour, or a letter that went round
LEAST_PERCENT = 30  # below it the usual words of any two petitions are alike
LEAST_COMPARED = 8  # characters: fewer say nothing
MOST_COMPARED = 600  # characters of either text
MOST_MEETINGS = 20_000  # equal characters: a text that repeats itself over and over would take seconds
BEGINNING = 100  # characters of such a text that are compared
LEAST_PIECE = 2  # characters that stand together
SHORTEST_PHONE = 7  # digits of a telephone number that says who somebody is
LEAST_ADDRESS = 4  # characters of an address that is the end of another
WORDS = ((75, "很可能是同一事项"), (50, "可能是同一事项"), (0, "也许有关"))


# What is written where nobody signed: no name, so two of them have nothing in common.
NAMELESS = frozenset(
    ("匿名", "匿名者", "匿名人", "佚名", "无名", "无名氏", "未署名", "未具名", "不详", "不明", "未知", "群众", "村民")
)


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One reason why an earlier petition was found, in words; `percent` of the text is the same (text only)."""

    sign: Sign
    words: str
    percent: int = 0


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """`alike` 0-100 tells in which order to look; `reasons` tell why, none when nothing is alike."""

    alike: int
    reasons: tuple[Reason, ...]

    @property
    def words(self) -> str:
        """How likely it is the same matter, in words."""
        return next(words for least, words in WORDS if self.alike >= least)


def plain(text: str) -> str:
    """Letters and digits only, so that spacing and punctuation make no difference."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).lower() if char.isalnum())


def story(requests: tuple[str, ...], facts: str, reasons: str) -> str:
    """What is compared of a matter: what is asked, what happened, and why it is asked."""
    return "\n".join((*requests, facts, reasons))


def likeness(
    people: tuple[Petitioner, ...], told: str, others: tuple[Petitioner, ...], other: str, pieces: tuple[str, ...]
) -> Likeness:
    """A new matter against an earlier one; `pieces` are the rare words that they share."""
    who = same_person(people, others)
    percent = same_text(told, other)
    reasons = [Reason(sign=sign, words=words) for sign, words in SIGNS.items() if sign in who]
    named = f"：{'、'.join(pieces)}" if pieces else ""
    if percent:
        reasons.append(Reason(sign="text", words=f"内容{percent}%相同{named}", percent=percent))
    elif pieces:
        reasons.append(Reason(sign="text", words=f"内容相近{named}"))
    return Likeness(alike=weigh(who, percent), reasons=tuple(reasons))


def weigh(who: frozenset[Sign], percent: int) -> int:
    """0-100: what the persons say, and of the rest as much as the texts are alike."""
    person = max((weight for signs, weight in PERSON if signs <= who), default=0)
    return round(person + (100 - person) * percent / 100) if person else round(TEXT_ALONE * percent)


def same_person(people: tuple[Petitioner, ...], others: tuple[Petitioner, ...]) -> frozenset[Sign]:
    """What agrees between the two petitioners who have most in common; an address alone is a neighbour's."""
    found = [_agreeing(one, other) for one in people for other in others]
    best = max(found, key=lambda signs: (weigh(signs, 0), len(signs)), default=frozenset[Sign]())
    return best if weigh(best, 0) else frozenset()


def same_text(text: str, other: str) -> int:
    """Percent of the shorter text that stands in the other too, in the same order and in pieces; 0 for little."""
    ours, theirs = plain(text)[:MOST_COMPARED], plain(other)[:MOST_COMPARED]
    shorter = min(len(ours), len(theirs))
    if shorter < LEAST_COMPARED:
        return 0
    if _meetings(ours, theirs) > MOST_MEETINGS:
        ours, theirs = ours[:BEGINNING], theirs[:BEGINNING]
        shorter = min(len(ours), len(theirs))
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    percent = round(100 * sum(block.size for block in blocks if block.size >= LEAST_PIECE) / shorter)
    return percent if percent >= LEAST_PERCENT else 0


def _meetings(one: str, other: str) -> int:
    """How often a character of one text is a character of the other: what their comparison costs."""
    counted = Counter(other)
    return sum(counted[char] for char in one)


def _agreeing(one: Petitioner, other: Petitioner) -> frozenset[Sign]:
    pairs: dict[Sign, tuple[str, str, int]] = {
        "document": (_document(one), _document(other), 8),
        "name": (named(one), named(other), 2),
    }
    found: set[Sign] = {sign for sign, (ours, theirs, least) in pairs.items() if _equal(ours, theirs, least)}
    if any(len(phone) >= SHORTEST_PHONE for phone in {*phones(one.phone)} & {*phones(other.phone)}):
        found.add("phone")
    return frozenset(found | ({"address"} if _same_address(one.address, other.address) else set()))


def named(one: Petitioner) -> str:
    """The name by which somebody may be known again, "" where none was given."""
    return "" if plain(one.name) in NAMELESS else one.name


def _document(one: Petitioner) -> str:
    """The number by which somebody is known; of an old card the present form."""
    return eighteen(one.id_number) or one.id_number or one.credit_code


def _equal(one: str, other: str, least: int) -> bool:
    return len(plain(one)) >= least and plain(one) == plain(other)


def _same_address(one: str, other: str) -> bool:
    """Equal, or one is the end of the other: 石桥村三组, 石桥镇石桥村三组."""
    short, long = sorted((plain(one), plain(other)), key=len)
    if len(short) < LEAST_ADDRESS or not long.endswith(short):
        return False
    before = long[: -len(short)][-1:]
    return not (before.isdigit() and short[0].isdigit())  # 12号院 is not the end of 112号院
