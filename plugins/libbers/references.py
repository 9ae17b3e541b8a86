r"""What stands in a text: plain pieces and references between delimiters.

`%key%` is a snippet, `%key:2%` that of the second library, `%*%` and `%*:2%` a random one; `%key|upper|trim%` what
these functions make of it. A backslash before a delimiter takes its meaning away: `\%` is the character `%`, and
`\\%key%` a backslash before a reference.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ...core.values import frozen

WILDCARD: Final = "*"
PIPE: Final = "|"
MOST_FUNCTIONS: Final = 16
"""Functions of one reference; what names more is plain text."""

_ANY_FUNCTION: Final = "[a-z][a-z0-9_]{0,30}"


@frozen
class Reference:
    """A reference: its key (`*` for a random one), the library that it names (1 is the first), 0 for any.

    `functions` are applied to the snippet in their order.
    """

    key: str
    number: int = 0
    functions: tuple[str, ...] = ()

    def __str__(self) -> str:
        return PIPE.join((self.plain, *self.functions))

    @property
    def plain(self) -> str:
        """As it is written without its functions."""
        return f"{self.key}:{self.number}" if self.number else self.key


@frozen
class Stranger:
    """Stands before what would be a reference if there were its functions; the text itself follows as plain text."""

    reference: Reference


Piece = str | Reference | Stranger


class Grammar:
    """How texts with this delimiter are read where there are these functions.

    A function that there is none of makes no reference: old texts in which `|` stands between delimiters mean what they
    meant.
    """

    def __init__(self, delimiter: str, functions: Iterable[str] = ()) -> None:
        self._delimiter = delimiter
        self._pattern = _pattern(delimiter, sorted(functions, key=lambda name: (-len(name), name)))

    def pieces(self, text: str) -> Iterator[Piece]:
        """The pieces of `text` in order; references are read from left to right and share no delimiter."""
        done = 0
        for found in self._pattern.finditer(text):
            if found.start() > done:
                yield text[done : found.start()]
            done = found.end()
            if found["key"] is not None:
                yield _reference(found["key"], found["number"], found["functions"])
            elif found["stranger"] is not None:
                yield Stranger(_reference(found["stranger"], found["strange_number"], found["strange_functions"]))
            elif found["escaped"] is not None:
                yield found["escaped"][1::2] + self._delimiter
            else:
                yield found["slashes"][::2]
        if done < len(text):
            yield text[done:]


def pieces(text: str, delimiter: str, functions: Iterable[str] = ()) -> Iterator[Piece]:
    """The pieces of one text; see `Grammar`."""
    return Grammar(delimiter, functions).pieces(text)


def _reference(key: str, number: str | None, functions: str | None) -> Reference:
    return Reference(key, int(number or 0), tuple((functions or "").split(PIPE)[1:]))


def _pattern(delimiter: str, functions: list[str]) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    key = "[a-z0-9_]+" if WILDCARD in delimiter else r"[a-z0-9_]+|\*"
    digits = "(?!)" if ":" in delimiter else "[1-9][0-9]{0,2}"
    known = "|".join(functions) if functions and PIPE not in delimiter else "(?!)"
    strange = _ANY_FUNCTION if functions and PIPE not in delimiter else "(?!)"
    chain = rf"(?P<functions>(?:\|(?:{known})){{0,{MOST_FUNCTIONS}}})"
    strangers = rf"(?P<strange_functions>(?:\|(?:{strange})){{1,{MOST_FUNCTIONS}}})"
    reference = f"{mark}(?P<key>{key})(?::(?P<number>{digits}))?{chain}{mark}"
    # It takes nothing of the text: a reference may begin where it ends.
    stranger = f"(?={mark}(?P<stranger>{key})(?::(?P<strange_number>{digits}))?{strangers}{mark})"
    if "\\" in delimiter:
        return re.compile(f"{reference}|{stranger}|(?P<escaped>(?!))|(?P<slashes>(?!))")
    escaped = rf"(?<!\\)(?P<escaped>\\(?:\\\\)*){mark}"
    slashes = rf"(?<!\\)(?P<slashes>(?:\\\\)+)(?={mark})"
    return re.compile(f"{reference}|{escaped}|{slashes}|{stranger}")
