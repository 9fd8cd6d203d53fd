"""What every paper is made from and made of: the context that is handed in, and the two halves of a paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from app.documents.fonts import Letters, legible
from app.documents.practice import banded
from app.documents.wording import Expected, Wording, load_wording
from app.domain.deadlines import Deadline
from app.domain.errors import RuleBroken
from app.domain.office import Office
from app.domain.papers import title_of
from app.domain.petition import Petition
from app.domain.records.record import Made
from app.shipped import resources_folder

BLANK = "_" * 16  # a place to be filled in by hand, where a useful but not prescribed content is not known
PHONE_BLANK = "_" * 8  # the same for a telephone number behind other words: longer ones tear the line


class PaperContext(msgspec.Struct, frozen=True, kw_only=True):
    """All that a paper may know. The query code exists in the clear only while the receipt is made (F02).

    `key` is the paper's own key: with it a paper that can be made several times ("F27.2") finds its record.
    `served_paper` chooses the paper whose service F24 records, "" for the last one that left the house.
    `copy` says which copy of a receipt this is: from the second one on that stands on the sheet.
    `for_file` asks for the copy that stays in the file: of the receipt its file half only, which needs no query code.
    `wording` is a folder with the county's own texts; a file of the same name there replaces the shipped one.
    """

    petition: Petition
    office: Office
    today: dt.date
    deadlines: tuple[Deadline, ...] = ()
    key: str = ""
    query_code: str = ""
    qr: str = ""
    served_paper: str = ""
    copy: int = 1
    for_file: bool = False
    wording: Path | None = None

    def made(self, code: str) -> Made:
        """The paper `code` that was made last, or the one that `key` asks for. Raises RuleBroken when there is none."""
        wanted = self.key or code
        found = [
            paper for paper in self.petition.made if paper.key == self.key or (not self.key and paper.code == code)
        ]
        if not found:
            raise RuleBroken("paper-not-made", f"《{title_of(wanted)}》尚未作出，不能打印。", paper=wanted)
        return found[-1]


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """One paper: `facts` checks and gathers what it says, `draw` puts that on the page."""

    code: str
    title: str
    texts: Expected
    facts: Callable[[Any], msgspec.Struct]  # of a PaperContext; of a paper of the desk itself, a DeskContext
    draw: Callable[[Any, Wording], bytes]

    def render(self, context: Any) -> bytes:
        """The PDF; RuleBroken names what is missing, StorageError a broken wording file or face."""
        facts = self.facts(context)
        strings = "".join(_strings(msgspec.to_builtins(facts)))
        if isinstance(context, PaperContext):
            _refuse_void(context.petition, strings)
        legible(strings, Letters("fang"))  # names all that can't be printed
        return banded(self.draw(facts, self.wording(context.wording)), context.office.station)

    def wording(self, replaced: Path | None = None) -> Wording:
        """The paper's texts, checked; a county's own ones lie in the folder `replaced`."""
        return load_texts(self.code, self.texts, replaced)

    def wording_file(self, replaced: Path | None) -> Path:
        return wording_file(self.code, replaced)


def wording_file(code: str, replaced: Path | None) -> Path:
    """The texts of a paper: those of the county's folder where it has them, else the shipped ones."""
    name = f"{code}.toml"
    if replaced is not None and ((replaced / name).exists() or (replaced / name).is_symlink()):
        return replaced / name  # whatever it is: one that cannot be read is refused, never passed over
    return resources_folder() / "documents" / name


def load_texts(code: str, expected: Expected, replaced: Path | None) -> Wording:
    """The texts of a paper, checked; those of a county also for letters that cannot be printed."""
    file = wording_file(code, replaced)
    own = file.parent == replaced
    return load_wording(file, expected, (lambda text: legible(text, Letters("fang"))) if own else None)


def _refuse_void(petition: Petition, strings: str) -> None:
    """No paper bears or cites a number that is void while no other stands in its place, nor a void registration."""
    if petition.voided:
        raise RuleBroken("registration-void", f"该登记已于 {petition.voided.on} 作废，不能打印文书。")
    for void in petition.void_numbers:
        if not void.replaced_by and void.number in strings:
            raise RuleBroken(
                "number-void",
                f"{title_of(void.paper)}的文号 {void.number} 已于 {void.on} 作废，请先办理“重新编号”再打印。",
                number=void.number,
            )


def _strings(value: object) -> Iterator[str]:
    """Every string inside builtins."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _strings(inner)


def refuse_missing(code: str, paper: str, contents: Mapping[str, object], article: str = "") -> None:
    """Raise RuleBroken naming every content (Chinese name -> value) that is empty."""
    missing = [name for name, value in contents.items() if not (value.strip() if isinstance(value, str) else value)]
    if missing:
        raise RuleBroken(code, f"{paper}还缺：{'、'.join(missing)}。请补齐后再打印。", article=article, missing=missing)
