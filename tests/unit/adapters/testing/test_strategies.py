"""Every public value has a strategy, and what it draws is what the value's class and its JSON promise."""

import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePath
from typing import Any, get_args, get_origin, get_type_hints

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import penstock.core.contracts
import penstock.core.events
from penstock.adapters.testing import strategies
from penstock.core import brought, commands, faults, host, node_replacements, nodes, parameter_rules, plugin, routes
from penstock.core import settings as core_settings
from penstock.core.contracts.gates import GateState
from penstock.core.contracts.run_values import ENDS, RunStatus
from penstock.core.draft_values import Change, Draft, DraftNote, Edit, Entry
from penstock.core.events.base import Event, event_types
from penstock.core.execution_names import ImageName, VideoName, image_name, parse_image, parse_video, video_name
from penstock.core.jobs import Job
from penstock.core.names import check_id, check_path_name
from penstock.core.services import ServiceSpec
from penstock.core.text_functions import TextFunction
from penstock.core.wire import decode, encode, message_of

FEW = settings(max_examples=6, database=None, suppress_health_check=list(HealthCheck), deadline=None)
DECLARED = (
    brought.Brought,
    commands.CommandArgument,
    commands.CommandOption,
    commands.CommandSpec,
    faults.Fault,
    host.HostPaths,
    node_replacements.NodeReplacement,
    nodes.InputSpec,
    nodes.OutputSpec,
    nodes.NodeResult,
    nodes.NodeSpec,
    parameter_rules.WidgetRule,
    parameter_rules.ParameterRule,
    parameter_rules.ParameterRules,
    plugin.Plugin,
    routes.BytesAnswer,
    routes.FileAnswer,
    routes.RouteSpec,
    core_settings.SettingSpec,
    ServiceSpec,
    TextFunction,
    Change,
    Draft,
    DraftNote,
    Edit,
    Entry,
    ImageName,
    VideoName,
    Job,
)


def values_of(package: Any) -> Iterator[type]:
    """Every value class that stands in a module of the package."""
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        module = importlib.import_module(found.name)
        for kind in vars(module).values():
            if inspect.isclass(kind) and kind.__module__ == found.name and attrs.has(kind):
                yield kind


STAYS = (nodes.NodeResult, parameter_rules.ParameterRules)
"""What never leaves the process: its constructors take lists as plugins write them, and keep them otherwise."""


CONTRACTS = tuple(values_of(penstock.core.contracts))
EVENTS = tuple(values_of(penstock.core.events))
KINDS = (*CONTRACTS, *EVENTS, *DECLARED)


def parts_of(annotation: Any) -> Iterator[Any]:
    """Every type in an annotation."""
    yield annotation
    for inner in get_args(annotation):
        yield from parts_of(inner)


def travels(kind: type, seen: tuple[type, ...] = ()) -> bool:
    """Whether JSON can hold all of it: no bytes, paths, functions or arrays, and keys that are text."""
    for field in attrs.fields(kind):
        for part in parts_of(get_type_hints(kind)[field.name]):
            if isinstance(part, type) and attrs.has(part) and part not in (kind, *seen):
                if not travels(part, (kind, *seen)):
                    return False
            elif part is bytes or (isinstance(part, type) and issubclass(part, PurePath)) or callable_or_odd(part):
                return False
        if part_is_array(field):
            return False
    return True


def callable_or_odd(part: Any) -> bool:
    """A function, a class, a set, or a mapping by something else than text."""
    if get_origin(part) is Mapping and get_args(part)[0] is not str:
        return True
    return get_origin(part) in (Callable, frozenset) or part is Callable or part is type


def part_is_array(field: Any) -> bool:
    """Fields with arrays are left out of comparisons."""
    return field.eq is False


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_public_value_is_drawn_and_comes_back_from_json(kind: type) -> None:
    """A value of the class itself; where JSON can hold it, it is the same again after the wire."""

    @FEW
    @given(strategies.of(kind))
    def check(value: Any) -> None:
        assert type(value) is kind
        if kind not in STAYS and travels(kind):
            assert decode(kind, json.loads(json.dumps(encode(value)))) == value

    check()


