"""Axes on the command line: `KEY=a|b|c`, `KEY=1..10+2`, `KEY=1..8[5]`; several joined by `;` go side by side."""

import re
from collections.abc import Iterable
from typing import Final

from ...core.contracts.batches import Axis, Group, Range, SeedMode, SeedRule
from ...core.errors import Invalid

_NUMBER: Final = r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
_RANGE: Final = re.compile(rf"({_NUMBER})\.\.({_NUMBER})(?:\+({_NUMBER})|\[(\d+)\])?")
_HINT: Final = "Write --axis 'steps=10|20|30', --axis 'cfg=1..8+0.5' or --axis 'seed=1..9[5]'."


def groups_of(texts: Iterable[str]) -> tuple[Group, ...]:
    """A group for each text."""
    return tuple(Group(axes=tuple(_axis(part) for part in text.split(";"))) for text in texts)


def seeds_of(words: Iterable[str]) -> tuple[SeedRule, ...]:
    """`random`, `increment`, `fixed`, with a key before (`noise=random`) and a start after (`increment:100`)."""
    return tuple(map(_seed, words))


def _axis(text: str) -> Axis:
    key, separator, values = text.partition("=")
    if not separator or not key.strip() or not values:
        raise Invalid(f"{text[:80]!r} is no axis.", hint=_HINT, field="axis")
    if found := _RANGE.fullmatch(values.strip()):
        start, stop, step, count = found.groups()
        step = step or (None if count else "1" if float(start) <= float(stop) else "-1")
        return Axis(
            keys=(key.strip(),), range=Range(start=start, stop=stop, step=step, count=int(count) if count else None)
        )
    return Axis(keys=(key.strip(),), values=tuple(values.split("|")))


def _seed(text: str) -> SeedRule:
    key, separator, word = text.rpartition("=")
    mode, _, start = word.partition(":")
    try:
        return SeedRule(
            mode=SeedMode(mode), key=key.strip() if separator else "seed", start=int(start) if start else None
        )
    except ValueError as error:
        modes = ", ".join(one.value for one in SeedMode)
        raise Invalid(f"Seeds do not go {text[:80]!r}.", hint=f"There are {modes}.", field="seeds") from error
