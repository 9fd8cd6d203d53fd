"""The superior's keys as the desk knows them: that of now, and the former ones whose successions led to it.

What was sent to one of them, or acknowledged by it, counts alike. A card that a person took in by telephone begins
anew: the keys before it count for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.exchange.format import Header
from app.exchange.keys import KeyCard, decode_card, key_id
from app.storage.driver import Database


def former_cards(db: Database, code: str) -> tuple[KeyCard, ...]:
    """The cards before the one of now, each of which vouched for the next; the oldest first."""
    rows = db.conn.execute("SELECT card FROM former_peers WHERE code = ? ORDER BY n", (code,)).fetchall()
    return tuple(decode_card(card.encode("utf-8")) for (card,) in rows)


def keys_of(db: Database, card: KeyCard | None) -> tuple[str, ...]:
    """The key ids of a superior, the present one last; () for none."""
    if card is None:
        return ()
    return (*(key_id(one.sign_key) for one in former_cards(db, card.code)), key_id(card.sign_key))


def one_of(column: str, keys: tuple[str, ...]) -> str:
    """The condition that a column holds one of these keys, which fill it."""
    return f"{column} IN ({', '.join('?' * len(keys))})"


def signed_before(db: Database, seen: Header, known: KeyCard) -> KeyCard | None:
    """The former card whose key signed a package, None for the present one and for strangers."""
    cards = former_cards(db, known.code)
    return next((one for one in cards if key_id(one.sign_key) == seen.keys.sign), None)


def senders(db: Database, peers: Mapping[str, KeyCard], seen: Header) -> dict[str, KeyCard]:
    """The cards that a package may be proven by. While a superior cannot know that its new card has arrived it goes
    on signing with the former key."""
    known = peers.get(seen.sender)
    former = signed_before(db, seen, known) if known else None
    return {**peers, seen.sender: former} if former else dict(peers)


def has_heard(db: Database, card: KeyCard) -> bool:
    """Whether the superior has answered with the key of this card: from then on a former key brings nothing new."""
    found = db.conn.execute("SELECT 1 FROM acknowledgements WHERE sender_key = ? LIMIT 1", (key_id(card.sign_key),))
    return found.fetchone() is not None
