"""What the upload line proves itself with: a certificate and its key, looked through before they are used."""

from __future__ import annotations

import datetime as dt
import hashlib
import ssl
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

from app.domain.errors import StorageError

CERTIFICATE, KEY = "证书文件", "私钥文件"
SAVE_AS = "请另存为这种格式。"


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate in words. `sha256`: what desks pin it by when no authority vouches for it (of the DER)."""

    sha256: str
    first: dt.datetime
    last: dt.datetime

    def told(self, now: dt.datetime) -> tuple[str, bool]:
        """From when until when it holds, and whether it does."""
        first, last = (f"{one.astimezone(now.tzinfo):%Y-%m-%d %H:%M}" for one in (self.first, self.last))
        if now < self.first:
            return f"证书自 {first} 起才有效，在那以前没有填写指纹的接待台不能上传。", False
        if now > self.last:
            return f"证书已于 {last} 到期，没有填写指纹的接待台不能上传，请更换证书。", False
        return f"有效期至 {last}。", True


def proof_of(certificate: Path) -> Proof:
    """The first certificate in the file. Raises StorageError("certificate-not-read")."""
    found = _certificate(certificate)
    der = found.public_bytes(serialization.Encoding.DER)
    return Proof(
        sha256=hashlib.sha256(der).hexdigest(), first=found.not_valid_before_utc, last=found.not_valid_after_utc
    )


def tls_of(certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    """What the server proves itself with; None for plain HTTP. `key` may be in the certificate's file (None).

    Raises StorageError("certificate-not-read"). A key under a passphrase is refused: OpenSSL would ask for it on a
    terminal, and wait there.
    """
    if certificate is None:
        return None
    key = key or certificate
    if _certificate(certificate).public_key() != _key(key).public_key():
        raise _not_read(f"{KEY}“{key.name}”与证书不相配，请选同一次制作的两个文件。", key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key, password=lambda: b"")
    except (OSError, ssl.SSLError) as error:
        raise _not_read("证书或者私钥不能用于加密线路（如密钥太短），请另换一份。", certificate, error) from None
    return context


def _certificate(file: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificates(_bytes(file, CERTIFICATE))[0]
    except ValueError as error:
        raise _not_read(f"{CERTIFICATE}“{file.name}”不是文本格式（PEM）的证书，{SAVE_AS}", file, error) from None


def _key(file: Path) -> PrivateKeyTypes:
    try:
        return serialization.load_pem_private_key(_bytes(file, KEY), None)
    except TypeError as error:
        words = f"{KEY}“{file.name}”有口令保护，接收服务打不开，请另存一份不带口令的。"
        raise _not_read(words, file, error) from None
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _not_read(f"{KEY}“{file.name}”不是文本格式（PEM）的私钥，{SAVE_AS}", file, error) from None


def _bytes(file: Path, what: str) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise _not_read(f"{what}“{file.name}”读不出来，请核对文件是否还在。", file, error) from None


def _not_read(words: str, file: Path, error: Exception | None = None) -> StorageError:
    return StorageError("certificate-not-read", words, file=str(file), problem=str(error or ""))
