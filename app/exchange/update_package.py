"""A new version of the program on the stick: a ZIP whose first part is what the county signed (docs/exchange.md).

    update.swtdata      a data package of the kind program_update: version, platform, schema, every file with its hash
    program/…           the files

Links inside the program (PyInstaller makes them on Linux) stand in the manifest alone.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Final

import msgspec

from app.domain.errors import ExchangeError, StorageError
from app.domain.program import ProgramFacts
from app.exchange import data_package
from app.exchange.keys import KeyCard, StationKeys
from app.storage.files import flush_folder, rename_durably
from app.storage.program_folder import facts_of

UPDATE_SUFFIX: Final = ".swtupdate"
KIND: Final = "program_update"
MANIFEST: Final = "update.swtdata"
INSIDE: Final = "program/"
MOST_FILES = 20_000
BLOCK = 1024 * 1024
EPOCH = (1980, 1, 1, 0, 0, 0)  # the day on every part: the same folder makes the same bytes

Progress = Callable[[int, int], None]
Sha256 = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]


class ProgramPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file: its place in the program with "/" between, hash, size, and whether it is run."""

    path: str
    sha256: Sha256
    size: Annotated[int, msgspec.Meta(ge=0)]
    run: bool = False


class ProgramLink(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One link inside the program: its place, and what it says, relative to its own folder."""

    path: str
    to: str


class ProgramUpdate(ProgramFacts, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the county signed."""

    files: Annotated[tuple[ProgramPart, ...], msgspec.Meta(min_length=1, max_length=MOST_FILES)]
    links: Annotated[tuple[ProgramLink, ...], msgspec.Meta(max_length=MOST_FILES)] = ()

    @property
    def bytes(self) -> int:
        """How much the program takes."""
        return sum(part.size for part in self.files)


class SignedUpdate(msgspec.Struct, frozen=True, kw_only=True):
    """An update whose manifest the county signed."""

    update: ProgramUpdate
    signed_by: str
    signer: str
    made_on: dt.date


def sign(
    folder: Path,
    out: Path,
    *,
    keys: StationKeys,
    card: KeyCard,
    made_on: dt.date,
    progress: Progress = lambda _done, _total: None,
) -> tuple[Path, ProgramUpdate]:
    """Write the update of a built program into a folder; `progress` hears of bytes, each of which is read twice, and
    what it raises leaves no half file. Raises StorageError, ExchangeError("update-path")."""
    facts = facts_of(folder)
    with _reading(folder):
        total, done = 2 * _bytes_of(folder), 0
        files, links = _walked(folder, lambda size: progress(size, total))
        update = ProgramUpdate(**msgspec.structs.asdict(facts), files=files, links=links)
        check_places(update)
        manifest = data_package.sign(KIND, msgspec.to_builtins(update), keys=keys, card=card, made_on=made_on)
    target = out / f"SWTUPDATE-{card.code}-{facts.version}-{facts.platform}{UPDATE_SUFFIX}"
    making = target.with_name(target.name + ".part")
    try:
        with zipfile.ZipFile(making, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:
            made.writestr(zipfile.ZipInfo(MANIFEST, EPOCH), manifest)
            for part in files:
                info = zipfile.ZipInfo(INSIDE + part.path, EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                with (folder / part.path).open("rb") as source, made.open(info, "w") as into:
                    while block := source.read(BLOCK):
                        into.write(block)
                        done += len(block)
                        progress(min(total, total // 2 + done), total)
        with making.open("rb+") as file:
            os.fsync(file.fileno())
        rename_durably(making, target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            making.unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        raise StorageError(
            "file-not-written", f"文件“{target.name}”没有写成（磁盘已满、被拔出或不能写入）。", problem=str(error)
        ) from None
    return target, update


def read(file: Path, county: data_package.Signers) -> SignedUpdate:
    """What the county signed, of a file whose parts are the ones named there; their bytes are checked by `unpack`.

    Raises ExchangeError: update-not-ours, update-damaged, update-path, those of data_package.read; StorageError.
    """
    with _opened(file) as packed:
        try:
            info = packed.getinfo(MANIFEST)
        except KeyError:
            raise _refused("update-not-ours") from None
        if info.file_size > data_package.DATA_LIMIT:
            raise _refused("update-damaged")
        package = data_package.read(packed.read(info), kind=KIND, county=county)
        try:
            update = msgspec.convert(package.content, ProgramUpdate)
        except ValueError as error:
            raise _refused("update-damaged") from error
        check_places(update)
        if sorted(packed.namelist()) != sorted([MANIFEST, *(INSIDE + part.path for part in update.files)]):
            raise _refused("update-damaged")
    return SignedUpdate(update=update, signed_by=package.signed_by, signer=package.name, made_on=package.made_on)


def unpack(file: Path, update: ProgramUpdate, target: Path | None, progress: Progress | None = None) -> None:
    """Check every file against its signed hash; with a target write it there, else only read.

    Raises ExchangeError("update-damaged") naming the file, StorageError when the disk fails.
    """
    with _opened(file) as packed:
        for done, part in enumerate(update.files, 1):
            _one(packed, part, target)
            if progress:
                progress(done, len(update.files))
    if target is not None:
        with _writing(target):
            for link in update.links:
                (target / link.path).parent.mkdir(parents=True, exist_ok=True)
                (target / link.path).symlink_to(link.to)
            for folder in (target, *(path for path in target.rglob("*") if path.is_dir())):
                flush_folder(folder)


def _one(packed: zipfile.ZipFile, part: ProgramPart, target: Path | None) -> None:
    digest, left = hashlib.sha256(), part.size
    with contextlib.ExitStack() as held:
        source = held.enter_context(packed.open(INSIDE + part.path))
        into = None
        if target is not None:
            held.enter_context(_writing(target))
            (target / part.path).parent.mkdir(parents=True, exist_ok=True)
            into = held.enter_context((target / part.path).open("xb"))
        while block := source.read(BLOCK):
            digest.update(block)
            left -= len(block)
            if left < 0:
                break
            if into:
                into.write(block)
        if left != 0 or digest.hexdigest() != part.sha256:
            raise _refused("update-damaged", file=part.path)
        if into:
            into.flush()
            os.fsync(into.fileno())
            Path(into.name).chmod(0o755 if part.run else 0o644)


def _bytes_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _walked(folder: Path, read: Callable[[int], None]) -> tuple[tuple[ProgramPart, ...], tuple[ProgramLink, ...]]:
    """`read` hears how many bytes were read by now."""
    done = 0
    files: list[ProgramPart] = []
    links: list[ProgramLink] = []
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder).as_posix()
        if path.is_symlink():
            links.append(ProgramLink(path=place, to=path.readlink().as_posix()))
        elif path.is_file():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            found = path.stat()
            run = bool(found.st_mode & stat.S_IXUSR)
            files.append(ProgramPart(path=place, sha256=digest, size=found.st_size, run=run))
            done += found.st_size
            read(done)
    return tuple(files), tuple(links)


def check_places(update: ProgramUpdate) -> None:
    """Nothing may be written beside the program's own folder, nor through one of its links."""
    linked = {link.path for link in update.links}
    places = [*(part.path for part in update.files), *linked]
    if len({place.casefold() for place in places}) != len(update.files) + len(update.links):
        raise _refused("update-path")
    for place in places:
        _check_place(place)
        if any(parent.as_posix() in linked for parent in PurePosixPath(place).parents):
            raise _refused("update-path", file=place)
    for link in update.links:
        _check_link(link)


def _check_place(place: str) -> None:
    path = PurePosixPath(place)
    plain = path.as_posix() == place and not path.is_absolute() and ".." not in path.parts and place not in ("", ".")
    if not plain or any(sign in place for sign in '\\:*?"<>|\0\n'):
        raise _refused("update-path", file=place)


def _check_link(link: ProgramLink) -> None:
    inside = os.path.normpath((PurePosixPath(link.path).parent / link.to).as_posix())
    if PurePosixPath(link.to).is_absolute() or inside.startswith("..") or "\\" in link.to or ":" in link.to:
        raise _refused("update-path", file=link.path)


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """The ZIP; whatever a broken or hostile one does to its reader is a refusal."""
    try:
        with zipfile.ZipFile(file) as packed:
            yield packed
    except FileNotFoundError as error:
        raise StorageError("file-not-read", f"找不到文件“{file.name}”。", file=str(file)) from error
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise _refused("update-damaged") from error
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise _refused("update-damaged") from error
        if isinstance(error, OSError):
            raise StorageError("file-not-read", f"文件“{file.name}”读不出来。", problem=str(error)) from error
        raise


@contextlib.contextmanager
def _reading(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError("file-not-read", f"程序文件夹“{folder.name}”读不出来。", problem=str(error)) from error


@contextlib.contextmanager
def _writing(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            "program-not-written",
            "新版本没有写成（磁盘已满或不能写入），原来的版本没有改动。请腾出空间后再试。",
            folder=str(target),
            problem=str(error),
        ) from error


def _refused(code: str, **facts: Any) -> ExchangeError:
    return ExchangeError(code, _SENTENCES[code], **facts)


_SENTENCES = {
    "update-not-ours": "这个文件不是县级签发的升级包，没有采用，原来的版本没有改动。请确认选对了文件。",
    "update-damaged": "升级包与县级签名不符，可能已损坏或被改动，没有采用，原来的版本没有改动。请重新取得升级包。",
    "update-path": "升级包中有不能采用的文件名，没有采用，原来的版本没有改动。请重新取得升级包。",
}
