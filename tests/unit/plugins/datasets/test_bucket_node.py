"""The node BucketResize: images and masks into their bucket, and the line that it shows."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from attrs import define, field

from penstock.core.errors import Invalid
from penstock.core.nodes import Interrupted, NodeResult
from penstock.plugins.datasets.nodes_bucket import bucket_resize

Resize = Callable[..., NodeResult]


@define
class Watched:
    """A call that counts its progress, and that somebody stops after `stop_after` pictures."""

    stop_after: int = 1_000
    steps: list[tuple[float, float]] = field(factory=list)

    def interrupted(self) -> bool:
        return len(self.steps) >= self.stop_after

    def progress(self, value: float, total: float) -> None:
        self.steps.append((value, total))


@pytest.fixture
def resize() -> Resize:
    """Run the node."""
    run: Any = bucket_resize().run
    return lambda image, **inputs: run(Watched(), image=image, **inputs)


def plain(height: int, width: int, count: int = 1, channels: int = 3, level: float = 0.25) -> np.ndarray:
    return np.full((count, height, width, channels), level, np.float32)


def test_inputs_and_outputs_are_those_of_saved_workflows() -> None:
    """Ids, order, types, defaults and ranges are API: workflows of Dataset Gates open unchanged."""
    spec = bucket_resize()
    assert (spec.id, spec.display_name) == ("BucketResize", "Bucket Resize")
    assert [(one.id, one.type, one.default, one.minimum, one.maximum, one.optional) for one in spec.inputs] == [
        ("image", "IMAGE", None, None, None, False),
        ("resolution", "INT", 1280, 64, 8192, False),
        ("divisible", "INT", 64, 8, 256, False),
        ("max_upscale", "FLOAT", 1.5, 1.0, 8.0, False),
        ("mask", "MASK", None, None, None, True),
    ]
    assert [(one.id, one.type) for one in spec.outputs] == [
        ("image", "IMAGE"),
        ("mask", "MASK"),
        ("width", "INT"),
        ("height", "INT"),
        ("label", "STRING"),
    ]


def test_a_square_becomes_the_square_bucket_with_an_empty_mask(resize: Resize) -> None:
    """1000 x 1000 becomes 1280 x 1280; without a mask nothing is painted."""
    image, mask, width, height, label = resize(plain(1000, 1000)).values
    assert (image.shape, image.dtype) == ((1, 1280, 1280, 3), np.float32)
    assert (mask.shape, mask.dtype, mask.max()) == ((1, 1280, 1280), np.float32, 0)
    assert (width, height, label) == (1280, 1280, "1280x1280")
    np.testing.assert_allclose(image, 0.25, atol=1e-6)


def test_a_landscape_becomes_a_landscape(resize: Resize) -> None:
    """1000 high and 2000 wide becomes 896 high and 1792 wide."""
    image, _, width, height, label = resize(plain(1000, 2000)).values
    assert image.shape == (1, 896, 1792, 3)
    assert (width, height, label) == (1792, 896, "1792x896")


def test_a_full_mask_stays_full(resize: Resize) -> None:
    """What is painted everywhere is painted everywhere in the bucket."""
    _, mask, width, height, _ = resize(plain(777, 1333), mask=np.ones((1, 777, 1333), np.float32)).values
    assert mask.shape == (1, height, width)
    assert (width % 64, height % 64) == (0, 0)
    assert mask.min() > 0.999


def test_a_mask_of_another_size_goes_where_the_picture_goes(resize: Resize) -> None:
    """A mask of another shape is first resized to the picture: its halves stay the picture's halves."""
    image = plain(300, 200, level=0.0)
    image[:, :150] = 1.0
    half = np.zeros((1, 64, 64), np.float32)
    half[:, :32] = 1.0
    made, mask, *_ = resize(image, resolution=128, divisible=64, mask=half).values
    assert mask.shape == made.shape[:3]
    apart = np.abs(mask - made[..., 0]) > 0.5
    assert apart.sum() <= 2 * mask.shape[2]


@pytest.mark.parametrize("shape", [(40, 60), (1, 40, 60), (1, 1, 40, 60)])
def test_one_mask_counts_for_a_whole_batch(resize: Resize, shape: tuple[int, ...]) -> None:
    """A single mask, of any shape that ComfyUI takes for one, is repeated."""
    mask = np.zeros(shape, np.float32)
    mask[..., :20, :] = 1.0
    _, made, width, height, _ = resize(plain(40, 60, 3), resolution=64, divisible=8, mask=mask).values
    assert made.shape == (3, height, width)
    assert (made[0] == made[1]).all()
    assert (made[0] == made[2]).all()
    assert (made[0].max(), made[0].min()) == (1.0, 0.0)


def test_each_image_keeps_its_own_mask(resize: Resize) -> None:
    """As many masks as images stay in their order."""
    masks = np.stack([np.full((40, 60), level, np.float32) for level in (0.0, 0.5, 1.0)])
    _, made, *_ = resize(plain(40, 60, 3), resolution=64, divisible=8, mask=masks).values
    assert [float(one.mean()) for one in made] == pytest.approx([0.0, 0.5, 1.0])


@pytest.mark.parametrize(("images", "masks"), [(3, 2), (1, 3), (2, 4)])
def test_other_counts_of_masks_are_refused(resize: Resize, images: int, masks: int) -> None:
    """Nobody could say which mask is whose."""
    with pytest.raises(Invalid) as caught:
        resize(plain(40, 60, images), mask=np.zeros((masks, 40, 60), np.float32))
    assert caught.value.field == "mask"
    assert caught.value.hint


