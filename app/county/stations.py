"""The stations below: their key cards, which were replaced or revoked, and by which a package may be proven."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.county.tables import Tables
from app.domain.errors import ExchangeError, RuleBroken
from app.domain.steps.station_keys import KeysRenewed
from app.domain.steps.table import read_entry
from app.exchange import format
from app.exchange.keys import KeyCard, decode_card, fingerprint, key_id
from app.exchange.succession import former_of, prove_succession

RENEWED = b'"kind":"keys_renewed"'
_AGAIN = "请把本单位新出具的回执交该台读入，再由该台重新导出（联网的再传一次）。"
# How the key came to be a former one, "restored" where the station has begun a new line since -> what is said then.
_FORMER = {
    "succession": "该台已于{on}更换密钥，做这个数据包时还没有读到本单位在那以后的回执。"
    f"其中的记载仍在该台，没有丢失。{_AGAIN}",
    "telephone": "该台的公钥卡已于{on}经电话核对更换，以前的密钥不再用来收新的记载；已收下的没有改动。"
    f"{_AGAIN}仍不能收下的，请用电话核对其现在的指纹。",
    "restored": "该台已于{on}更换密钥，后来又由更换以前的备份恢复。其中的记载仍在该台，没有丢失。"
    "请用电话核对其现在的指纹，更换公钥卡后再收一次。",
}


class Revoked(NamedTuple):
    """A card whose key is trusted no more: since when, and why."""

    card: KeyCard
    at: str
    reason: str


class Stations:
    """Reads and adds. The caller holds the transaction and turns what the surroundings do into sentences."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def trust(self, desk: KeyCard, card: bytes, now: str, *, replace: bool = False) -> None:
        """Keep a station's key card; the one that is here already changes nothing.

        `replace` says that a person compared the new fingerprint by telephone: another card of the station, or a
        revoked one, gives way. Raises RuleBroken: card-differs, card-revoked.
        """
        found = self._tables.execute("SELECT revoked_at FROM stations WHERE code = ?", (desk.code,)).fetchone()
        if found is None:
            self._tables.execute(
                "INSERT INTO stations (code, name, card, fingerprint, paired_at) VALUES (?, ?, ?, ?, ?)",
                (desk.code, desk.name, card.decode("utf-8"), fingerprint(desk), now),
            )
            return
        known = self._card(desk.code)
        if replace or (known == desk and not found[0]):
            self._tables.execute("UPDATE stations SET through = '' WHERE code = ?", (desk.code,))
        if replace:
            self._replace_card(known, desk, card, now, "telephone")
        elif found[0]:
            raise RuleBroken(
                "card-revoked",
                f"接待台 {desk.code} 的公钥已停用，没有登记。确需恢复往来的，请用电话核对指纹后更换公钥卡。",
                revoked_at=found[0],
            )
        elif known != desk:
            raise RuleBroken(
                "card-differs",
                f"接待台 {desk.code} 已登记另一张公钥卡，没有替换。请先用电话核对指纹，再更换公钥卡。",
                known=fingerprint(known),
                offered=fingerprint(desk),
            )

    def vouch(self, below: KeyCard, card: bytes, through: str, now: str) -> None:
        """Keep the card of a station below for which a township vouches.

        Raises ExchangeError("package-sender-revoked").
        """
        found = self._tables.execute("SELECT name, revoked_at FROM stations WHERE code = ?", (below.code,)).fetchone()
        if found and found[1]:
            raise _revoked(below.code, *found)
        if found is None:
            self._tables.execute(
                "INSERT INTO stations (code, name, card, fingerprint, paired_at, through) VALUES (?, ?, ?, ?, ?, ?)",
                (below.code, below.name, card.decode("utf-8"), fingerprint(below), now, through),
            )

    def refuse_other_card(self, below: KeyCard, township: str) -> None:
        """What a township vouches for must be the card that is here, or one that it had before.

        Raises ExchangeError("relayed-card-differs").
        """
        former = self._tables.execute(
            "SELECT 1 FROM former_cards WHERE code = ? AND fingerprint = ?", (below.code, fingerprint(below))
        ).fetchone()
        if former is None and self._card(below.code) != below:
            raise ExchangeError(
                "relayed-card-differs",
                f"{township}转报的数据包中，{below.name}（{below.code}）的公钥卡与已登记的不同，没有采用。"
                "请用电话核对指纹，再更换公钥卡。",
                station=below.code,
                known=fingerprint(self._card(below.code)),
                offered=fingerprint(below),
            )

    def through(self, station: str) -> str:
        """The township by which alone a station is known here, "" for one that is paired with us."""
        found = self._tables.execute("SELECT through FROM stations WHERE code = ?", (station,)).fetchone()
        return str(found[0]) if found else ""

    def revoke(self, station: str, reason: str, now: str) -> None:
        """Take nothing more that this station's key signs; what was taken stays. Raises RuleBroken."""
        if station not in self.stations():
            raise RuleBroken("no-such-station", f"没有登记接待台 {station} 的公钥，或已停用。", station=station)
        if not reason.strip():
            raise RuleBroken("reason-missing", "请填写停用公钥的事由。", field="reason")
        self._tables.execute(
            "UPDATE stations SET revoked_at = ?, revoked_for = ? WHERE code = ?", (now, reason.strip(), station)
        )

    def revoked(self) -> dict[str, Revoked]:
        """The stations whose card was revoked and not replaced since, by code."""
        rows = self._tables.execute(
            "SELECT code, card, revoked_at, revoked_for FROM stations WHERE revoked_at <> '' ORDER BY code"
        ).fetchall()
        return {code: Revoked(decode_card(card.encode("utf-8")), at, reason) for code, card, at, reason in rows}

    def stations(self, *, direct: bool = False, code: str = "") -> dict[str, KeyCard]:
        """The stations whose lines are taken, by code; `direct` those alone that are paired with us themselves.

        With `code` that one alone: each card's signature is checked, which hundreds of them make slow.
        """
        only = " AND through = ''" if direct else ""
        one, values = (" AND code = ?", (code,)) if code else ("", ())
        rows = self._tables.execute(
            f"SELECT code, card FROM stations WHERE revoked_at = ''{only}{one} ORDER BY code", values
        ).fetchall()
        return {code: decode_card(card.encode("utf-8")) for code, card in rows}

    def senders(self, header: format.Header, held: int) -> dict[str, KeyCard]:
        """The card by which a package with this header may be proven, by its sender's code: normally that of now.

        A package that was on its way while its sender's key was renewed, and brings nothing new, may still be proven
        by the former card; `held` is how far its line is here. Raises ExchangeError for a sender that is known and
        must not be taken: package-sender-revoked, package-key-former. A sender that is not known at all is named by
        the package's own check.
        """
        found = self._tables.execute(
            "SELECT name, revoked_at FROM stations WHERE code = ?", (header.sender,)
        ).fetchone()
        if found and found[1]:
            raise _revoked(header.sender, *found)
        former = self._former_card(header)
        if former is None:
            return self.stations(direct=True, code=header.sender)
        card, replaced_at, how = former
        if how == "succession" and header.last <= held:
            return {header.sender: card}
        begun = self._tables.execute("SELECT max(epoch) FROM packages WHERE station = ?", (header.sender,)).fetchone()[
            0
        ]
        how = "restored" if begun is not None and header.epoch > begun else how
        raise ExchangeError(
            "package-key-former",
            f"数据包由{card.name}更换前的密钥签名，没有收下。{_FORMER[how].format(on=replaced_at[:10])}",
            sender=header.sender,
        )

    def follow_keys(self, bodies: Iterable[bytes], station: str, now: str) -> None:
        """A station that has new keys says so in its line: the key that is known here vouches for the next."""
        for body in bodies:
            if RENEWED not in body:
                continue
            facts = read_entry(body).facts
            known = self._card(station)
            if isinstance(facts, KeysRenewed) and former_of(facts.succession) == known.sign_key:
                # else it was told already, or a person has replaced the card since
                card, text = prove_succession(facts.succession, known)
                self._replace_card(known, card, text.encode("utf-8"), now, "succession")

    # Inside

    def _former_card(self, header: format.Header) -> tuple[KeyCard, str, str] | None:
        """The card before the one of now whose key signed this, when it was replaced, and how."""
        rows = self._tables.execute(
            "SELECT card, replaced_at, how FROM former_cards WHERE code = ? ORDER BY replaced_at DESC", (header.sender,)
        ).fetchall()
        read = ((decode_card(card.encode("utf-8")), replaced_at, how) for card, replaced_at, how in rows)
        current = self.stations(code=header.sender).get(header.sender)
        if current is None or key_id(current.sign_key) == header.keys.sign:
            return None
        return next((one for one in read if key_id(one[0].sign_key) == header.keys.sign), None)

    def _card(self, station: str) -> KeyCard:
        found = self._tables.execute("SELECT card FROM stations WHERE code = ?", (station,)).fetchone()
        return decode_card(found[0].encode("utf-8"))

    def _replace_card(self, known: KeyCard, card: KeyCard, text: bytes, now: str, how: str) -> None:
        if known != card:
            self._tables.execute(
                "INSERT INTO former_cards (code, fingerprint, card, paired_at, replaced_at, how)"
                " SELECT code, fingerprint, card, paired_at, ?, ? FROM stations WHERE code = ? ON CONFLICT DO NOTHING",
                (now, how, known.code),
            )
        self._tables.execute(
            "UPDATE stations SET name = ?, card = ?, fingerprint = ?, paired_at = ?, revoked_at = '', revoked_for = ''"
            " WHERE code = ?",
            (card.name, text.decode("utf-8"), fingerprint(card), now, card.code),
        )


def _revoked(station: str, name: str, revoked_at: str) -> ExchangeError:
    return ExchangeError(
        "package-sender-revoked",
        f"{name}的公钥已于{revoked_at[:10]}停用，数据包没有收下。确需恢复往来的，请用电话核对指纹后更换公钥卡。",
        sender=station,
    )