def test_every_event_travels() -> None:
    """Events are what every open tab gets: none holds what JSON cannot."""
    assert [kind.__name__ for kind in EVENTS if not travels(kind)] == []
    assert {kind for kind in event_types() if kind.__module__.startswith("penstock.core.")} <= {*EVENTS}


@FEW
@given(strategies.events())
def test_events_have_hooks_and_messages(event: Event) -> None:
    """What is drawn without kinds are events that plugins may observe."""
    name, body = message_of(event)
    assert (name, body["seq"]) == (f"penstock.{event.name}", event.seq)
    assert "slot_added" in {kind.name for kind in event_types()}


@FEW
@given(strategies.pools(), strategies.slots(), strategies.changes())
def test_pools_keep_their_promises(pool: Any, slot: Any, change: Any) -> None:
    """One slot is selected unless the pool is empty; a mask has a tag; each slot has a position."""
    assert (pool.selected is None) == (pool.count == 0)
    assert pool.count == 0 or 0 <= pool.position < pool.count
    assert (slot.mask is None) == (not slot.mask_tag)
    assert len(change.slots) == len(change.positions)
    assert check_id(slot.id) == slot.id


@FEW
@given(strategies.gates(), strategies.runs())
def test_what_has_ended_says_how(gate: Any, run: Any) -> None:
    """Open gates have no end, answered ones a decision; failed runs an error."""
    assert (gate.ended is None) == (gate.state in (GateState.ARMED, GateState.PARKED))
    assert (gate.decided is None) or gate.state is GateState.ANSWERED
    assert (run.ended is None) == (run.status not in ENDS)
    assert (run.error is None) == (run.status is not RunStatus.FAILED)


@FEW
@given(strategies.settings(), strategies.path_names(), strategies.ids())
def test_settings_take_their_defaults(spec: Any, name: str, one: str) -> None:
    """And names are names."""
    assert spec.check(spec.default) == spec.default
    assert (check_path_name(name), check_id(one)) == (name, one)


@FEW
@given(strategies.of(ImageName), strategies.of(VideoName))
def test_names_in_executions_are_those_of_the_grammar(image: ImageName, video: VideoName) -> None:
    """They are what their file names say."""
    plain = parse_image(f"{image_name(image.order, image.scene, image.variant)}.png")
    assert plain == attrs.evolve(image, counter=None)
    found = parse_video(f"{video_name(video.order, video.scene, video.next_scene)}.mp4")
    assert found == attrs.evolve(video, counter=None)


@attrs.frozen(kw_only=True)
class Album:
    """A value of somebody else's plugin."""

    id: str
    title: str
    slots: tuple[penstock.core.contracts.pools.Slot, ...]
    cover: tuple[int, int] | None = None


@FEW
@given(strategies.of(Album, title=st.just("Cats")))
def test_values_of_other_plugins_are_drawn_too(album: Album) -> None:
    """By their annotations and the names of their fields; what is given stands."""
    assert (album.title, check_id(album.id)) == ("Cats", album.id)
    assert decode(Album, json.loads(json.dumps(encode(album)))) == album


@FEW
@given(strategies.slots(label=st.just("x")))
def test_a_field_may_be_said(slot: Any) -> None:
    """Also of a class whose fields hang together."""
    assert slot.label == "x"


def test_what_cannot_be_drawn_is_named() -> None:
    """The class, the field and the type; and a field that there is none of."""

    @attrs.frozen
    class Odd:
        socket: complex

    with pytest.raises(strategies.NoStrategy, match=r"Odd.socket: .*complex"):
        strategies.of(Odd)
    with pytest.raises(TypeError, match="colour"):
        strategies.of(Album, colour=st.just(1))
