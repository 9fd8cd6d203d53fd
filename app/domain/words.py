"""Kinds of text that a field may hold, with the Chinese name of the field for refusals."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Meta


def line(title: str, longest: int) -> Meta:
    """One line of text that may be empty, at most `longest` characters."""
    return Meta(title=title, max_length=longest)


def coded(title: str, longest: int) -> Meta:
    """A line that a code list of the county may hold: its code or its words, anything where there is no such list."""
    return Meta(title=title, max_length=longest, extra={"coded": True})


def must(title: str, longest: int) -> Meta:
    """One line of text that must be there."""
    return Meta(title=title, min_length=1, max_length=longest)


def text(title: str, longest: int = 50_000) -> Meta:
    """Text of several lines that may be empty."""
    return Meta(title=title, max_length=longest, extra={"lines": True})


def must_text(title: str, longest: int = 50_000) -> Meta:
    """Text of several lines that must be there."""
    return Meta(title=title, min_length=1, max_length=longest, extra={"lines": True})


def named(title: str, words: Mapping[str, str] | None = None) -> Meta:
    """A field of another type with its Chinese name; `words` names each code of a choice for people."""
    return Meta(title=title, extra={"words": words} if words else None)
