"""The router at gates that wait without a run, and what it measures."""

import io
from pathlib import Path

import numpy as np
import pytest
from penstock_sharpness_router import SharpnessRouter, sharpness
from PIL import Image, ImageDraw, ImageFilter

from penstock.core.contracts.gates import Gate, GateKind, PendingGate
from penstock.core.settings import Settings


def drawing(size=256):
    """A sharp picture: shapes with edges in all directions."""
    image, draw = Image.new("RGB", (size, size), "gray"), None
    draw, chance = ImageDraw.Draw(image), np.random.default_rng(7)
    for _ in range(120):
        x, y, side = (int(one) for one in chance.integers(0, size, 3))
        colour = tuple(int(one) for one in chance.integers(0, 256, 3))
        draw.ellipse((x, y, x + 8 + side // 6, y + 8 + side // 8), fill=colour)
    return image


def blurred(radius):
    """The same, out of focus by so many pixels."""
    return drawing().filter(ImageFilter.GaussianBlur(radius))


def as_image(*pictures):
    """An IMAGE `[B,H,W,C]`, float32 0..1."""
    return np.stack([np.asarray(one, np.float32) / 255 for one in pictures])


def pending(*pictures, routes=("keep", "sharp", "blurred"), kind=GateKind.IMAGE):
    """A gate as the hook is shown it."""
    return PendingGate(gate=Gate(token="t", kind=kind, title="", routes=routes), read=lambda: as_image(*pictures))


@pytest.fixture
def router(penstock_application):
    """The plugin in a started host, with it the settings."""
    made = SharpnessRouter()
    made.application = penstock_application(made)
    return made


def test_blur_makes_less_sharp():
    """The more of it, the less sharp; what is at its limit stays there."""
    values = [sharpness(as_image(blurred(radius))[0]) for radius in (0, 1, 2, 4)]
    assert values == sorted(values, reverse=True)
    assert values[0] > 0.6
    assert values[-1] < 0.3


def test_a_blurred_background_does_not_count():
    """A sharp figure before a soft background is a sharp picture."""
    picture = blurred(6)
    picture.paste(drawing().crop((64, 64, 192, 192)), (64, 64))
    assert sharpness(as_image(picture)[0]) > 0.6


@pytest.mark.parametrize("shape", [(1, 1, 3), (15, 400, 3), (64, 64, 1), (64, 64, 4)])
def test_every_picture_has_a_value(shape):
    """Tiny ones, gray ones, such with transparency; a plain one is not sharp."""
    assert sharpness(np.full(shape, 0.5, np.float32)) == 0


def test_clear_pictures_are_answered(router):
    """With the number of the route, which counts from 1."""
    assert router.penstock_answer_gate(pending(drawing())).route == 2
    assert router.penstock_answer_gate(pending(blurred(4))).route == 3


def test_of_a_batch_the_least_sharp_one_counts(router):
    """One blurred picture is enough."""
    assert router.penstock_answer_gate(pending(drawing(), blurred(4))).route == 3


def test_what_is_in_doubt_waits_for_a_person(router):
    """Between the two limits there is no answer."""
    router.application.services.get(Settings).set("sharpness_router.sharp", 1.0)
    assert router.penstock_answer_gate(pending(drawing())) is None


def test_other_gates_are_left_alone(router):
    """Their pictures are not even read."""

    def fail():
        raise AssertionError("read")

    for kind, routes in ((GateKind.CHOOSER, ("sharp", "blurred")), (GateKind.IMAGE, ("keep", "drop"))):
        gate = PendingGate(gate=Gate(token="t", kind=kind, title="", routes=routes), read=fail)
        assert router.penstock_answer_gate(gate) is None


def test_a_gate_in_a_graph_takes_the_route(router, penstock_graphs, penstock_paths):
    """The whole way: a blurred picture comes out of the route `blurred`, nobody was asked."""
    blurred(5).save(penstock_paths.input / "soft.png")
    graph = {
        "1": {"class_type": "LoadImage", "inputs": {"image": "soft.png"}},
        "2": {
            "class_type": "ImageGate",
            "inputs": {"image": ["1", 0], "routes": 2, "route_names": '["sharp", "blurred"]'},
        },
        "3": {"class_type": "SaveImage", "inputs": {"images": ["2", 1], "filename_prefix": "sharp"}},
        "4": {"class_type": "SaveImage", "inputs": {"images": ["2", 2], "filename_prefix": "blurred"}},
    }
    penstock_graphs(router.application).run(graph)
    assert [path.name for path in sorted(Path(penstock_paths.output).glob("*.png"))] == ["blurred_00001_.png"]


def test_the_command_helps_to_find_the_limits(router, penstock_client):
    """A line each, the least sharp first."""
    files = []
    for radius in (0, 4):
        stream = io.BytesIO()
        blurred(radius).save(stream, "PNG")
        files.append((f"{radius}.png", stream.getvalue()))
    penstock_client(router.application).post("/penstock/pools/cats/slots", {}, {"images": files})
    said = []
    call = type("Call", (), {"services": router.application.services, "values": {"pool": "cats"}})
    call.say = staticmethod(said.append)
    (command,) = [one for one in router.application.commands if one.name == "sharpness"]
    command.run(call)
    assert [line.split()[1] for line in said] == ["img_0002", "img_0001"]
