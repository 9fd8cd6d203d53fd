"""The JSON Schemas in docs/schema say what the structs say, in the words of other languages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.exchange import acknowledgement, keys
from app.exchange.acknowledgement import Acknowledgement
from app.exchange.format import VERSION, Header, Manifest
from tests.app.exchange.test_closed_list import DIALECT
from tests.app.exchange.test_format import DESK, DESK_CARD, PARTS, WHOLE, listed

FOLDER = Path(__file__).parents[3] / "docs" / "schema"
CANONICAL = "Canonical JSON as in docs/exchange.md, which a schema cannot say."
ADDS = "A newer minor of the same major may add fields at the top."
KEY_ID = {"pattern": "^[0-9a-f]{16}$"}
HASH = {"pattern": "^[0-9a-f]{64}$"}
OF: dict[str, tuple[type[msgspec.Struct], str, dict[str, dict[str, Any]]]] = {
    "header": (
        Header,
        f"Header of a package. {CANONICAL} first <= last. {ADDS}",
        {
            "version": {"enum": [f"{VERSION[0]}.{minor}" for minor in range(VERSION[1] + 1)]},
            "sign": KEY_ID,
            "seal": KEY_ID,
        },
    ),
    "manifest": (
        Manifest,
        f"manifest.json inside the seal. {CANONICAL} first <= last; no part name twice; an attachment is called by its"
        f" sha256; the sizes make less than 2^33. {ADDS}",
        {},
    ),
    "acknowledgement": (Acknowledgement, f"acknowledgement.json. {CANONICAL}", {"last_hash": HASH}),
    "keycard": (
        vars(keys)["_SignedCard"],
        f"Key card. {CANONICAL} One line feed follows.",
        {
            "sign_key": {"pattern": "^[A-Za-z0-9_-]{43}$"},
            "seal_key": {"pattern": "^age1[02-9ac-hj-np-z]{58}$"},
            "signature": {"pattern": "^[A-Za-z0-9_-]{86}$"},
        },
    ),
}


def schema(name: str) -> dict[str, Any]:
    """One schema: closed at every level, every field required but what is left out when it is empty."""
    kind, title, more = OF[name]
    ((top,), parts) = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    for part in parts.values():
        for word in ("description", "title"):
            part.pop(word, None)
        for field, said in part["properties"].items():
            said |= more.get(field, {})
        fields = part["properties"].items()
        part["required"] = [field for field, said in fields if said.pop("default", None) not in ((), "")]
        part["additionalProperties"] = False
    made = {"$schema": DIALECT, "title": title, **parts.pop(top["$ref"].rpartition("/")[2]), "$defs": parts}
    text = json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True)
    return dict(json.loads(text.replace("\\\\A", "^").replace("\\\\Z", "$")))  # anchors as in ECMA-262


@pytest.mark.parametrize("name", OF)
def test_schema_is_the_one_that_was_read(name: str, request: pytest.FixtureRequest) -> None:
    text = json.dumps(schema(name), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    file = FOLDER / f"{name}.schema.json"
    if request.config.getoption("--update-reference"):
        file.write_text(text, "utf-8")
    assert file.read_text("utf-8") == text, "read the change, then run pytest --update-reference"


def fits(value: Any, rule: dict[str, Any], root: dict[str, Any]) -> bool:
    """Whether a value keeps to a schema, as far as our schemas go."""
    if "$ref" in rule:
        return fits(value, root["$defs"][rule["$ref"].rpartition("/")[2]], root)
    types = {"object": dict, "array": list, "string": str, "integer": int}
    if "type" in rule and (not isinstance(value, types[rule["type"]]) or isinstance(value, bool)):
        return False
    if isinstance(value, dict):
        known = rule["properties"]
        inside = all(name in known and fits(each, known[name], root) for name, each in value.items())
        return inside and set(rule["required"]) <= set(value)
    if isinstance(value, list):
        return all(fits(each, rule["items"], root) for each in value)
    if isinstance(value, int):
        return rule.get("minimum", value) <= value <= rule.get("maximum", value) and value in rule.get("enum", [value])
    long = rule.get("minLength", 0) <= len(value) <= rule.get("maxLength", len(value))
    return long and value in rule.get("enum", [value]) and bool(re.search(rule.get("pattern", ""), value))


ANSWER = Acknowledgement(
    station=DESK_CARD.code, epoch=2, last=3, last_hash="0" * 64, county="430682", county_name="某县", received_at="x",
    earlier=(acknowledgement.HeldLine(epoch=1, last=9, last_hash="1" * 64),),
)  # fmt: skip
REAL = {
    "header": json.loads(WHOLE.split(b"\n")[1]),
    "manifest": json.loads(listed(list(PARTS.items()))),
    "acknowledgement": json.loads(acknowledgement.encode(ANSWER)),
    "keycard": json.loads(keys.encode_card(DESK_CARD, DESK)),
}


@pytest.mark.parametrize("name", OF)
def test_what_we_write_keeps_to_its_schema(name: str) -> None:
    rule, real = schema(name), REAL[name]
    assert fits(real, rule, rule)
    assert not fits({**real, "remark": "x"}, rule, rule)
    for field in set(real) - {"earlier"}:
        assert not fits({each: value for each, value in real.items() if each != field}, rule, rule), field
        assert not fits({**real, field: -1}, rule, rule), field
    free = (
        {"county", "county_name", "received_at", "station", "name"} if name in ("acknowledgement", "keycard") else set()
    )
    for field in {each for each, value in real.items() if isinstance(value, str)} - free - {"made_at", "made_on"}:
        assert not fits({**real, field: "x y"}, rule, rule), field
