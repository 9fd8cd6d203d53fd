"""Check the QR text of a paper receipt, written from docs/receipt.md alone.

Needs only Python and the public library `cryptography`; nothing of the program that made the receipt.

    python verify_receipt.py "SWR1|…" STATION_SIGN_KEY

Exit 0 and the claim when the station signed it, 1 when not, 2 when called wrongly.
"""

from __future__ import annotations

import base64
import datetime
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def unpadded(text: str) -> bytes:
    """base64url without padding, in its only spelling."""
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(data).decode().rstrip("=") != text:
        raise ValueError("not base64url as written by a station")
    return data


def verify(text: str, sign_key: str) -> tuple[str, str, str] | None:
    """(number, day, station) if the signature holds, else None."""
    claim, _, signature = text.rpartition("|")
    try:
        mark, number, day, station = claim.split("|")
        datetime.date.fromisoformat(day)
        key = Ed25519PublicKey.from_public_bytes(unpadded(sign_key))
        key.verify(unpadded(signature), claim.encode("ascii"))
    except (ValueError, InvalidSignature):
        return None
    return (number, day, station) if mark == "SWR1" else None


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print(__doc__)
        return 2
    proven = verify(*arguments)
    print("genuine: number {} given on {} by station {}".format(*proven) if proven else "NOT genuine")
    return 0 if proven else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
