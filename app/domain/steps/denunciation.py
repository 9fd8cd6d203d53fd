"""检举控告: a closed compartment. What may be done with one, by whom, and never towards whom (第三十条、第四十六条).

The article gives no procedure of the desk: it receives, hands the matter to the body that is competent for the people
complained of, and tells the petitioner. Every step that would name the matter elsewhere at the desk, or hand it to
somebody, is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from app.domain.codes import Category
from app.domain.entries import Facts
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.denunciation import Denounced
from app.domain.records.officer import holders
from app.domain.rights import Right
from app.domain.steps.step import REGULATION, Context, Step

APART: Category = "denunciation"
ARTICLE = f"{REGULATION}第三十条"
OPEN_TO = frozenset(
    {
        *("contact", "forward", "notify_elsewhere", "serve", "close", "archive"),
        *("attach", "set_aside_attachment"),
        *("correct", "void_number", "reissue_number", "void_registration"),
    }
)  # the steps that a denunciation knows
TO_COMPETENT = "由有管理权限的纪检监察机关或者有权处理的机关接收，材料单独密封"


class Sealed(Facts, frozen=True, kw_only=True):
    """An entry of a denunciation as the journal keeps it and a package carries it: closed to whoever has not the key.

    `box` is the encrypted kind and facts of the entry (docs/journal.md); the county takes it in as it is.
    """

    kind: ClassVar[str] = "sealed"

    box: str

    def sentence(self, entry: object) -> str:
        return "密封记载，不在查看范围"


def check_new(category: Category, denounced: Denounced | None, split: bool, context: Context) -> None:
    """Whether a registration of this category may be made here.

    Raises RuleBroken("denunciation-apart"): without the right, by somebody complained of, at an office complained of,
    from a contact that was split off; RuleBroken("denounced-missing"), RuleBroken("denounced-given").
    """
    if category != APART:
        if denounced is not None:
            raise RuleBroken("denounced-given", "被检举控告的人员、单位只在检举控告类事项中填写。", field="denounced")
        return
    about = denounced or Denounced()
    if Right.DENUNCIATIONS not in context.rights or about.names(context.officer):
        raise _not_here(about, context)
    if about.names(context.office.name) or (context.office.short and about.names(context.office.short)):
        raise _apart(f"被检举控告的是本单位，不在本台登记。请当场告知信访人{TO_COMPETENT}。")
    if split:
        raise _apart("检举控告单独登记，不由已登记事项的来访拆出。")
    if not about.people and not about.bodies:
        raise RuleBroken(
            "denounced-missing",
            "请填写被检举控告的人员或者单位：本事项的任何材料不得转给他们。",
            article=ARTICLE,
            field="denounced",
        )


def refuse_apart(step: type[Step], petition: Petition, context: Context) -> None:
    """Raise RuleBroken("denunciation-apart") for a step that a denunciation does not know or that the officer may not
    take on one."""
    if petition.category != APART:
        return
    if not sees(petition, context.officer, context.rights):
        raise _apart(f"“{step.label}”不能办理。")
    if step.name not in OPEN_TO:
        raise _apart(f"检举控告类事项不办理“{step.label}”。请转送有管理权限的纪检监察机关或者有权处理的机关。")


def refuse_denounced(step: Step, petition: Petition) -> None:
    """Raise RuleBroken("denounced-body") where a paper of a denunciation would go to whom it complains of."""
    body = getattr(step, "body", "")
    if petition.denounced is not None and isinstance(body, str) and petition.denounced.names(body):
        raise RuleBroken(
            "denounced-body",
            f"{body.strip()}是被检举控告的对象，不得将检举、揭发材料以及有关情况透露或者转给该单位、人员。",
            article=ARTICLE,
            field="body",
        )


def sees(petition: Petition, officer: str, rights: frozenset[Right]) -> bool:
    """Whether an officer may see a denunciation: by the right, and never who is complained of."""
    complained = petition.denounced is not None and petition.denounced.names(officer)
    return Right.DENUNCIATIONS in rights and not complained


def _not_here(about: Denounced, context: Context) -> RuleBroken:
    here: Sequence[str] = about.without(holders(context.staff, context.roles, Right.DENUNCIATIONS))
    who = f"本台请{'、'.join(here)}接待登记。" if here else f"本台没有人可以登记，请告知信访人{TO_COMPETENT}。"
    return RuleBroken(
        "denunciation-apart",
        f"检举控告类事项由专门权限人员单独密封登记。{who}已填写的内容没有保存，不要在其他栏目录入。",
        article=ARTICLE,
        having=list(here),
    )


def _apart(words: str) -> RuleBroken:
    return RuleBroken("denunciation-apart", words, article=ARTICLE)
