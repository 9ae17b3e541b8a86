"""The table of contents of the product is complete: every hook explained, every event published and observed."""

import inspect
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from penstock.core.events import event_types
from penstock.core.events.pools import PoolEvent
from penstock.core.hooks import PHASES, HookKind, kind_of

SPECS = [(phase, name) for phase in PHASES for name in vars(phase) if name.startswith("penstock_")]
NAMED = pytest.mark.parametrize(("phase", "name"), SPECS, ids=[name for _, name in SPECS])
ABSTRACT = {"pool_event", "profile_event", "gate_event", "run_event", "batch_event"}


def spec(phase: ModuleType, name: str) -> Any:
    return getattr(phase, name)


@NAMED
def test_every_hook_has_a_kind_and_is_never_async(phase: ModuleType, name: str) -> None:
    """Who is called and what becomes of errors depends on it."""
    assert kind_of(spec(phase, name)) in HookKind
    assert not inspect.iscoroutinefunction(spec(phase, name))


@NAMED
def test_every_hook_says_since_when_and_shows_an_example(phase: ModuleType, name: str) -> None:
    """The docstring is the manual: what happened, the version, and a function to start from."""
    text = inspect.getdoc(spec(phase, name)) or ""
    assert re.search(r"Since \d+\.\d+\.", text), f"{name} does not say since when"
    assert f"def {name}(" in text, f"{name} shows no example"


@pytest.mark.parametrize("phase", PHASES, ids=lambda phase: phase.__name__.rpartition(".")[2])
def test_every_phase_says_when_and_where_its_hooks_are_called(phase: ModuleType) -> None:
    """Thread and error policy stand at the head of the section."""
    text = (phase.__doc__ or "").lower()
    assert "thread" in text
    assert any(word in text for word in ("raises", "error"))


@NAMED
def test_every_hook_takes_one_value_by_its_promised_name(phase: ModuleType, name: str) -> None:
    """Observers one `event` of the class that their name says, collectors nothing, deciders one value."""
    parameters = list(inspect.signature(spec(phase, name)).parameters.values())
    kind = kind_of(spec(phase, name))
    assert len(parameters) == (0 if kind is HookKind.COLLECT else 1)
    if kind is HookKind.OBSERVE:
        events = {event.name: event for event in event_types()}
        assert parameters[0].name == "event"
        assert parameters[0].annotation is events[name.removeprefix("penstock_")]


def test_every_event_has_its_hook_and_every_observe_hook_its_event() -> None:
    """One to one: nothing is published that nobody can observe."""
    ours = {event.name for event in event_types() if event.__module__.startswith("penstock.")} - ABSTRACT
    observed = {
        name.removeprefix("penstock_") for phase, name in SPECS if kind_of(spec(phase, name)) is HookKind.OBSERVE
    }
    assert ours == observed


def test_every_pool_event_is_published_in_the_stories() -> None:
    """The tests of the service and of the watcher name each event of pools as published."""
    folder = Path(__file__).parent / "pools"
    told = (folder / "test_pool_service.py").read_text() + (folder / "test_pool_watch.py").read_text()
    missing = [kind.name for kind in event_types() if issubclass(kind, PoolEvent) and kind is not PoolEvent]
    assert [name for name in missing if f'"{name}"' not in told] == []
