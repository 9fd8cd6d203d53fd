"""Entries of the desk about passphrases and recovery sheets: that they were set, and never what they are.

They are written with the key file (app/desk/keys.py), so none of them is a step that can be taken by itself.
"""

from __future__ import annotations

from typing import ClassVar

from app.domain.entries import Entry, Facts


class PassphraseSet(Facts, frozen=True, kw_only=True):
    """An officer has a new passphrase: changed by the officer, given by another, or found in the key file.

    `mark` tells the key file's slot from any other and nothing about the passphrase. Found: the journal knew of
    another one, because the writing was cut short or a different key file was put in its place.
    """

    kind: ClassVar[str] = "passphrase_set"

    officer: str
    mark: str
    given: bool = False
    found: bool = False

    def sentence(self, entry: Entry) -> str:
        if self.found:
            return f"{self.officer}的口令与台账所记不同：上次更换没有写完，或者钥匙文件被换过"
        return f"为{self.officer}设置首次口令" if self.given else f"{self.officer}更换口令"


class CommonPassphraseEnded(Facts, frozen=True, kw_only=True):
    """The passphrase that all officers shared opens nothing any more."""

    kind: ClassVar[str] = "common_passphrase_ended"

    def sentence(self, entry: Entry) -> str:
        return "停用共用口令"


class RecoverySheetMade(Facts, frozen=True, kw_only=True):
    """A recovery sheet was made; every earlier one is void."""

    kind: ClassVar[str] = "recovery_sheet_made"

    sheet: int

    def sentence(self, entry: Entry) -> str:
        before = "，以前的恢复表作废" if self.sheet > 1 else ""
        return f"制作第{self.sheet}号恢复表{before}"


class RecoveryUsed(Facts, frozen=True, kw_only=True):
    """The desk was opened with a recovery sheet, and why."""

    kind: ClassVar[str] = "recovery_used"

    sheet: int
    reason: str

    def sentence(self, entry: Entry) -> str:
        return f"用第{self.sheet}号恢复表打开本台，事由：{self.reason}"
