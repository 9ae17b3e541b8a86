"""Puts things after those that they require."""

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def in_order(things: Iterable[T], *, name: Callable[[T], str], requires: Callable[[T], Iterable[str]]) -> list[T]:
    """`things`, each after those it requires, otherwise as given. A circle keeps the given order."""
    by_name = {name(thing): thing for thing in things}
    placed: dict[str, T] = {}
    visiting: set[str] = set()

    def place(one: str) -> None:
        if one in placed or one in visiting or one not in by_name:
            return
        visiting.add(one)
        for required in requires(by_name[one]):
            place(required)
        placed[one] = by_name[one]

    for one in by_name:
        place(one)
    return list(placed.values())


def circles(
    things: Iterable[T], *, name: Callable[[T], str], requires: Callable[[T], Iterable[str]]
) -> dict[str, tuple[str, ...]]:
    """For each name that requires itself, directly or through others, a way round: it, what it requires, ..., it."""
    wanted = {name(thing): tuple(requires(thing)) for thing in things}
    found = {one: _way_back(one, wanted) for one in wanted}
    return {one: way for one, way in found.items() if way}


def _way_back(start: str, wanted: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The shortest way from `start` to itself, empty where there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = set[str]()
    while ways:
        longer: list[tuple[str, ...]] = []
        for way in ways:
            for one in wanted.get(way[-1], ()):
                if one == start:
                    return (*way, one)
                if one not in seen:
                    seen.add(one)
                    longer.append((*way, one))
        ways = longer
    return ()
