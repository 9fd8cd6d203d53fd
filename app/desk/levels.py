"""The desk between others: the stations below it, what came from them, petitions that go from desk to desk."""

from __future__ import annotations

import functools
from pathlib import Path

import msgspec

from app.answering import beside_seen, handed_seen
from app.answers import BelowSeen, BesideSeen, Changes, Delivery, HandedSeen
from app.county.intake import Intake
from app.county.new_keys import NewKeys, Replaced
from app.county.received import Received as ReceivedBelow
from app.county.stations import Revoked
from app.county.tables import SqliteTables
from app.desk.exchange import Exchange
from app.desk.needs import needs
from app.domain.entries import hash_of
from app.domain.errors import ExchangeError, RuleBroken
from app.domain.petition import Petition
from app.domain.practice import refuse_apart
from app.domain.rights import Right
from app.domain.steps.custody import unsettled
from app.domain.steps.desk import StationBelowPaired, StationBelowRevoked
from app.domain.steps.station_keys import KeysRenewed
from app.exchange import desk_side, format, levels, superior
from app.exchange.keys import KeyCard, StationKeys, decode_card, fingerprint
from app.exchange.medium import read_start
from app.exchange.opening import opened
from app.exchange.relay import is_below
from app.exchange.sending import Outbox
from app.storage.custody import Excerpt
from app.storage.database import broken_surroundings


