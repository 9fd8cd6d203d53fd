"""Read one package of 首问台 (version 1.1), written from docs/exchange.md alone.

Needs Python and three public libraries: cryptography, pyrage (age) and zstandard.

    python read_package.py FILE AGE-SECRET-KEY-1… SENDER_SIGN_KEY
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import sys
import tarfile
from pathlib import Path
from typing import Any

import pyrage
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MINOR = 1
OUTLINE = {"kind", "sender", "epoch", "recipient", "first", "last", "made_at"}
HEADER = OUTLINE | {"format", "version", "algorithms", "keys", "payload_bytes", "payload_sha256"}
ALGORITHMS = "zstd ustar age-x25519 sha-256 ed25519"
PART = re.compile(r"attachments/[0-9a-f]{64}|(?!manifest\.)[a-z][a-z0-9_]{0,40}\.[a-z]{1,8}")


def unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def must(hold: bool, what: str) -> None:
    if not hold:
        raise ValueError(f"refused: {what}")


def canonical(data: bytes, known: set[str], minor: int) -> dict[str, Any]:
    fields = json.loads(data)
    must(json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() == data, "canonical")
    must(known <= set(fields) and (minor > MINOR or known == set(fields)), "closed list of fields")
    return dict(fields)


def read(data: bytes, seal_secret: str, sender_sign_key: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """(header, parts by name); any exception means that the package must be refused whole."""
    magic, line, proof, payload = data.split(b"\n", 3)
    head = magic + b"\n" + line + b"\n"
    checksum, signature = proof.decode("ascii").split(" ")
    must(magic == b"SHOUWENTAI PACKAGE", "first line")
    must(checksum == hashlib.sha256(head).hexdigest(), "checksum")
    Ed25519PublicKey.from_public_bytes(unpadded(sender_sign_key)).verify(unpadded(signature), head)
    major, _, minor = json.loads(line)["version"].partition(".")
    must(major == "1", "major version")
    header = canonical(line, HEADER, int(minor))
    must(header["format"] == "shouwentai-package", "format")
    must(" ".join(value for _name, value in sorted(header["algorithms"].items())) == ALGORITHMS, "algorithms")
    must(header["payload_bytes"] == len(payload), "length")
    must(header["payload_sha256"] == hashlib.sha256(payload).hexdigest(), "hash of the payload")
    compressed = pyrage.decrypt(payload, [pyrage.x25519.Identity.from_str(seal_secret)])
    unpacked = io.BytesIO(zstandard.ZstdDecompressor().decompressobj().decompress(compressed))
    with tarfile.open(fileobj=unpacked, mode="r:") as tar:
        must(all(info.type == tarfile.REGTYPE and not info.pax_headers for info in tar), "plain files only")
        files = [(info.name, tar.extractfile(info).read()) for info in tar]  # type: ignore[union-attr]
    (first, manifest_bytes), *parts = files
    manifest = canonical(manifest_bytes, OUTLINE | {"parts"}, int(minor))
    listed = [(part["name"], part["size"], part["sha256"]) for part in manifest["parts"]]
    must(first == "manifest.json", "manifest first")
    must(listed == [(name, len(body), hashlib.sha256(body).hexdigest()) for name, body in parts], "parts as listed")
    must(len(dict(parts)) == len(parts), "no part twice")
    must(all(PART.fullmatch(name) for name, _size, _hash in listed), "names of parts")
    must(all(name in (f"attachments/{digest}",) or "/" not in name for name, _, digest in listed), "attachments' names")
    must(all(manifest[field] == header[field] for field in OUTLINE), "manifest agrees with header")
    return header, dict(parts)


if __name__ == "__main__":
    found, contents = read(Path(sys.argv[1]).read_bytes(), sys.argv[2], sys.argv[3])
    print(json.dumps(found, indent=2, ensure_ascii=False))
    for part, body in contents.items():
        print(f"{len(body):>12}  {part}")
