"""Check a desk's verify report, written from docs/verify.md alone.

Needs only Python and the public libraries `cryptography` and `pypdf`; nothing of the program that made the report.

    python verify_report.py REPORT.pdf STATION_SIGN_KEY        the file that was handed over
    python verify_report.py "SWV1|…" STATION_SIGN_KEY          the text of the QR on the paper

Exit 0 and what the station signed when it did, 1 when not, 2 when called wrongly.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pypdf import PdfReader

FIELDS = ("station", "epoch", "at", "result", "entries", "head", "sha256")


def unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verify_text(text: str, sign_key: str) -> dict[str, str] | None:
    """The fields of the claim if the signature holds, else None."""
    claim, _, signature = "".join(text.split()).rpartition("|")
    try:
        Ed25519PublicKey.from_public_bytes(unpadded(sign_key)).verify(unpadded(signature), claim.encode("ascii"))
        mark, *values = claim.split("|")
        return dict(zip(FIELDS, values, strict=True)) if mark == "SWV1" else None
    except (ValueError, InvalidSignature):
        return None


def verify_pdf(path: str, sign_key: str) -> dict[str, object] | None:
    """The report if its JSON is the one in the claim and the claim is signed, else None."""
    found = PdfReader(path).attachments
    data, text = found["report.json"][0], found["report.claim.txt"][0].decode("ascii")
    claim = verify_text(text, sign_key)
    if claim is None or hashlib.sha256(data).hexdigest() != claim["sha256"]:
        return None
    return dict(json.loads(data))


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print(__doc__)
        return 2
    proven = verify_text(*arguments) if arguments[0].startswith("SWV1|") else verify_pdf(*arguments)
    print(f"genuine: {proven}" if proven else "NOT genuine")
    return 0 if proven else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
