"""Any bytes of an entry: read the same by every reader, kept as they came, or refused; none is ever lost."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.entries import Unknown, body_of, read_body
from app.domain.errors import StorageError
from app.domain.steps.table import KINDS, read_entry
from tests.app.domain.test_entries import EXAMPLES, REFERENCE, entry_of, independent

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)


@given(texts, texts, texts, st.lists(texts, max_size=3), st.integers(1, 2**53 - 1), st.dates())
def test_any_entry_reads_the_same_to_every_reader_of_json(
    officer: str, place: str, record: str, evidence: list[str], seq: int, on: dt.date
) -> None:
    facts = KINDS["investigated"](place=place, participants=(officer,), record=record, evidence=tuple(evidence))
    entry = msgspec.structs.replace(entry_of("investigated", facts, seq=seq), officer=officer, on=on)
    body = body_of(entry)
    assert body == independent(body)
    assert read_entry(body) == entry
    assert body_of(read_entry(body)) == body
    assert b"\n" not in body  # so that a line is an entry


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(texts, values, max_size=4), st.text(st.characters(categories=("Ll",)), min_size=1, max_size=12))
def test_a_kind_of_a_later_program_is_kept_byte_for_byte(facts: dict[str, Any], kind: str) -> None:
    kind = f"later_{kind}"
    written = json.loads(body_of(entry_of("closed", KINDS["closed"](**EXAMPLES["closed"]))))
    written |= {"kind": kind, "facts": facts}
    body = json.dumps(written, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    entry = read_entry(body)
    assert isinstance(entry.facts, Unknown)
    assert body_of(entry) == body
    assert kind in entry.facts.sentence(entry)
    assert entry.facts.serials() == ()


@given(st.binary(max_size=200))
def test_bytes_that_are_no_entry_are_a_storage_error(data: bytes) -> None:
    with pytest.raises(StorageError) as refused:
        read_entry(data)
    assert refused.value.code == "entry-damaged"


@pytest.mark.parametrize("damage", [b'"facts":[]', b'"facts":{}', b'"facts":{"settled":3,"summary":""}'])
def test_facts_of_another_shape_are_a_storage_error(damage: bytes) -> None:
    body = body_of(entry_of("closed", KINDS["closed"](**EXAMPLES["closed"])))
    facts = b'"facts":{"settled":null,"summary":"' + "已送达".encode() + b'"}'
    assert facts in body
    with pytest.raises(StorageError) as refused:
        read_entry(body.replace(facts, damage))
    assert refused.value.code == "entry-damaged"


@given(st.data())
def test_facts_with_any_byte_changed_are_read_or_refused(data: st.DataObject) -> None:
    body = bytearray((REFERENCE / "journal" / "registered.json").read_bytes())
    place = data.draw(st.integers(0, len(body) - 1))
    body[place] ^= data.draw(st.integers(1, 255))
    try:
        read = read_entry(bytes(body))
    except StorageError as error:
        assert error.code in ("entry-damaged", "entry-newer")  # noqa: PT017 - both ways are right
    else:
        assert read.facts is not None


def test_an_entry_of_a_newer_format_asks_for_a_newer_program() -> None:
    body = (REFERENCE / "journal" / "closed.json").read_bytes().replace(b'"v":1', b'"v":2')
    with pytest.raises(StorageError) as refused:
        read_body(body)
    assert refused.value.code == "entry-newer"
    assert "升级" in refused.value.message
