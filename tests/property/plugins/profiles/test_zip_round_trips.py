"""Exported here, imported there: the same pool, byte for byte."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penstock.adapters.testing.invariants.pictures import png
from penstock.adapters.testing.profile_house import ProfileHouse
from penstock.core.contracts.uploads import Upload
from penstock.plugins.profiles.names import readable

from .zip_houses import carried, house, leftovers, seen

POOLS = 1_000 if os.environ.get("PENSTOCK_PROFILE") == "nightly" else 60
LABELS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)
NAMES = LABELS.map(readable).filter(bool)
KINDS = ("add", "add", "mask", "select", "move", "remove", "undo", "label")
STEPS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 9), LABELS),
    max_size=12,
)


@pytest.fixture(scope="module")
def two() -> Iterator[tuple[ProfileHouse, ProfileHouse]]:
    """Two data folders."""
    with house() as source, house() as target:
        yield source, target


def play(where: ProfileHouse, pool_id: str, steps: list[tuple[str, int, str]]) -> None:
    """Do to a pool what a person may do."""
    for what, number, label in steps:
        slots = where.store.order(pool_id).slots
        one = slots[number % len(slots)] if slots else ""
        if what == "add":
            where.fill(pool_id, label)
        elif what == "undo" and where.store.pool(pool_id).undo is not None:
            where.pools.undo(pool_id)
        elif slots and what == "mask":
            where.pools.set_mask(pool_id, one, mask(where, number))
        elif slots and what == "select":
            where.pools.select(pool_id, one)
        elif slots and what == "move":
            where.pools.move(pool_id, [one], slots[-1] if one != slots[-1] else None)
        elif slots and what == "remove":
            where.pools.remove(pool_id, [one])
        elif slots and what == "label":
            where.pools.label(pool_id, one, label)


def mask(where: ProfileHouse, number: int) -> Upload:
    path = where.folder / "mask.upload"
    path.write_bytes(png(number))
    return Upload(path=path, file_name="mask.png", size=path.stat().st_size)


@settings(max_examples=POOLS, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=NAMES, steps=STEPS)
def test_a_profile_is_the_same_on_another_machine(
    two: tuple[ProfileHouse, ProfileHouse], name: str, steps: list[tuple[str, int, str]]
) -> None:
    """Whatever was done to a pool: images, masks, labels, order, selection, ids and name arrive; nothing is left."""
    source, target = two
    profile = source.profiles.create(name)
    play(source, profile.id, steps)

    there = carried(source, profile.id, target)

    assert seen(target, there) == seen(source, profile.id)
    assert target.profiles.get(there).name == profile.name
    assert target.profiles.get(there).created == profile.created
    assert leftovers(source) == leftovers(target) == []
    for where, one in ((source, profile.id), (target, there)):
        where.store.purge(where.profiles.delete(one))


def test_what_came_can_go_on(two: tuple[ProfileHouse, ProfileHouse]) -> None:
    """An imported pool takes new images under new names, and goes back the same way."""
    source, target = two
    profile = source.profiles.create("There and back")
    source.fill(profile.id, "a", "b")

    there = carried(source, profile.id, target)
    target.fill(there, "c")
    target.pools.remove(there, [target.store.order(there).slots[0]])
    back = carried(target, there, source)

    assert seen(source, back) == seen(target, there)
    assert [slot.label for slot in source.store.page(back).slots] == ["b", "c"]
    assert len({slot[1] for slot in seen(target, there)["slots"]}) == 2
