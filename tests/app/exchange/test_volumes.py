"""What is too much for one package goes into several, each whole in itself."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import ExchangeError, RuleBroken
from app.exchange import desk_side, volumes
from app.exchange.format import peek
from app.exchange.sealing import Source, seal_to
from app.exchange.volumes import PART, SPARE, Outgoing, Volume, cut
from tests.app.exchange.test_format import COUNTY_CARD, DESK, OUTLINE
from tests.helpers import Paired, code_of, registered


def waiting(*sizes: tuple[int, tuple[int, ...]]) -> volumes.Waiting:
    """Entries of given sizes, naming attachments of given sizes; equal sizes are equal attachments."""
    lines = [
        Outgoing(seq, f"{seq:064d}", random.Random(seq).randbytes(size).replace(b"\n", b" "), tuple(map(scan, scans)))
        for seq, (size, scans) in enumerate(sizes, 1)
    ]

    def above(after: int) -> Iterator[Outgoing]:
        return iter(lines[after:])

    return above


def scan(size: int) -> Source:
    data = random.Random(size).randbytes(size)
    return Source.of("attachments/" + hashlib.sha256(data).hexdigest(), data)


def content(volume: Volume) -> bytes:
    data = b"".join(volume.sources[0].read())
    assert (len(data), hashlib.sha256(data).hexdigest()) == volume.sources[0][1:3]
    return data


@settings(deadline=None, max_examples=20)
@given(
    st.lists(st.tuples(st.integers(1, 3000), st.lists(st.integers(1, 4000), max_size=3).map(tuple)), max_size=25),
    st.integers(1, 20_000),
    st.sampled_from([0, 5000, volumes.HELD]),
)
def test_every_entry_is_in_one_volume_with_what_it_names(
    sizes: list[tuple[int, tuple[int, ...]]], room: int, held: int
) -> None:
    source = waiting(*sizes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(volumes, "HELD", held)  # what is more is read a second time
        found = list(cut(source, 0, SPARE + room))
    assert [seq for volume in found for seq in range(volume.first, volume.last + 1)] == list(range(1, len(sizes) + 1))
    bodies = [one.body for one in source(0)]
    assert [content(volume) for volume in found] == [b"\n".join(bodies[one.first - 1 : one.last]) for one in found]
    brought: set[str] = set()
    for volume in found:
        names = [each.name for each in volume.sources[1:]]
        named = {each.name for one in list(source(volume.first - 1))[: volume.entries] for each in one.attachments}
        assert set(names) == named - brought
        assert len(names) == len(set(names))
        brought |= named
        parts = sum(each.size + PART for each in volume.sources)
        assert volume.entries == 1 or parts <= SPARE + room + volume.entries + PART


def test_a_volume_of_what_does_not_compress_keeps_to_its_limit(tmp_path: Path) -> None:
    limit = 2 * 1024 * 1024
    for number, volume in enumerate(cut(waiting(*[(100, (300_000 + n,)) for n in range(20)]), 0, limit)):
        file = tmp_path / f"{number}.swt"
        seal_to(file, OUTLINE, volume.sources, signer=DESK, recipient=COUNTY_CARD)
        assert limit * 0.7 < file.stat().st_size <= limit or volume.last == 20


def test_an_entry_that_is_too_large_by_itself_goes_alone() -> None:
    found = list(cut(waiting((10, ()), (10, (90_000,)), (10, ())), 0, SPARE + 5000))
    assert [(volume.first, volume.last) for volume in found] == [(1, 1), (2, 2), (3, 3)]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> int:
    """A limit that some registrations exceed."""
    monkeypatch.setattr(desk_side, "LEAST_VOLUME", 1)
    return SPARE + 3500


def test_a_desk_exports_in_volumes_and_the_county_takes_them_one_by_one(paired: Paired, small: int) -> None:
    for _ in range(6):
        registered(paired.desk)
    sent = paired.desk.export(paired.stick, volume=small)
    files = [Path(str(sent.file)), *map(Path, sent.volumes)]
    assert len(files) > 2
    assert f"分为 {len(files)} 个数据包" in sent.words
    heads = [peek(file.read_bytes()) for file in files]
    assert [head.first for head in heads[1:]] == [head.last + 1 for head in heads[:-1]]
    assert (heads[0].first, heads[-1].last) == (sent.first, sent.last)
    with pytest.raises(ExchangeError) as refused:
        paired.county.receive(files[1])
    assert code_of(refused) == "package-gap"
    assert sum(paired.county.receive(file).new for file in files) == sent.entries
    paired.desk.receive(paired.county.reply(paired.desk.station, paired.stick))
    assert paired.desk.exchange().waiting == 0
    assert paired.county.verify(rebuild=True)["entries"] == sent.entries


def test_a_stick_that_fails_at_the_second_volume_keeps_the_first(paired: Paired, small: int, tmp_path: Path) -> None:
    for _ in range(4):
        registered(paired.desk)
    tried = paired.desk.export(paired.stick, volume=small)
    blocked = tmp_path / "blocked"
    (blocked / Path(tried.volumes[0]).name).mkdir(parents=True)  # no file can take this name
    with pytest.raises(ExchangeError) as refused:
        paired.desk.export(blocked, volume=small)
    assert code_of(refused) == "medium-failed"
    written, following = refused.value.facts["written"], refused.value.facts["next"]
    assert [Path(file).name for file in written] == [Path(str(tried.file)).name]
    assert f"从第 {following} 号起接着导出" in refused.value.message
    (further := tmp_path / "further").mkdir()
    rest = paired.desk.export(further, volume=small, first=following)
    assert rest.first == following
    for file in (*written, rest.file, *rest.volumes):
        paired.county.receive(Path(str(file)))
    assert paired.county.head(paired.desk.station, 1).seq == paired.desk.exchange().written


@pytest.mark.parametrize("given_", [0, 1024, 8 * 1024**3])
def test_a_volume_of_no_sensible_size_is_refused(paired: Paired, given_: int) -> None:
    with pytest.raises(RuleBroken) as refused:
        paired.desk.export(paired.stick, volume=given_)
    assert code_of(refused) == "export-volume"
