"""Which right each part of the windows needs; what the officer may not use is greyed and says why."""

from __future__ import annotations

from app.desk import Desk
from app.domain.rights import RIGHTS, Right

SEEING = (Right.READ, Right.OWN)
# Page or entry of the menu -> the rights, one of which it needs.
NEEDED: dict[str, tuple[Right, ...]] = {
    "reception": SEEING,
    "petitions": SEEING,
    "deadlines": SEEING,
    "exchange": (Right.EXPORT, Right.ADMINISTER),
    "reception_days": (Right.READ,),
    "report": (Right.COUNT,),
    "looks": (Right.LOOKS,),
    "register": (Right.REGISTER,),
    "search": SEEING,
    "officers": (Right.ADMINISTER,),
    "passphrases": (Right.ADMINISTER,),
    "office": (Right.ADMINISTER,),
    "number_patterns": (Right.ADMINISTER,),
    "number_register": (Right.READ,),
    "register_page": (Right.READ,),
    "verify_report": (Right.ADMINISTER, Right.LOOKS),
}


def allowed(desk: Desk, part: str) -> bool:
    """Whether the officer may use a part of the windows."""
    return any(desk.may(right) for right in NEEDED.get(part, ())) or part not in NEEDED


def why_not(desk: Desk, part: str) -> str:
    """Why a part is greyed, "" when it is not."""
    if allowed(desk, part):
        return ""
    return f"需要“{RIGHTS[NEEDED[part][0]]}”权限，{desk.officer}没有。"
