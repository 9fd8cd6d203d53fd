"""A package is taken in piece by piece, and all the same whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.county import folding, received
from app.county.lines import LINE_LIMIT, check_lines
from app.domain.errors import ExchangeError
from app.domain.steps.acceptance import Accept
from app.exchange.format import Header, peek
from tests.app.county.test_store import count, exported, hostile, lines
from tests.helpers import STATION, Paired, code_of, registered


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches so small that every package has several."""
    monkeypatch.setattr(received, "BATCH", 2)
    monkeypatch.setattr(folding, "HELD", 2)


@pytest.mark.usefixtures("small")
def test_petitions_over_many_batches_fold_to_the_same(paired: Paired) -> None:
    numbers = [registered(paired.desk) for _ in range(4)]
    first = exported(paired.desk, paired.stick)
    for number in numbers:
        paired.desk.run(number, Accept())
    second = exported(paired.desk, paired.stick)
    assert paired.county.receive(first).petitions == 4
    merged = paired.county.receive(second)
    assert (merged.new, merged.petitions) == (4, 4)
    assert paired.county.verify(rebuild=True)["rebuilt"] == {"petitions": 4}
    assert {paired.county.show(number)[0].stage for number in numbers} == {"accepted"}


@pytest.mark.usefixtures("small")
def test_what_is_wrong_at_the_end_takes_back_the_beginning(paired: Paired, desk_folder: Path) -> None:
    good = lines(*({"seq": seq} for seq in range(1, 8)))
    bad = [*good[:6], good[6].replace(b'"seq":7', b'"seq":8')]
    with pytest.raises(ExchangeError) as refused:
        paired.county.receive(hostile(paired, desk_folder, b"\n".join(bad), first=1, last=7))
    assert code_of(refused) == "package-chain"
    assert refused.value.facts["seq"] == 7
    assert count(paired.county) == 0
    assert paired.county.receive(hostile(paired, desk_folder, b"\n".join(good), first=1, last=7)).new == 7


@pytest.mark.usefixtures("small")
def test_a_chain_that_is_broken_is_said_before_a_gap(paired: Paired, desk_folder: Path) -> None:
    good = lines(*({"seq": seq} for seq in range(1, 8)))
    ahead = hostile(paired, desk_folder, b"\n".join(good[2:]), first=3, last=7)
    with pytest.raises(ExchangeError) as refused:
        paired.county.receive(ahead)
    assert (code_of(refused), refused.value.facts["missing"]) == ("package-gap", [1, 2])
    broken = hostile(paired, desk_folder, b"\n".join([*good[2:6], b"{}"]), first=3, last=7)
    with pytest.raises(ExchangeError) as refused:
        paired.county.receive(broken)
    assert code_of(refused) == "package-chain"


@pytest.mark.parametrize("size", [1, 7, 400, 10_000])
def test_lines_are_cut_wherever_the_pieces_end(paired: Paired, size: int) -> None:
    registered(paired.desk)
    bodies = [entry.body for entry in vars(paired.desk)["_journal"].lines(STATION, 1, 0)]
    part = b"\n".join(bodies)
    header = _header(paired)
    pieces = [part[at : at + size] for at in range(0, len(part), size)]
    assert [line.body for line in check_lines(pieces, header)] == bodies


def test_a_line_without_an_end_is_refused_before_it_fills_the_memory(paired: Paired) -> None:
    registered(paired.desk)
    header, taken = _header(paired), 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield bytes(1024 * 1024)

    with pytest.raises(ExchangeError, match="过长"):
        list(check_lines(endless(), header))
    assert taken <= LINE_LIMIT // (1024 * 1024) + 1


def _header(paired: Paired) -> Header:
    return peek(exported(paired.desk, paired.stick).read_bytes())
