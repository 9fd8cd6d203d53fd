"""The kinds of data package as docs/data.md and docs/schema say them: examples are read and sign to their bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app import data_files
from app.domain.code_lists import CodeList
from app.domain.divisions import DivisionsFile
from app.domain.from_county import DATA_KINDS
from app.domain.regional import PeriodsFile
from app.domain.workdays import YearSchedule
from app.exchange import data_package
from app.exchange.data_package import Manifest
from app.exchange.keys import KeyCard, StationKeys

DOCS = Path(__file__).parents[3] / "docs"
SCHEMA = DOCS / "schema" / "data.schema.json"
CONTENTS = {"holiday_schedule": YearSchedule, "periods": PeriodsFile, "codes": CodeList, "divisions": DivisionsFile}
EXAMPLES = [block.split("```")[0] for block in (DOCS / "data.md").read_text("utf-8").split("```data\n")[1:]]


def schema() -> dict[str, Any]:
    """The JSON Schema of a data package's second line: one alternative for each kind, every object closed."""
    named, parts = msgspec.json.schema_components(CONTENTS.values(), ref_template="#/$defs/{name}")
    manifest = msgspec.json.schema(Manifest)["$defs"]
    for part in (*parts.values(), manifest["KeyCard"]):
        part["additionalProperties"] = False
        part.pop("description", None)
    body = manifest["Manifest"]["properties"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Second line of a data package (docs/exchange.md)",
        "type": "object",
        "properties": {**body, "kind": {"type": "string"}, "content": {"type": "object"}},
        "required": sorted(body),
        "additionalProperties": False,
        "oneOf": [
            {"properties": {"kind": {"const": kind}, "content": content}}
            for kind, content in zip(CONTENTS, named, strict=True)
        ],
        "$defs": {**dict(sorted(parts.items())), "KeyCard": manifest["KeyCard"]},
    }


def test_the_schema_of_data_packages_is_the_one_that_was_read(request: pytest.FixtureRequest) -> None:
    assert CONTENTS.keys() == DATA_KINDS.keys()
    text = json.dumps(schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if request.config.getoption("--update-reference"):
        SCHEMA.write_text(text, "utf-8")
    assert SCHEMA.read_text("utf-8") == text, "read the change, then run pytest --update-reference"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: json.loads(one.split("\n")[1])["kind"])
def test_each_example_is_read_and_signs_to_the_same_bytes(example: str) -> None:
    data = example.encode()
    manifest = json.loads(data.split(b"\n")[1])
    card = msgspec.convert(manifest["card"], KeyCard)
    facts = data_files.read(data, card)
    assert facts.signer == "枫桥县信访局"
    assert json.loads(msgspec.json.encode(facts.file)) == manifest["content"]
    keys = StationKeys(sign_secret=bytes(range(32)), seal_secret="")
    kind, made_on = manifest["kind"], facts.signed_on
    assert data_package.sign(kind, manifest["content"], keys=keys, card=card, made_on=made_on) == data


def test_there_is_an_example_of_every_kind() -> None:
    found = {json.loads(one.split("\n")[1])["kind"] for one in EXAMPLES}
    assert found == DATA_KINDS.keys() - {data_package.HOLIDAY_SCHEDULE}  # that one stands in docs/exchange.md
