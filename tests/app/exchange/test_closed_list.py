"""What may leave a desk and come into a county: every field is on a list that a person has read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.domain.entries import Body, read_body
from app.domain.errors import ExchangeError
from app.domain.steps.table import KINDS
from app.exchange.closed_list import refuse_unlisted, unlisted
from app.exchange.sealed_material import SealedMaterial
from tests.conftest import REFERENCE
from tests.helpers import code_of

SCHEMA = Path(__file__).parents[3] / "docs" / "schema" / "entries.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """The JSON Schema of an entry's body: one alternative for each kind, every object closed."""
    named, parts = msgspec.json.schema_components(KINDS.values(), ref_template="#/$defs/{name}")
    alternatives = [
        {"properties": {"kind": {"const": kind}, "facts": facts}}
        for kind, facts in sorted(zip(KINDS, named, strict=True))
    ]
    body = msgspec.json.schema(Body)["$defs"]["Body"]
    for part in parts.values():
        if part.get("type") == "object" and "properties" in part:
            part["additionalProperties"] = False
        part.pop("description", None)
    return {
        "$schema": DIALECT,
        "title": "Body of a journal entry (docs/journal.md)",
        "type": "object",
        "properties": {**body["properties"], "kind": {"type": "string"}, "facts": {"type": "object"}},
        "required": body["required"],
        "additionalProperties": False,
        "oneOf": alternatives,
        "$defs": dict(sorted(parts.items())),
    }


def test_the_schema_of_entries_is_the_one_that_was_read(request: pytest.FixtureRequest) -> None:
    """A new field of an entry shows here: whoever adds it decides that it may leave the desk."""
    text = json.dumps(schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if request.config.getoption("--update-reference"):
        SCHEMA.write_text(text, "utf-8")
    assert SCHEMA.read_text("utf-8") == text, "read the change, then run pytest --update-reference"


def test_the_schema_of_sealed_material_is_the_one_that_was_read(request: pytest.FixtureRequest) -> None:
    found = msgspec.json.schema(SealedMaterial)
    for part in found["$defs"].values():
        part["additionalProperties"] = False
        part.pop("description", None)
    text = json.dumps({"$schema": DIALECT, **found}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    file = SCHEMA.with_name("material.schema.json")
    if request.config.getoption("--update-reference"):
        file.write_text(text, "utf-8")
    assert file.read_text("utf-8") == text, "read the change, then run pytest --update-reference"


KEPT = [file for folder in ("journal", "journal_0_1") for file in sorted((REFERENCE / folder).glob("*.json"))]


@pytest.mark.parametrize("file", KEPT, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_kept_entry_is_on_the_list(file: Path) -> None:
    assert unlisted(read_body(file.read_bytes())) == ()


def entry(kind: str, facts: dict[str, Any]) -> bytes:
    """A body with these facts."""
    body = json.loads((REFERENCE / "journal" / "closed.json").read_bytes())
    known = body["facts"] if kind == body["kind"] else {}
    body |= {"kind": kind, "facts": known | facts}
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("kind", "facts", "found"),
    [
        ("closed", {"watch": "盯防"}, ("closed.watch",)),
        ("whereabouts", {"place": "县城"}, ("whereabouts",)),
    ],
)
def test_what_is_not_on_the_list_is_named(kind: str, facts: dict[str, Any], found: tuple[str, ...]) -> None:
    assert unlisted(read_body(entry(kind, facts))) == found


@pytest.mark.parametrize("place", ["县城", '"kind":"closed"', '","kind":"closed","officer":"'])
def test_a_kind_that_is_not_on_the_list_leaves_no_desk(place: str) -> None:
    with pytest.raises(ExchangeError, match="whereabouts") as refused:
        refuse_unlisted(entry("whereabouts", {"place": place, "kind": "closed"}))
    assert code_of(refused) == "export-unlisted"
    refuse_unlisted(entry("closed", {"place": place}))
