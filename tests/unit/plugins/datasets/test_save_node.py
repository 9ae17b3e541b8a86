"""The node Save Image (Sidecars): what it writes, what it shows, and what it refuses before and in the run."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import pytest
from attrs import define, field
from PIL import Image

from penstock.adapters.testing.saving_house import text
from penstock.core.application import Application
from penstock.core.errors import Invalid, PenstockError
from penstock.core.host import HostPaths
from penstock.core.nodes import Interrupted, NodeResult
from penstock.core.settings import Settings
from penstock.plugins.datasets.nodes_save import save_image_sidecars
from penstock.plugins.datasets.settings import FOLDERS

from ..conftest import Call


@define
class Watched(Call):
    """A call that counts its progress, and that somebody stops after `stop_after` images."""

    stop_after: int = 1_000
    steps: list[tuple[float, float]] = field(factory=list)

    def interrupted(self) -> bool:
        return len(self.steps) >= self.stop_after

    def progress(self, value: float, total: float) -> None:
        self.steps.append((value, total))


@pytest.fixture
def application(penstock_application: Callable[..., Application]) -> Application:
    """A host with all plugins."""
    return penstock_application()


def images(count: int = 1, channels: int = 3) -> Any:
    """A batch of noise, each pixel one of the 256 levels."""
    levels = numpy.random.default_rng(7).integers(0, 256, (count, 6, 8, channels))
    return (levels / 255.0).astype(numpy.float32)


def run(application: Application, call: Any = None, **inputs: Any) -> list[dict[str, str]]:
    """What the node shows."""
    result = save_image_sidecars().run(call or Call(application.services), **inputs)
    assert isinstance(result, NodeResult)
    assert result.values == ()
    return list(result.ui["images"])


def test_inputs_are_those_of_saved_workflows() -> None:
    """Ids, order, types and defaults are API: workflows of Dataset Gates open unchanged."""
    spec = save_image_sidecars()
    assert (spec.id, spec.display_name, spec.is_output) == ("SaveImageSidecars", "Save Image (Sidecars)", True)
    assert [(one.id, one.type, one.default, one.optional) for one in spec.inputs] == [
        ("images", "IMAGE", None, False),
        ("filename_prefix", "STRING", "ComfyUI", False),
        ("output_folder", "STRING", "output", False),
        ("sidecar", "SIDECAR", None, True),
    ]
    assert spec.outputs == ()


def test_pictures_keep_their_levels_and_carry_the_graph(application: Application, penstock_paths: HostPaths) -> None:
    """An image is saved as SaveImage does, bit for bit, with what the host wants in its files."""
    batch = images(2)
    call = Call(application.services, metadata={"prompt": '{"1": {}}', "workflow": "{}"})
    shown = run(application, call, images=batch, sidecar=[text("a cat")])
    assert shown == [{"filename": f"ComfyUI_0000{number}_.png", "subfolder": "", "type": "output"} for number in (1, 2)]
    for place, one in enumerate(shown):
        data = (penstock_paths.output / one["filename"]).read_bytes()
        with Image.open(io.BytesIO(data)) as picture:
            assert numpy.array_equal(numpy.asarray(picture), (batch[place] * 255).astype(numpy.uint8))
            assert getattr(picture, "text", None) == {"prompt": '{"1": {}}', "workflow": "{}"}
    assert (penstock_paths.output / "ComfyUI_00002_.txt").read_text() == "a cat"


@pytest.mark.parametrize(("channels", "mode"), [(1, "L"), (3, "RGB"), (4, "RGBA")])
def test_gray_and_transparent_pictures_are_saved(
    application: Application, penstock_paths: HostPaths, channels: int, mode: str
) -> None:
    """1, 3 and 4 channels become gray, colours, colours with transparency."""
    run(application, images=images(channels=channels))
    with Image.open(penstock_paths.output / "ComfyUI_00001_.png") as picture:
        assert picture.mode == mode
        assert "prompt" not in picture.info


@pytest.mark.parametrize(
    ("folder", "prefix", "shown"),
    [
        ("output", "a/cat", {"filename": "cat_00001_.png", "subfolder": "a", "type": "output"}),
        ("my/sub", "cat", {"filename": "cat_00001_.png", "subfolder": "my/sub", "type": "output"}),
        ("input", "cat", {"filename": "cat_00001_.png", "subfolder": "", "type": "input"}),
        ("input/sets", "a/cat", {"filename": "cat_00001_.png", "subfolder": "sets/a", "type": "input"}),
    ],
)
def test_what_the_host_serves_is_shown_from_there(
    application: Application, penstock_paths: HostPaths, folder: str, prefix: str, shown: dict[str, str]
) -> None:
    """Name, subfolder and type are those with which the host's page asks for the file."""
    assert run(application, images=images(), filename_prefix=prefix, output_folder=folder) == [shown]
    root = {"output": penstock_paths.output, "input": penstock_paths.input}[shown["type"]]
    assert (root / shown["subfolder"] / shown["filename"]).is_file()


