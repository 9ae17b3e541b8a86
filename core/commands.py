"""Commands that plugins add to the command line `penstock`, declared without knowing what draws it.

`penstock NAME [ARGUMENT]... [--option VALUE]...`: names are lower-case words joined by `-`. A command runs with the
services of the data folder, on the main thread; what it raises as a `PenstockError` is printed as one line.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, Protocol

from attrs import field

from .services import Services
from .values import frozen

Kind = Literal["text", "integer", "number", "flag", "path"]
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def _valid_name(_instance: object, _attribute: object, value: str) -> None:
    if not _NAME.fullmatch(value):
        raise ValueError(f"{value!r} is no name for a command: use lower-case words joined by '-'")


@frozen(kw_only=True)
class CommandArgument:
    """An argument, by place. `many` takes all that are left as a tuple (the last one only); paths arrive as `Path`."""

    name: str = field(validator=_valid_name)
    kind: Kind = "text"
    required: bool = True
    many: bool = False


@frozen(kw_only=True)
class CommandOption:
    """An option `--name VALUE`, or `--name` for a flag. Where it is not given `default` arrives."""

    name: str = field(validator=_valid_name)
    kind: Kind = "text"
    default: Any = None
    help: str = ""


class CommandCall(Protocol):
    """What a command's function is given."""

    @property
    def services(self) -> Services:
        """The services of the data folder."""
        ...

    @property
    def values(self) -> Mapping[str, Any]:
        """The arguments and options by name, `-` as `_`."""
        ...

    def say(self, line: str) -> None:
        """Print a line on stdout."""
        ...

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Draw a bar on stderr, where that is a terminal."""
        ...


@frozen(kw_only=True)
class CommandSpec:
    """One command. `summary` is one line for the list, `help` what its own help says after it."""

    name: str = field(validator=_valid_name)
    summary: str
    run: Callable[[CommandCall], object]
    help: str = ""
    arguments: tuple[CommandArgument, ...] = ()
    options: tuple[CommandOption, ...] = ()
