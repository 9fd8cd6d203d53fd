"""The pages of the handbook as they lie in resources/help: their order, their titles, and what is found in them."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from ui import resources

FOLDER = resources.ROOT / "help"
CONTENTS = "contents.toml"
FIRST = "start"
AROUND = 7  # characters of the text before and after a word that was found
MARKS = re.compile(r"!\[[^]]*\]\([^)]*\)|\]\([^)]*\)|[*`#|\[\]]|^\s*[-:|\s]+$", re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """One page: the name of its file, its title, its text as Markdown."""

    name: str
    title: str
    text: str

    @functools.cached_property
    def plain(self) -> str:
        """The text without marks, in one line."""
        return re.sub(r"\s+", " ", MARKS.sub(" ", self.text))


@dataclass(frozen=True)
class Found:
    """A page in which something was found, with a few words around the first place."""

    page: Page
    around: str


class Book:
    """Every page in its order, below the heading of its chapter."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder
        chapters = tomllib.loads((folder / CONTENTS).read_text("utf-8"))["chapters"]
        self.chapters: dict[str, tuple[str, ...]] = {one["title"]: tuple(one["pages"]) for one in chapters}
        names = [name for pages in self.chapters.values() for name in pages]
        self.pages: dict[str, Page] = {name: _read(folder, name) for name in names}

    def beside(self, name: str, step: int) -> str:
        """The page `step` places further on, the same one where the book ends."""
        names = list(self.pages)
        return names[min(max(names.index(name) + step, 0), len(names) - 1)]

    def find(self, text: str) -> list[Found]:
        """Pages that have every word of `text`: those with all in their title first, then by how often."""
        words = text.lower().split()
        if not words:
            return []
        hits = [
            page for page in self.pages.values() if all(word in f"{page.title} {page.plain}".lower() for word in words)
        ]
        return [Found(page, _around(page, words)) for page in sorted(hits, key=lambda page: _rank(page, words))]


def _read(folder: Path, name: str) -> Page:
    text = (folder / f"{name}.md").read_text("utf-8")
    return Page(name, text.partition("\n")[0].removeprefix("# ").strip(), text)


def _rank(page: Page, words: list[str]) -> tuple[bool, int]:
    title, plain = page.title.lower(), page.plain.lower()
    return not all(word in title for word in words), -sum(plain.count(word) for word in words)


def _around(page: Page, words: list[str]) -> str:
    """What stands beside the first word, the title left out."""
    body = page.plain.partition(page.title)[2] or page.plain
    at = max(body.lower().find(words[0]), 0)
    start = max(at - AROUND, 0)
    return f"{'…' if start else ''}{body[start : at + len(words[0]) + AROUND].strip()}…"
