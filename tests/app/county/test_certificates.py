"""The certificate of the upload line: what cannot be used is said in words, before anything listens."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from app.county.certificates import proof_of, tls_of
from app.domain.errors import StorageError
from tests.app.line.certificates import certificate
from tests.helpers import code_of


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """A good pair, and what people choose instead."""
    good, key, _pin = certificate(tmp_path / "good")
    binary = tmp_path / "binary.cer"
    binary.write_bytes(x509.load_pem_x509_certificate(good.read_bytes()).public_bytes(serialization.Encoding.DER))
    return {
        "good": good,
        "key": key,
        "binary": binary,
        "gone": tmp_path / "gone.pem",
        "other key": certificate(tmp_path / "other")[1],
        "hidden": certificate(tmp_path / "hidden", passphrase=b"abc")[0],
        "hidden key": tmp_path / "hidden" / "key.pem",
    }


@pytest.mark.parametrize(
    ("chosen", "key", "words"),
    [
        ("gone", "key", "证书文件“gone.pem”读不出来"),
        ("good", "gone", "私钥文件“gone.pem”读不出来"),
        ("binary", "key", "证书文件“binary.cer”不是文本格式（PEM）的证书"),
        ("key", "key", "证书文件“key.pem”不是文本格式"),
        ("good", "good", "私钥文件“cert.pem”不是文本格式（PEM）的私钥"),
        ("good", "binary", "私钥文件“binary.cer”不是文本格式"),
        ("good", "other key", "私钥文件“key.pem”与证书不相配"),
        ("hidden", "hidden key", "私钥文件“key.pem”有口令保护"),  # OpenSSL would ask for it on a terminal, and wait
    ],
)
def test_what_is_no_certificate_with_its_key_is_named(
    files: dict[str, Path], chosen: str, key: str, words: str
) -> None:
    with pytest.raises(StorageError) as refused:
        tls_of(files[chosen], files[key])
    assert code_of(refused) == "certificate-not-read"
    assert words in str(refused.value)


def test_a_certificate_says_until_when_it_holds(tmp_path: Path) -> None:
    now = dt.datetime.now().astimezone()
    file, key, pin = certificate(tmp_path)
    proof = proof_of(file)
    assert proof.sha256 == pin
    assert proof.told(now) == (f"有效期至 {now + dt.timedelta(days=1):%Y-%m-%d %H:%M}。", True)
    assert proof.told(now + dt.timedelta(days=2))[0].startswith("证书已于")
    assert "起才有效" in proof.told(now - dt.timedelta(days=2))[0]
    both = tmp_path / "both.pem"
    both.write_bytes(key.read_bytes() + file.read_bytes())
    assert proof_of(both) == proof
    assert tls_of(both, None) is not None
    assert tls_of(None, None) is None
