"""What Libber Apply says of a text, in sentences for people."""

from collections.abc import Iterator, Sequence
from typing import Final

from ...core.contracts.libbers import Libber, Substitution

_MOST_NAMED: Final = 10


def said(names: Sequence[str], libbers: Sequence[Libber], made: Substitution) -> str:
    """One line a sentence: what was replaced, and what could not be."""
    if not libbers:
        return "No libber is chosen: the text is unchanged."
    return "\n".join(_sentences(names, libbers[0], made))


def _sentences(names: Sequence[str], first: Libber, made: Substitution) -> Iterator[str]:
    mark = first.delimiter
    whose = " and ".join(", ".join(map(repr, names)).rsplit(", ", 1))
    if made.used:
        yield f"Replaced from {whose}: {_named(made.used, mark)}."
    else:
        yield f"The text refers to no snippet of {whose}: it is unchanged."
    if made.functions:
        yield f"Functions: {_listed(made.functions)}."
    if made.unknown:
        yield f"Unknown, left as written: {_named(made.unknown, mark)}."
    if made.unknown_functions:
        yield f"Nobody brings such a function, left as written: {_named(made.unknown_functions, mark)}."
    if made.failed:
        yield f"A function failed, left as written (see the list of plugins): {_named(made.failed, mark)}."
    if made.cycles:
        yield f"Snippets that lead back to themselves: {_listed([' -> '.join(cycle) for cycle in made.cycles])}."
    if made.too_deep:
        levels = "level" if first.max_depth == 1 else "levels"
        yield f"Left as written below {first.max_depth} {levels}: {_named(made.too_deep, mark)}."


def _named(references: Sequence[str], mark: str) -> str:
    return _listed([f"{mark}{reference}{mark}" for reference in references])


def _listed(items: Sequence[str]) -> str:
    more = len(items) - _MOST_NAMED
    shown = ", ".join(items[:_MOST_NAMED])
    return f"{shown} and {more:,} more" if more > 0 else shown
