"""导出密封材料: the material of a denunciation for the competent body, after its fingerprint was compared."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.cards import choose_card, compared
from ui.runner import Runner


def seal_material(runner: Runner, number: str, parent: QWidget) -> None:
    """Ask for the body's card, have a person compare its fingerprint, ask for the folder, write the package."""
    chosen = choose_card(runner, parent, "接收机关的密封材料公钥卡")
    if chosen is None or not compared(runner, parent, chosen, "接收机关", "导出"):
        return
    folder = runner.ask.folder(parent, "密封材料写到哪里（一般为U盘）")
    if folder is None:
        return
    sent = runner.work(
        lambda desk, _work: desk.seal_denunciation(number, chosen.data, folder),
        parent,
        "正在导出密封材料",
        changes=True,
    )
    if sent is not None:
        runner.ask.tell(parent, "已导出密封材料", f"{sent.words}\n文件：{sent.file}")
