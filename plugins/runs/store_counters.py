"""What is counted: the entries of the log (`seq`, `floor`) and the runs (`number`).

Their rows may be lost, or damaged. Then they are what the numbers that were given say: runs go on above the highest,
and the log goes on where it is whole. Where nobody knows what it lacks, it goes on far above, and every reader of it
reads everything anew: a cursor of before must never mean other entries than those that its client has seen.
"""

from collections.abc import Mapping
from typing import Any, Final, TypeGuard

import sqlalchemy as sa
from sqlalchemy import Connection

from ...core.stored_rows import LARGEST, odd_of
from .rows import LOG
from .tables import COUNTER, NEWS, RUN

_MOST: Final = LARGEST >> 1
"""No counter counts so far: a larger one is damaged."""

_BEYOND: Final = 1_000_000
"""Entries that a log may have lost at its end."""

_ALL: Final[Any] = sa.select(COUNTER.c.name, COUNTER.c.value)
_TO: Final[Any] = sa.bindparam("to", type_=sa.BigInteger)
_PUT: Final[Any] = sa.update(COUNTER).where(COUNTER.c.name == sa.bindparam("one")).values(value=_TO)
_LAST_RUN: Final[Any] = sa.select(sa.func.max(RUN.c.number)).where(RUN.c.number.between(1, _MOST))
_LAST_ENTRY: Final[Any] = sa.select(sa.func.max(NEWS.c.seq)).where(NEWS.c.seq.between(1, _MOST))
_LAST_TOLD: Final[Any] = sa.select(sa.func.max(RUN.c.seq)).where(RUN.c.seq.between(1, _MOST))
_ENTRIES: Final[Any] = sa.select(sa.func.min(NEWS.c.seq), sa.func.count()).where(NEWS.c.seq.between(1, _MOST))
"""Made once: every write asks for some of them, and each is one step in an index but for what a lost log costs."""


def counted(connection: Connection, name: str, count: int) -> int:
    """Count on; the last of the `count` numbers. Whoever writes is alone, so what is put right is so for all."""
    there = _there(connection)
    values = _sound(connection, there, name)
    last = values[name] + count
    for one, value in {**values, name: last}.items():
        if there.get(one) != value:
            put(connection, one, value)
    return last


def log_range(connection: Connection) -> tuple[int, int]:
    """The entries after the first number and up to the second one are kept."""
    found = _sound(connection, _there(connection), "seq")
    return found["floor"], found["seq"]


def value_of(connection: Connection, name: str) -> int:
    """What was counted last."""
    return _sound(connection, _there(connection), name)[name]


def put(connection: Connection, name: str, value: int) -> None:
    """Set a counter, also one whose row is lost."""
    if not connection.execute(_PUT, {"one": name, "to": value}).rowcount:
        connection.execute(sa.insert(COUNTER), {"name": name, "value": value})


def _highest(connection: Connection, wanted: Any) -> int:
    """The highest number that was given, 0 without any."""
    return int(connection.execute(wanted).scalar() or 0)


def _there(connection: Connection) -> Mapping[str, Any]:
    return {row.name: row.value for row in connection.execute(_ALL)}


def _sound(connection: Connection, there: Mapping[str, Any], name: str) -> Mapping[str, int]:
    """All three; that of `name` is held against the numbers that were given."""
    log = _log_of(connection, there) if name != "number" or not _is_log(there) else None
    seq, floor = (there["seq"], there["floor"]) if log is None else log
    number: Any = there.get("number")
    if not _is_count(number) or (name == "number" and number < _highest(connection, _LAST_RUN)):
        odd_of(connection, LOG).tell("The counter", "number", "its value")
        number = _highest(connection, _LAST_RUN)
    return {"seq": seq, "number": number, "floor": floor}


def _log_of(connection: Connection, there: Mapping[str, Any]) -> tuple[int, int] | None:
    """The counters of the log as they should be; None where they are so."""
    last = _highest(connection, _LAST_ENTRY)
    if _is_log(there) and there["seq"] >= last:
        return None
    odd_of(connection, LOG).tell("The counter", "seq", "its value")
    told = _highest(connection, _LAST_TOLD)
    first, count = connection.execute(_ENTRIES).one()
    if last and told <= last and count == last - first + 1:
        return last, int(first) - 1
    beyond = max(last, told) + _BEYOND
    return beyond, beyond


def _is_log(there: Mapping[str, Any]) -> bool:
    seq, floor = there.get("seq"), there.get("floor")
    return _is_count(seq) and _is_count(floor) and int(floor) <= int(seq)


def _is_count(value: Any) -> TypeGuard[int]:
    return type(value) is int and 0 <= value <= _MOST
