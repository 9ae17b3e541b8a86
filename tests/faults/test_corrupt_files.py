"""Every file that holds no picture, damaged at many places, gone, or another's: told, kept, and made good again."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from penstock.adapters.testing.invariants.crashes import quick_folder
from penstock.adapters.testing.route_client import Answer

from .corrupt_targets import POOL, TARGETS, Target
from .damages import Found, damages, is_json, tried
from .full_folder import fill, opened

NIGHTLY: Final = os.environ.get("PENSTOCK_PROFILE") == "nightly"
PLACES: Final = 250 if NIGHTLY else 6
"""Damages of each file."""

RESTORED: Final = ("story.json", "prompts.json", "style.json", "scene.json", "profiles.json")
"""Documents of which a last good copy is kept."""

HEADER_BYTES: Final = ((0, 0), (16, 0), (17, 1), (18, 3), (19, 3), (21, 0), (28, 1), (47, 5), (59, 0xFE))
"""Of SQLite's header, with what SQLite takes for a file that is read-only, newer, or of another kind."""

DESCRIPTIONS: Final = (b"CREATE TABLE workflows_workflow ", b"CREATE TABLE workflows_version ")


@pytest.fixture(scope="module")
def full() -> Iterator[Path]:
    """A folder in which every store holds something."""
    with quick_folder() as home:
        with opened(home / "full") as application:
            fill(application)
        yield home / "full"


def named(full: Path, target: Target) -> str:
    """The file that is meant, relative to the folder."""
    return str(sorted(full.glob(target.pattern))[0].relative_to(full))


def slots(answer: Answer) -> int:
    """How many pictures a pool shows; -1 where it says why it does not."""
    return len(answer.json["slots"]) if answer.status == 200 else -1


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.pattern.replace("user/__penstock/", ""))
def test_a_damaged_file_is_told_and_costs_nothing_else(target: Target, full: Path, figure: Callable[..., None]) -> None:
    """No traceback, no 500, no picture lost; the damaged bytes stay, health tells of what was set aside."""
    name = named(full, target)
    data = (full / name).read_bytes()
    tries = list(damages(len(data), PLACES))
    for damage in tries:
        damaged = damage.done_to(data)
        found = tried(full, name, damaged, target.looks, target.write)
        is_kept = found.has_kept or name.endswith(".db")  # SQLite writes to a database before it notices
        assert is_kept or target.derived or is_json(damaged), (damage, found.log)
        told = [one["message"] for one in found.health.json["troubles"]]
        assert bool(told) >= bool(found.aside), (damage, found.aside)
        if POOL[0] in found.shown and not is_json(damaged):
            assert slots(found.shown[POOL[0]]) == 4, damage
        if name.startswith("output/") and name.endswith(RESTORED) and not is_json(damaged):
            _check_restored(found, damage)
    figure("G20", "places of every file damaged: flipped, cut off, zeroed, filled", len(tries), "damages")


def test_bytes_that_lead_to_rows_cost_none(full: Path, figure: Callable[..., None]) -> None:
    """Of the header, or of what describes a table of any plugin: the lists are as they were, and health tells."""
    (target,) = [one for one in TARGETS if one.pattern.endswith("penstock.db")]
    name, looks = named(full, target), target.looks[::-1]  # whoever mends it is not whose tables they are
    data = (full / name).read_bytes()
    whole = tried(full, name, data, looks, target.write)
    words = [data.index(words) + 20 for words in DESCRIPTIONS]
    changes = [*HEADER_BYTES, *((at, value) for at in words for value in (0, 0x4D, 0xFF))]
    for at, value in changes:
        damaged = data[:at] + bytes([value]) + data[at + 1 :]
        found = tried(full, name, damaged, looks, target.write)
        for look in looks:
            assert found.shown[look].json == whole.shown[look].json, (at, value)
        assert found.written.status == whole.written.status == 200, (at, value)
        assert [one["feature"] for one in found.health.json["troubles"]] == ["database"], (at, value)
    figure("G20", "bytes of the database's header and of its tables' descriptions changed", len(changes), "damages")


def _check_restored(found: Found, damage: object) -> None:
    shown = next(iter(found.shown.values()))
    assert shown.status == 200, (damage, shown)
    assert str(shown.json).count("low sun") + str(shown.json).count("oil on canvas") + len(shown.json["problems"]) > 0


def test_any_one_file_may_be_missing(full: Path, figure: Callable[..., None]) -> None:
    """No traceback, no 500, no picture lost; pools show all their pictures."""
    looks = tuple(dict.fromkeys(look for target in TARGETS for look in target.looks))
    for target in TARGETS:
        found = tried(full, named(full, target), None, looks, target.write)
        assert slots(found.shown[POOL[0]]) == 4, target.pattern
    figure("G20", "one file deleted", len(TARGETS), "files")


def test_swapped_pictures_are_shown_as_they_are(full: Path, figure: Callable[..., None]) -> None:
    """Both are there under the other's name, the pool has as many as before, and writing goes on."""
    folder = full / "input" / "grid_pool" / "cats"
    names = sorted(path.name for path in folder.glob("img_????.png"))
    pairs = [(one, other) for one in names for other in names if one < other]
    for one, other in pairs:
        first, second = (folder / one).read_bytes(), (folder / other).read_bytes()
        try:
            (folder / one).write_bytes(second)
            found = tried(full, f"input/grid_pool/cats/{other}", first, POOL, TARGETS[0].write)
        finally:
            (folder / one).write_bytes(first)
        assert slots(found.shown[POOL[0]]) == len(names)
        assert found.written.status == 200
    figure("G20", "two pictures swapped", len(pairs), "pairs")
