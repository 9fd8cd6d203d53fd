"""更换本单位密钥: told to every station in what the old keys sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.county.runner import CountyRunner
from ui.dialogs.renew_keys import RenewKeys

if TYPE_CHECKING:
    from app.county.store import County

TOLD = (
    "更换后照常交换即可：新公钥由旧密钥签名，随下发件告知各接待台；各台收到前仍用旧密钥与其往来，不必再核对指纹。\n"
    "电脑或者U盘被盗、怀疑密钥泄露的，更换密钥不够：请立即电话告知各接待台，重新交换公钥卡。"
)


class RenewCountyKeysDialog(RenewKeys):
    """`renewed` carries what to say afterwards."""

    told = TOLD

    def __init__(self, runner: CountyRunner, parent: QWidget | None = None) -> None:
        self.runner = runner
        super().__init__(runner, "更换本单位密钥", parent)

    def renew(self, reason: str) -> str | None:
        late = self.runner.work(
            lambda county, _work: _renewed(county, reason), self, "正在更换密钥", self.refuse, changes=True
        )
        if late is None:
            return None
        waiting = f"还有{late}个接待台没有收到新公钥，随下发件告知。" if late else ""
        return f"已更换本单位密钥，新公钥指纹：{self.runner.county.fingerprint()}。{waiting}"


def _renewed(county: County, reason: str) -> int:
    """How many stations are still to hear of it."""
    with county.alone() as store:
        return len(store.renew_keys(reason))
