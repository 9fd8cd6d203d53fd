"""The three kinds of refusal that a clerk may ever see; anything else is a bug."""

from __future__ import annotations

from typing import Any


class DeskError(Exception):
    """A refusal with a code, a Chinese sentence for the clerk, and the facts behind it.

    `code` is stable and English (for scripts and tests), `message` is what is shown, `facts` are
    JSON-able values that let a caller point at the field, the date or the file concerned.
    """

    def __init__(self, code: str, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.facts = facts


class RuleBroken(DeskError):
    """The law or the desk's own rule does not allow this step; the clerk can mend it.

    `article` names the rule, for instance "《信访工作条例》第三十二条"; empty for a rule of form.
    """

    def __init__(self, code: str, message: str, *, article: str = "", **facts: Any) -> None:
        if article:
            facts = {"article": article, **facts}
        super().__init__(code, message, **facts)
        self.article = article


class StorageError(DeskError):
    """The surroundings broke: disk full, wrong passphrase, newer file, second program."""


class ExchangeError(DeskError):
    """A package, key card or medium cannot be taken as it is."""
