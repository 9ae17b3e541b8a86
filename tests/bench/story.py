"""A story of changes that a seed tells the same way each time: what a killed process was doing is known afterwards."""

import random
from collections.abc import Iterator
from itertools import islice
from typing import Final, Protocol

from attrs import evolve, frozen

SLOTS: Final = 20
"""How many slots there are when the story begins."""

_KINDS: Final = ("add", "add", "label", "label", "label", "select", "move", "remove")


@frozen
class State:
    """A pool as a person sees it: `(number of the picture, label)` in order, and the picture that is selected."""

    slots: tuple[tuple[int, str], ...]
    selected: int


@frozen(kw_only=True)
class Step:
    """One change by position; `number` is the picture that an add brings."""

    kind: str
    position: int = 0
    before: int = 0
    number: int = 0
    label: str = ""


class Told(Protocol):
    """What a story is told to."""

    def add(self, data: bytes, /) -> object: ...
    def label(self, position: int, label: str) -> object: ...
    def select(self, position: int) -> object: ...
    def move(self, position: int, before: int) -> object: ...
    def remove(self, position: int) -> object: ...


def beginning() -> State:
    """The pool when the story begins."""
    return State(tuple((number, "") for number in range(SLOTS)), 0)


def story(seed: int) -> Iterator[tuple[Step, State]]:
    """Each step and the state after it, without end."""
    chance = random.Random(seed)
    state, number = beginning(), SLOTS
    while True:
        step = _step(chance, state, number)
        number += step.kind == "add"
        state = after(state, step)
        yield step, state


def expected(seed: int, steps: int) -> State:
    """The state after so many steps."""
    told = list(islice(story(seed), steps))
    return told[-1][1] if told else beginning()


def _step(chance: random.Random, state: State, number: int) -> Step:
    kind = chance.choice(_KINDS)
    count = len(state.slots)
    position = chance.randrange(count)
    if kind == "add" or count < SLOTS // 2:
        return Step(kind="add", number=number)
    if kind == "remove" and state.slots[position][0] == state.selected:
        kind = "label"  # who is selected next is a matter of taste, not of durability
    return Step(kind=kind, position=position, before=chance.randrange(count), label=f"label {chance.random():.6f}")


def after(state: State, step: Step) -> State:
    """`state` after `step`."""
    slots = list(state.slots)
    if step.kind == "add":
        slots.append((step.number, ""))
    elif step.kind == "label":
        slots[step.position] = (slots[step.position][0], step.label)
    elif step.kind == "select":
        return evolve(state, selected=slots[step.position][0])
    elif step.kind == "remove":
        del slots[step.position]
    elif step.position != step.before:
        moved = slots.pop(step.position)
        slots.insert(step.before - (step.before > step.position), moved)
    return evolve(state, slots=tuple(slots))


def tell(step: Step, pool: Told, data: bytes) -> None:
    """Do the step; `data` is the picture of an add."""
    if step.kind == "add":
        pool.add(data)
    elif step.kind == "label":
        pool.label(step.position, step.label)
    elif step.kind == "select":
        pool.select(step.position)
    elif step.kind == "remove":
        pool.remove(step.position)
    elif step.position != step.before:
        pool.move(step.position, step.before)
