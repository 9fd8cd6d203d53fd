"""Which right each part of the windows needs; what the officer may not use is greyed and says why."""

from __future__ import annotations

from app.desk import Desk
from app.domain.rights import RIGHTS, Right
from ui import menu

SEEING = (Right.READ, Right.OWN)
# Page, key or entry of the menu -> the rights, one of which it needs.
NEEDED: dict[str, tuple[Right, ...]] = {
    "reception": SEEING,
    "petitions": SEEING,
    "deadlines": SEEING,
    "exchange": (Right.EXPORT, Right.ADMINISTER),
    "reception_days": (Right.READ,),
    "report": (Right.COUNT,),
    "looks": (Right.LOOKS,),
    "journal": SEEING,
    "register": (Right.REGISTER,),
    "receive": (Right.REGISTER,),
    "search": SEEING,
    **{entry.name: entry.rights for entry in menu.ENTRIES if entry is not None and entry.rights},
}
READING = ("sheet_in", "sheet_out")  # they show every petition or matter, besides


def allowed(desk: Desk, part: str) -> bool:
    """Whether the officer may use a part of the windows."""
    return not _lacking(desk, part)


def why_not(desk: Desk, part: str) -> str:
    """Why a part is greyed, "" when it is not."""
    lacking = _lacking(desk, part)
    return lacks(desk, lacking[0]) if lacking else ""


def lacks(desk: Desk, right: Right) -> str:
    """What is said where the officer has not this right, "" where they have it."""
    return "" if desk.may(right) else f"需要“{RIGHTS[right]}”权限，{desk.officer}没有。"


def _lacking(desk: Desk, part: str) -> tuple[Right, ...]:
    """The rights, one of which the officer would need and none of which they have."""
    asked = (NEEDED.get(part, ()), (Right.READ,) if part in READING else ())
    return next((rights for rights in asked if rights and not any(desk.may(right) for right in rights)), ())
