"""The papers of the desk, and the county's own wording for them."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from app.answering import link_seen
from app.answers import LinkSeen, Returned, WordingSeen
from app.desk.looking import Looking
from app.desk.needs import needs
from app.desk.own_files import copied
from app.domain import entry_told
from app.domain.errors import RuleBroken, StorageError
from app.domain.papers import FORMS, offered
from app.domain.petition import Petition
from app.domain.records.attachment import Attachment
from app.domain.records.record import code_of
from app.domain.rights import Right
from app.security.receipt_proof import sign_receipt
from app.storage.database import broken_surroundings
from app.storage.denunciations import Compartment
from app.storage.files import read_file

Marks = tuple[tuple[str, int, int], ...]  # name, time, size of each file: whether any has changed
RECEIPT = "F02"
OWN_WORDING = "wording"  # in the desk's folder: the county's texts of papers (docs/papers.md)

if TYPE_CHECKING:
    from app.documents.case_file import CaseFile
    from app.documents.paper import PaperContext


class Papers(Looking):
    """Papers as PDF and DOCX."""

    _wording_checked: tuple[Marks, tuple[str, ...]] = ((), ())

    @property
    @needs()
    def wording(self) -> Path | None:
        """The folder with the county's own texts, inside the desk's; None where there is none.

        Raises StorageError("wording-no-folder") when something else has its name.
        """
        folder = self.folder / OWN_WORDING
        if folder.is_dir():
            return folder
        if folder.exists() or folder.is_symlink():
            raise StorageError(
                "wording-no-folder",
                f"“{OWN_WORDING}”应为文件夹，内放文书用语文件。请改正后再打印，或删除该文件。",
                file=str(folder),
            )
        return None

    @needs()
    def wording_problems(self) -> tuple[str, ...]:
        """What is wrong with the county's own texts, a sentence each. It stops the papers concerned, nothing else.

        Each paper checks its file again when it is drawn.
        """
        try:
            folder = self.wording
            marks = _marks(folder) if folder else ()
        except StorageError as error:
            return (error.message,)
        if folder is None:
            return ()
        if marks != self._wording_checked[0]:
            from app.documents import own_wording  # heavy; only a desk with texts of its own loads it here

            self._wording_checked = (marks, tuple(told.message for told in own_wording.problems(folder)))
        return self._wording_checked[1]

    @needs()
    def wording_files(self) -> tuple[WordingSeen, ...]:
        """Every paper that has texts, and the file that they come from. Raises StorageError("wording-no-folder")."""
        from app.documents import own_wording

        fields = WordingSeen.__struct_fields__
        found = own_wording.listed(self.wording)
        return tuple(WordingSeen(**{name: getattr(one, name) for name in fields}) for one in found)

    @needs()
    def copy_wording(self, folder: Path) -> tuple[str, ...]:
        """The shipped texts in a folder, to be edited; their files' names. Raises StorageError: wording-there,
        file-not-written."""
        from app.documents import own_wording

        return copied(own_wording.shipped(), folder, "wording-there")

    @needs(Right.READ, Right.OWN)
    def papers(self, petition: Petition) -> tuple[str, ...]:
        """The papers that can be drawn for a petition as it stands, by their keys (F03, F27.2, F24-F03).

        The receipt of what was registered at another desk is that desk's alone, which knows the query code.
        """
        ours = petition.station == self.station
        return tuple(key for key in offered(petition) if ours or key != RECEIPT)

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def paper(self, number: str, code: str, *, further: int = 0) -> bytes:
        """A paper as PDF; "F24" records the service of the paper that left last, "F24-F03" that of the notice.

        A receipt (F02) that was printed before says which copy it is; `further` counts those drawn besides this one.
        Raises RuleBroken when a mandatory content is missing or the paper is not known.
        """
        petition = self._seen(number)
        if code == RECEIPT and petition.station != self.station:
            raise RuleBroken("receipt-elsewhere", "登记回执由登记该事项的接待台出具，本台不掌握查询码。")
        self._looked("paper", number, what=code, must=True)
        context = self._paper_context(petition)
        if code == RECEIPT:
            before = sum(one.copies for one in self.printed(number) if one.paper == RECEIPT)
            context = msgspec.structs.replace(context, copy=before + further + 1)
        return self._drawn(context, code)

    @needs()
    def desk_paper(self, code: str, told: msgspec.Struct) -> bytes:
        """A paper of the desk itself as PDF (F32): it shows `told`, an answer that this desk gave.

        Raises RuleBroken when the paper is not known or shows another answer.
        """
        from app.documents import desk_paper

        self._looked("paper", what=code, must=True)
        return desk_paper.render(
            code, desk_paper.DeskContext(told=told, office=self.office, today=self.today(), wording=self.wording)
        )

    @needs()
    def test_page(self, sheet: Literal["a4", "80mm"], printer: str) -> bytes:
        """A sheet to try a printer with, as PDF: edges, scale, faces, rare characters. Of no petition; not recorded.

        Raises RuleBroken("glyph-missing") for a name of a printer that cannot be drawn, StorageError for a face.
        """
        from app.documents import test_page

        return test_page.make(sheet, printer, str(self.today()))

    @needs()
    def quick_sheet(self) -> bytes:
        """The day's work and the keys on one page, as PDF. Of no petition; not recorded.

        Raises StorageError for a face that is missing.
        """
        from app.documents import quick_sheet

        return quick_sheet.make()

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def bind_case(self, number: str) -> CaseFile:
        """The case file (F30) with what is in it and what could not be drawn; also while the petition is open."""
        from app.documents import case_file, case_records

        petition = self._seen(number)
        self._looked("case_file", number, must=True)
        context = msgspec.structs.replace(self._paper_context(petition), query_code="", for_file=True)
        draw = functools.partial(self._drawn, context)
        papers = tuple(key for key in self.papers(petition) if key not in FORMS)
        joined = tuple(
            case_records.Joined(**{name: getattr(link, name) for name in case_records.Joined.__struct_fields__})
            for link in self._links(petition)
            if link.undone_on is None
        )
        return case_file.build(context, papers, tuple(self._entries(petition)), draw, joined, self._whole)

    @needs(Right.READ, Right.OWN)
    def case_file(self, number: str) -> bytes:
        """The whole case file as one PDF: cover, contents list, every paper in order, note; with bookmarks."""
        return self.bind_case(number).pdf

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def docx(self, number: str) -> bytes:
        """The opinion (F12) as a document that WPS can edit. Raises RuleBroken when a mandatory content is missing."""
        from app.documents import opinion, opinion_docx

        context = self._paper_context(self._seen(number))
        self._looked("paper", number, what="F12", must=True)
        return opinion_docx.make(context, opinion.PAPER.wording(context.wording))

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def check_docx(self, number: str, file: Path) -> Returned:
        """What was changed in an edited opinion, and the step that takes it over as a new draft; nothing is written.

        Raises RuleBroken when it is no such document, another petition's, or lacks what the law asks for;
        StorageError when it cannot be read.
        """
        from app.documents import opinion, opinion_return

        context = self._paper_context(self._seen(number))
        data = read_file(file, most=opinion_return.MOST_FILE + 1)
        return opinion_return.check(context, opinion.PAPER.wording(context.wording), data)

    def _content(self, one: Attachment) -> Iterator[bytes]:
        """The bytes of an attachment, those of a denunciation opened."""
        pieces = self._attachments.read(one.kept_as)
        return Compartment(self._db).opened_pieces(pieces, one.size) if one.stored else pieces

    def _whole(self, one: Attachment) -> bytes:
        return b"".join(self._content(one))

    def _links(self, petition: Petition) -> tuple[LinkSeen, ...]:
        """The links to earlier petitions, then those from later ones."""
        earlier = ((x, self._petitions.find(x.number)) for x in petition.links)  # None: it stayed at another desk
        made = [link_seen(x, other, earlier=True) for x, other in earlier if other and self._sees(other)]
        others = self._all_seen(self._petitions.linked_to(petition.id))
        received = [link_seen(x, o, earlier=False) for o in others for x in o.links if x.other == petition.id]
        return (*made, *received)

    def _paper_context(self, petition: Petition) -> PaperContext:
        from app.documents.paper import PaperContext  # reportlab is heavy: loaded when the first paper is drawn

        return PaperContext(
            petition=petition,
            office=self.office,
            today=self.today(),
            deadlines=self._clocks(petition),
            query_code=self._query_code(petition.number) if petition.station == self.station else "",
            qr=sign_receipt(petition.number, petition.registered_on, self.station, self._keys),
            wording=self.wording,
        )

    def _drawn(self, context: PaperContext, code: str) -> bytes:
        """A paper by its key in a context that says all but which paper."""
        from app.documents import papers

        key, _, served = code.partition("-")
        named = "." in key or any(paper.key == key for paper in context.petition.made)
        wanted = msgspec.structs.replace(context, key=key if named else "", served_paper=served)
        return papers.render(code_of(key), wanted)


def warm_up() -> None:
    """Load what drawing a paper and telling an entry need, ahead of the first: a third of a second, in any thread."""
    from app.documents import desk_paper, papers  # noqa: F401 - only loaded
    from app.documents.fonts import FACES, open_face

    with contextlib.suppress(StorageError):  # a face that is missing is said by the paper that needs it
        for name in dict.fromkeys(FACES.values()):
            open_face(name)
    entry_told.ready()


def _marks(folder: Path) -> Marks:
    """By what a change of the county's own texts is noticed. Raises StorageError when they cannot be looked at."""
    try:
        looked = [(file.name, file.lstat()) for file in folder.iterdir()]
    except OSError as error:
        raise StorageError(
            "wording-no-folder",
            f"文书用语文件夹“{OWN_WORDING}”读不出来，请检查后再打印。",
            file=str(folder),
            detail=str(error),
        ) from error
    return tuple(sorted((name, seen.st_mtime_ns, seen.st_size) for name, seen in looked))
