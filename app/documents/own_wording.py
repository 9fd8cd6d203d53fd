"""The county's own wording: which papers have texts, which of them a folder replaces, and what is wrong there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from app.documents import case_file
from app.documents.desk_paper import DESK_PAPERS
from app.documents.paper import load_texts, wording_file
from app.documents.papers import PAPERS
from app.documents.wording import Expected
from app.domain.errors import StorageError

SUFFIX = ".toml"


class Texts(msgspec.Struct, frozen=True):
    """The texts of one paper: `own` says whether the county's file holds, `drafted` how many are marked [drafted].

    `problem` is what is wrong with the file; the paper cannot be printed then.
    """

    code: str
    title: str
    own: bool
    file: str
    texts: int
    drafted: int
    problem: str = ""


class Problem(msgspec.Struct, frozen=True):
    """What is wrong with one file of the county's folder; `line` is 0 where it is the file as a whole."""

    file: str
    line: int
    message: str


def listed(folder: Path | None) -> tuple[Texts, ...]:
    """Every paper with texts and the file that holds."""
    found = []
    for code, (title, expected) in _papers().items():
        file, own = wording_file(code, folder), folder is not None
        try:
            sources = load_texts(code, expected, folder).sources.values()
        except StorageError as error:
            found.append(Texts(code, title, own, str(file), 0, 0, error.message))
            continue
        drafted = sum("[drafted]" in source for source in sources)
        found.append(Texts(code, title, own and file.parent == folder, str(file), len(sources), drafted))
    return tuple(found)


def problems(folder: Path) -> tuple[Problem, ...]:
    """Everything in the county's folder that keeps a paper from being printed, or that no paper reads."""
    papers = _papers()
    found = []
    for file in sorted(folder.iterdir()):
        known = file.name.removesuffix(SUFFIX) in papers and file.name.endswith(SUFFIX)
        if not known:
            found.append(Problem(file.name, 0, f"“{file.name}”不是文书用语文件，没有文书使用，请核对文件名。"))
            continue
        try:
            load_texts(file.stem, papers[file.stem][1], folder)
        except StorageError as error:
            found.append(Problem(file.name, int(error.facts.get("line", 0)), error.message))
    return tuple(found)


def shipped() -> dict[str, bytes]:
    """The shipped files, by name: what a county starts from."""
    return {f"{code}{SUFFIX}": wording_file(code, None).read_bytes() for code in _papers()}


def _papers() -> Mapping[str, tuple[str, Expected]]:
    """Code -> title and texts, of every paper that has a wording file."""
    all_papers = {**PAPERS, **DESK_PAPERS}
    found = {code: (paper.title, paper.texts) for code, paper in all_papers.items()}
    return dict(sorted({**found, case_file.CODE: (case_file.NAME, case_file.TEXTS)}.items()))
