"""Quoted articles: found by what a step names, and nothing where nothing is quoted."""

from __future__ import annotations

import json

import pytest

from app.domain.articles import Articles, read_articles
from app.domain.errors import RuleBroken
from app.domain.records.opinion import Basis
from app.domain.redraft import basis_words, read_basis
from app.shipped import data_folder, load_articles, load_periods, load_routes

FILE = data_folder() / "articles" / "national.json"
ARTICLES: Articles = load_articles()
LAW = "《信访工作条例》"


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        (f"{LAW}第三十四条", ["第三十四条"]),
        (f"{LAW}第二十三条第一款、第三十四条", ["第二十三条第一款", "第三十四条"]),
        (f"{LAW}第二十条第一款、第三款", ["第二十条第一款", "第二十条第三款"]),
        (f"{LAW}第三十一条第五项、第六项", ["第三十一条第五项", "第三十一条第六项"]),
        (f"{LAW}第三十二条", ["第三十二条", "第三十二条第一项", "第三十二条第二项", "第三十二条第三项"]),
        (f"{LAW}第十九条第一款（如实记录）", ["第十九条第一款"]),
        (f"{LAW}第三条", []),
        (f"{LAW}第三十条", ["第三十条"]),
        ("《中华人民共和国民法典》第三十四条", []),
        (f"《山东省信访条例》第三十四条、{LAW}第二十九条", ["第二十九条"]),
        ("首问责任制（本地规定）", []),
        ("", []),
    ],
)
def test_what_a_reference_names_is_found(reference: str, found: list[str]) -> None:
    assert [one.article for one in ARTICLES.quoted(reference)] == found


def test_a_line_names_the_article_and_leaves_out_visibly() -> None:
    (line,) = ARTICLES.words(f"{LAW}第三十三条")
    assert line.startswith("第三十三条：“在不违反")
    assert "……" in line


def test_each_article_stands_once_in_the_order_of_the_law() -> None:
    assert len({one.article for one in ARTICLES.articles}) == len(ARTICLES.articles)


def test_the_same_words_are_quoted_for_routes_and_periods() -> None:
    guide = load_routes()
    for way in (*guide.questions, guide.otherwise):
        assert [one.words for one in ARTICLES.quoted(way.article)] == [way.words]
    for period in load_periods().all:
        if period.basis and period.article.startswith(LAW):
            said = "".join(piece for one in ARTICLES.quoted(period.article) for piece in one.words)
            assert period.basis.removesuffix("。") in said, period.code


@pytest.mark.parametrize("one", ARTICLES.articles, ids=lambda one: one.article)
def test_a_chosen_article_comes_back_from_an_edited_opinion(one: object) -> None:
    basis = Basis(law=ARTICLES.law, article=one.article, words=one.text)  # type: ignore[attr-defined]
    assert read_basis(basis_words(basis)) == basis


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"第三十四条"', '"三十四"', "第三十一条第六项”的样式"),
        ('"第三十四条"', '"第三十五条"', "写了两次"),
        ('"words"', '"word"', "没有这个字段"),
    ],
)
def test_a_wrong_file_is_refused_with_the_line(old: str, new: str, said: str) -> None:
    data = FILE.read_text("utf-8").replace(old, new, 1).encode()
    with pytest.raises(RuleBroken) as refused:
        read_articles(data, FILE.name)
    assert said in refused.value.message
    assert refused.value.facts["mistakes"][0]["line"] > 1
    assert json.loads(data)
