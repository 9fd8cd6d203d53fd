"""How a matter ends without an answer: the petitioners take it back (撤回), the handling is ended (终止); 办结.

《信访工作条例》 knows neither. The grounds follow arts. 22 and 38 of 《山东省信访事项复查复核工作规则（试行）》, which
are written for review and final review, by analogy [derived].
"""

from __future__ import annotations

from typing import Literal

from app.domain.records.archiving import Archiving
from app.domain.records.record import Record

WithdrawalForm = Literal["written", "oral"]
WITHDRAWAL_FORMS: dict[str, str] = {
    "written": "书面提出（信访人自己的书面材料存档）",
    "oral": "口头提出（由本单位记录，打印撤回申请由信访人签名）",
}
TerminationGround = Literal["withdrawn", "solved", "gone", "other"]
TERMINATION_GROUNDS: dict[str, str] = {
    "withdrawn": "信访人撤回信访事项",
    "solved": "经调解、和解达成协议或者问题已经实际解决",
    "gone": "信访人死亡、失踪且没有代理人或者继受人，或者法人、其他组织终止",
    "other": "其他应当终止办理的情形",
}


class Withdrawal(Record, frozen=True, kw_only=True):
    """撤回 by some of the petitioners (numbers from 1), or by representatives in the name of all (`for_all`)."""

    petitioners: tuple[int, ...]
    names: tuple[str, ...]
    form: WithdrawalForm
    for_all: bool
    reason: str
    unit: str  # our office's name as it stands on F25a

    def papers(self) -> tuple[tuple[str, str], ...]:
        return (("F25a", ""),) if self.form == "oral" else ()


class Termination(Record, frozen=True, kw_only=True):
    """终止办理, with its notice F25; `evidence` is what the ground rests on."""

    ground: TerminationGround
    reason: str
    evidence: str
    approver: str
    number: str
    unit: str
    phone: str

    def papers(self) -> tuple[tuple[str, str], ...]:
        return (("F25", self.number),)

    @property
    def words(self) -> str:
        """For a clock: why it does not run on."""
        return f"已于{self.on}终止办理（{TERMINATION_GROUNDS[self.ground]}）"


class Closing(Record, frozen=True, kw_only=True):
    """办结. Closed is not solved: `settled` says whether the matter itself was put right (化解)."""

    summary: str
    settled: bool | None


class Reopening(Record, frozen=True, kw_only=True):
    """撤销办结: the closing was a mistake; `closing`, and `archive` where the file had gone there, were undone."""

    reason: str
    approver: str
    closing: Closing
    archive: Archiving | None
