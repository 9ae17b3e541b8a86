"""A single-file plugin: the small nodes of which the suite of graphs is built. It runs in every host.

Every node reports each of its calls on the page (`calls`), so that a run's history says who was called how often.
"""

import asyncio
import threading
import time
import uuid

from penstock import Plugin, hookimpl
from penstock.core.arrays import as_numpy
from penstock.core.contracts.gates import GateAnswer
from penstock.core.nodes import (
    ANY,
    BLOCKED,
    BOOLEAN,
    COMBO,
    FLOAT,
    IMAGE,
    INT,
    MASK,
    STRING,
    InputSpec,
    Interrupted,
    NodeResult,
    NodeSpec,
    OutputSpec,
)
from penstock.core.services import ServiceSpec

PLUGIN = Plugin(name="suite_nodes", title="Nodes of the engine suite")
PATIENCE = 30.0
"""Seconds after which a node that waits gives up: a wrong host fails the suite, it does not hang it."""

TEXT = OutputSpec(id="text_out", type=STRING)


class Signals:
    """Flags that nodes of one run set for each other, and how often each was set."""

    def __init__(self):
        self._lock = threading.Lock()
        self._counts = {}

    def raise_flag(self, *key):
        """Count one more for `key`."""
        with self._lock:
            self._counts[key] = self._counts.get(key, 0) + 1

    def count(self, *key):
        """How often `key` was set."""
        with self._lock:
            return self._counts.get(key, 0)


