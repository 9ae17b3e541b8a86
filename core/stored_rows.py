"""Rows of a database as they may be: a value that its column cannot have is told of once, and replaced.

Disks, other programs and newer releases put odd values into rows. One of them must hide no other row, stop nothing, and
is never written over by reading.
"""

import json
import logging
import re
import threading
import zlib
from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol, TypeVar, cast

from attrs import frozen

from .errors import StorageFailed
from .troubles import DAMAGE

T = TypeVar("T")
C = TypeVar("C", bound="Carrier")

LARGEST: Final = 2**53 - 1
"""Whole numbers up to here are exact everywhere, pages included; no column holds a larger one."""

_NAMED: Final = 20
"""Rows that are named for each column: thousands of equal damages are told of by the first."""

_OPTION: Final = "penstock_odd_values"
_ID: Final = re.compile(r"[A-Za-z0-9_.~-]{1,64}")


class DamagedRow(StorageFailed):
    """Raised for a row that cannot be read as what it is; asking again does not help."""

    code = "damaged"
    retryable = False


class OddValues:
    """What was told of already, for one process and one store. Safe on any thread."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._told: dict[tuple[str, str], set[str]] = {}
        self._turn = threading.Lock()

    def tell(self, what: str, row: object, column: str) -> None:
        """`what` (such as "The run") with the id `row` has an odd value in `column`."""
        name = repr(row)[:80]
        with self._turn:
            told = self._told.setdefault((what, column), set())
            if name in told or len(told) >= _NAMED:
                return
            told.add(name)
        self._log.warning("%s %s is damaged in the database: %s cannot be read.", what, name, column, extra=DAMAGE)


class Carrier(Protocol):
    """A connection to a database."""

    def execution_options(self, **options: Any) -> Any:
        """Remember options."""
        ...

    def get_execution_options(self) -> Mapping[str, Any]:
        """The options."""
        ...


def carrying(connection: C, odd: OddValues) -> C:
    """A connection that knows what was told of already."""
    return cast("C", connection.execution_options(**{_OPTION: odd}))


def odd_of(connection: Carrier, log: logging.Logger) -> OddValues:
    """What was told of already; nothing on a connection that carries nothing."""
    found = connection.get_execution_options().get(_OPTION)
    return found if isinstance(found, OddValues) else OddValues(log)


@frozen
class StoredRow:
    """One row by column; `what` and its `id` name it."""

    what: str
    values: Mapping[str, Any]
    odd: OddValues
    id_column: str = "id"

    def has_id(self) -> bool:
        """Whether it can be asked for by its id; told of where not."""
        found = self.values[self.id_column]
        return (isinstance(found, str) and _ID.fullmatch(found) is not None) or self._tells(self.id_column)

    def text(self, column: str) -> str:
        """A text; empty where it is none, and without the NUL that no text has."""
        value = self.values[column]
        if type(value) is not str:
            self.tell(column)
            return ""
        if "\0" in value:
            self.tell(column)
            return value.replace("\0", " ")
        return value

    def maybe_text(self, column: str) -> str | None:
        """A text, or None."""
        return None if self.values[column] is None else self.text(column)

    def number(self, column: str, least: int = -LARGEST) -> int:
        """A whole number from `least` on; 0 (or `least`) where it is none."""
        value = self.values[column]
        if type(value) is int and least <= value <= LARGEST:
            return value
        self.tell(column)
        return max(0, least)

    def maybe(self, column: str) -> int | None:
        """A whole number, or None: also where it is none."""
        value = self.values[column]
        if value is None or (type(value) is int and -LARGEST <= value <= LARGEST):
            return value
        self.tell(column)
        return None

    def loaded(self, column: str, kind: type[T], otherwise: T) -> T:
        """JSON of a kind (`dict`, `list`); `otherwise` where it is none."""
        found = _loaded(self.values[column])
        if isinstance(found, kind):
            return found
        self.tell(column)
        return otherwise

    def tell(self, column: str) -> None:
        """Its value in `column` is odd."""
        self.odd.tell(self.what, self.values.get(self.id_column), column)

    def _tells(self, column: str) -> bool:
        self.tell(column)
        return False


def stored_row(what: str, row: Any, odd: OddValues, id_column: str = "id") -> StoredRow:
    """A row of SQLAlchemy."""
    return stored_rows(what, (row,), odd, id_column)[0]


def stored_rows(what: str, rows: Iterable[Any], odd: OddValues, id_column: str = "id") -> list[StoredRow]:
    """Rows of SQLAlchemy, of one statement: asking each for its columns costs as much as reading it."""
    made = tuple(rows)
    columns: tuple[str, ...] = made[0]._fields if made else ()
    return [StoredRow(what, dict(zip(columns, row, strict=True)), odd, id_column) for row in made]


def unzipped(data: object) -> bytes | None:
    """What zlib compressed; None where it is damaged."""
    try:
        return zlib.decompress(cast("bytes", data))
    except (zlib.error, TypeError):
        return None


def _loaded(text: object) -> Any:
    try:
        return json.loads(cast("str", text), parse_constant=_no_number)
    except (ValueError, TypeError, RecursionError):
        return None


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
