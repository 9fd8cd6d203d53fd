"""Addresses that a form proposes: the villages of the township, and the villages from which somebody came before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.domain.errors import DeskError
from app.domain.masking import STARS, open_address

if TYPE_CHECKING:
    from app.desk import Desk

KIND = "address"
MOST = 500
OFFICES = ("人民政府", "办事处")


def known(desk: Desk) -> dict[str, str]:
    """What is shown -> what is put in: the township in front, as it stands in an address."""
    township = _township(desk.office.name)
    villages = (f"{township}{one.name}" for one in desk.villages() if one.open)
    earlier = (one.name for one in desk.remembered(KIND, shared=True)[:MOST])
    return {one: one for one in (*villages, *earlier)}


def learn(desk: Desk, addresses: Iterable[str], known_already: Iterable[str]) -> None:
    """Keep the villages of these addresses for the next form, all desks of the office share them.

    No more than the part that is never hidden, and without whose it is. That it cannot be kept stops nothing.
    """
    there = set(known_already)
    for address in addresses:
        village = open_address(address.strip()).rstrip(STARS)
        if village and village not in there:
            there.add(village)
            try:
                desk.remember(KIND, village, "", shared=True)
            except DeskError:
                return


def _township(office: str) -> str:
    """石桥镇人民政府 -> 石桥镇; "" where the name of the office does not tell."""
    return next((office.removesuffix(end) for end in OFFICES if office.endswith(end)), "")
