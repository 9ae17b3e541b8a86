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
