"""Notes on numbers while they are being typed: the law asks for no number at all, so a note is never a wall."""

from __future__ import annotations

from app.domain.identity import credit_code_doubt, resident_doubt

FULL, OLD = 18, 15


def note_on_id(number: str) -> str:
    """A sentence about an identity card number; one that is still growing is only counted."""
    plain = "".join(number.split())
    if plain.isascii() and plain.isdigit() and len(plain) < FULL and len(plain) != OLD:
        return f"已输入{len(plain)}位"
    return resident_doubt(plain)


def note_on_credit_code(code: str) -> str:
    """The same for the code of an organisation."""
    plain = "".join(code.split())
    return f"已输入{len(plain)}位" if len(plain) < FULL else credit_code_doubt(plain.upper())


def masked_id(number: str) -> str:
    """430682********1234: enough to compare with the card in the visitor's hand."""
    return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}" if len(number) >= OLD else "*" * len(number)


def masked_phone(phone: str) -> str:
    """138****0000."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 7 else phone
