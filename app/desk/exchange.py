"""The exchange with the county: keys, packages out, what it answers and sends down in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from app.answering import delivery_of
from app.answers import Changes, Delivery
from app.desk.arriving import Arriving
from app.desk.needs import needs
from app.domain.errors import RuleBroken
from app.domain.rights import Right
from app.domain.steps.desk import Paired
from app.domain.steps.station_keys import KeysRenewed
from app.exchange import desk_side, dispatches
from app.exchange.key_ring import successor
from app.exchange.keys import KeyCard, decode_card, encode_card, fingerprint, make_card
from app.storage.database import broken_surroundings
from app.storage.rows import Row


class Exchange(Arriving):
    """Keys and packages."""

    @needs()
    def card(self) -> bytes:
        """Our public key card, for the county."""
        return encode_card(self._card(), self._keys)

    @needs()
    def fingerprint(self) -> str:
        """Our card's fingerprint, to be compared by telephone."""
        return fingerprint(self._card())

    @needs(Right.ADMINISTER)
    def trust(self, card: bytes, *, replace: bool = False) -> Changes:
        """Take in the county's key card; the one that is here already changes nothing.

        Raises ExchangeError when it is none or was changed; RuleBroken("county-differs") when another county, or
        other keys of the same one, are here already and `replace` is not said: both fingerprints are in its facts.
        """
        offered = decode_card(card)
        known = self.county()
        if known == offered:
            return Changes(number="", entries=())
        if known and not replace:
            raise RuleBroken(
                "county-differs",
                f"本台已与{known.name}（{known.code}，指纹 {fingerprint(known)}）交换公钥，没有更换。"
                f"确需更换为{offered.name}（{offered.code}，指纹 {fingerprint(offered)}）的，"
                "请先用电话核对新指纹，再确认更换。",
                known=fingerprint(known),
                offered=fingerprint(offered),
            )
        facts = Paired(
            code=offered.code, name=offered.name, fingerprint=fingerprint(offered), card=card.decode("utf-8")
        )
        with self._writing() as writer:
            writer.write("", writer.today, facts)
        return self._changes(writer)

    @needs()
    @broken_surroundings()
    def exchange(self) -> desk_side.ExchangeState:
        """What waits, what was sent, what the county has acknowledged."""
        return desk_side.state(self._db, self.station, self.epoch, self.peers())

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def undelivered(self) -> list[Row]:
        """Petitions that the county has not acknowledged in their newest form."""
        state = self.exchange()
        lines = [(self.epoch, state.acknowledged), *((line.epoch, line.acknowledged) for line in state.earlier)]
        rows = [row for line in lines for row in self._petitions.undelivered(self.station, *line)]
        only = self._only
        return [row for row in rows if only is None or only.has(row.number, row.first_contact)]

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def delivery(self, number: str) -> Delivery:
        """Whether the county has this petition in its newest form."""
        if self._petitions.find(number) is None and self._handed_here(self._seen(number).number):
            return Delivery(state="waiting", words="尚未接收，由移交单位上报", last_seq=0, acknowledged_seq=0)
        self._seen(number)
        _station, epoch, last = self._petitions.last_written(number)
        return delivery_of(epoch, last, self.exchange())

    @needs(Right.EXPORT)
    def export(self, folder: Path, *, first: int | None = None, volume: int | None = None) -> desk_side.Sent:
        """Write the package for the county into a folder (a stick). Raises ExchangeError, RuleBroken.

        `first` goes back to an earlier entry than the first unacknowledged one, when the county asks for it, or goes on
        behind what is on another stick. `volume` is the most bytes of one package, 3 GiB when not said: more becomes
        several packages.
        """
        county = self.county()
        if county is None:
            raise RuleBroken("not-paired", "尚未与县级交换公钥，不能导出。请先在“交换”中导入县级公钥卡。")
        self._vault.check_there()
        self._count_looks()
        self._looked("export", what=county.name, must=True)
        with broken_surroundings():
            keys = desk_side.signing(self._db, self._ring, county)
            return desk_side.export(
                *(self._db, self.folder, keys, self.station, self.epoch, county, folder, self._now()),
                first=first,
                volume=volume,
            )

    @needs(Right.EXPORT)
    def receive(self, path: Path) -> desk_side.Received:
        """Take in a package from above: an acknowledgement, or what is sent down. Raises ExchangeError."""
        self._vault.check_there()
        with broken_surroundings():
            if desk_side.look(path, self.station).kind == dispatches.KIND:
                return self._receive_dispatches(path)
            return desk_side.receive(self._db, self._ring, self.station, self.epoch, self.peers(), path, self._now())

    @needs(Right.ADMINISTER)
    def renew_keys(self, reason: str) -> Changes:
        """New station keys from now on. The others learn of them by the entry, in a package that the old ones sign.

        Until the county has acknowledged that entry packages go on being signed with the old keys, and what is sealed
        to them is still opened. For keys that others may have got hold of this is not enough: they could sign a
        succession too; the county must revoke them. Raises RuleBroken("reason-missing").
        """
        if not reason.strip():
            raise RuleBroken("reason-missing", "请填写更换密钥的事由。", field="reason")
        card = self._card()
        new, made, proof = successor(card, self._keys, self.today())
        facts = KeysRenewed(
            fingerprint=fingerprint(made), former=fingerprint(card), reason=reason.strip(), succession=proof
        )
        with self._writing() as writer:
            entry = writer.write("", writer.today, facts)
            self._db.conn.execute(
                "INSERT INTO former_keys (keys, epoch, seq) VALUES (?, ?, ?)",
                (self._keys.to_bytes(), entry.epoch, entry.seq),
            )
            self._db.conn.execute("UPDATE desk SET keys = ?", (new.to_bytes(),))
        self._ring = self._read_ring(new.to_bytes())
        self._read_anew()
        return self._changes(writer)

    def _card(self) -> KeyCard:
        renewed = [entry.on for entry in self._own if isinstance(entry.facts, KeysRenewed)]
        made_on = renewed[-1] if renewed else dt.datetime.fromisoformat(next(self._journal.entries("")).at).date()
        return make_card(
            self._keys,
            role="desk",
            code=self.station,
            name=self.office.name,
            made_on=made_on,
        )