@pytest.mark.parametrize("mask", [np.zeros((0, 4, 4), np.float32), np.zeros(4, np.float32)])
def test_what_is_no_mask_is_refused(resize: Resize, mask: np.ndarray) -> None:
    """A mask has pixels."""
    with pytest.raises(Invalid) as caught:
        resize(plain(40, 60), mask=mask)
    assert caught.value.field == "mask"


@pytest.mark.parametrize("channels", [1, 4])
def test_one_and_four_channels_pass(resize: Resize, channels: int) -> None:
    """Gray pictures and transparency come out as they are."""
    assert resize(plain(40, 60, 2, channels)).values[0].shape[3] == channels


@pytest.mark.parametrize("image", ["a text", None, np.zeros((4, 4, 3), np.float32), np.zeros((0, 4, 4, 3), np.float32)])
def test_what_is_no_image_is_refused(resize: Resize, image: Any) -> None:
    """The field is named."""
    with pytest.raises(Invalid) as caught:
        resize(image)
    assert caught.value.field == "image"


@pytest.mark.parametrize(
    ("inputs", "field"),
    [
        ({"resolution": 64, "divisible": 256}, "resolution"),
        ({"resolution": 63}, "resolution"),
        ({"resolution": 100_000}, "resolution"),
        ({"divisible": 0}, "divisible"),
        ({"divisible": 257}, "divisible"),
        ({"max_upscale": 0.5}, "max_upscale"),
        ({"max_upscale": float("nan")}, "max_upscale"),
    ],
)
def test_linked_numbers_out_of_range_are_refused(resize: Resize, inputs: dict[str, Any], field: str) -> None:
    """Hosts check widgets, not what is linked: nothing is computed for nonsense."""
    with pytest.raises(Invalid) as caught:
        resize(plain(40, 60), **inputs)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("size", "inputs", "line"),
    [
        ((512, 512), {}, "1280 x 1280, enlarged 2.5x, more than 1.5x, nothing cut off"),
        ((512, 512), {"max_upscale": 2.5}, "1280 x 1280, enlarged 2.5x, nothing cut off"),
        ((2000, 1000), {}, "1792 x 896, reduced to 89.6 %, nothing cut off"),
        ((1280, 1280), {}, "1280 x 1280, not enlarged, nothing cut off"),
        ((1000, 1100), {}, "1216 x 1344, enlarged 1.22x, less than 1 % cut off"),
        ((640, 480), {}, "1472 x 1088, enlarged 2.3x, more than 1.5x, 1 % cut off"),
    ],
)
def test_the_line_says_what_became_of_the_picture(
    resize: Resize, size: tuple[int, int], inputs: dict[str, Any], line: str
) -> None:
    """Size, how much it was enlarged and whether that is too much, and what was cut off."""
    shown = resize(plain(size[1], size[0]), **inputs).ui
    assert shown["text"] == [line]
    assert shown["fit"][0]["enlarged"] is ("more than" in line)


def test_a_page_can_draw_what_is_kept(resize: Resize) -> None:
    """The box in pixels of the picture, beside its size."""
    fact = resize(plain(90, 100), resolution=64, divisible=64).ui["fit"][0]
    assert (fact["of"], fact["box"]) == ([100, 90], [5.0, 0.0, 95.0, 90.0])
    assert (fact["width"], fact["height"]) == (64, 64)


def test_a_batch_shows_its_progress_and_can_be_stopped() -> None:
    """After each picture the node looks whether it shall go on."""
    run: Any = bucket_resize().run
    watched = Watched()
    run(watched, image=plain(40, 60, 3))
    assert watched.steps == [(1, 3), (2, 3), (3, 3)]
    stopped = Watched(stop_after=2)
    with pytest.raises(Interrupted):
        run(stopped, image=plain(40, 60, 3))
    assert len(stopped.steps) == 2


def test_the_inputs_stay_as_they_are(resize: Resize) -> None:
    """The same arrays may be linked to other nodes."""
    image, mask = plain(40, 60), np.ones((1, 40, 60), np.float32)
    before = image.copy(), mask.copy()
    resize(image, mask=mask)
    np.testing.assert_array_equal(image, before[0])
    np.testing.assert_array_equal(mask, before[1])


@pytest.mark.parametrize("name", ["resolution", "divisible", "max_upscale"])
@pytest.mark.parametrize("value", ["64", None, [64], float("nan"), 1e400, 10**400])
def test_linked_values_of_another_type_are_told(resize: Resize, name: str, value: Any) -> None:
    """Hosts do not check what is linked; the error says which input."""
    with pytest.raises(Invalid) as error:
        resize(plain(8, 8), **{name: value})
    assert error.value.field == name


def test_linked_numbers_are_whole_where_pixels_are_counted(resize: Resize) -> None:
    """64.0 is 64, 64.5 is told."""
    assert resize(plain(8, 8), resolution=64.0, divisible=np.int64(8)).values[2:4] == (64, 64)
    for name in ("resolution", "divisible"):
        with pytest.raises(Invalid) as error:
            resize(plain(8, 8), **{name: 64.5})
        assert error.value.field == name


@pytest.mark.parametrize("mask", ["mask", 1, {"a": 1}, [["a"]]])
def test_a_mask_that_is_none_is_told(resize: Resize, mask: Any) -> None:
    """As such, with its field."""
    with pytest.raises(Invalid) as error:
        resize(plain(8, 8), mask=mask)
    assert error.value.field == "mask"
