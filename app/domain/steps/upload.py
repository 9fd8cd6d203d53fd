"""上传地址: where packages go by a line, if there is one. No article asks for it: there is always the stick."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, ClassVar

from app.domain.entries import Entry, Facts
from app.domain.errors import RuleBroken
from app.domain.steps.step import Context, DeskStep
from app.domain.words import line

PLAIN = "地址以 http 开头，线路不加密。数据包本身已加密、签名，线路上看得到台号、文件大小和时间，看不到内容。"

_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?:[0-9A-Za-z][0-9A-Za-z._-]*|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?:/(?!\.{1,2}(?:/|$))[0-9A-Za-z._~-]+)*"
)


class UploadAddressSet(Facts, frozen=True, kw_only=True):
    """Where the county receives packages by a line; `url` "" when packages go by stick alone again.

    `certificate_sha256`: the SHA-256 of the server's certificate (DER, 64 lower-case hex digits) when it is not one
    that the system's authorities vouch for.
    """

    kind: ClassVar[str] = "upload_address_set"

    url: str
    certificate_sha256: str = ""

    @property
    def warning(self) -> str:
        """What has to be known of a line that is not encrypted, "" of one that is."""
        return PLAIN if self.url.startswith("http://") else ""

    def sentence(self, entry: Entry) -> str:
        if not self.url:
            return "停用联网上传"
        pinned = f"，证书指纹{self.certificate_sha256}" if self.certificate_sha256 else ""
        return f"设定联网上传地址：{self.url}{pinned}"


class SetUploadAddress(DeskStep, frozen=True, kw_only=True):
    """设定联网上传地址: the county tells it; an empty one ends uploading."""

    name: ClassVar[str] = "set_upload_address"
    label: ClassVar[str] = "设定联网上传地址"
    example: ClassVar[dict[str, object]] = {"url": "https://xf.example.gov.cn/swt", "certificate_sha256": "0a" * 32}
    hint: ClassVar[str] = (
        "由县级告知。联网上传不是必须的：不填即停用，仍用U盘。县级使用自制证书的，须同时填写证书指纹，请电话核对。"
    )
    hints: ClassVar[dict[str, str]] = {
        "url": "以 https:// 或 http:// 开头；不填即停用",
        "certificate_sha256": "64位；县级使用自制证书时填写",
    }
    verb: ClassVar[str] = "设定"
    day_title: ClassVar[str] = "设定日期"

    url: Annotated[str, line("上传地址", 200)] = ""
    certificate_sha256: Annotated[str, line("证书指纹", 200)] = ""

    def decide(self, context: Context) -> tuple[Facts, ...]:
        url, pinned = self.url.strip().rstrip("/"), _fingerprint(self.certificate_sha256)
        secure = _is_https(url)
        if pinned and not secure:
            raise RuleBroken(
                "upload-certificate-unused",
                "证书指纹只用于以 https:// 开头的地址，请核对地址，或者不填指纹。",
                field="certificate_sha256",
            )
        return (UploadAddressSet(url=url, certificate_sha256=pinned),)


def upload_address(entries: Iterable[Entry]) -> UploadAddressSet | None:
    """The address that holds, from the entries of the desk in their order; None when there is none."""
    found = None
    for entry in entries:
        if isinstance(entry.facts, UploadAddressSet):
            found = entry.facts if entry.facts.url else None
    return found


def _is_https(url: str) -> bool:
    """Whether an address is one of https; "" is none. Raises RuleBroken("upload-address-wrong")."""
    found = _ADDRESS.fullmatch(url)
    if url and (found is None or int(found["port"] or 1) not in range(1, 65536)):
        raise RuleBroken(
            "upload-address-wrong",
            f"“{url}”不是可以使用的上传地址，应如 https://xf.example.gov.cn/swt，"
            "不含空格、汉字、账号和问号。请与县级核对。",
            field="url",
        )
    return found is not None and found["scheme"] == "https"


def _fingerprint(text: str) -> str:
    """64 lower-case hex digits; as openssl writes it (capitals, colons) is taken too. "" for none."""
    digits = re.sub(r"[\s:]", "", text).lower()
    if digits and not re.fullmatch(r"[0-9a-f]{64}", digits):
        raise RuleBroken(
            "upload-certificate-wrong",
            "证书指纹应为64位十六进制数字（SHA-256），可以带冒号。请与县级核对。",
            field="certificate_sha256",
        )
    return digits
