"""A denunciation handed to the competent body as a sealed package (第三十条: 材料单独密封)."""

from __future__ import annotations

from typing import ClassVar

from app.domain.entries import Entry, Facts
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.recusal import plain
from app.domain.steps.denunciation import APART, ARTICLE


class SealedTransfer(Facts, frozen=True, kw_only=True):
    """What was handed over, and to whom: the body by its name and the fingerprint of its key card."""

    kind: ClassVar[str] = "sealed_transfer"

    body: str
    code: str
    fingerprint: str
    letter_number: str
    attachments: int

    def sentence(self, entry: Entry) -> str:
        files = f"，附件{self.attachments}个" if self.attachments else ""
        return f"导出密封材料交{self.body}（转送函{self.letter_number}{files}）"


def check_transfer(petition: Petition, body: str) -> str:
    """Whether the material of a petition may be sealed for a body; the number of the letter it goes with.

    Raises RuleBroken: transfer-not-denunciation; transfer-not-forwarded, before it was forwarded; transfer-other-body,
    when it was forwarded to another; denounced-body.
    """
    if petition.category != APART:
        raise RuleBroken("transfer-not-denunciation", "只有检举控告类事项导出密封材料；其他事项用转送函转送。")
    if petition.denounced is not None and petition.denounced.names(body):
        raise RuleBroken(
            "denounced-body",
            f"{body.strip()}是被检举控告的对象，不得将检举、揭发材料以及有关情况透露或者转给该单位、人员。",
            article=ARTICLE,
        )
    notice = petition.notice
    if notice is None or notice.kind != "forwarded":
        raise RuleBroken("transfer-not-forwarded", "请先办理“转送”，再导出密封材料。", article=ARTICLE)
    if plain(notice.body) != plain(body):
        raise RuleBroken(
            "transfer-other-body",
            f"本件转送的是“{notice.body}”，公钥卡是“{body}”的，没有导出。请核对公钥卡。",
            forwarded=notice.body,
            card=body,
        )
    return notice.letter_number
