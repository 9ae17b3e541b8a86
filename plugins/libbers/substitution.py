"""Replacing the references in a text by snippets, which may refer to others.

Each text is read once and what is put in is not read again, so that a snippet with a lone delimiter cannot combine with
its surroundings. A snippet without chance in it is expanded once for each level. Everything is counted against a
budget: a library in which each snippet holds the one before twice would otherwise fill any memory. Functions are given
the snippet as it was put together, and count against the same budget.
"""

from collections.abc import Sequence
from typing import Final

from attrs import define, field

from ...core.contracts.libbers import DELIMITER, LARGEST_DEPTH, MAX_DEPTH, Libber, Substitution
from ...core.errors import TooLarge
from ...core.text_functions import TextFunctions
from ...core.values import frozen
from .cycles import cycles_from
from .draws import Draws
from .library_limits import check_delimiter
from .references import WILDCARD, Grammar, Piece, Reference, Stranger

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
    functions: TextFunctions | None = None,
    budget: Budget | None = None,
) -> Substitution:
    """`text` with its references replaced from the first library that knows each, chance drawn from `seed`.

    Delimiter and depth are those of the first library where none are given, `functions` those that texts may name.
    Raises `TooLarge` beyond the budget (4 million characters, a million references). Computes only; off the event loop,
    since a large text takes a while.
    """
    first = libbers[0] if libbers else None
    mark = check_delimiter(delimiter if delimiter is not None else first.delimiter if first else DELIMITER)
    depth = max_depth if max_depth is not None else first.max_depth if first else MAX_DEPTH
    known = functions or TextFunctions()
    run = _Run(
        tuple(libbers),
        mark,
        min(max(depth, 0), LARGEST_DEPTH),
        budget or Budget(),
        Draws(libbers, seed),
        known,
        Grammar(mark, known.names),
    )
    return run.result(text)


@frozen
class _Built:
    """A text with its references replaced; `is_fixed` where chance had no part in it, `has_failed` a function of it."""

    text: str
    is_fixed: bool = True
    has_failed: bool = False


@define
class _Run:
    libbers: tuple[Libber, ...]
    delimiter: str
    max_depth: int
    budget: Budget
    draws: Draws
    functions: TextFunctions
    grammar: Grammar
    steps: int = 0
    characters: int = 0
    used: dict[str, None] = field(factory=dict)
    unknown: dict[str, None] = field(factory=dict)
    too_deep: dict[str, None] = field(factory=dict)
    applied: dict[str, None] = field(factory=dict)
    strange: dict[str, None] = field(factory=dict)
    failed: dict[str, None] = field(factory=dict)
    read: dict[tuple[int, str], tuple[Piece, ...]] = field(factory=dict)
    built: dict[tuple[int, str, int, tuple[str, ...]], _Built] = field(factory=dict)

    def result(self, text: str) -> Substitution:
        """The whole answer for the outermost text."""
        outermost = tuple(self.grammar.pieces(text))
        made = self.put_together(outermost, 0)
        return Substitution(
            text=made.text,
            used=tuple(self.used),
            unknown=tuple(self.unknown),
            too_deep=tuple(self.too_deep),
            cycles=cycles_from(outermost, self.find, self.pieces_of),
            functions=tuple(self.applied),
            unknown_functions=tuple(self.strange),
            failed=tuple(self.failed),
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
            self.read[place, key] = tuple(self.grammar.pieces(self.libbers[place - 1].libs[key]))
        return self.read[place, key]

    def put_together(self, parts: tuple[Piece, ...], depth: int) -> _Built:
        """What `parts` make at a level; at the deepest their references stay as written."""
        if depth >= self.max_depth:
            return self.as_written(parts)
        is_fixed, made, length = True, [], 0
        for part in parts:
            if isinstance(part, Stranger):
                self.tell(part.reference)
                continue
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
        return _Built("".join(self.written(part) for part in parts if not isinstance(part, Stranger)))

    def written(self, part: str | Reference) -> str:
        """A piece as it stands in the text."""
        return part if isinstance(part, str) else f"{self.delimiter}{part}{self.delimiter}"

    def tell(self, reference: Reference) -> None:
        """Remember a reference that stays text, since nobody brings its function; of a key that there is."""
        if reference.key == WILDCARD or self.find(reference):
            self.strange[str(reference)] = None

    def replaced(self, reference: Reference, depth: int) -> _Built:
        """What stands in the place of a reference."""
        self.steps += 1
        is_drawn = reference.key == WILDCARD
        if is_drawn:
            drawn = self.draws.draw(reference.number)
            place, key = drawn or (0, "")
        else:
            place, key = self.find(reference), reference.key
        if not place:
            self.unknown[str(reference)] = None
            return _Built(self.written(reference))
        is_first = reference.plain not in self.used
        self.used[reference.plain] = None
        found = self.snippet(place, key, depth + 1, reference.functions)
        is_fixed = found.is_fixed and not is_drawn
        if found.has_failed:
            if is_first:
                del self.used[reference.plain]
            self.failed[str(reference)] = None
            return _Built(self.written(reference), is_fixed)
        self.applied.update(dict.fromkeys(reference.functions))
        return _Built(found.text, is_fixed)

    def snippet(self, place: int, key: str, depth: int, functions: tuple[str, ...]) -> _Built:
        """A snippet at a level, from memory where chance has no part in it."""
        at = (place, key, depth, functions)
        if at in self.built:
            return self.built[at]
        if functions:
            made = self.snippet(place, key, depth, ())
            for function in functions:
                made = self.changed(made, function)
        else:
            made = self.put_together(self.pieces_of(place, key), depth)
        if made.is_fixed:
            self.built[at] = made
        return made

    def changed(self, built: _Built, function: str) -> _Built:
        """What a function makes of a text; nothing more of one that has failed."""
        if built.has_failed:
            return built
        self.steps += 1
        self.characters += len(built.text)
        self.check(0)
        text = self.functions.apply(function, built.text)
        if text is None:
            return _Built("", built.is_fixed, has_failed=True)
        self.check(len(text))
        return _Built(text, built.is_fixed)

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
