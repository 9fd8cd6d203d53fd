"""The six routes of art. 31: the list of questions as data, and what stays impossible on the first five."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from app import shipped
from app.domain.clocks import clocks_of
from app.domain.codes import ROUTES
from app.domain.data_file import line_of
from app.domain.errors import RuleBroken
from app.domain.papers import PAPERS, SERVED, offered
from app.domain.records.opinion import Basis
from app.domain.routes import Guide, read_guide
from app.domain.steps import table
from app.domain.steps.notice import NotifyRoute
from app.domain.steps.reply import Reply
from app.domain.steps.service import Serve
from app.domain.steps.step import Step
from app.shipped import data_folder, load_routes
from tests.app.domain.folding import TODAY, Folding

FILE = data_folder() / "routes" / "national.json"
GUIDE = load_routes()
OTHER_WAYS = [code for code in ROUTES if code != "31-6"]
OF_OPINION = {"accept", "draft_opinion", "approve_opinion", "issue_opinion", "extend"}
DECIDING = {"F03", "F04", "F04b", "F05", "F06", "F07", "F12", "F13", "F14"}
ON_WAY = OF_OPINION | {
    "assign",
    "investigate",
    "reply",
    "serve",
    "withdraw",
    "terminate",
    "close",
    "archive",
    "request_review",
}
OF_REVIEW = {"F12", "F15", "F16", "F17", "F18", "F19"}
PERIODS, CALENDAR = shipped.load_periods(), shipped.load_calendar()


# The shipped list


def test_the_questions_stand_in_the_order_of_the_law_and_the_sixth_route_remains() -> None:
    assert [way.code for way in GUIDE.questions] == OTHER_WAYS
    assert GUIDE.otherwise.code == "31-6"
    assert all(way.ask.endswith("？") and "是否" in way.ask for way in (*GUIDE.categories, *GUIDE.questions))


@pytest.mark.parametrize("way", GUIDE.questions, ids=OTHER_WAYS)
def test_each_route_quotes_the_law_and_names_where_it_leads_without_an_opinion(way: Any) -> None:
    assert way.article == f"《信访工作条例》第三十一条第{'一二三四五'[int(way.code[-1]) - 1]}项"
    assert way.words
    assert way.leads_to
    assert "F12" in way.barred
    assert not way.review
    assert "[drafted]" in way.source


def test_only_the_sixth_route_ends_in_opinion_and_review() -> None:
    ends = [way.code for way in (*GUIDE.questions, GUIDE.otherwise) if "F12" in way.papers]
    assert ends == ["31-6"]
    assert "出具信访处理意见书" in GUIDE.otherwise.words[0]


def test_a_denunciation_makes_no_paper_here() -> None:
    assert GUIDE.way("denunciation").papers == ()


def test_each_typical_matter_names_its_source_and_only_the_law_that_is_there() -> None:
    assert 3 <= len(GUIDE.matters) <= 5
    for matter in GUIDE.matters:
        assert matter.source
        assert matter.basis.startswith("《信访工作条例》第三十一条")


def test_the_plain_answer_names_each_paper() -> None:
    answer = GUIDE.answer()
    assert answer["questions"][4]["papers"][1] == {"code": "F13", "title": PAPERS["F13"].title}
    assert json.dumps(answer, ensure_ascii=False)


# A county's own list


def change(mend: Callable[[dict[str, Any]], None]) -> bytes:
    told = json.loads(FILE.read_text("utf-8"))
    mend(told)
    return json.dumps(told, ensure_ascii=False, indent=2).encode()


def put(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    def mend(told: dict[str, Any]) -> None:
        *way, last = path.split(".")
        for part in way:
            told = told[int(part)] if part.isdigit() else told[part]
        told[last] = value

    return mend


def test_an_empty_table_of_matters_is_allowed() -> None:
    assert read_guide(change(put("matters", [])), "r.json").matters == ()


def test_a_county_may_put_its_own_words_and_matters() -> None:
    row = {"number": 1, "category": "a", "problem": "b", "way": "c", "basis": "d", "source": "e"}
    guide = read_guide(change(put("matters", [row])), "r.json")
    assert guide.matters[0].problem == "b"


BROKEN = [
    ("questions.0.papers", ["F04", "F12"], "questions[0].papers", "不能出具信访处理意见书"),
    ("questions.4.barred", [], "questions[4].papers", "不能出具信访处理意见书"),
    ("questions.3.review", True, "questions[3].review", "不能告知复查"),
    ("questions.2.code", "31-9", "questions", "应依次为"),
    ("questions.1.ask", " ", "questions[1].ask", "不能为空"),
    ("questions.1.papers", ["F99"], "questions[1].papers[0]", "没有代号"),
    ("questions.1.leads_to", "", "questions[1].leads_to", "不能为空"),
    ("questions.1.colour", "red", "questions[1].colour", "没有这个字段"),
    ("categories.1.papers", ["F12"], "categories[1].papers", "不能出具信访处理意见书"),
    ("categories.0.code", "claim", "categories", "各一项"),
    ("otherwise.review", False, "otherwise", "告知复查"),
    ("otherwise.code", "31-5", "otherwise.code", "31-6"),
    ("matters.1.number", 7, "matters[1].number", "依次编为 2"),
    ("matters.0.basis", 3, "matters[0].basis", "应为文字"),
    ("valid_from", "2022", "valid_from", "日期"),
]


@pytest.mark.parametrize(("path", "value", "place", "said"), BROKEN, ids=[row[0] for row in BROKEN])
def test_a_wrong_list_is_refused_with_the_line(path: str, value: object, place: str, said: str) -> None:
    data = change(put(path, value))
    with pytest.raises(RuleBroken) as refused:
        read_guide(data, "r.json")
    assert refused.value.code == "routes-invalid"
    mistakes = refused.value.facts["mistakes"]
    found = next(mistake for mistake in mistakes if mistake["place"] == place and said in mistake["problem"])
    assert f"第{found['line']}行" in refused.value.message
    head = place.split("[")[0].split(".")[0]
    assert found["line"] >= next(n for n, line in enumerate(data.decode().split("\n"), 1) if f'"{head}"' in line)


def test_the_line_is_that_of_the_very_value() -> None:
    text = FILE.read_text("utf-8")
    for path, words in (
        ("questions[1].ask", GUIDE.questions[1].ask),
        ("questions[4].papers[1]", '"F13"'),
        ("matters[2].problem", GUIDE.matters[2].problem),
    ):
        assert words in text.split("\n")[line_of(text, path) - 1]
    assert line_of(text, "questions[1].missing") == line_of(text, "questions[1]")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{\n  "title": "x",,\n}', "第2行"),
        ("全国".encode("gbk"), "UTF-8"),
        (b"[" * 100_000, "格式不对"),
        (b"[]", "应为一个对象"),
        (FILE.read_bytes().replace(b'"title": "', b'"title": "x", "title": "', 1), "重复"),
    ],
    ids=["comma", "encoding", "deep", "list", "twice"],
)
def test_what_is_no_such_file_is_refused_in_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        read_guide(data, "r.json")
    assert said in refused.value.message
    assert "r.json" in refused.value.message


# The error that the ministries name


def taken(folding: Folding, step: Step) -> Folding | None:
    """A copy that went one step further, None where the step is refused."""
    further = copy.copy(folding)
    further.serials = Counter(folding.serials)
    try:
        further.run(step)
    except RuleBroken:
        return None
    return further


def moves() -> list[Step]:
    """Every step of the table, filled in as its example, today; the ones that need more have it."""
    examples = [msgspec.convert(step.example, step) for step in table.STEPS.values()]
    own = Reply(findings="属实", handling="已改正", basis=(Basis(law="《水法》"),))
    served = [Serve(paper=paper) for paper in SERVED]  # type: ignore[arg-type]
    return [msgspec.structs.replace(step, on=None) for step in (*examples, *served, own)]


def state(folding: Folding) -> tuple[object, ...]:
    """What sets two petitions apart here: the way to an end. Letters about a matter only multiply its states."""
    petition = folding.petition
    possible = tuple(sorted(offer.step for offer in table.offers(petition) if offer.possible and offer.step in ON_WAY))
    return possible, tuple(sorted(DECIDING & {paper.code for paper in petition.made})), petition.stage


def reachable(folding: Folding) -> list[Folding]:
    """One petition for every state that can be reached, by walking on from each new one with every step there is."""
    steps = moves()
    found = {state(folding): folding}
    waiting = [folding]
    while waiting:
        here = waiting.pop()
        for step in steps:
            further = taken(here, step)
            if further is not None and state(further) not in found and len(further.petition.contacts) < 3:
                found[state(further)] = further
                waiting.append(further)
    return list(found.values())


@pytest.mark.parametrize("route", OTHER_WAYS)
def test_from_a_petition_on_another_route_no_opinion_and_no_review_can_be_reached(route: str) -> None:
    first = Folding()
    body = "" if route in ("31-4", "31-5") else "县人民法院"
    first.run(NotifyRoute(route=route, procedure="该程序", body=body))  # type: ignore[arg-type]
    met = reachable(first)
    assert any(folding.petition.closing for folding in met)
    for folding in met:
        petition = folding.petition
        assert petition.notice is not None
        assert petition.notice.route == route
        assert petition.opinion is None
        assert not OF_REVIEW & {paper.split(".")[0] for paper in offered(petition)}
        clocks = {clock.code for clock in clocks_of(petition, PERIODS, CALENDAR, TODAY + dt.timedelta(days=90))}
        assert not clocks & {"D5", "D6", "D7", "D8", "D9", "D10"}
        for offer in table.offers(petition):
            if offer.step in OF_OPINION or "review" in offer.step:
                assert not offer.possible, offer.step


def test_only_the_fifth_route_ends_in_the_notice_of_what_was_done() -> None:
    ends = {}
    for route in OTHER_WAYS:
        first = Folding()
        body = "" if route in ("31-4", "31-5") else "县人民法院"
        first.run(NotifyRoute(route=route, procedure="该程序", body=body))  # type: ignore[arg-type]
        ends[route] = {paper.code for folding in reachable(first) for paper in folding.petition.made}
    assert [route for route, codes in ends.items() if "F13" in codes] == ["31-5"]
    for route, codes in ends.items():
        assert codes & DECIDING <= set(GUIDE.way(route).papers)


def test_the_shipped_list_reads_as_a_guide() -> None:
    assert isinstance(read_guide(FILE.read_bytes(), FILE.name), Guide)
