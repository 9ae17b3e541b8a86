"""A single-file plugin with one node for each thing that a node declaration can say."""

import asyncio
import json
import time

from penstock import Plugin, hookimpl
from penstock.core.arrays import as_numpy
from penstock.core.host import HostPaths
from penstock.core.nodes import BLOCKED, InputSpec, Interrupted, NodeResult, NodeSpec, OutputSpec

PLUGIN = Plugin(name="live_nodes", title="Nodes for tests")
CATEGORY = "Penstock/Live"


def _show(call, **inputs):
    """All inputs, as JSON on the page."""
    shown = {name: value if isinstance(value, (int, float, str, bool, list, type(None))) else str(type(value))
             for name, value in inputs.items()}  # fmt: skip
    about = {"prompt_id": call.prompt_id, "node_id": call.node_id, "list_index": call.list_index,
             "has_prompt": call.node_id in call.prompt}  # fmt: skip
    return NodeResult(values=(json.dumps(shown),), ui={"text": [json.dumps(shown)], "about": [about]})


def _ramp(call, width):
    """A float64 picture in Fortran order, and a read-only mask: what a host must put right."""
    import numpy

    row = numpy.linspace(0.0, 1.0, width)
    image = numpy.asfortranarray(numpy.broadcast_to(row[None, None, :, None], (1, 8, width, 3)))
    return image, numpy.broadcast_to(numpy.float32(row), (1, 8, width)), int(width)


def _wrong(call, kind):
    import numpy

    if kind == "count":
        return (1,)
    if kind == "bytes":
        return numpy.zeros((1, 2, 2, 3), numpy.uint8), 1
    return "text"


def _pass_on(call, image):
    return image, str(type(image).__module__), float(as_numpy(image).mean())


def _split(call, count, block):
    """A list of `count` numbers, the one at `block` blocked."""
    return ([BLOCKED if place == block else place for place in range(count)],)


def _gathered(call, number):
    return NodeResult(values=(len(number),), ui={"numbers": [list(number)]})


async def _later(call, number, seconds):
    await asyncio.sleep(seconds)
    return NodeResult(values=(number * 2,), ui={"text": [f"{call.node_id}/{call.list_index}: {number * 2}"]})


async def _cancels(call):
    raise asyncio.CancelledError


def _lazy(call, which, first=None, second=None):
    return NodeResult(values=(), ui={"text": [f"first={first} second={second}"]})


def _needed(call, which, first=None, second=None):
    return [which] if {"first": first, "second": second}[which] is None else []


def _file_of(services):
    return services.get(HostPaths).input / "live_state.txt"


def _state(call, note):
    text = _file_of(call.services).read_text()
    return NodeResult(values=(text,), ui={"text": [text]})


def _state_fingerprint(services, note):
    return _file_of(services).read_text()


def _limited(call, number, other):
    return NodeResult(values=(number,), ui={"text": [str(number)]})


def _even(services, *, number=None):
    return True if number is None or number % 2 == 0 else f"{number} is odd"


