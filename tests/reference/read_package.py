"""Read one package of 首问台, written from docs/exchange.md alone.

Needs Python and three public libraries: cryptography, pyrage (age) and zstandard.

    python read_package.py FILE AGE-SECRET-KEY-1… SENDER_SIGN_KEY
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import sys
import tarfile
from pathlib import Path
from typing import Any

import pyrage
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def must(hold: bool, what: str) -> None:
    if not hold:
        raise ValueError(f"refused: {what}")


def read(data: bytes, seal_secret: str, sender_sign_key: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """(header, parts by name); any exception means that the package must be refused whole."""
    magic, line, proof, payload = data.split(b"\n", 3)
    head = magic + b"\n" + line + b"\n"
    checksum, signature = proof.decode("ascii").split(" ")
    must(magic == b"SHOUWENTAI PACKAGE", "first line")
    must(checksum == hashlib.sha256(head).hexdigest(), "checksum")
    Ed25519PublicKey.from_public_bytes(unpadded(sender_sign_key)).verify(unpadded(signature), head)
    header = json.loads(line)
    must(header["format"] == "shouwentai-package", "format")
    must(header["version"].split(".")[0] == "1", "major version")
    must(header["payload_bytes"] == len(payload), "length")
    must(header["payload_sha256"] == hashlib.sha256(payload).hexdigest(), "hash of the payload")
    compressed = pyrage.decrypt(payload, [pyrage.x25519.Identity.from_str(seal_secret)])
    with tarfile.open(fileobj=io.BytesIO(zstandard.ZstdDecompressor().decompressobj().decompress(compressed))) as tar:
        files = [(info.name, tar.extractfile(info).read()) for info in tar]  # type: ignore[union-attr]
    (first, manifest_bytes), *parts = files
    manifest = json.loads(manifest_bytes)
    listed = [(part["name"], part["size"], part["sha256"]) for part in manifest["parts"]]
    must(first == "manifest.json", "manifest first")
    must(listed == [(name, len(body), hashlib.sha256(body).hexdigest()) for name, body in parts], "parts as listed")
    must(len(dict(parts)) == len(parts), "no part twice")
    for field in ("kind", "sender", "epoch", "recipient", "first", "last", "made_at"):
        must(manifest[field] == header[field], field)
    return header, dict(parts)


if __name__ == "__main__":
    found, contents = read(Path(sys.argv[1]).read_bytes(), sys.argv[2], sys.argv[3])
    print(json.dumps(found, indent=2, ensure_ascii=False))
    for part, body in contents.items():
        print(f"{len(body):>12}  {part}")
