"""Where what a registration is filled in with comes from, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.records.petitioner import SplitFrom

if TYPE_CHECKING:
    from app.answers import ArrivalSeen


def down(seen: ArrivalSeen) -> str:
    """Of a matter that came down."""
    return (
        f"{seen.arrival.sender_name}下发的{seen.what}，{seen.arrival.on} 收到，期限自收到之日起算。"
        "内容按来件填入，请核对、补正；已有同一事项的，并入该件。"
    )


def split(came: SplitFrom) -> str:
    """Of a contact that was split off."""
    return (
        f"由事项 {came.number} 第{came.contact}次来访拆出登记：收到日期、首问责任人不变，期限自该日起算。"
        "信访人按原事项填入，请核对。"
    )
