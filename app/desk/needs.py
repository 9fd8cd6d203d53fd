"""Which right a question to the desk needs: said where the question is defined, and asked before it is answered."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from app.domain.rights import Right

F = TypeVar("F", bound=Callable[..., Any])


def needs(*rights: Right) -> Callable[[F], F]:
    """Marks a public method of the desk with the right it needs: any one of those named; with none, everybody's.

    `Right.OWN` among them says that the method itself shows only what the officer registered. Steps are everybody's
    here: each names its own right and is refused by the table of steps.
    """

    def marked(method: F) -> F:
        if not rights:
            vars(method)["needs"] = ()
            return method

        @functools.wraps(method)
        def asked(self: Any, *given: Any, **named: Any) -> Any:
            self._require(*rights)
            return method(self, *given, **named)

        vars(asked)["needs"] = rights
        return cast("F", asked)

    return marked
