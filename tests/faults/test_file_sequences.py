"""G1: deaths in sequences of two and three operations, and in the opening that follows a death."""

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from .file_crashes import all_deaths, die
from .file_laboratory import Laboratory, laboratory
from .file_sequences import die_twice, pairs, sequence, some_deaths
from .file_tables import Table
from .file_tables_of_all import TABLES

NIGHTLY: Final = os.environ.get("PENSTOCK_PROFILE") == "nightly"
PAIRS: Final = 10_000 if NIGHTLY else 4
DEATHS: Final = 6 if NIGHTLY else 3
TRIPLES: Final = 120 if NIGHTLY else 2
OPENINGS: Final = 60 if NIGHTLY else 3
NAMED: Final = [pytest.param(table, id=table.name) for table in TABLES]
WITHOUT_DATABASE: Final = [pytest.param(one, id=one.name) for one in TABLES if one.name not in ("pools", "profiles")]


@pytest.fixture(scope="module")
def lab() -> Iterator[Laboratory]:
    """One folder for all tries of this module."""
    with laboratory() as folder:
        made = Laboratory(Path(folder))
        yield made
        made.clear()


def tried(lab: Laboratory, table: Table, names: tuple[str, ...], count: int, chance: random.Random) -> int:
    """Die somewhere in this sequence; how often."""
    steps, name = sequence(table, names), ", then ".join(names)
    deaths = list(some_deaths(lab.course(table, name, steps), count, chance))
    for death in deaths:
        die(lab, table, name, steps, death)
    return len(deaths)


@pytest.mark.parametrize("table", NAMED)
def test_a_death_in_two_operations_loses_nothing(lab: Laboratory, table: Table, figure) -> None:
    """Every operation after every other: all pairs at night, a sample for each change."""
    chance = random.Random(table.name)
    every = pairs(table)
    chosen = every if len(every) <= PAIRS else chance.sample(every, PAIRS)
    deaths = sum(tried(lab, table, names, DEATHS, chance) for names in chosen)
    assert deaths
    figure("G1", "deaths in two operations", deaths, "deaths", measured={"pairs of a store": float(len(chosen))})


@pytest.mark.parametrize("table", NAMED)
def test_a_death_in_three_operations_loses_nothing(lab: Laboratory, table: Table, figure) -> None:
    """Any three, one after the other."""
    chance = random.Random(f"three {table.name}")
    names = list(table.operations)
    chosen = [tuple(chance.choices(names, k=3)) for _ in range(TRIPLES)]
    deaths = sum(tried(lab, table, one, 1, chance) for one in chosen)
    assert deaths
    figure("G1", "deaths in three operations", deaths, "deaths")


@pytest.mark.parametrize("table", WITHOUT_DATABASE)
def test_a_death_while_opening_after_a_death_loses_nothing(lab: Laboratory, table: Table, figure) -> None:
    """Whoever dies while it tidies what another one left does no harm either."""
    chance = random.Random(f"opening {table.name}")
    found = []
    for _ in range(OPENINGS):
        name = chance.choice(list(table.operations))
        steps = table.operations[name]
        death = chance.choice(list(all_deaths(lab.course(table, name, steps))))
        found.append(die_twice(lab, table, name, steps, death, chance.randint(1, 8), after=chance.random() < 0.5))
    figure("G1", "deaths while opening after a death", len(found), "openings")
