"""Faults of plugins are kept and told, whatever a plugin raises."""

import pytest

from penstock.core.faults import FaultLog


class Speechless(Exception):
    """An exception of a plugin whose text cannot be made."""

    def __str__(self) -> str:
        raise RuntimeError("no words")


def test_an_exception_without_a_text_is_a_fault_like_any_other(caplog: pytest.LogCaptureFixture) -> None:
    """It is kept by its name, with its traceback, and logged."""
    log = FaultLog()
    try:
        raise Speechless
    except Speechless as error:
        log.add("captions", "penstock_slot_added", error)
    (fault,) = log.of("captions")
    assert fault.message == "Speechless"
    assert "raise Speechless" in fault.traceback
    assert "captions" in caplog.text
