"""设定联网上传地址: an address of the county that a program can use, or none."""

from __future__ import annotations

import pytest

from app.domain.entries import GENESIS, Entry
from app.domain.errors import RuleBroken
from app.domain.steps.table import decide_desk
from app.domain.steps.upload import SetUploadAddress, UploadAddressSet, upload_address
from tests.app.domain.folding import TODAY, Folding
from tests.helpers import STATION

HEX = "0123456789abcdef" * 4
CONTEXT = Folding(today=TODAY).context()


def entry_of(facts: UploadAddressSet) -> Entry:
    return Entry(
        station=STATION,
        epoch=1,
        seq=2,
        at="2026-03-20T09:00:00+08:00",
        on=TODAY,
        officer="李明",
        petition="",
        kind=facts.kind,
        facts=facts,
        prev=GENESIS,
    )


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://xf.example.gov.cn", "https://xf.example.gov.cn"),
        (" https://xf.example.gov.cn:8420/swt/ ", "https://xf.example.gov.cn:8420/swt"),
        ("http://10.8.0.1:8420", "http://10.8.0.1:8420"),
        ("https://[fd00::1]:8420", "https://[fd00::1]:8420"),
        ("", ""),
    ],
)
def test_an_address_is_kept_without_its_last_stroke(url: str, kept: str) -> None:
    assert decide_desk(SetUploadAddress(url=url), CONTEXT) == (UploadAddressSet(url=kept),)


@pytest.mark.parametrize(
    "url",
    [
        *("xf.example.gov.cn", "ftp://xf.example", "https://", "https:///swt", "https://a b", "https://信访.cn"),
        *("https://me:secret@xf.example", "https://xf.example?x=1", "https://xf.example/#a", "https://xf.example/../a"),
        *("https://xf.example:0", "https://xf.example:99999", "https://xf.example/%2e", "https://[::1", "https://a//b"),
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        decide_desk(SetUploadAddress(url=url), CONTEXT)
    assert (refused.value.code, refused.value.facts["field"]) == ("upload-address-wrong", "url")


@pytest.mark.parametrize("given", [HEX, HEX.upper(), ":".join(HEX[at : at + 2] for at in range(0, 64, 2)), f" {HEX}\n"])
def test_a_fingerprint_is_taken_as_tools_write_it(given: str) -> None:
    (facts,) = decide_desk(SetUploadAddress(url="https://xf.example", certificate_sha256=given), CONTEXT)
    assert isinstance(facts, UploadAddressSet)
    assert facts.certificate_sha256 == HEX


@pytest.mark.parametrize(
    ("url", "fingerprint", "code"),
    [
        ("https://xf.example", HEX[:-1], "upload-certificate-wrong"),
        ("https://xf.example", "g" * 64, "upload-certificate-wrong"),
        ("http://xf.example", HEX, "upload-certificate-unused"),
        ("", HEX, "upload-certificate-unused"),
    ],
)
def test_a_fingerprint_is_whole_and_belongs_to_https(url: str, fingerprint: str, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        decide_desk(SetUploadAddress(url=url, certificate_sha256=fingerprint), CONTEXT)
    assert refused.value.code == code


def test_the_last_address_holds_and_an_empty_one_ends_uploading() -> None:
    entries = [entry_of(UploadAddressSet(url=url)) for url in ("https://a.example", "https://b.example", "")]
    found = [upload_address(entries[:n]) for n in range(4)]
    assert [one.url if one else None for one in found] == [None, "https://a.example", "https://b.example", None]
