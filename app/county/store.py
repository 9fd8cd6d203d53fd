"""The county's side: takes in what desks send, keeps every station's line, answers with an acknowledgement."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from app import shipped
from app.county.backups import back_up, back_up_before_merging, back_up_before_migrating
from app.county.lines import Line, check_lines
from app.county.schema import COUNTY
from app.domain.entries import GENESIS
from app.domain.errors import ExchangeError, RuleBroken, StorageError
from app.domain.petition import Petition
from app.domain.schedules import doubts
from app.domain.steps.restored import Restored
from app.domain.steps.table import apply, read_entry
from app.exchange import acknowledgement, data_package, format, update_package
from app.exchange.keys import KeyCard, StationKeys, decode_card, encode_card, fingerprint, make_card
from app.security import backups, vault
from app.security.backup_file import Reason
from app.security.unlock import Slot
from app.storage.database import broken_surroundings, check_pages
from app.storage.driver import Database
from app.storage.journal import Head, check_chain
from app.storage.petitions import read_state

_encode = msgspec.json.Encoder(order="sorted").encode


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """What one package brought: how many entries were new, and how far the station's line reaches now."""

    station: str
    epoch: int
    first: int
    last: int
    new: int
    head: int
    petitions: int
    words: str


class SignedSchedule(msgspec.Struct, frozen=True, kw_only=True):
    """A signed schedule on the stick, and what should be compared with the notice before it is handed out."""

    file: str
    year: int
    fingerprint: str
    doubts: tuple[str, ...]
    words: str


class UpdateSigned(msgspec.Struct, frozen=True, kw_only=True):
    """What signing an update wrote; `fingerprint` is what the desks compare."""

    file: str
    version: str
    platform: str
    files: int
    fingerprint: str
    words: str


