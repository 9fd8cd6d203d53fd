"""Notes on numbers while they are being typed: the law asks for no number at all, so a note is never a wall."""

from __future__ import annotations

from app.domain.identity import FULL, OLD, credit_code_doubt, eighteen, number_doubt, phone_doubt, plain
from app.domain.masking import looks_masked

COUNTED, OF_OLD_CARD = "已输入", "旧证15位"
# Characters from which on a number is looked at; before, they are only counted.
WHOLE = {"resident": FULL, "residence": FULL, "permanent": OLD, "passport": 9, "military": 6}
LANDLINE = 10


def note_on_id(number: str, id_type: str = "resident", nationality: str = "") -> str:
    """A sentence about the number of a document; one that is still growing is only counted."""
    if looks_masked(number):  # what stands behind it was looked at when it was typed
        return ""
    typed = plain(number)
    if len(typed) < WHOLE.get(id_type, 0) and typed.isascii() and typed.isalnum():
        growing = id_type != "resident" or (typed.isdigit() and len(typed) != OLD)
        if growing:
            return f"{COUNTED}{len(typed)}位"
    found = number_doubt(id_type, typed, nationality)
    whole = eighteen(typed) if id_type == "resident" else ""
    return found or (f"{OF_OLD_CARD}，对应的18位号码为{whole}" if whole else "")


def note_on_credit_code(code: str) -> str:
    """The same for the code of an organisation."""
    typed = plain(code)
    return f"{COUNTED}{len(typed)}位" if len(typed) < FULL else credit_code_doubt(typed)


def note_on_phone(phone: str) -> str:
    """The same for a phone; free text is taken with a doubt."""
    if looks_masked(phone):
        return ""
    typed = plain(phone)
    if len(typed) in (OLD, FULL) and not number_doubt("resident", typed):
        return "像是身份证号码，请填在证件号码栏"
    return f"{COUNTED}{len(typed)}位" if typed.isdigit() and len(typed) < LANDLINE else phone_doubt(typed)