def test_what_lies_elsewhere_is_shown_as_a_copy(
    application: Application, penstock_paths: HostPaths, tmp_path: Path
) -> None:
    """An allowed folder that the host does not serve is shown from its temporary folder, pixel for pixel."""
    place = tmp_path / "sets"
    place.mkdir()
    application.services.get(Settings).set(FOLDERS, str(place))
    (shown,) = run(application, images=images(), output_folder=str(place))
    assert (shown["type"], shown["subfolder"]) == ("temp", "")
    copy = penstock_paths.temp / shown["filename"]
    assert copy.read_bytes() == (place / "ComfyUI_00001_.png").read_bytes()
    penstock_paths.temp.rename(tmp_path / "gone")
    assert run(application, images=images(), output_folder=str(place)) == []
    assert (place / "ComfyUI_00002_.png").is_file()


def test_it_shows_its_progress_and_can_be_stopped(application: Application, penstock_paths: HostPaths) -> None:
    """Each image is a step; whoever stops it in the middle has saved nothing."""
    call = Watched(application.services)
    run(application, call, images=images(3))
    assert call.steps == [(1, 3), (2, 3), (3, 3)]
    with pytest.raises(Interrupted):
        run(application, Watched(application.services, stop_after=2), images=images(3), filename_prefix="other")
    assert not list(penstock_paths.output.glob("other*"))
    assert not list(penstock_paths.output.rglob("*.part"))


@pytest.mark.parametrize("given", [None, "images", numpy.zeros((4, 4, 3)), numpy.zeros((0, 4, 4, 3))])
def test_what_is_no_image_is_refused(application: Application, given: Any) -> None:
    """Anything but a batch of images is told with the field."""
    with pytest.raises(Invalid) as caught:
        run(application, images=given)
    assert caught.value.field == "images"


def test_two_channels_are_refused_and_leave_nothing(application: Application, penstock_paths: HostPaths) -> None:
    """What is no picture is known only when it is encoded: nothing is there afterwards."""
    with pytest.raises(PenstockError):
        run(application, images=images(channels=2), filename_prefix="a/b/cat", sidecar=[text("a")])
    assert list(penstock_paths.output.iterdir()) == []


def test_the_node_refuses_before_the_run(application: Application) -> None:
    """A folder or a prefix that can never be used is told before anything is computed; linked ones wait."""
    validate: Any = save_image_sidecars().validate
    ask = lambda **inputs: validate(application.services, **inputs)  # noqa: E731 - short
    assert ask(filename_prefix="a/cat", output_folder="output/new") is True
    assert ask(filename_prefix=None, output_folder=None) is True
    assert "allowed" in ask(filename_prefix="cat", output_folder="/etc")
    assert "leads out" in ask(filename_prefix="../cat", output_folder="output")


@pytest.mark.parametrize("name", ["filename_prefix", "output_folder", "sidecar"])
@pytest.mark.parametrize("value", [5, 0.5, {"a": 1}, b"x"])
def test_linked_values_of_another_type_are_told(application: Application, name: str, value: Any) -> None:
    """Hosts do not check what is linked; the error says which input."""
    with pytest.raises(Invalid) as error:
        run(application, images=images(), **{name: value})
    assert error.value.field == name
