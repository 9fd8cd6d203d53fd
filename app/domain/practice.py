"""The practice desk: known by its station code, so that nothing that it writes can be taken for real.

Codes of 4399 belong to no prefecture (GB/T 2260: 43 is 湖南省, its prefectures end at 31). Journal, package, key card
and paper all bear the station's code: there is no mark that could be lost.
"""

from __future__ import annotations

from app.domain.errors import RuleBroken

PREFIX = "4399"
MARK = "练习台·样件"
PASSPHRASE = "演示口令-请勿用于实际工作"  # told to everybody
FILE = "practice.txt"  # in the desk's folder: tells it before the desk is open; what counts is the code
TOLD = f"{MARK}　内容均为虚构，不得用于实际工作"  # the band on windows and papers


def is_practice(code: str) -> bool:
    """Whether a station, county or body of this code is for practice alone."""
    return code.startswith(PREFIX)


def refuse_apart(ours: str, theirs: str, name: str) -> None:
    """Practice and work know nothing of each other, in neither direction. Raises RuleBroken("practice-apart")."""
    if is_practice(ours) == is_practice(theirs):
        return
    if is_practice(ours):
        told = f"这是练习用的，不能与“{name}”（{theirs}）往来：练习的内容不得报送给实际工作的单位。"
    else:
        told = f"“{name}”（{theirs}）是练习用的，不能与其往来：实际工作的内容不得报送到练习台。"
    raise RuleBroken("practice-apart", told, ours=ours, theirs=theirs)


def refuse_for_work(station: str) -> None:
    """A desk for work bears no code of practice. Raises RuleBroken("practice-code")."""
    if is_practice(station):
        raise RuleBroken(
            "practice-code",
            f"{PREFIX}开头的代码只用于练习台，不能用于实际工作。请填写本单位的统计用区划代码。",
            field="station",
        )