def _slow(call, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if call.interrupted():
            raise Interrupted
        call.progress(1, 2)
        time.sleep(0.02)
    return NodeResult(ui={"text": ["slept"]})


def _busy(call, text, seconds):
    """Keeps the run's loop to itself, whatever happens."""
    time.sleep(seconds)
    return NodeResult(values=(text,), ui={"text": [text]})


def _count_file(services):
    return services.get(HostPaths).input / "live_count.txt"


def _random(call, size):
    """Another picture in each run, which no PNG could hold exactly; a file counts the runs."""
    import numpy

    with _count_file(call.services).open("a") as file:
        file.write(f"{call.prompt_id}\n")
    return (numpy.random.default_rng().random((2, size, size, 3), dtype=numpy.float32),)


def _sum(call, image, mask=None):
    """What pixels are, to the last bit."""
    import hashlib

    masked = 0.0 if mask is None else float(as_numpy(mask).sum())
    return _shows(call, hashlib.sha256(as_numpy(image).tobytes()).hexdigest(), list(image.shape), masked)


def _shows(call, *lines):
    return NodeResult(ui={"text": [str(line) for line in lines]})


def _same(call, one, other):
    return _shows(call, one is other)


def _half(call, image):
    """The batch as bfloat16, each image of a brightness of its own: 0, 1, 2, ..."""
    return (image.new_ones(image.shape).cumsum(0).sub(1).bfloat16(),)


def _about(call, image):
    values = [float(picture.max()) for picture in image]
    return _shows(call, f"{list(image.shape)} {image.dtype} {' '.join(map(str, values))}")


def _index(call, image):
    """Which item of a list this is."""
    return _shows(call, call.list_index)


def _int(name, **more):
    return InputSpec(id=name, type="INT", default=more.pop("default", 0), **more)


def _out(name, kind, **more):
    return OutputSpec(id=name, type=kind, **more)


_EVERY_INPUT = (
    _int("whole", default=3, minimum=-1, maximum=9, step=2, control_after_generate=True, tooltip="A number"),
    InputSpec(id="real", type="FLOAT", default=0.5, minimum=0, maximum=1, step=0.1, display_name="Real"),
    InputSpec(id="text", type="STRING", default="ä", multiline=True),
    InputSpec(id="secret", type="STRING", default="", hidden=True),
    InputSpec(id="flag", type="BOOLEAN", default=True),
    InputSpec(id="choice", type="COMBO", default="b", options=("a", "b")),
    _int("seed", optional=True, control_after_generate="fixed"),
    _int("linked", socket=True, optional=True, default=7),
    InputSpec(id="custom", type="LIVE_THING", optional=True),
    InputSpec(id="anything", type="*", optional=True),
)


@hookimpl
def penstock_nodes():
    def node(name, run, inputs=(), outputs=(), **more):
        return NodeSpec(id=name, display_name=name, category=CATEGORY, run=run, inputs=inputs, outputs=outputs, **more)

    wrong = InputSpec(id="kind", type="COMBO", default="count", options=("count", "bytes", "type"))
    number, text = _out("number", "INT"), _out("text", "STRING")
    image = InputSpec(id="image", type="IMAGE")
    return [
        node("LiveShow", _show, _EVERY_INPUT, (text,), is_output=True, description="Shows its inputs.",
             search_aliases=("mirror",), experimental=True, not_idempotent=True),
        node("LiveRamp", _ramp, (_int("width", default=16, minimum=1, maximum=512),),
             (_out("image", "IMAGE"), _out("mask", "MASK", tooltip="The ramp"), _out("width", "INT"))),
        node("LiveWrong", _wrong, (wrong,), (_out("image", "IMAGE"), number), is_output=True),
        node("LivePassOn", _pass_on, (image,), (_out("image", "IMAGE"), text, _out("mean", "FLOAT"))),
        node("LiveSplit", _split, (_int("count", default=3), _int("block", default=-1)),
             (_out("numbers", "INT", is_list=True),)),
        node("LiveGather", _gathered, (_int("number", socket=True),), (number,), is_input_list=True, is_output=True),
        node("LiveLater", _later, (_int("number"), InputSpec(id="seconds", type="FLOAT", default=0.0)), (number,),
             is_output=True),
        node("LiveCancels", _cancels, is_output=True),
        node("LiveLazy", _lazy, (InputSpec(id="which", type="COMBO", default="first", options=("first", "second")),
                                 _int("first", lazy=True), _int("second", lazy=True)), needs=_needed, is_output=True),
        node("LiveState", _state, (InputSpec(id="note", type="STRING", default=""),), (text,),
             fingerprint=_state_fingerprint, is_output=True),
        node("LiveLimited", _limited, (_int("number", minimum=0, maximum=4), _int("other", minimum=0, maximum=4)),
             (number,), validate=_even, is_output=True),
        node("LiveSlow", _slow, (InputSpec(id="seconds", type="FLOAT", default=60.0),), is_output=True),
        node("LiveBusy", _busy, (InputSpec(id="text", type="STRING", socket=True),
                                 InputSpec(id="seconds", type="FLOAT", default=1.0)), (text,), is_output=True),
        node("LiveRandom", _random, (_int("size", default=64, minimum=1),), (_out("image", "IMAGE"),),
             fingerprint=lambda services, size: str(time.time_ns())),
        node("LiveSum", _sum, (image, InputSpec(id="mask", type="MASK", optional=True)), is_output=True),
        node("LiveSame", _same, (InputSpec(id="one", type="*"), InputSpec(id="other", type="*")), is_output=True),
        node("LiveHalf", _half, (image,), (_out("image", "IMAGE"),)),
        node("LiveAbout", _about, (image,), is_output=True),
        node("LiveIndex", _index, (image,), is_output=True),
        node("LiveBroken", _show, (InputSpec(id="same", type="INT"), InputSpec(id="same", type="INT"))),
    ]  # fmt: skip
