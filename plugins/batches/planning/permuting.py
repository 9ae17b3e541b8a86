"""Numbers in an order by chance, each exactly once, and every one known by its place alone.

A Feistel network over the next power of four, walked until the result is within the size. What it gives depends on
nothing but size and key: a plan that is read again on another day or machine has the same seeds and samples.
"""

import hashlib
from typing import Final

from attrs import define, field

_ROUNDS: Final = 6
_64_BITS: Final = (1 << 64) - 1
_FIRST: Final = 0x9E3779B97F4A7C15
_SECOND: Final = 0xD6E8FEB86659FD93


@define
class Permutation:
    """The numbers 0 to `size - 1` in an order that `key` decides."""

    size: int
    key: int
    _half: int = field(init=False)
    _turns: tuple[int, ...] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._half = max(1, (max(1, self.size - 1).bit_length() + 1) // 2)
        self._turns = tuple(_turn_key(self.size, self.key, turn) for turn in range(_ROUNDS))

    def at(self, place: int) -> int:
        """The number at a place, 0 to `size - 1`."""
        found = self._once(place)
        while found >= self.size:
            found = self._once(found)
        return found

    def _once(self, number: int) -> int:
        half, mask = self._half, (1 << self._half) - 1
        left, right = number >> half, number & mask
        for key in self._turns:
            mixed = ((right ^ key) * _FIRST) & _64_BITS
            mixed = ((mixed ^ (mixed >> 32)) * _SECOND) & _64_BITS
            left, right = right, left ^ ((mixed ^ (mixed >> 32)) & mask)
        return left << half | right


def _turn_key(size: int, key: int, turn: int) -> int:
    digest = hashlib.sha256(f"{size}/{key}/{turn}".encode()).digest()
    return int.from_bytes(digest[:8], "big")
