"""How many cells there are and which is the n-th, by arithmetic alone: nothing is laid out."""

import math
from collections.abc import Sequence

from attrs import define, field

from .permuting import Permutation


@define
class Space:
    """Nested loops over `lengths`, the first outermost; `sample` keeps so many cells, `limit` the first of those.

    The cells that a sample keeps stay in the order of the loops.
    """

    lengths: tuple[int, ...]
    sample: int | None = None
    sample_seed: int = 0
    limit: int | None = None
    _kept: tuple[int, ...] | None = field(default=None, init=False)

    @property
    def size(self) -> int:
        """The cells before `sample` and `limit`."""
        return math.prod(self.lengths)

    @property
    def total(self) -> int:
        """The cells that are kept."""
        return min(one for one in (self.size, self.sample, self.limit) if one is not None)

    def at(self, place: int) -> tuple[int, ...]:
        """The indices of the cell at a place, 0 to `total - 1`."""
        return digits(self._number(place), self.lengths)

    def _number(self, place: int) -> int:
        if self.sample is None or self.sample >= self.size:
            return place
        if self._kept is None:
            chance = Permutation(self.size, self.sample_seed)
            self._kept = tuple(sorted(chance.at(index) for index in range(self.sample)))
        return self._kept[place]


def digits(number: int, lengths: Sequence[int]) -> tuple[int, ...]:
    """A number as the indices of nested loops, the first outermost."""
    found: list[int] = []
    for length in reversed(lengths):
        number, index = divmod(number, length)
        found.append(index)
    return tuple(reversed(found))
