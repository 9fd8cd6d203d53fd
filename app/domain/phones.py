"""Telephone numbers as people write them: several in one field, with +86, brackets, blanks and hyphens."""

from __future__ import annotations

import re
import unicodedata

_OTHER = re.compile(r"[^\d\s()+‐-―-]+", re.ASCII)  # what sets numbers apart: 、 / 转 words
_COUNTRY = re.compile(r"(?:\+|00)86[\s-]*|86[\s-]*(?=1[3-9](?:[\s-]?\d){9}(?!\d))", re.ASCII)
_WHOLE = re.compile(
    r"(?<!\d)(?:1[3-9](?:[\s-]?\d){9}"  # a mobile number
    r"|\(?0\d{2,3}\)?[\s-]*(?:\d{7,8}|\d{3,4}[\s-]\d{4})"  # a landline with its area code
    r"|[48]00[\s-]?\d{3}[\s-]?\d{4})(?!\d)",
    re.ASCII,
)
SHORTEST = 5  # digits of a number that stands beside others; less is an extension
_REST = re.compile(rf"\d{{{SHORTEST},}}", re.ASCII)  # beside a whole number: one without area code
_TYPED = re.compile(r"(?=.*\d)[\d+()/、,;.\s-]+", re.ASCII)  # what may be nothing but numbers
_NOT_LOCAL = re.compile(r"0|1[3-9]|[48]00", re.ASCII)


def phones(text: str) -> tuple[str, ...]:
    """The numbers in a field or a typed text, as digits without +86, each once; () where there is none.

    What is not a whole number (half typed, without area code) counts as one as it is.
    """
    found: list[str] = []
    for chunk in _OTHER.split(unicodedata.normalize("NFKC", text)):
        found += _in_chunk(chunk)
    return tuple(dict.fromkeys([one for one in found if len(one) >= SHORTEST] or found))


def _in_chunk(chunk: str) -> list[str]:
    chunk = re.sub("[‐-―]", "-", chunk)
    plain = _COUNTRY.sub(_country, chunk)
    whole = [_digits(one) for one in _WHOLE.findall(plain)]
    if whole:
        return [*whole, *_REST.findall(_WHOLE.sub(" ", plain))]
    digits = _digits(plain)
    return [digits] if digits else []


def _country(found: re.Match[str]) -> str:
    """In place of +86: a blank, and the 0 that an area code has without it (+86 731 ... is 0731 ...)."""
    rest = re.sub(r"\D", "", found.string[found.end() :], flags=re.ASCII)
    return " 0" if rest and not _NOT_LOCAL.match(rest) else " "


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text, flags=re.ASCII)


def typed_phones(text: str) -> tuple[str, ...]:
    """The numbers that a typed word or several mean; () where they say more than numbers."""
    return phones(text) if _TYPED.fullmatch(unicodedata.normalize("NFKC", text)) else ()
