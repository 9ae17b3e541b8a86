"""Snippets that lead back to themselves: found by following references, each snippet once."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from .references import WILDCARD, Piece, Reference

MOST: Final = 100
"""Cycles that are reported at most; a hostile library can have more of them than there are atoms."""

Place = tuple[int, str]
"""A library (1 is the first) and one of its keys."""


def cycles_from(
    outermost: Iterable[Piece],
    find: Callable[[Reference], int],
    pieces_of: Callable[[int, str], Iterable[Piece]],
) -> tuple[tuple[str, ...], ...]:
    """The cycles that can be reached from a text; every snippet on one of them is on one that is told, up to `MOST`.

    Chance is left out: what is drawn at random leads back only at random.
    """
    found: dict[tuple[str, ...], None] = {}
    done: set[Place] = set()
    for start in _places(outermost, find):
        path: list[Place] = []
        places: dict[Place, int] = {}
        waiting: list[Iterator[Place]] = [iter([start])]
        while waiting and len(found) < MOST:
            place = next(waiting[-1], None)
            if place is None:
                waiting.pop()
                if path:
                    left = path.pop()
                    del places[left]
                    done.add(left)
            elif place in places:
                found[tuple(key for _, key in (*path[places[place] :], place))] = None
            elif place not in done:
                places[place] = len(path)
                path.append(place)
                waiting.append(_places(pieces_of(*place), find))
    return tuple(found)


def _places(parts: Iterable[Piece], find: Callable[[Reference], int]) -> Iterator[Place]:
    for part in parts:
        if isinstance(part, Reference) and part.key != WILDCARD and (place := find(part)):
            yield place, part.key
