"""The upload line: what a stick would carry goes to the county's server, and its answer comes back. Never required."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from pathlib import Path

import msgspec

from app.desk.downward import Downward
from app.desk.needs import needs
from app.domain.errors import ExchangeError, RuleBroken
from app.domain.rights import Right
from app.domain.steps.upload import UploadAddressSet, upload_address
from app.exchange import desk_side
from app.exchange.format import HEAD_LIMIT, PACKAGE_SUFFIX, peek
from app.exchange.keys import KeyCard, StationKeys
from app.exchange.line import Address, Outcome, Progress
from app.storage.database import broken_surroundings

FOLDER = "upload"  # in the desk's folder: packages under way, and what was fetched; sealed, and in the archive besides
ONLY_COUNTY = "本台的上级是镇级接待台，联网上传只能传到县级，请用U盘报送。"
VOLUME = 256 * 1024 * 1024  # bytes of one package: what the county has taken in need not be sent again


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """What a job did on the line: what the county said of each file, and the packages it handed out."""

    outcomes: tuple[Outcome, ...]
    replies: tuple[Path, ...]
    again: bool  # these were left over from before: what is newer has still to be sent


class UploadJob(msgspec.Struct, frozen=True, kw_only=True):
    """One round on the line; any thread may run it. Nothing of the desk's store is read or written."""

    address: Address
    keys: tuple[StationKeys, ...]
    station: str
    county: KeyCard
    former: tuple[KeyCard, ...]  # the county's cards before, each of which vouched for the next
    files: tuple[Path, ...]
    folder: Path
    again: bool

    def run(self, progress: Progress | None = None) -> Fetched:
        """Send, wait for what becomes of it, fetch the reply. `progress` hears bytes, and may raise to stop.

        Raises ExchangeError when the line or the server fails; what was sent of a file need not be sent again.
        """
        from app.exchange.upload import Line  # only here: HTTP takes a tenth of a second to load

        told = progress or (lambda _done, _total: None)
        outcomes: list[Outcome] = []
        line = Line(self.address, keys=self.keys, station=self.station, county=self.county, former=self.former)
        with contextlib.closing(line):
            for file in self.files:
                outcomes.append(line.send(file, told))
                if outcomes[-1].code:
                    break  # the later ones follow on it
            fetched = line.replies(self.folder, told)
        return Fetched(outcomes=tuple(outcomes), replies=tuple(fetched), again=self.again)


class Uploaded(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an upload. `again`: newer entries wait, begin once more."""

    sent: int  # files that the county took in
    answers: tuple[str, ...]  # what was read in of the county's packages, in words
    again: bool

    @property
    def words(self) -> str:
        """All of it in words."""
        told = f"已上传{self.sent}个数据包，县级已收下。" if self.sent else "没有需要上传的新记载。"
        return told + "".join(self.answers)


class Uploads(Downward):
    """Where to, and one upload."""

    @needs()
    def upload_address(self) -> UploadAddressSet | None:
        """The address that holds; None when packages go by stick alone."""
        return upload_address(self._own)

    @needs(Right.EXPORT)
    def upload(self, progress: Progress | None = None, *, first: int | None = None) -> Uploaded:
        """Send what `export` would write, and read in what the county answers. `first` as in `export`.

        Raises RuleBroken: not-paired, upload-not-to-county (a township receives by stick alone), upload-no-address;
        ExchangeError when the line fails, when the
        county refuses a package (in its words), or when what it answers cannot be read in.
        """
        done = self.upload_done(self.upload_job(first=first).run(progress))
        while done.again:
            more = self.upload_done(self.upload_job().run(progress))
            done = Uploaded(sent=done.sent + more.sent, answers=(*done.answers, *more.answers), again=more.again)
        return done

    @needs(Right.EXPORT)
    def upload_job(self, *, first: int | None = None) -> UploadJob:
        """One round: what was under way when the line was cut, else what waits now. Its end goes to `upload_done`."""
        county, address = self.county(), self.upload_address()
        if county is None:
            raise RuleBroken("not-paired", "尚未与县级交换公钥，不能上传。请先在“交换”中导入县级公钥卡。")
        if county.role != "county":
            raise RuleBroken("upload-not-to-county", ONLY_COUNTY)
        if address is None:
            raise RuleBroken("upload-no-address", "尚未设定联网上传地址，请管理员按县级告知的填写，或者用U盘报送。")
        folder = self.folder / FOLDER
        left = self._left_over(folder, county) if first is None else ()
        if not left:
            with contextlib.suppress(OSError):  # where that fails the export says why
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(exist_ok=True)
            sent = self.export(folder, first=first, volume=VOLUME)
            files = tuple(Path(name) for name in (*sent.earlier, sent.file, *sent.volumes, *sent.relayed) if name)
        return UploadJob(
            address=Address(url=address.url, certificate_sha256=address.certificate_sha256),
            keys=self._keys_for(county),
            station=self.station,
            county=county,
            former=self._former_cards(county),
            files=left or files,
            folder=folder,
            again=bool(left),
        )

    @needs(Right.EXPORT)
    def upload_done(self, fetched: Fetched) -> Uploaded:
        """Read in what a job brought, and let go of the files that are done with.

        Raises ExchangeError with the county's words where it refused one, as `receive` does for what it handed out.
        """
        refused = [one for one in fetched.outcomes if one.code]
        for one in fetched.outcomes:
            if not one.code or one.code.startswith(
                "package-"
            ):  # else the county's disk failed: the file is tried again
                one.file.unlink(missing_ok=True)
        told = [self.receive(path).words for path in fetched.replies]
        for path in fetched.replies:
            path.unlink(missing_ok=True)
        if refused:
            raise ExchangeError(refused[0].code, refused[0].words, **refused[0].facts)
        return Uploaded(sent=len(fetched.outcomes), answers=tuple(told), again=fetched.again)

    @broken_surroundings()
    def _keys_for(self, county: KeyCard) -> tuple[StationKeys, ...]:
        """What the county knows us by; while keys are renewed that may be the former or the new ones."""
        known = self._ring.signing(lambda epoch, seq: desk_side.holds(self._db, county, epoch, seq))
        return (known,) if known is self._keys else (known, self._keys)

    @broken_surroundings()
    def _left_over(self, folder: Path, county: KeyCard) -> tuple[Path, ...]:
        """Packages that were under way, oldest first: whole, and not acknowledged yet."""
        found = [
            path for path in folder.glob(f"*{PACKAGE_SUFFIX}") if desk_side.is_waiting(self._db, _digest(path), county)
        ]
        return tuple(sorted(found, key=_place))


def _place(path: Path) -> tuple[int, int]:
    with path.open("rb") as file:
        header = peek(file.read(HEAD_LIMIT))
    return header.epoch, header.first


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
