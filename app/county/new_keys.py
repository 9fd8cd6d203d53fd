"""New keys of a body and the stations below it: which card of ours each of them has, who is told, whom to sign for.

What a station has is read from its own line and from nothing else: its entries `paired` name the card that it took in.
A county and a township use the same code.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from app.county.dispatching import Dispatched, Order
from app.county.tables import Tables
from app.domain.records.dispatch import KEY
from app.domain.steps.desk import Paired
from app.domain.steps.restored import Restored
from app.domain.steps.table import read_entry
from app.exchange.key_ring import Former, KeyRing
from app.exchange.keys import StationKeys, decode_card

_MARKS = tuple(f'"kind":"{facts.kind}"'.encode() for facts in (Paired, Restored))


class Replaced(msgspec.Struct, frozen=True):
    """Keys that were replaced: the day they were made, when they were replaced, the succession that they signed."""

    keys: StationKeys
    made_on: dt.date
    at: str
    succession: str


class Late(msgspec.Struct, frozen=True, kw_only=True):
    """A station that has not our newest card."""

    code: str
    name: str


class NewKeys(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of the body `code`, the former ones oldest first, and what its stations know of them."""

    code: str
    current: StationKeys
    replaced: tuple[Replaced, ...]
    tables: Tables
    # what was read of the stations' lines: station -> (how far, the key that the station took in last)
    read: dict[str, tuple[tuple[int, int], str]] = msgspec.field(default_factory=dict)

    def opening(self, seal_id: str) -> StationKeys:
        """The keys to which a package with this key id is sealed."""
        return self.ring.opening(seal_id)

    def signing(self, station: str) -> StationKeys:
        """The newest keys that a station is known to have the card of."""
        place = self.place(station)
        return self.ring.signing(lambda _epoch, n: n < place)

    def place(self, station: str) -> int:
        """Which of our keys, counted from the oldest, the station knows us by: what its line says, else the card that
        we had when we took in its own."""
        if not self.replaced:
            return 0
        known = self._taken_in(station)
        every = [*(one.keys.sign_key for one in self.replaced), self.current.sign_key]
        if known in every:
            return every.index(known)
        found = self.tables.execute("SELECT paired_at FROM stations WHERE code = ?", (station,)).fetchone()
        paired_at = dt.datetime.fromisoformat(found[0]) if found else None
        later = (
            n for n, one in enumerate(self.replaced) if paired_at and dt.datetime.fromisoformat(one.at) >= paired_at
        )
        return next(later, len(self.replaced))

    def late(self) -> tuple[Late, ...]:
        """The stations that have not our newest card, of those that have any."""
        return tuple(one for one in self._stations() if self.place(one.code) < len(self.replaced))

    def for_all(self) -> int:
        """Which of our keys every station knows us by."""
        return min((self.place(one.code) for one in self._stations()), default=len(self.replaced))

    def tell(self, dispatched: Dispatched, station: str, *, epoch: int, at: dt.datetime, by: str) -> None:
        """Issue the successions that a station lacks and that are not on their way to it."""
        told = dispatched.successions(station)
        for one in self.replaced[self.place(station) :]:
            if one.succession not in told:
                order = Order(kind=KEY, content={"succession": one.succession})
                dispatched.issue(order, sender=self.code, epoch=epoch, recipient=station, at=at, by=by)

    @property
    def ring(self) -> KeyRing:
        former = (Former(one.keys, 0, n) for n, one in enumerate(self.replaced))
        return KeyRing(self.current, tuple(former))

    def _stations(self) -> tuple[Late, ...]:
        """Those that are not revoked and are paired with us; one behind a township only if its line says so."""
        rows = self.tables.execute(
            "SELECT code, name, through FROM stations WHERE revoked_at = '' ORDER BY code"
        ).fetchall()
        return tuple(Late(code=code, name=name) for code, name, through in rows if not through or self._taken_in(code))

    def _taken_in(self, station: str) -> str:
        """The signing key of our card that the station took in last, "" where its line says none."""
        end = self.tables.execute(
            "SELECT epoch, seq FROM entries WHERE station = ? ORDER BY epoch DESC, seq DESC LIMIT 1", (station,)
        ).fetchone()
        if end is None:
            return ""
        known = self.read.get(station)
        if known is None or known[0] != tuple(end):
            known = self.read[station] = ((end[0], end[1]), self._last_paired(station))
        return known[1]

    def _last_paired(self, station: str) -> str:
        bodies = self.tables.execute(
            "SELECT epoch, seq, body FROM entries WHERE petition = '' AND station = ? ORDER BY epoch, seq", (station,)
        )
        found: list[tuple[tuple[int, int], str]] = []
        for epoch, seq, body in bodies:
            if not any(mark in body for mark in _MARKS):
                continue
            facts = read_entry(body).facts
            if isinstance(facts, Restored) and seq == 1:
                found = [one for one in found if one[0] <= (facts.from_epoch, facts.from_seq)]
            if isinstance(facts, Paired) and facts.code == self.code:
                found.append(((epoch, seq), decode_card(facts.card.encode("utf-8")).sign_key))
        return found[-1][1] if found else ""


def late_words(late: tuple[Late, ...]) -> str:
    """Who has not our newest card, "" when nobody."""
    if not late:
        return ""
    named = "、".join(f"{one.name}（{one.code}）" for one in late)
    return f"尚有 {len(late)} 个接待台未收到本单位新公钥卡：{named}。"
