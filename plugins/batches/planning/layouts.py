"""Where cells stand: the place of each as its index in every group, and which repetition it is."""

from collections.abc import Sequence

from attrs import frozen

from .spaces import Space


@frozen
class Layout:
    """`rows` are the indices that run in each group, `space` counts them and the repetitions."""

    rows: tuple[Sequence[int], ...]
    space: Space

    def indices(self, place: int) -> tuple[int, ...]:
        """The position of a cell among the rows of each group, then its repetition."""
        return self.space.at(place)

    def at(self, place: int) -> tuple[int, ...]:
        """Its index in each group as it was asked for, then its repetition."""
        *found, repetition = self.space.at(place)
        return (*(rows[index] for rows, index in zip(self.rows, found, strict=True)), repetition)


def kept(rows: Sequence[int]) -> int | list[int]:
    """Rows as JSON: how many, where it is all of them."""
    return len(rows) if isinstance(rows, range) else list(rows)


def rows_of(told: int | list[int]) -> Sequence[int]:
    """The rows that `kept` wrote."""
    return range(told) if isinstance(told, int) else tuple(told)
