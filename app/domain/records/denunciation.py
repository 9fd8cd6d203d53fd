"""Whom a denunciation (检举控告) complains of: nothing of it goes to them (《信访工作条例》第三十条)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import msgspec

from app.domain.records.recusal import plain
from app.domain.words import must

MOST_DENOUNCED = 20


class Denounced(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The people and the bodies complained of, as they are called by name."""

    people: Annotated[
        tuple[Annotated[str, must("被检举控告的人员", 60)], ...],
        msgspec.Meta(title="被检举控告的人员", max_length=MOST_DENOUNCED),
    ] = ()
    bodies: Annotated[
        tuple[Annotated[str, must("被检举控告的单位", 100)], ...],
        msgspec.Meta(title="被检举控告的单位", max_length=MOST_DENOUNCED),
    ] = ()

    def names(self, name: str) -> bool:
        """Whether a person or a body is one of those complained of, by plain name."""
        return bool(plain(name)) and plain(name) in {plain(one) for one in (*self.people, *self.bodies)}

    def without(self, names: Iterable[str]) -> tuple[str, ...]:
        """The names of those who are not complained of."""
        return tuple(name for name in names if not self.names(name))
