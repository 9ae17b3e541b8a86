"""JSON of people's files: read as every program reads it, written so that what was not touched stays as it was."""

import json
from collections.abc import Iterable
from typing import Any, Final

from ...core.values import frozen

DEEPEST: Final = 100
"""Lists and objects in each other; what is deeper could not be written again on every machine."""

Pair = tuple[str, Any]


class Doubled(dict[str, Any]):
    """An object in which a key stands more than once: the last of each as a dict, all of them in `pairs`."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self.pairs: Final = tuple(pairs)
        super().__init__(self.pairs)


@frozen
class Parsed:
    """A value, and what of its text could not be written back: keys that stand twice, numbers without end."""

    value: Any
    doubled: tuple[Doubled, ...]
    losses: tuple[str, ...]


def parse(data: bytes) -> Parsed:
    """The value of a file. Raises `ValueError`, with what is wrong for people."""
    doubled: list[Doubled] = []
    losses: list[str] = []

    def made(pairs: list[Pair]) -> dict[str, Any]:
        plain = dict(pairs)
        if len(plain) == len(pairs):
            return plain
        doubled.append(Doubled(pairs))
        return doubled[-1]

    def whole(digits: str) -> int:
        if len(digits) <= 4_000:
            return int(digits)
        losses.append(f"a number of {len(digits):,} digits")
        return 0

    def real(text: str) -> float:
        number = float(text)
        if number in (float("inf"), float("-inf")):
            losses.append(f"the number {text[:24]}")
        return number

    try:
        value = json.loads(data, object_pairs_hook=made, parse_int=whole, parse_float=real)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    except ValueError as error:
        raise ValueError("it is empty" if not data.strip(b"\0\t\r\n ") else "it is not JSON") from error
    if _is_deep(value):
        raise ValueError("it is nested too deeply")
    return Parsed(value, tuple(doubled), tuple(losses))


def pairs_of(value: dict[str, Any]) -> tuple[Pair, ...]:
    """Everything in an object, in its order, keys that stand twice included."""
    return value.pairs if isinstance(value, Doubled) else tuple(value.items())


def text_of(value: Any, indent: str = "") -> str:
    """`value` as it stands in a file, behind `indent`: two blanks a level, no characters escaped without need."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return text.replace("\n", f"\n{indent}") if indent else text


def object_text(texts: Iterable[tuple[str, str]], indent: str = "") -> str:
    """An object of names and the texts of their values, which stand behind two blanks more than `indent`."""
    lines = [f"{indent}  {text_of(name)}: {text}" for name, text in texts]
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}" if lines else "{}"


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for one in level if isinstance(one, list | dict) for inner in _inside(one)]
        if not level:
            return False
    return True


def _inside(value: list[Any] | dict[str, Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value
