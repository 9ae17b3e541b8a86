"""An odd value of a row is replaced by what its column may have, told of once, and no row is changed by reading."""

import logging
import threading
import zlib
from collections import namedtuple
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penstock.core.stored_rows import (
    LARGEST,
    DamagedRow,
    OddValues,
    StoredRow,
    carrying,
    odd_of,
    stored_row,
    stored_rows,
    unzipped,
)

LOG = logging.getLogger("penstock.tested")
VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary())


class Connection:
    """It remembers options, as SQLAlchemy's do."""

    def __init__(self) -> None:
        self.options: dict[str, Any] = {}

    def execution_options(self, **options: Any) -> "Connection":
        """The connection with them."""
        self.options.update(options)
        return self

    def get_execution_options(self) -> dict[str, Any]:
        """All of them."""
        return self.options


def row(value: Any, key: object = "r1") -> StoredRow:
    """A row with one value in the column `x`."""
    return StoredRow("The run", {"id": key, "x": value}, OddValues(LOG))


@given(VALUES)
def test_whatever_a_column_holds_it_is_read_as_its_kind(value: Any) -> None:
    """Without an error, and as JSON and pages can have it."""
    care = row(value)
    text, number, at_least = care.text("x"), care.number("x"), care.number("x", 3)
    assert isinstance(text, str)
    assert "\0" not in text
    assert type(number) is int
    assert abs(number) <= LARGEST
    assert 3 <= at_least <= LARGEST
    assert care.maybe("x") is None or care.maybe("x") == value
    assert care.maybe_text("x") is None or care.maybe_text("x") == text
    assert care.loaded("x", dict, {"other": 1}) is not None


def test_sound_values_are_read_as_they_are(caplog: pytest.LogCaptureFixture) -> None:
    """And nothing is told of."""
    assert row("á").text("x") == "á"
    assert row(None).maybe_text("x") is None
    assert [row(one).number("x") for one in (-LARGEST, 0, LARGEST)] == [-LARGEST, 0, LARGEST]
    assert [row(one).maybe("x") for one in (None, 7)] == [None, 7]
    assert row('{"a": 1}').loaded("x", dict, {}) == {"a": 1}
    assert row(1).has_id()
    assert not caplog.records


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", "NaN", '{"a": Infinity}', "[" * 100_000, 7, None, b"\xff"])
def test_what_is_no_json_of_its_kind_is_replaced(text: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Numbers that no page can read are none, either."""
    assert row(text).loaded("x", dict, {"other": 1}) == {"other": 1}
    assert [record.getMessage() for record in caplog.records] == [
        "The run 'r1' is damaged in the database: x cannot be read."
    ]


@pytest.mark.parametrize("key", ["", "a/b", "a b", "a\0b", "x" * 65, 7, None, "é"], ids=repr)
def test_a_row_that_nobody_can_ask_for_says_so(key: object, caplog: pytest.LogCaptureFixture) -> None:
    """Its id would not fit into a path."""
    assert not row(1, key).has_id()
    assert "id cannot be read" in caplog.text


def test_a_value_is_told_of_once_and_of_many_rows_the_first(caplog: pytest.LogCaptureFixture) -> None:
    """On however many threads; each line is one about damage."""
    odd = OddValues(LOG)

    def tell() -> None:
        for number in range(100):
            odd.tell("The run", number, "x")
            odd.tell("The run", number, "y")

    threads = [threading.Thread(target=tell) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(caplog.records) == 40
    assert len({record.getMessage() for record in caplog.records}) == 40
    assert all(getattr(record, "penstock_damage", False) for record in caplog.records)


def test_a_connection_carries_what_was_told_of() -> None:
    """One that carries nothing has told of nothing."""
    odd = OddValues(LOG)
    assert odd_of(carrying(Connection(), odd), LOG) is odd
    assert odd_of(Connection(), LOG) is not odd


def test_rows_are_read_by_column() -> None:
    """One, several of a statement, and none."""
    made, odd = namedtuple("made", ["key", "x"]), OddValues(LOG)
    assert stored_row("What", made("k", 1), odd, "key").values == {"key": "k", "x": 1}
    found = stored_rows("What", [made("k", 1), made("l", 2)], odd, "key")
    assert [(one.what, one.values["key"], one.number("x")) for one in found] == [("What", "k", 1), ("What", "l", 2)]
    assert stored_rows("What", [], odd) == []


@pytest.mark.parametrize("data", [None, "q", b"", b"\xff\0", zlib.compress(b"abc")[:-4], 7], ids=repr)
def test_what_zlib_cannot_read_is_none(data: object) -> None:
    """It is damaged."""
    assert unzipped(data) is None
    assert unzipped(zlib.compress(b"abc")) == b"abc"


def test_asking_again_for_a_damaged_row_does_not_help() -> None:
    """Programs are told so."""
    error = DamagedRow("It is damaged.")
    assert (error.code, error.retryable) == ("damaged", False)
