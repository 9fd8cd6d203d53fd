"""Denunciations under seal: their material goes to the competent body alone, in a package of its own."""

from __future__ import annotations

from pathlib import Path

import msgspec

from app.desk.attachments import Attaching
from app.desk.needs import needs
from app.domain.errors import RuleBroken
from app.domain.practice import refuse_apart
from app.domain.records.attachment import Attachment
from app.domain.rights import Right
from app.domain.steps.sealed_transfer import SealedTransfer, check_transfer
from app.exchange import format, sealed_material
from app.exchange.keys import KeyCard, decode_card, fingerprint
from app.exchange.medium import put_on_medium
from app.exchange.sealing import Source, seal_to
from app.storage.database import broken_surroundings


class SealedSent(msgspec.Struct, frozen=True, kw_only=True):
    """What was written for the competent body."""

    file: str
    body: str
    fingerprint: str
    attachments: int
    words: str


class SealedMaterials(Attaching):
    """Only who may see a denunciation can hand it over, and only to the body it was forwarded to."""

    @needs(Right.DENUNCIATIONS)
    def seal_denunciation(self, number: str, card: bytes, folder: Path) -> SealedSent:
        """Write the material of a denunciation, sealed to the body whose key card this is, into a folder.

        The card's fingerprint was compared by telephone: it is not kept, so that each time a person looks. Raises
        RuleBroken: no-such-petition, card-not-body, practice-apart and what check_transfer raises; ExchangeError: a
        card that is none, the medium.
        """
        body = decode_card(card)
        refuse_apart(self.station, body.code, body.name)
        with broken_surroundings():
            petition = self._seen(number)
            if body.role != "body":
                raise RuleBroken(
                    "card-not-body",
                    f"这是“{body.name}”收发数据包的公钥卡，不用于密封材料。请向接收机关取其密封材料公钥卡。",
                )
            letter_number = check_transfer(petition, body.name)
            files = tuple(one for one in petition.attachments if one.standing)
            self._looked("export", number, what=body.name, must=True)
            letter = self.paper(number, "F08")
            sources = [
                Source.of(
                    sealed_material.PART,
                    sealed_material.encode(sealed_material.material_of(petition, self.office.name, files)),
                ),
                Source.of(sealed_material.LETTER, letter),
                *{one.sha256: self._source(one) for one in files}.values(),
            ]
            path = self._hand_over(petition.id, body, folder, sources, letter_number, len(files))
        return SealedSent(
            file=str(path),
            body=body.name,
            fingerprint=fingerprint(body),
            attachments=len(files),
            words=f"密封材料已写好，只有{body.name}能够打开。请与转送函一并送交，并取得收件回执。",
        )

    def _source(self, one: Attachment) -> Source:
        return Source(f"attachments/{one.sha256}", one.size, one.sha256, lambda: self._content(one))

    def _hand_over(
        self, petition: str, body: KeyCard, folder: Path, sources: list[Source], letter: str, files: int
    ) -> Path:
        """Entry and package together: without the package on the medium there is no entry."""
        facts = SealedTransfer(
            body=body.name, code=body.code, fingerprint=fingerprint(body), letter_number=letter, attachments=files
        )
        with self._writing() as writer:
            entry = writer.write(petition, writer.today, facts)
            outline = format.Outline(
                kind=sealed_material.KIND,
                sender=self.station,
                epoch=entry.epoch,
                first=entry.seq,
                last=entry.seq,
                made_at=self._now(),
            )
            own = self.folder / "sealed.part"
            try:
                header = seal_to(own, outline, sources, signer=self._keys, recipient=body)
                return put_on_medium(own, folder, format.package_name(header))
            finally:
                own.unlink(missing_ok=True)
