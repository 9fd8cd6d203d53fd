"""The office behind a desk: what stands at the head and foot of its papers."""

from __future__ import annotations

from typing import Annotated

import msgspec

from app.domain.words import line, must

MOST_SHORT = 20  # characters of a 机关代字


class Office(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One office. Kept in the journal (`opened`, `described`): what it was called when is never lost.

    `short` is the word in front of document numbers (机关代字). `review_body` receives a request for review of our
    opinions: for a township the county's government (《信访工作条例》第三十五条).
    """

    station: Annotated[str, line("台号", 14)]
    name: Annotated[str, must("单位名称", 60)]
    short: Annotated[str, line("机关代字", MOST_SHORT)] = ""
    address: Annotated[str, line("接待地点", 120)] = ""
    phone: Annotated[str, line("查询电话", 60)] = ""
    review_body: Annotated[str, line("复查机关", 60)] = ""
    review_address: Annotated[str, line("复查机关地址", 120)] = ""
    acceptance_number: Annotated[str, line("受理告知书文号", 60)] = "{short}信受〔{year}〕{serial}号"
    opinion_number: Annotated[str, line("处理意见书文号", 60)] = "{short}信访意〔{year}〕{serial}号"
    notice_number: Annotated[str, line("告知书文号", 60)] = "{short}信告〔{year}〕{serial}号"  # F04, F04b, F05
    decline_number: Annotated[str, line("不予受理告知书文号", 60)] = "{short}信不受〔{year}〕{serial}号"  # F06, F07
    reply_number: Annotated[str, line("答复文号", 60)] = "{short}信复〔{year}〕{serial}号"  # F13, F14
    extension_number: Annotated[str, line("延期告知书文号", 60)] = "{short}信延〔{year}〕{serial}号"  # F11
    letter_number: Annotated[str, line("转送函文号", 60)] = "{short}信转〔{year}〕{serial}号"  # F08

    def document_number(self, pattern: str, year: int, serial: int) -> str:
        """A document number (文号): year in full in 〔〕, serial without leading zeros (GB/T 9704-2012)."""
        return pattern.format(short=self.short or self.name, year=year, serial=serial)


class Officers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who works at the desk, the usual officer first. The name is who the journal says it was."""

    officers: Annotated[
        tuple[Annotated[str, must("工作人员姓名", 100)], ...], msgspec.Meta(title="工作人员姓名", max_length=200)
    ]