class Levels(Exchange):
    """Village desk, township, county: the same protocol and code at every level."""

    @needs(Right.ADMINISTER)
    def trust(self, card: bytes, *, replace: bool = False, below: bool = False) -> Changes:
        """Take in a superior's key card, or with `below` that of a station below; the same card changes nothing.

        A superior is the county, or for a village desk its township. Raises as `Exchange.trust`; RuleBroken:
        card-not-county, card-of-county, card-own, not-one-township (the first nine digits of the codes differ),
        superior-below, below-of-below, card-differs, card-revoked, practice-apart.
        """
        offered = decode_card(card)
        refuse_apart(self.station, offered.code, offered.name)
        if offered.code == self.station:
            raise RuleBroken("card-own", "这是本台自己的公钥卡，没有采用。请交给对方。")
        if offered.role == "body":
            raise RuleBroken("card-not-county", f"这是“{offered.name}”接收密封材料的公钥卡，不能用于上报，没有采用。")
        if not below:
            if offered.role == "desk":
                self._check_township(offered)
                if self._below() or self._revoked():
                    raise RuleBroken("superior-below", "本台已有下级村级代办点，不能再以另一接待台为上级。")
            return super().trust(card, replace=replace)
        if offered.role != "desk":
            raise RuleBroken("card-of-county", f"这是“{offered.name}”的县级公钥卡，不是村级代办点的。")
        self._check_township(offered)
        if offered.code in self.peers():
            raise RuleBroken("superior-below", f"{offered.name}是本台的上级，不能同时是下级。")
        if self._above_desk:
            raise RuleBroken("below-of-below", "本台以镇级接待台为上级，不再接收下级的数据。")
        return self._trust_below(offered, card, replace=replace)

    def _trust_below(self, offered: KeyCard, card: bytes, *, replace: bool) -> Changes:
        if self._below().get(offered.code) == offered:
            return Changes(number="", entries=())
        facts = StationBelowPaired(
            code=offered.code, name=offered.name, fingerprint=fingerprint(offered), card=card.decode("utf-8")
        )
        with self._writing() as writer:
            self._lines.trust(offered, card, self._stamp(), replace=replace)
            writer.write("", writer.today, facts)
        return self._changes(writer)

    @needs(Right.ADMINISTER)
    def revoke_below(self, station: str, reason: str) -> Changes:
        """From now on take nothing that the key of a station below signs: its computer was stolen.

        What was taken stays, and is sent on; what it holds or waits for stays with it. `trust` takes in its next card,
        after the telephone.

        Raises RuleBroken: no-such-station, reason-missing.
        """
        card = self._below().get(station)
        with self._writing() as writer:
            self._lines.revoke(station, reason, self._stamp())
            if card is not None:
                facts = StationBelowRevoked(
                    code=station, name=card.name, fingerprint=fingerprint(card), reason=reason.strip()
                )
                writer.write("", writer.today, facts)
        return self._changes(writer)

    @needs(Right.EXPORT)
    def export(self, folder: Path, *, first: int | None = None, volume: int | None = None) -> desk_side.Sent:
        """Write the package for the superior, and what came from below as packages of their own. Raises as
        `Exchange.export`."""
        sent = super().export(folder, first=first, volume=volume)
        above = self.county()
        sent = msgspec.structs.replace(sent, words=levels.spoken(sent.words, above))
        if above is None or above.role != "county":
            return sent
        with broken_surroundings():
            keys = desk_side.signing(self._db, self._ring, above)
            outbox = Outbox(self._db, self.folder, keys, self.station, above, self._now())
            relayed = levels.send_on(self._db, outbox, above, folder)
        if not relayed:
            return sent
        words = f"另转报村级代办点数据包 {len(relayed)} 个，共 {sum(one.volume.entries for one in relayed)} 条记载。"
        told = sent.words if sent.file else "本台没有需要上报的新记载。"
        return msgspec.structs.replace(sent, words=told + words, relayed=tuple(one.file for one in relayed))

    @needs(Right.EXPORT)
    def receive(self, path: Path) -> desk_side.Received:
        """Take in a package from above or from a station below. Raises ExchangeError, StorageError."""
        self._vault.check_there()
        start = read_start(path)
        if start.startswith(format.MAGIC):
            seen = format.peek(start)
            if seen.sender in self._below() or seen.sender in self._revoked():
                return self._take_from_below(path)
            if seen.kind == levels.HANDED:
                return self._take_handed(path)
        received = super().receive(path)
        return msgspec.structs.replace(received, words=levels.spoken(received.words, self.county()))

    @needs(Right.READ, Right.OWN)
    def delivery(self, number: str) -> Delivery:
        """Whether the superior has this petition in its newest form."""
        told = super().delivery(number)
        return msgspec.structs.replace(told, words=levels.spoken(told.words, self.county()))

    @needs(Right.EXPORT)
    def reply(self, station: str, folder: Path, *, refused: bool = False) -> tuple[Path, ...]:
        """Write the acknowledgement for a station below, with how far its line is further up, and the entries of the
        petitions that go between us. `refused`: what it sent was refused, and it is told what is here all the same.
        Raises RuleBroken("nothing-received"), ExchangeError when the medium fails."""
        card, bodies = self._below().get(station), self._handed_bodies(station)
        above = self.county()
        if station in self._revoked():
            raise RuleBroken(
                "station-revoked",
                f"{station} 的公钥已停用，不出具回执。确需恢复往来的，请用电话核对指纹后登记其新公钥卡。",
                station=station,
            )
        written: list[Path] = []
        if card is None or not bodies or refused or self._lines.newest(station) is not None:
            with broken_surroundings():
                told = levels.above_of(self._db, above, station)
            name = above.name if above else ""
            written.append(self._intake.answer(station, folder, above=told, above_name=name, refused=refused))
        if bodies and card is not None:
            self._looked("export", what=card.name, must=True)
            with broken_surroundings():
                keys = self._new_keys().signing(station)
            written.append(self._hand(keys, card, bodies, folder))
        return tuple(written)

    @needs()
    @broken_surroundings()
    def below(self) -> tuple[BelowSeen, ...]:
        """The stations below: how far their lines are here and further up, what they hold; those with a revoked key
        among them."""
        above = self.county()
        revoked = self._revoked()
        known = {**self._below(), **{code: one.card for code, one in revoked.items()}}
        found = []
        for code, card in sorted(known.items()):
            epoch = self._lines.newest(code)
            head = self._lines.head(code, epoch or 0)
            told = {one.epoch: one.last for one in levels.above_of(self._db, above, code)}
            found.append(
                BelowSeen(
                    code=code,
                    name=card.name,
                    fingerprint=fingerprint(card),
                    last=head.seq,
                    received_at=self._lines.received_at(code, epoch) if epoch else "",
                    above=told.get(epoch or 0, 0),
                    petitions=self._lines.count(code),
                    handed=self._petitions.custody.held_by(code),
                    revoked_at=revoked[code].at if code in revoked else "",
                    revoked_for=revoked[code].reason if code in revoked else "",
                )
            )
        return tuple(found)

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def handed(self) -> tuple[HandedSeen, ...]:
        """The petitions that are on their way to this desk or from it: what waits to be taken over."""
        custody = self._petitions.custody
        told = (custody.told(petition).petition for petition in custody.on_the_way(self.station))
        seen = self._all_seen(one for one in told if one is not None)
        return tuple(handed_seen(one, self.station) for one in seen)

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def beside(self, number: str) -> tuple[BesideSeen, ...]:
        """What other desks wrote of a petition while they did not hold it, beside the present facts."""
        petition = self._seen(number)
        self._looked("open", number)
        return self._beside(petition)

    def _beside(self, petition: Petition) -> tuple[BesideSeen, ...]:
        if not petition.transfers:
            return ()
        found = self._petitions.custody.told(petition.id).beside
        waiting = {one.ref for one in unsettled(petition, found)}
        return tuple(beside_seen(petition, one, settled=one.ref not in waiting) for one in found)

    # Inside

    def _custody_notices(self, petition: Petition) -> tuple[str, ...]:
        """Where the petition is, when not with us, and what stands beside, for the head of its page."""
        if not petition.transfers:
            return ()
        waiting = petition.waiting_transfer
        told: list[str] = []
        if waiting:
            reason = "理由" if waiting.returned else "事由"
            told.append(f"{waiting.on} {waiting.words}，等待{waiting.to_name}接收，{reason}：{waiting.reason}")
        elif petition.away_from(self.station):
            told.append(f"现由{petition.holder_name}办理，本台只能查看；以下是本台所知的情况。")
        for one in self._beside(petition):
            if not one.settled:
                now = f"；现在的内容：{one.now}" if one.now else ""
                told.append(
                    f"并存记载（{one.ref}，{one.on} {one.officer}）：{one.sentence}{now}。请办理“处理并存记载”。"
                )
        return tuple(told)

    def _check_below(self, *, rebuild: bool) -> int:
        """What came from below, as the county checks it; returns how many entries. Raises StorageError."""
        entries = self._lines.check_chains().entries
        self._lines.check_packages()
        self._petitions.custody.check_excerpts()
        if rebuild:
            self._lines.check_folded()
            self._petitions.custody.check_kept()
        return entries

    @functools.cached_property
    def _lines(self) -> ReceivedBelow:
        return ReceivedBelow(SqliteTables(self._db), moved=self._petitions.refold)

    def _new_keys(self) -> NewKeys:
        """What the stations below know of our keys."""
        renewed = {(one.epoch, one.seq): one for one in self._own if isinstance(one.facts, KeysRenewed)}
        replaced = []
        for former in self._ring.former:
            entry = renewed[former.epoch, former.seq]
            assert isinstance(entry.facts, KeysRenewed)
            replaced.append(Replaced(former.keys, entry.on, entry.at, entry.facts.succession))
        tables = SqliteTables(self._db)
        return NewKeys(code=self.station, current=self._keys, replaced=tuple(replaced), tables=tables)

    @property
    def _intake(self) -> Intake:
        return Intake(
            code=self.station,
            name=lambda: self.office.name,
            opening=self._ring.opening,
            signing=lambda station: self._new_keys().signing(station),
            received=self._lines,
            tables=SqliteTables(self._db),
            back_up=self._back_up_before_merging,
            writing=self._db.atomic,
            broken=broken_surroundings,
            clock=self._now,
        )

    @broken_surroundings()
    def _below(self) -> dict[str, KeyCard]:
        return self._lines.stations()

    @broken_surroundings()
    def _revoked(self) -> dict[str, Revoked]:
        return self._lines.revoked()

    @property
    def _above_desk(self) -> bool:
        above = self.county()
        return above is not None and above.role == "desk"

    def _check_township(self, offered: KeyCard) -> None:
        if not is_below(offered.code, self.station):
            raise RuleBroken(
                "not-one-township",
                f"{offered.name}的台号 {offered.code} 与本台 {self.station} 前9位不同，不属同一乡镇，没有采用。",
                station=offered.code,
            )

    def _stamp(self) -> str:
        return self._now().isoformat(timespec="seconds")

    def _back_up_before_merging(self) -> None:
        from app.desk.backups import back_up_before_merging  # the room of backups stands on this one

        self._check_writable()
        back_up_before_merging(self.folder, self._vault.key, self.station, self.epoch, self._now())

    def _take_from_below(self, path: Path) -> desk_side.Received:
        self._check_writable()
        merged = self._intake.take_in(path)
        name = self._below()[merged.station].name
        return desk_side.Received(
            kind="entries", sender=merged.station, last=merged.head, new=merged.new > 0, words=f"{name}：{merged.words}"
        )

    def _handed_bodies(self, station: str) -> list[bytes]:
        """What a station needs: all of what is handed to it, or was and is lost there; our answer to what it handed to
        us."""
        custody = self._petitions.custody
        bodies: list[bytes] = []
        with broken_surroundings():
            lost = self._lines.lost(station)
            for petition in custody.between(self.station, station):
                told = custody.told(petition)
                if told.petition is not None and not told.petition.archive:
                    bodies += levels.to_hand(told, told.petition, self.station, station, lost)
        return bodies

    def _hand(self, keys: StationKeys, card: KeyCard, bodies: list[bytes], folder: Path) -> Path:
        own = (self.station, self.epoch)
        with broken_surroundings():
            return levels.hand(self.folder, keys, own, card, bodies, self._attachments, folder, self._now())

    def _take_handed(self, path: Path) -> desk_side.Received:
        self._check_writable()
        seen = format.peek(read_start(path))
        with broken_surroundings():
            cards = superior.senders(self._db, self.peers(), seen)
            keys = self._ring.opening(seen.keys.seal)
            with self._db.atomic(), opened(path, keys=keys, me=self.station, senders=cards) as package:
                part = levels.take_handed(package, self._attachments)
                new = self._keep_excerpts(levels.read_handed(part, package.header))
        words = f"收到与移交有关的记载 {new} 条。" if new else "此包内容此前已收，没有变化。"
        waiting = [one for one in self.handed() if one.incoming] if self.may(Right.READ) or self.may(Right.OWN) else []
        if waiting:
            words += f"等待本台接收的事项 {len(waiting)} 件。"
        return desk_side.Received(kind=levels.HANDED, sender=seen.sender, last=0, new=new > 0, words=words)

    def _keep_excerpts(self, excerpts: list[Excerpt]) -> int:
        """Keep what is not in our own journal; nothing may differ from what is here, all must be handed to us."""
        custody = self._petitions.custody
        missing = [one for one in excerpts if not self._is_here(one)]
        new = custody.keep_excerpts(missing)
        for petition in sorted({one.petition for one in excerpts}):
            told = custody.told(petition).petition
            ours = told is not None and (
                told.station == self.station or any(self.station in (one.to, one.giver) for one in told.transfers)
            )
            if not ours:
                raise ExchangeError(
                    "handed-not-for-us", "移交数据包中有不是移交给本台的事项，整包没有采用。请对方核对。"
                )
            self._petitions.refold(petition)
        return new

    def _is_here(self, one: Excerpt) -> bool:
        known = self._journal.hash_at(one.station, one.epoch, one.seq) or self._petitions.custody.excerpt_hash(one)
        if known is not None and known != hash_of(one.body):
            raise ExchangeError(
                "package-fork",
                f"移交数据包中 {one.station} 第 {one.seq} 号记载与本台已有的不一致，整包没有采用。请与对方核对。",
                station=one.station,
                epoch=one.epoch,
                seq=one.seq,
            )
        return known is not None
