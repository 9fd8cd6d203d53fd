"""A draft of the opinion that was edited elsewhere comes back: what was changed, and the step that takes it over.

The results (予以支持、解释说明、不予支持) are a decision of the draft and stay as they are; only its words come back.
"""

from __future__ import annotations

import re

import msgspec

from app.domain import shape
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.opinion import Basis, Draft, Opinion, RequestResult
from app.domain.steps.opinion import DraftOpinion, refuse_gaps

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # no document can hold these
_WORDS = "规定：“"
_TYPED_NUMBER = re.compile(r"^\d{1,2}\s*[.．、]\s*(?=《)")  # numbered by hand: the paper numbers by itself
_ARTICLE = re.compile("第[0-9〇零一二三四五六七八九十百千]+[章节条]")


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One part of the draft whose words differ: its field in the step, its Chinese name, both texts."""

    block: str
    title: str
    before: str
    after: str


class Returned(msgspec.Struct, frozen=True, kw_only=True):
    """An edited draft read back; nothing is written until somebody runs `step`."""

    number: str
    changes: tuple[Change, ...]
    notices: tuple[str, ...]
    step: DraftOpinion


class Texts(msgspec.Struct, frozen=True, kw_only=True):
    """What a clerk may edit, as it came back; `opinions` in the order of the requests."""

    facts_found: str
    evidence: tuple[str, ...]
    basis: tuple[str, ...]
    opinions: tuple[str, ...]


def clean(text: str) -> str:
    """Paragraphs without the blanks around them, one a line; what no document can hold is marked."""
    lines = (line.strip() for line in _NOT_XML.sub("\ufffd", text).splitlines())
    return "\n".join(line for line in lines if line)


def basis_words(basis: Basis) -> str:
    """《某法》第八条规定：“条文。” as far as it is given."""
    return f"{basis.law}{basis.article}" + (f"{_WORDS}{basis.words.strip()}”" if basis.words.strip() else "")


def read_basis(written: str) -> Basis:
    """The other way: law, article and quoted words of one line; only blanks at the joints are lost."""
    text = _TYPED_NUMBER.sub("", written.strip(), count=1)
    head, quoted, words = text.partition(_WORDS)
    if not quoted or not words.endswith("”"):
        head, words = text, ""
    place = _end_of_law(head)
    return Basis(law=head[:place].strip(), article=head[place:].strip(), words=words.removesuffix("”").strip())


def redraft(petition: Petition, texts: Texts, notices: tuple[str, ...] = ()) -> Returned:
    """Compare with the draft and make the step that replaces it; parts that were not changed stay as they were.

    The petition has a draft that answers every request. Raises RuleBroken("opinion-incomplete", art. 32) when a
    mandatory content was emptied, RuleBroken("input-invalid") when a text is longer than its field.
    """
    if petition.opinion is None:
        raise RuleBroken("no-draft", "尚未拟写处理意见，没有可以修改的稿子。")
    draft = petition.opinion.draft
    edited = _edited(petition, draft, texts)
    refuse_gaps(msgspec.structs.replace(petition, opinion=Opinion(draft=edited)))
    step = DraftOpinion(
        facts_found=edited.facts_found, evidence=edited.evidence, basis=edited.basis, results=edited.results
    )
    shape.check(step)
    return Returned(
        number=petition.number,
        changes=_changes(draft, edited),
        notices=(*notices, *_consequences(petition)),
        step=step,
    )


def _edited(petition: Petition, draft: Draft, texts: Texts) -> Draft:
    known = {clean(basis_words(basis)): basis for basis in draft.basis}
    lines = [clean(line) for line in texts.basis]
    evidence = tuple(line for text in texts.evidence for line in clean(text).splitlines())
    given = {result.request: result for result in draft.results}
    results = (given[number] for number in range(1, len(petition.requests) + 1))
    return msgspec.structs.replace(
        draft,
        facts_found=_kept(draft.facts_found, texts.facts_found),
        evidence=draft.evidence if evidence == tuple(map(clean, draft.evidence)) else evidence,
        basis=tuple(known.get(line) or read_basis(line) for line in lines if line),
        results=tuple(_answer(result, text) for result, text in zip(results, texts.opinions, strict=True)),
    )


def _answer(result: RequestResult, text: str) -> RequestResult:
    return msgspec.structs.replace(result, opinion=_kept(result.opinion, text))


def _kept(before: str, after: str) -> str:
    """The draft's own text where only blanks differ."""
    return before if clean(before) == clean(after) else clean(after)


def _changes(draft: Draft, edited: Draft) -> tuple[Change, ...]:
    before = {result.request: result.opinion for result in draft.results}
    compared = [
        ("facts_found", "调查核实的事实", draft.facts_found, edited.facts_found),
        ("evidence", "主要证据", "\n".join(draft.evidence), "\n".join(edited.evidence)),
        ("basis", "法律法规依据", _lines(draft.basis), _lines(edited.basis)),
        *(
            (f"results[{r.request - 1}].opinion", f"对第{r.request}项请求的意见", before[r.request], r.opinion)
            for r in edited.results
        ),
    ]
    return tuple(
        Change(block=block, title=title, before=clean(old), after=clean(new))
        for block, title, old, new in compared
        if clean(old) != clean(new)
    )


def _lines(basis: tuple[Basis, ...]) -> str:
    return "\n".join(map(basis_words, basis))


def _consequences(petition: Petition) -> tuple[str, ...]:
    """What taking the text over would mean for what was decided on the draft."""
    opinion = petition.opinion
    if opinion and opinion.issue:
        return (f"处理意见书已于 {opinion.issue.on} 签发，修改的内容不能再采用。",)
    if opinion and opinion.approval and opinion.approval.agreed:
        return (f"本稿已于 {opinion.approval.on} 审批同意，采用修改后须重新审批。",)
    return ()


def _end_of_law(head: str) -> int:
    """Where the law's name ends: before the first article behind 《…》, else behind its last 》."""
    article = _ARTICLE.search(head, head.find("》") + 1)
    if article and article.start():
        return article.start()
    return head.rfind("》") + 1 or len(head)
