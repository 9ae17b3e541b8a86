r"""What stands in a text: plain pieces and references between delimiters.

`%key%` is a snippet, `%key:2%` that of the second library, `%*%` and `%*:2%` a random one. A backslash before a
delimiter takes its meaning away: `\%` is the character `%`, and `\\%key%` a backslash before a reference.
"""

import re
from collections.abc import Iterator
from typing import Final

from ...core.errors import Invalid
from ...core.values import frozen

MAX_DELIMITER: Final = 20
WILDCARD: Final = "*"


@frozen
class Reference:
    """A reference: its key (`*` for a random one) and the library that it names (1 is the first), 0 for any."""

    key: str
    number: int = 0

    def __str__(self) -> str:
        return f"{self.key}:{self.number}" if self.number else self.key


Piece = str | Reference


def check_delimiter(value: object, field: str = "delimiter") -> str:
    """`value` if it can be a delimiter: 1 to 20 characters, none of them a blank or a control character."""
    if not isinstance(value, str) or not 0 < len(value) <= MAX_DELIMITER or not value.isprintable() or " " in value:
        raise Invalid(
            f"{repr(value)[:80]} cannot be a delimiter.",
            hint=f"Use 1 to {MAX_DELIMITER} visible characters, such as % or <<.",
            field=field,
            faults=(f"{field}: no delimiter",),
        )
    return value


def pieces(text: str, delimiter: str) -> Iterator[Piece]:
    """The pieces of `text` in order; references are read from left to right and share no delimiter."""
    grammar = _grammar(delimiter)
    done = 0
    for found in grammar.finditer(text):
        if found.start() > done:
            yield text[done : found.start()]
        done = found.end()
        if found["key"] is not None:
            yield Reference(found["key"], int(found["number"] or 0))
        elif found["escaped"] is not None:
            yield found["escaped"][1::2] + delimiter
        else:
            yield found["slashes"][::2]
    if done < len(text):
        yield text[done:]


def _grammar(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    key = "[a-z0-9_]+" if WILDCARD in delimiter else r"[a-z0-9_]+|\*"
    number = "(?P<number>(?!))?" if ":" in delimiter else "(?::(?P<number>[1-9][0-9]{0,2}))?"
    reference = rf"{mark}(?P<key>{key}){number}{mark}"
    if "\\" in delimiter:
        return re.compile(f"{reference}|(?P<escaped>(?!))|(?P<slashes>(?!))")
    escaped = rf"(?<!\\)(?P<escaped>\\(?:\\\\)*){mark}"
    slashes = rf"(?<!\\)(?P<slashes>(?:\\\\)+)(?={mark})"
    return re.compile(f"{reference}|{escaped}|{slashes}")