async def _until(call, condition):
    """Wait without blocking the loop; ends when the user stops the run."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if call.interrupted():
            raise Interrupted
        if time.monotonic() > end:
            raise TimeoutError("nothing came")
        await asyncio.sleep(0.005)


def called(call, *values, **ui):
    """A result that reports the call."""
    return NodeResult(values=values, ui={"calls": [call.list_index], **ui})


def _text(call, text):
    return called(call, text)


def _show(call, value):
    return called(call, shown=[value if isinstance(value, str) else repr(value)])


def _join(call, left, right):
    return called(call, f"{left}+{right}")


def _list(call, items):
    return called(call, items.split(","))


def _twice(call, text):
    return called(call, [f"{text}1", f"{text}2"])


def _gather(call, text, separator):
    return called(call, separator[0].join(text), len(text))


def _block(call, text, when):
    return called(call, BLOCKED if text == when else text)


def _switch(call, choice, left, right):
    return called(call, {"left": left, "right": right}[choice])


def _switch_needs(_call, choice, left, right):
    chosen = {"left": left, "right": right}[choice]
    return [choice] if chosen is None else []


def _unasked(call, after, lazy):
    return called(call, f"{after} {lazy!r}")


def _size(call, image):
    return called(call, shown=[" ".join(str(side) for side in image.shape)])


def _fail(_call, text):
    raise ValueError(f"on purpose: {text}")


async def _fail_later(_call, text):
    await asyncio.sleep(0.01)
    raise ValueError(f"on purpose: {text}")


def _stop(_call, text):
    raise Interrupted


async def _wait(call, text, key):
    await _until(call, lambda: call.services.get(Signals).count(call.prompt_id, key) > 0)
    return called(call, text)


async def _meet(call, text, people):
    signals = call.services.get(Signals)
    signals.raise_flag(call.prompt_id, call.node_id)
    await _until(call, lambda: signals.count(call.prompt_id, call.node_id) >= people)
    return called(call, text)


async def _at_once(call, text):
    return called(call, text)


def _signal(call, text, key):
    call.services.get(Signals).raise_flag(call.prompt_id, key)
    return called(call, text)


def _spin(call, text):
    end = time.monotonic() + PATIENCE
    while not call.interrupted():
        if time.monotonic() > end:
            raise TimeoutError("nobody stopped the run")
        time.sleep(0.005)
    return called(call, text)


def _stamp(_services, text, mode):
    if mode == "fails":
        raise OSError("no such file")
    return uuid.uuid4().hex if mode == "always" else "the same"


def _stamped(call, text, mode):
    return called(call, text)


def _values(call, whole, real, text, yes, choice):
    return called(call, f"{whole!r} {real!r} {text!r} {yes!r} {choice!r}")


def _check(_services, choice):
    return True if choice != "bad" else "that is bad"


def _checked(call, choice, other):
    return called(call, f"{choice}/{other}")


def _ramp(call, width, height):
    """A picture in which every pixel is different, and a mask that grows to the right."""
    import numpy

    pixels = numpy.arange(height * width * 3, dtype=numpy.float32).reshape(1, height, width, 3)
    mask = numpy.broadcast_to(numpy.linspace(0, 1, width, dtype=numpy.float32), (1, height, width))
    return pixels / numpy.float32(pixels.size), mask


def _pixels(call, image):
    """Size, type and the corners and the middle of a picture, in thousandths."""
    pixels = as_numpy(image)
    count, height, width, channels = pixels.shape
    places = [(0, 0), (0, width - 1), (height // 2, width // 2), (height - 1, 0), (height - 1, width - 1)]
    shown = [" ".join(str(round(float(value) * 1000)) for value in pixels[-1, y, x]) for y, x in places]
    return called(call, shown=[f"{count} {height} {width} {channels} {pixels.dtype}", *shown])


def _node(name, run, inputs, outputs=(TEXT,), **more):
    return NodeSpec(
        id=name, display_name=name, category="Penstock/Suite", run=run, inputs=inputs, outputs=outputs, **more
    )


TEXT_IN = InputSpec(id="text", type=STRING, default="")
WORDS = InputSpec(id="choice", type=COMBO, options=("red", "green"), default="red")


@hookimpl
def penstock_services():
    """The flags that nodes raise for each other."""
    return [ServiceSpec(contract=Signals, build=lambda _services: Signals())]


@hookimpl
def penstock_answer_gate(gate):
    """As the title of the gate says; None leaves it to people."""
    who, _, what = gate.gate.title.partition(" ")
    if who != "suite":
        return None
    kind, _, value = what.partition(" ")
    if kind == "route":
        return GateAnswer(route=int(value))
    if kind == "choose":
        return GateAnswer(selection=tuple(int(place) for place in value.split(",")))
    return GateAnswer(text=gate.gate.text.upper())


@hookimpl
def penstock_nodes():
    """All nodes of the suite."""
    lazy = {"type": ANY, "lazy": True, "optional": True}
    return [
        _node("SuiteText", _text, (TEXT_IN,)),
        _node("SuiteUnique", _text, (TEXT_IN,), not_idempotent=True),
        _node("SuiteShow", _show, (InputSpec(id="value", type=ANY),), outputs=(), is_output=True),
        _node(
            "SuiteJoin",
            _join,
            (InputSpec(id="left", type=STRING), InputSpec(id="right", type=STRING, optional=True, default="nothing")),
        ),
        _node(
            "SuiteList",
            _list,
            (InputSpec(id="items", type=STRING, default="a,b"),),
            outputs=(OutputSpec(id="each", type=STRING, is_list=True),),
        ),
        _node("SuiteTwice", _twice, (TEXT_IN,), outputs=(OutputSpec(id="each", type=STRING, is_list=True),)),
        _node(
            "SuiteGather",
            _gather,
            (
                InputSpec(id="text", type=STRING, socket=True),
                InputSpec(id="separator", type=STRING, default="|", optional=True),
            ),
            outputs=(TEXT, OutputSpec(id="count", type=INT)),
            is_input_list=True,
        ),
        _node("SuiteBlock", _block, (TEXT_IN, InputSpec(id="when", type=STRING, default=""))),
        _node(
            "SuiteSwitch",
            _switch,
            (
                InputSpec(id="choice", type=STRING, default="left"),
                InputSpec(id="left", **lazy),
                InputSpec(id="right", **lazy),
            ),
            outputs=(OutputSpec(id="chosen", type=ANY),),
            needs=_switch_needs,
        ),
        _node(
            "SuiteUnasked",
            _unasked,
            (InputSpec(id="after", type=STRING), InputSpec(id="lazy", type=STRING, lazy=True)),
            needs=lambda _call, after, lazy: [],
        ),
        _node(
            "SuiteRamp",
            _ramp,
            (
                InputSpec(id="width", type=INT, default=4, minimum=1),
                InputSpec(id="height", type=INT, default=3, minimum=1),
            ),
            outputs=(OutputSpec(id="image", type=IMAGE), OutputSpec(id="mask", type=MASK)),
        ),
        _node("SuitePixels", _pixels, (InputSpec(id="image", type=IMAGE),), outputs=(), is_output=True),
        _node("SuiteSize", _size, (InputSpec(id="image", type=ANY),), outputs=(), is_output=True),
        _node("SuiteFail", _fail, (TEXT_IN,)),
        _node("SuiteFailLater", _fail_later, (TEXT_IN,)),
        _node("SuiteStop", _stop, (TEXT_IN,)),
        _node("SuiteWait", _wait, (TEXT_IN, InputSpec(id="key", type=STRING, default="go"))),
        _node("SuiteMeet", _meet, (TEXT_IN, InputSpec(id="people", type=INT, default=2, minimum=1))),
        _node("SuiteAtOnce", _at_once, (TEXT_IN,)),
        _node("SuiteSignal", _signal, (TEXT_IN, InputSpec(id="key", type=STRING, default="go"))),
        _node("SuiteSpin", _spin, (TEXT_IN,)),
        _node(
            "SuiteStamped",
            _stamped,
            (TEXT_IN, InputSpec(id="mode", type=COMBO, options=("fixed", "always", "fails"), default="fixed")),
            fingerprint=_stamp,
        ),
        _node(
            "SuiteValues",
            _values,
            (
                InputSpec(id="whole", type=INT, default=1, minimum=0, maximum=10),
                InputSpec(id="real", type=FLOAT, default=0.5, minimum=0.0, maximum=1.5),
                TEXT_IN,
                InputSpec(id="yes", type=BOOLEAN, default=False),
                WORDS,
            ),
        ),
        _node(
            "SuiteChecked",
            _checked,
            (WORDS, InputSpec(id="other", type=COMBO, options=("red", "green"), default="red")),
            validate=_check,
        ),
    ]
