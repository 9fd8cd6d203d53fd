"""What a petitioner can hold against us: the signed text in a receipt's QR, and the query code.

docs/receipt.md describes both for anyone who wants to check a paper without this program.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import date
from typing import Final

import msgspec
from stdnum.iso7064 import mod_37_2

from app.domain.errors import RuleBroken
from app.exchange.keys import StationKeys, from_text, is_signed, to_text

RECEIPT_MARK: Final = "SWR1"
CODE_ALPHABET: Final = "23456789ACEFHJKMPRTVWXY"
"""Digits and letters that no hand and no worn ribbon turns into one another: of 0OQD, 1IL, 2Z, 5S, 6G,
8B, UV and MN at most one is in. There are 23 of them, a prime, on which the check character relies."""
CODE_LENGTH: Final = 8
LOOK_ALIKES = str.maketrans("ZSGBUN", "2568VM")
_FIELD = re.compile(r"[0-9A-Za-z-]{1,64}", re.ASCII)


class ReceiptClaim(msgspec.Struct, frozen=True):
    """What a genuine receipt proves: this station gave this number on this day."""

    number: str
    on: date
    station: str


def sign_receipt(number: str, on: date, station: str, keys: StationKeys) -> str:
    """The text of the receipt's QR: mark, number, day, station, Ed25519 signature, joined by "|"."""
    if not (_FIELD.fullmatch(number) and _FIELD.fullmatch(station)):
        raise ValueError("number and station of a receipt are ASCII letters, digits and hyphens")
    claim = "|".join((RECEIPT_MARK, number, on.isoformat(), station))
    return f"{claim}|{to_text(keys.sign(claim.encode('ascii')))}"


def check_receipt(text: str, sign_key: str) -> ReceiptClaim:
    """What the text proves if the holder of `sign_key` signed it.

    Raises RuleBroken: receipt-unreadable, receipt-newer, receipt-forged.
    """
    claim, _, signature = text.strip().rpartition("|")
    _refuse_newer_receipt(claim)
    try:
        mark, number, on, station = claim.split("|")
        proven = ReceiptClaim(number=number, on=date.fromisoformat(on), station=station)
        genuine = is_signed(claim.encode("ascii"), from_text(signature), sign_key)
    except ValueError as error:
        raise _unreadable() from error
    if mark != RECEIPT_MARK:
        raise _unreadable()
    if not genuine:
        raise RuleBroken(
            "receipt-forged",
            "回执上的签名与本单位的公钥不符：回执可能被改动，或不是本单位开具的。请当面核对编号和登记内容。",
            number=number,
        )
    return proven


def query_code(secret: bytes, number: str, issue: int = 0) -> str:
    """The nine characters printed on the receipt of `number`: eight derived, one check character.

    Derived from the desk's secret (16 to 64 bytes), so that a lost receipt can be printed again although
    only `code_hash` is stored; a higher `issue` makes the former code worthless.
    """
    if len(secret) < 16:
        raise ValueError("the secret of query codes needs 16 bytes or more")
    seed = hashlib.blake2b(f"{number}\n{issue}".encode(), key=secret, digest_size=32, person=b"query-code")
    value, characters = int.from_bytes(seed.digest()), ""
    for _ in range(CODE_LENGTH):
        value, index = divmod(value, len(CODE_ALPHABET))
        characters += CODE_ALPHABET[index]
    return characters + mod_37_2.calc_check_digit(characters, CODE_ALPHABET)


def check_code(text: str) -> str:
    """The code as printed, from what was typed: case, spaces, hyphens and look-alikes do not matter.

    Raises RuleBroken("query-code-wrong") when it cannot be a code (length, character, check character).
    """
    typed = re.sub(r"[\s\-‐-―]+", "", unicodedata.normalize("NFKC", text)).upper()
    code = typed.translate(LOOK_ALIKES)
    if len(code) != CODE_LENGTH + 1 or not mod_37_2.is_valid(code, CODE_ALPHABET):
        raise RuleBroken(
            "query-code-wrong",
            "查询码不对，可能看错或漏了一位。请对照回执重新输入九位查询码。",
            field="query_code",
        )
    return code


def code_hash(number: str, code: str) -> str:
    """What is stored in place of the code: hex BLAKE2b of number and code."""
    return hashlib.blake2b(f"{number}\n{code}".encode(), digest_size=32, person=b"query-code-hash").hexdigest()


def _refuse_newer_receipt(claim: str) -> None:
    mark = re.match(r"SWR([1-9][0-9]{0,3})\|", claim, re.ASCII)
    if mark and int(mark[1]) > 1:
        raise RuleBroken(
            "receipt-newer", "这张回执由更新版本的程序开具，本程序不能核对。请升级后再试。", version=mark[1]
        )


def _unreadable() -> RuleBroken:
    return RuleBroken("receipt-unreadable", "二维码内容不是首问台的回执，没有核对。请对准二维码重新扫描。")