class County:
    """One county store, unlocked. Use `create` or `open`, and close it; it is a context manager."""

    def __init__(self, folder: Path, opened: vault.Vault, clock: Callable[[], dt.datetime]) -> None:
        self.folder = folder
        self._vault = opened
        self._db = opened.db
        self._clock = clock
        with broken_surroundings():
            code, name, keys, made_on = self._db.conn.execute("SELECT code, name, keys, made_on FROM county").fetchone()
        self.code: str = code
        self.name: str = name
        self._keys = StationKeys.from_bytes(keys)
        self._made_on = dt.date.fromisoformat(made_on)

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        code: str,
        name: str,
        passphrase: str,
        clock: Callable[[], dt.datetime],
        unlock_seconds: float = 1.0,
        program: str = "首问台（县级）",
    ) -> County:
        """Set up a county store. `code` is the six-digit division code."""
        if len(code) != 6 or not (code.isascii() and code.isdigit()):
            raise RuleBroken("county-code-wrong", f"县级代码应为6位行政区划代码，现为“{code}”。", given=code)
        if not name.strip():
            raise RuleBroken("county-name-missing", "请填写县级单位名称。")

        def fill(db: Database, _slot: Slot) -> None:
            row = (code, name, StationKeys.generate().to_bytes(), clock().date().isoformat())
            db.conn.execute("INSERT INTO county VALUES (1, ?, ?, ?, ?)", row)

        opened = vault.create(folder, COUNTY, passphrase, fill, unlock_seconds=unlock_seconds, program=program)
        return cls(folder, opened, clock)

    @classmethod
    def open(
        cls,
        folder: Path,
        passphrase: str,
        *,
        clock: Callable[[], dt.datetime],
        write: bool = True,
        program: str = "首问台（县级）",
    ) -> County:
        """Unlock a county store. Raises StorageError as a desk does."""
        opened = vault.open_vault(
            *(folder, COUNTY, passphrase),
            write=write,
            program=program,
            before_migrating=lambda key: back_up_before_migrating(folder, key, clock()),
        )
        try:
            return cls(folder, opened, clock)
        except BaseException:
            opened.close()
            raise

    def close(self) -> None:
        """Lock the store."""
        self._vault.close()

    def __enter__(self) -> County:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    # Keys

    def card(self) -> bytes:
        """The county's public key card, for the desks."""
        return encode_card(self._card(), self._keys)

    def fingerprint(self) -> str:
        """Our card's fingerprint, to be compared by telephone."""
        return fingerprint(self._card())

    def trust(self, card: bytes) -> KeyCard:
        """Take in a desk's key card; packages are taken only from desks whose card is here.

        Raises RuleBroken when a different card of the same desk is here already: new keys need a new procedure.
        """
        desk = decode_card(card)
        if desk.role != "desk":
            raise RuleBroken("card-not-desk", f"这是“{desk.name}”的县级公钥卡，不是接待台的。")
        known = self.stations().get(desk.code)
        if known and known != desk:
            raise RuleBroken(
                "card-differs",
                f"接待台 {desk.code} 已登记另一张公钥卡，没有替换。请先用电话核对指纹。",
                known=fingerprint(known),
                offered=fingerprint(desk),
            )
        with broken_surroundings(), self._writing():
            self._db.conn.execute(
                "INSERT OR IGNORE INTO stations VALUES (?, ?, ?, ?, ?)",
                (desk.code, desk.name, card.decode("utf-8"), fingerprint(desk), self._now()),
            )
        return desk

    @broken_surroundings()
    def stations(self) -> dict[str, KeyCard]:
        """The desks whose keys are here, by station code."""
        rows = self._db.conn.execute("SELECT code, card FROM stations ORDER BY code").fetchall()
        return {code: decode_card(card.encode("utf-8")) for code, card in rows}

    # Packages

    def receive(self, path: Path) -> Merged:
        """Take in one desk's package: all checks, then one transaction. The same one again changes nothing.

        Before the first one of a day that brings something new the store is backed up.

        Raises ExchangeError: as format.open_package; package-gap (which numbers are missing), package-fork
        (our line and the desk's differ), package-chain (the entries do not hang together);
        StorageError("merge-without-backup").
        """
        data = format.read_package(path)
        if format.peek(data).sender == self.code:
            raise ExchangeError("package-own", "这是本单位自己出具的数据包，没有读入。请把它交给接待台。")
        opened = format.open_package(data, keys=self._keys, me=self.code, senders=self.stations())
        header = opened.header
        if header.kind != "entries" or acknowledgement.ENTRIES not in opened.parts:
            raise ExchangeError(
                "package-kind-unknown", f"本版程序不认识这种数据包（{header.kind}），没有采用。", kind=header.kind
            )
        with broken_surroundings():
            lines = check_lines(opened.parts[acknowledgement.ENTRIES], header)
            head = self.head(header.sender, header.epoch)
            new = self._new(lines, head, header)
            if new and self._vault.writable:
                self._vault.check_there()
                back_up_before_merging(self.folder, self._vault.key, self.code, self._clock())
            with self._writing():
                touched = self._merge(new, hashlib.sha256(data).hexdigest(), path.name, header)
            beyond = self._beyond(header)
        last = max(head.seq, header.last)
        words = f"新收 {len(new)} 条记载，该台已收至第 {last} 号。" if new else "此包内容此前已收，没有变化。"
        return Merged(
            station=header.sender,
            epoch=header.epoch,
            first=header.first,
            last=header.last,
            new=len(new),
            head=last,
            petitions=touched,
            words=words + beyond,
        )

    @broken_surroundings()
    def reply(self, station: str, folder: Path) -> Path:
        """Write the acknowledgement for a desk into a folder. Raises RuleBroken for an unknown desk."""
        card = self.stations().get(station)
        found = self._db.conn.execute("SELECT max(epoch) FROM entries WHERE station = ?", (station,)).fetchone()
        if card is None or found[0] is None:
            raise RuleBroken(
                "nothing-received", f"尚未收到接待台 {station} 的数据包，没有可签收的内容。", station=station
            )
        head = self.head(station, found[0])
        received_at = self._db.conn.execute(
            "SELECT max(received_at) FROM packages WHERE station = ? AND epoch = ?", (station, found[0])
        ).fetchone()[0]
        answer = acknowledgement.Acknowledgement(
            station=station,
            epoch=found[0],
            last=head.seq,
            last_hash=head.hash,
            county=self.code,
            county_name=self.name,
            received_at=received_at,
            earlier=self._earlier(station, found[0]),
        )
        outline = format.Outline(
            kind="acknowledgement", sender=self.code, epoch=found[0], first=1, last=head.seq, made_at=self._clock()
        )
        data = format.seal(
            outline, {acknowledgement.PART: acknowledgement.encode(answer)}, signer=self._keys, recipient=card
        )
        return format.write_package(folder, format.package_name(format.peek(data)), data)

    def sign_schedule(self, file: Path, folder: Path) -> SignedSchedule:
        """Sign a year's holiday schedule, typed from the State Council's notice, for every desk of this county.

        The file written into `folder` is the same for all of them and holds nothing secret; nothing is kept here.
        Raises RuleBroken naming each mistake with its line, ExchangeError when the medium fails, StorageError.
        """
        schedule = shipped.read_typed_schedule(file)
        data = data_package.sign(
            data_package.HOLIDAY_SCHEDULE,
            msgspec.to_builtins(schedule),
            keys=self._keys,
            card=self._card(),
            made_on=self._clock().date(),
        )
        name = data_package.file_name(self.code, data_package.HOLIDAY_SCHEDULE, str(schedule.year))
        return SignedSchedule(
            file=str(format.write_package(folder, name, data)),
            year=schedule.year,
            fingerprint=self.fingerprint(),
            doubts=doubts(schedule),
            words=f"已签发{schedule.year}年放假安排，可交各接待台导入。",
        )

    def sign_update(self, folder: Path, out: Path) -> UpdateSigned:
        """Sign a built program for every desk of this county that runs on the same system; nothing is kept here.

        Raises StorageError for a folder that build.spec has not made, ExchangeError("update-path").
        """
        file, update = update_package.sign(
            folder, out, keys=self._keys, card=self._card(), made_on=self._clock().date()
        )
        return UpdateSigned(
            file=str(file),
            version=update.version,
            platform=update.platform,
            files=len(update.files),
            fingerprint=self.fingerprint(),
            words=f"已签发 {update.version} 版升级包（{update.platform}），可交各接待台安装。",
        )

    # Backups

    def backup(self, to: Path | None = None, reason: Reason = "hand") -> backups.Backup:
        """Make a backup now: in the store's own folder, or in the folder `to` alone.

        Raises StorageError: backup-not-made, backup-place-missing; no half file is left.
        """
        self._vault.check_there()
        return back_up(self.folder, self._vault.key, self.code, reason, self._clock(), to)

    def backups(self, folder: Path | None = None, *, check: bool = False) -> tuple[backups.Backup, ...]:
        """The backups in the store's own folder, or in another, the newest first; `check` reads every byte of each."""
        found = backups.listed(folder or self.folder / backups.FOLDER)
        return tuple(backups.checked(one, self._vault.key) if check else one for one in found)

    # Questions

    @broken_surroundings()
    def head(self, station: str, epoch: int) -> Head:
        """How far we have a station's line."""
        found = self._db.conn.execute(
            "SELECT seq, hash FROM entries WHERE station = ? AND epoch = ? ORDER BY seq DESC LIMIT 1", (station, epoch)
        ).fetchone()
        return Head(found[0], found[1]) if found else Head()

    @broken_surroundings()
    def show(self, number: str) -> tuple[Petition, list[bytes]]:
        """One petition as the county has it, and its entries' bodies as they came. Raises RuleBroken."""
        return self.all_of(number)[0]

    @broken_surroundings()
    def all_of(self, number: str) -> list[tuple[Petition, list[bytes]]]:
        """Every petition of this number, that of the newest line first.

        There are two where a desk was restored from a backup and gave a number out again whose entries it had lost:
        both are kept, and people decide. Raises RuleBroken("no-such-petition").
        """
        rows = self._db.conn.execute("SELECT id, state FROM petitions WHERE number = ?", (number,)).fetchall()
        if not rows:
            raise RuleBroken(
                "no-such-petition", f"没有编号为“{number}”的事项，请核对编号，或尚未收到该台数据包。", number=number
            )
        rows.sort(key=lambda row: tuple(map(int, row[0].split(".")[1:])), reverse=True)
        return [(read_state(state), self._bodies(id_)) for id_, state in rows]

    @broken_surroundings()
    def verify(self, *, rebuild: bool = False) -> dict[str, Any]:
        """Check every station's chain, with `rebuild` also every petition against a replay of its entries."""
        check_pages(self._db)  # first: a page that the disk spoilt must not read like an entry that somebody changed
        chained = check_chain(
            self._db.conn.execute(
                "SELECT station, epoch, seq, petition, hash, body FROM entries ORDER BY station, epoch, seq"
            )
        )
        compared = self._rebuild() if rebuild else None
        return {
            "entries": chained.entries,
            "lines": {name: {"seq": head.seq, "hash": head.hash} for name, head in chained.lines.items()},
            "witnessed": self._check_packages(),
            "anchors": [],  # pages of the register are printed at the desk, and held against its chain there
            "looks": None,  # nobody looks at a petition there but at the desk
            "rebuilt": compared,
        }

    # Inside

    def _check_packages(self) -> int:
        """Every package that was taken in must still end in an entry of its line; returns how many were looked up."""
        cut = self._db.conn.execute(
            "SELECT p.station, p.epoch, p.last FROM packages p LEFT JOIN entries e"
            " ON e.station = p.station AND e.epoch = p.epoch AND e.seq = p.last WHERE e.seq IS NULL ORDER BY 1, 2, 3"
        ).fetchone()
        if cut:
            raise StorageError(
                "journal-cut",
                f"台账校验未通过：{cut[0]} 第 {cut[2]} 号记载已经收过，库中没有，可能被截去。请保留现状，从备份核对。",
                station=cut[0],
                epoch=cut[1],
                seq=cut[2],
            )
        return int(self._db.conn.execute("SELECT count(*) FROM packages").fetchone()[0])

    def _new(self, lines: list[Line], head: Head, header: format.Header) -> list[Line]:
        """The lines we do not have yet; the ones we have must be the same."""
        if header.first > head.seq + 1:
            raise ExchangeError(
                "package-gap",
                f"缺少该台第 {head.seq + 1} 至 {header.first - 1} 号记载，本包没有采用。"
                "请先读入前一个数据包，或请该台重新导出。",
                station=header.sender,
                missing=[head.seq + 1, header.first - 1],
            )
        new = [line for line in lines if line.seq > head.seq]
        for line in lines:
            if line.seq <= head.seq and self._hash(header, line.seq) != line.hash:
                raise _fork(header, line.seq)
        previous = head.hash if head.seq else GENESIS
        if new and new[0].prev != previous:
            raise _fork(header, new[0].seq)
        return new

    def _hash(self, header: format.Header, seq: int) -> str:
        found = self._db.conn.execute(
            "SELECT hash FROM entries WHERE station = ? AND epoch = ? AND seq = ?", (header.sender, header.epoch, seq)
        ).fetchone()
        return str(found[0])

    def _merge(self, lines: list[Line], digest: str, name: str, header: format.Header) -> int:
        """Insert the lines and fold their petitions; returns how many petitions were touched."""
        self._db.conn.execute(
            "INSERT OR IGNORE INTO packages VALUES (?, ?, ?, ?, ?, ?, ?)",
            (digest, name, header.sender, header.epoch, header.first, header.last, self._now()),
        )
        self._db.conn.executemany(
            "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(header.sender, header.epoch, line.seq, line.petition, line.hash, line.body, digest) for line in lines],
        )
        folded = self._refolded(lines) if self._has_later(header) else self._folded(lines)
        self._db.conn.executemany(
            "INSERT OR REPLACE INTO petitions VALUES (?, ?, ?, ?, ?, ?)", [_row(p) for p in folded.values()]
        )
        return len(folded)

    def _folded(self, lines: list[Line]) -> dict[str, Petition]:
        """The petitions of new lines, each folded on from what is kept."""
        folded: dict[str, Petition] = {}
        for line in lines:
            if line.petition:
                before = folded.get(line.petition) or self._petition(line.petition)
                after = apply(before, read_entry(line.body))
                if after is not None:
                    folded[line.petition] = after
        return folded

    def _has_later(self, header: format.Header) -> bool:
        """Whether entries of a later line of this station came before these: a stick that was on its way."""
        found = self._db.conn.execute(
            "SELECT 1 FROM entries WHERE station = ? AND epoch > ? LIMIT 1", (header.sender, header.epoch)
        ).fetchone()
        return found is not None

    def _refolded(self, lines: list[Line]) -> dict[str, Petition]:
        """The petitions of lines that belong before others: folded anew in the order in which they were written."""
        found = {line.petition: self._replayed(line.petition) for line in lines if line.petition}
        return {petition: state for petition, state in found.items() if state is not None}

    def _replayed(self, petition: str) -> Petition | None:
        replayed: Petition | None = None
        for body in self._bodies(petition):
            replayed = apply(replayed, read_entry(body))
        return replayed

    def _earlier(self, station: str, epoch: int) -> tuple[acknowledgement.HeldLine, ...]:
        """The station's lines before this one and how far they are here."""
        found = self._db.conn.execute(
            "SELECT DISTINCT epoch FROM entries WHERE station = ? AND epoch < ? ORDER BY epoch", (station, epoch)
        ).fetchall()
        heads = [(earlier, self.head(station, earlier)) for (earlier,) in found]
        return tuple(acknowledgement.HeldLine(epoch=e, last=head.seq, last_hash=head.hash) for e, head in heads)

    def _beyond(self, header: format.Header) -> str:
        """What is here from before a restore that the desk does not have any more, in words."""
        first = self._db.conn.execute(
            "SELECT body FROM entries WHERE station = ? AND epoch = ? AND seq = 1", (header.sender, header.epoch)
        ).fetchone()
        began = read_entry(first[0]).facts if first else None
        if not isinstance(began, Restored):
            return ""
        last = self.head(header.sender, began.from_epoch).seq
        if last <= began.from_seq:
            return ""
        return (
            f"该台由备份恢复，恢复前第 {began.from_seq + 1} 至 {last} 号记载该台已没有，本库完整保存；"
            "出具回执后该台即知，请协助该台补登。"
        )

    def _petition(self, petition: str) -> Petition | None:
        found = self._db.conn.execute("SELECT state FROM petitions WHERE id = ?", (petition,)).fetchone()
        return read_state(found[0]) if found else None

    def _bodies(self, petition: str) -> list[bytes]:
        rows = self._db.conn.execute(
            "SELECT body FROM entries WHERE petition = ? ORDER BY station, epoch, seq", (petition,)
        )
        return [body for (body,) in rows]

    def _rebuild(self) -> dict[str, int]:
        ids = [
            found for (found,) in self._db.conn.execute("SELECT DISTINCT petition FROM entries WHERE petition <> ''")
        ]
        folded = 0
        for petition in ids:
            replayed = self._replayed(petition)
            if self._kept(petition) != (_row(replayed) if replayed else None):
                raise _differs(petition)
            folded += replayed is not None
        if folded != self._db.conn.execute("SELECT count(*) FROM petitions").fetchone()[0]:
            raise _differs("")
        return {"petitions": folded}

    def _kept(self, petition: str) -> tuple[Any, ...] | None:
        """One row as it is kept, its state written as this program writes it; None when it is not there."""
        found = self._db.conn.execute("SELECT * FROM petitions WHERE id = ?", (petition,)).fetchone()
        try:
            return (*found[:-1], _encode(read_state(found[-1]))) if found else None
        except StorageError:
            raise _differs(petition) from None

    def _writing(self) -> Any:
        if not self._vault.writable:
            raise StorageError("opened-read-only", "县级接收库以只读方式打开，不能写入。")
        self._vault.check_there()
        return self._db.atomic()

    def _now(self) -> str:
        return self._clock().isoformat(timespec="seconds")

    def _card(self) -> KeyCard:
        return make_card(self._keys, role="county", code=self.code, name=self.name, made_on=self._made_on)


def _row(petition: Petition) -> tuple[Any, ...]:
    return (
        petition.id,
        petition.number,
        petition.station,
        petition.stage,
        petition.received_on.isoformat(),
        _encode(petition),
    )


def _differs(petition: str) -> StorageError:
    return StorageError(
        "projection-differs",
        f"县级接收库的事项表（{petition or '条数'}）与台账重算结果不一致，须由管理员从台账重建。",
        table="petitions",
        petition=petition,
    )


def _fork(header: format.Header, seq: int) -> ExchangeError:
    return ExchangeError(
        "package-fork",
        f"该台第 {seq} 号记载与县级已收的不一致，本包没有采用，已收内容没有改动。请与该台核对，勿删除任何一方的数据。",
        station=header.sender,
        epoch=header.epoch,
        seq=seq,
    )
