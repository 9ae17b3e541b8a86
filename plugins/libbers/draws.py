"""Random snippets: drawn without putting back until all were drawn, the same for the same seed."""

import random
from collections.abc import Sequence

from ...core.contracts.libbers import Libber


class Draws:
    """The draws of one substitution. `seed` is any whole number; 0 counts libraries together, N is the Nth alone."""

    def __init__(self, libbers: Sequence[Libber], seed: int) -> None:
        self._libbers = libbers
        self._random = random.Random(seed)  # noqa: S311 - chance, not secrecy
        self._left: dict[int, list[tuple[int, str]]] = {}

    def draw(self, number: int) -> tuple[int, str] | None:
        """A library (1 is the first) and one of its keys, None where there is nothing to draw from.

        Empty snippets are never drawn.
        """
        left = self._left.get(number)
        if not left:
            left = self._left[number] = self._shuffled(number)
        return left.pop() if left else None

    def _shuffled(self, number: int) -> list[tuple[int, str]]:
        found = [
            (place, key)
            for place, libber in enumerate(self._libbers, 1)
            if number in (0, place)
            for key in sorted(libber.libs)
            if libber.libs[key]
        ]
        self._random.shuffle(found)
        return found
