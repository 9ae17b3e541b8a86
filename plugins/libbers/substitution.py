"""Replacing the references in a text by snippets, which may refer to others.

Each text is read once and what is put in is not read again, so that a snippet with a lone delimiter cannot combine with
its surroundings. A snippet without chance in it is expanded once for each level. Everything is counted against a
budget: a library in which each snippet holds the one before twice would otherwise fill any memory.
"""

from collections.abc import Sequence
from typing import Final

from attrs import define, field

from ...core.contracts.libbers import DELIMITER, LARGEST_DEPTH, MAX_DEPTH, Libber, Substitution
from ...core.errors import TooLarge
from ...core.values import frozen
from .cycles import cycles_from
from .draws import Draws
from .references import WILDCARD, Piece, Reference, check_delimiter, pieces

_MOST_BUILT: Final = 16
"""All that is built on the way may be so many times as large as the result."""


@frozen(kw_only=True)
class Budget:
    """What one substitution may cost: characters in the result, and references that are replaced on the way."""

    characters: int = 4_000_000
    steps: int = 1_000_000


def substitute(
    text: str,
    libbers: Sequence[Libber],
    *,
    seed: int = 0,
    delimiter: str | None = None,
    max_depth: int | None = None,
    budget: Budget | None = None,
) -> Substitution:
    """`text` with its references replaced from the first library that knows each, chance drawn from `seed`.

    Delimiter and depth are those of the first library where none are given. Raises `TooLarge` beyond the budget (4
    million characters, a million references). Computes only; off the event loop, since a large text takes a while.
    """
    first = libbers[0] if libbers else None
    mark = check_delimiter(delimiter if delimiter is not None else first.delimiter if first else DELIMITER)
    depth = max_depth if max_depth is not None else first.max_depth if first else MAX_DEPTH
    run = _Run(tuple(libbers), mark, min(max(depth, 0), LARGEST_DEPTH), budget or Budget(), Draws(libbers, seed))
    return run.result(text)


@frozen
class _Built:
    """A text with its references replaced; `is_fixed` where chance had no part in it."""

    text: str
    is_fixed: bool = True


@define
class _Run:
    libbers: tuple[Libber, ...]
    delimiter: str
    max_depth: int
    budget: Budget
    draws: Draws
    steps: int = 0
    characters: int = 0
    used: dict[str, None] = field(factory=dict)
    unknown: dict[str, None] = field(factory=dict)
    too_deep: dict[str, None] = field(factory=dict)
    read: dict[tuple[int, str], tuple[Piece, ...]] = field(factory=dict)
    built: dict[tuple[int, str, int], _Built] = field(factory=dict)

    def result(self, text: str) -> Substitution:
        """The whole answer for the outermost text."""
        outermost = tuple(pieces(text, self.delimiter))
        made = self.put_together(outermost, 0)
        return Substitution(
            text=made.text,
            used=tuple(self.used),
            unknown=tuple(self.unknown),
            too_deep=tuple(self.too_deep),
            cycles=cycles_from(outermost, self.find, self.pieces_of),
        )

    def find(self, reference: Reference) -> int:
        """The library (1 is the first) that a reference to a key is answered from, 0 where none knows it."""
        if reference.number:
            within = reference.number <= len(self.libbers)
            return reference.number if within and self.libbers[reference.number - 1].libs.get(reference.key) else 0
        return next((place for place, libber in enumerate(self.libbers, 1) if reference.key in libber.libs), 0)

    def pieces_of(self, place: int, key: str) -> tuple[Piece, ...]:
        """The pieces of a snippet."""
        if (place, key) not in self.read:
            self.read[place, key] = tuple(pieces(self.libbers[place - 1].libs[key], self.delimiter))
        return self.read[place, key]

    def put_together(self, parts: tuple[Piece, ...], depth: int) -> _Built:
        """What `parts` make at a level; at the deepest their references stay as written."""
        if depth >= self.max_depth:
            return self.as_written(parts)
        is_fixed, made, length = True, [], 0
        for part in parts:
            built = _Built(part) if isinstance(part, str) else self.replaced(part, depth)
            is_fixed = is_fixed and built.is_fixed
            length += len(built.text)
            self.check(length)
            made.append(built.text)
        self.characters += length
        return _Built("".join(made), is_fixed)

    def as_written(self, parts: tuple[Piece, ...]) -> _Built:
        """`parts` without a reference replaced; a delimiter that a backslash made plain is plain here too."""
        self.too_deep.update((str(part), None) for part in parts if isinstance(part, Reference))
        mark = self.delimiter
        return _Built("".join(part if isinstance(part, str) else f"{mark}{part}{mark}" for part in parts))

    def replaced(self, reference: Reference, depth: int) -> _Built:
        """What stands in the place of a reference."""
        self.steps += 1
        if reference.key == WILDCARD:
            drawn = self.draws.draw(reference.number)
            place, key = drawn or (0, "")
        else:
            place, key = self.find(reference), reference.key
        if not place:
            self.unknown[str(reference)] = None
            return _Built(f"{self.delimiter}{reference}{self.delimiter}")
        self.used[str(reference)] = None
        found = self.snippet(place, key, depth + 1)
        return _Built(found.text, is_fixed=False) if reference.key == WILDCARD else found

    def snippet(self, place: int, key: str, depth: int) -> _Built:
        """A snippet at a level, from memory where chance has no part in it."""
        known = self.built.get((place, key, depth))
        if known is not None:
            return known
        made = self.put_together(self.pieces_of(place, key), depth)
        if made.is_fixed:
            self.built[place, key, depth] = made
        return made

    def check(self, length: int) -> None:
        """Raise where the budget is spent."""
        if length > self.budget.characters or self.characters + length > _MOST_BUILT * self.budget.characters:
            raise TooLarge(
                f"With its snippets the text would have more than {self.budget.characters:,} characters.",
                hint="Look for snippets that hold others many times over, or lower the depth.",
                field="text",
            )
        if self.steps > self.budget.steps:
            raise TooLarge(
                f"More than {self.budget.steps:,} references would be replaced.",
                hint="Look for snippets that hold others many times over, or lower the depth.",
                field="text",
            )
