"""The pause of the garbage collector."""

import gc

import pytest

from penstock.adapters.comfyui.no_collection import no_collection


@pytest.fixture
def collector():
    """The collector, on again afterwards."""
    yield gc
    gc.enable()


def test_the_collector_is_off_inside_and_on_again_after_an_error(collector):
    """Whatever happens inside, the collector that was on is on again."""
    with pytest.raises(KeyError):
        _fail()
    assert gc.isenabled()


def _fail():
    with no_collection():
        assert not gc.isenabled()
        raise KeyError


def test_a_collector_that_was_off_stays_off(collector):
    """Who switched it off for the whole process keeps it off."""
    gc.disable()
    with no_collection():
        assert not gc.isenabled()
    assert not gc.isenabled()
