"""ComfyUI's image nodes, without torch: what they read, make and write."""

import errno
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from penstock.adapters.standalone.engine import Engine, RunOutcome, RunStatus
from penstock.adapters.standalone.engine.resampling import resized
from penstock.core.files import Files
from penstock.core.host import HostPaths
from penstock.core.services import Services


@pytest.fixture
def engine(engine_of: Callable[..., Engine]) -> Engine:
    """An engine with nothing but ComfyUI's nodes."""
    return engine_of()


def saved(
    engine: Engine, prefix: str, *, width: int = 4, height: int = 2, batch: int = 1, color: int = 0xFF8000
) -> RunOutcome:
    """Save one colour."""
    size = {"width": width, "height": height, "batch_size": batch, "color": color}
    return engine.run(
        {
            "1": {"class_type": "EmptyImage", "inputs": size},
            "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": prefix}},
        },
        extra_pnginfo={"workflow": {"nodes": [1]}},
    )


def names(outcome: RunOutcome) -> list[str]:
    """What was saved, with its subfolder."""
    return [str(Path(item["subfolder"]) / item["filename"]) for item in outcome.ui["2"]["images"]]


def test_saved_images_are_numbered_and_carry_their_graph(engine: Engine, paths: HostPaths) -> None:
    """Each image of a batch is a file with the next number, its pixels, and prompt and workflow as text."""
    outcome = saved(engine, "cat", batch=2)
    assert outcome.ui["2"]["images"] == [
        {"filename": "cat_00001_.png", "subfolder": "", "type": "output"},
        {"filename": "cat_00002_.png", "subfolder": "", "type": "output"},
    ]
    with Image.open(paths.output / "cat_00002_.png") as picture:
        assert (picture.size, picture.mode, picture.getpixel((0, 0))) == ((4, 2), "RGB", (255, 128, 0))
        assert json.loads(picture.text["prompt"])["2"]["class_type"] == "SaveImage"
        assert json.loads(picture.text["workflow"]) == {"nodes": [1]}
    assert outcome.outputs["2"][0][0].shape == (2, 2, 4, 3)


def test_numbers_go_on_after_the_highest(engine: Engine, paths: HostPaths) -> None:
    """Files that are there already, gaps included, are never overwritten."""
    for name in ("cat_00007_.png", "cat_00002_.png", "cat_x.png", "dog_00100_.png"):
        (paths.output / name).write_bytes(b"kept")
    assert names(saved(engine, "cat")) == ["cat_00008_.png"]
    assert (paths.output / "cat_00007_.png").read_bytes() == b"kept"


def test_tokens_and_folders_in_the_prefix(engine: Engine, paths: HostPaths) -> None:
    """The prefix may name folders and hold the size, the date and the place in the batch."""
    assert names(saved(engine, "a/%width%x%height%/%batch_num%-c", batch=2)) == [
        "a/4x2/0-c_00001_.png",
        "a/4x2/1-c_00002_.png",
    ]
    [year] = names(saved(engine, "%year%%month%%day%"))
    assert len(year) == len("20260101_00001_.png")
    assert year[:8].isdigit()


@pytest.mark.parametrize(
    "prefix", ["../out", "a/../../out", "/tmp/out", "..", "", ".", "a/..", "a\0b", "li/nk/../../.."]
)
def test_nothing_is_saved_outside_the_output_folder(prefix: str, engine: Engine, tmp_path: Path) -> None:
    """A prefix that leads out, or names no file, is an error and writes nothing."""
    before = sorted(tmp_path.rglob("*"))
    assert saved(engine, prefix).status is RunStatus.ERROR
    assert sorted(tmp_path.rglob("*")) == before


def test_nothing_is_saved_through_a_link(engine: Engine, paths: HostPaths, tmp_path: Path) -> None:
    """A linked folder that leads out of the output folder is refused."""
    (tmp_path / "elsewhere").mkdir()
    (paths.output / "door").symlink_to(tmp_path / "elsewhere")
    assert saved(engine, "door/cat").status is RunStatus.ERROR
    assert list((tmp_path / "elsewhere").iterdir()) == []


class FullDisk(Files):
    """A disk on which nothing can be put in its place any more."""

    def place(self, source: Path, target: Path) -> None:
        """There is no room."""
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_said_and_leaves_nothing_behind(paths: HostPaths) -> None:
    """An image that cannot be saved is an error that says why, and no half of it stays."""
    outcome = saved(Engine([], Services(), paths, files=FullDisk()), "cat")
    assert (outcome.error or {})["exception_message"] == (
        "The disk is full: could not save the image. Free some space, then try again.\n"
    )
    assert list(paths.output.iterdir()) == []


class Rival(Files):
    """Somebody else saves under the first free name just before us."""

    def place(self, source: Path, target: Path) -> None:
        """The first number is taken."""
        if target.name.endswith("_00001_.png"):
            target.write_bytes(b"theirs")
        super().place(source, target)


def test_a_number_that_was_taken_meanwhile_is_skipped(paths: HostPaths) -> None:
    """Two hosts that save into one folder never overwrite each other."""
    assert names(saved(Engine([], Services(), paths, files=Rival()), "cat")) == ["cat_00002_.png"]
    assert (paths.output / "cat_00001_.png").read_bytes() == b"theirs"


def test_previews_go_to_the_temporary_folder(engine: Engine, paths: HostPaths) -> None:
    """A preview is a file of the temporary folder only."""
    outcome = engine.run(
        {
            "1": {"class_type": "EmptyImage", "inputs": {"width": 2, "height": 2, "batch_size": 1, "color": 0}},
            "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
        }
    )
    [item] = outcome.ui["2"]["images"]
    assert item["type"] == "temp"
    assert (paths.temp / item["filename"]).is_file()
    assert list(paths.output.iterdir()) == []


def loaded(engine: Engine, name: str) -> tuple[Any, Any]:
    """Image and mask of an input file."""
    outcome = engine.run(
        {
            "1": {"class_type": "LoadImage", "inputs": {"image": name}},
            "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
        }
    )
    assert outcome.ok, outcome.error
    image, mask = outcome.outputs["1"]
    return image[0], mask[0]


def picture(mode: str, color: Any, size: tuple[int, int] = (3, 2)) -> Image.Image:
    """One colour."""
    return Image.new(mode, size, color)


def grey16() -> Image.Image:
    """Half bright, in 16 bits."""
    return Image.fromarray(np.full((2, 3), 32_768, np.uint16))


@pytest.mark.parametrize(
    ("made", "colour", "mask"),
    [
        (lambda: picture("RGB", (255, 0, 51)), (1, 0, 0.2), None),
        (lambda: picture("RGBA", (255, 0, 51, 204)), (1, 0, 0.2), 0.2),
        (lambda: picture("L", 51), (0.2, 0.2, 0.2), None),
        (lambda: picture("LA", (51, 255)), (0.2, 0.2, 0.2), 0),
        (lambda: picture("1", 1), (1, 1, 1), None),
        (grey16, (0.5, 0.5, 0.5), None),
    ],
)
def test_every_kind_of_picture_comes_out_right(
    made: Callable[[], Image.Image], colour: tuple[float, ...], mask: float | None, engine: Engine, paths: HostPaths
) -> None:
    """Colours are 0 to 1; the mask is what is transparent, or 64x64 zeros where nothing can be."""
    made().save(paths.input / "p.png")
    image, alpha = loaded(engine, "p.png")
    assert (image.shape, image.dtype) == ((1, 2, 3, 3), np.float32)
    assert np.allclose(image[0, 0, 0], colour, atol=1e-4)
    assert (alpha.shape, alpha.dtype) == ((1, 64, 64) if mask is None else (1, 2, 3), np.float32)
    assert np.allclose(alpha, mask or 0, atol=1e-4)


def test_a_palette_with_transparency_has_a_mask(engine: Engine, paths: HostPaths) -> None:
    """The transparent entry of a palette is painted in the mask."""
    image = picture("P", 1)
    image.putpalette([0, 0, 0, 255, 0, 0])
    image.save(paths.input / "p.png", transparency=1)
    _, mask = loaded(engine, "p.png")
    assert mask.min() == 1


def test_a_photograph_is_upright(engine: Engine, paths: HostPaths) -> None:
    """The orientation that the camera noted is applied."""
    image = picture("RGB", 0, (6, 2))
    exif = image.getexif()
    exif[0x0112] = 6
    image.save(paths.input / "p.jpg", exif=exif)
    assert loaded(engine, "p.jpg")[0].shape == (1, 6, 2, 3)


def test_frames_become_a_batch(engine: Engine, paths: HostPaths) -> None:
    """An animation is a batch of its frames."""
    frames = [picture("RGB", color) for color in ((255, 0, 0), (0, 255, 0), (0, 0, 255))]
    frames[0].save(paths.input / "p.webp", save_all=True, append_images=frames[1:], lossless=True)
    image, _ = loaded(engine, "p.webp")
    assert [tuple(frame[0, 0]) for frame in image] == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]


def test_a_changed_file_is_read_again(engine: Engine, paths: HostPaths) -> None:
    """The same name with other bytes is another picture, the same bytes are not."""
    prompt: Mapping[str, Any] = {
        "1": {"class_type": "LoadImage", "inputs": {"image": "p.png"}},
        "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
    }
    picture("RGB", 0).save(paths.input / "p.png")
    engine.run(prompt)
    assert engine.run(prompt).executed == ()
    picture("RGB", 5).save(paths.input / "p.png")
    assert engine.run(prompt).executed == ("1", "2")


def test_files_of_the_other_folders_can_be_loaded(engine: Engine, paths: HostPaths) -> None:
    """`name [output]` is a file of the output folder."""
    picture("RGB", 255).save(paths.output / "o.png")
    (paths.input / "sub").mkdir()
    picture("RGB", 255).save(paths.input / "sub" / "i.png")
    assert loaded(engine, "o.png [output]")[0].shape == (1, 2, 3, 3)
    assert loaded(engine, "sub/i.png")[0].shape == (1, 2, 3, 3)


@pytest.mark.parametrize(
    "name", ["../secret.png", "/etc/passwd", "", ".", "no.png", "door.png", "a\0.png", "o.png [output]"]
)
def test_nothing_outside_the_folders_is_loaded(name: str, engine: Engine, paths: HostPaths, tmp_path: Path) -> None:
    """A name that leads out, or to nothing, is refused before anything runs."""
    picture("RGB", 0).save(tmp_path / "secret.png")
    (paths.input / "door.png").symlink_to(tmp_path / "secret.png")
    result = engine.validate(
        {
            "1": {"class_type": "LoadImage", "inputs": {"image": name}},
            "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
        }
    )
    assert [fault["type"] for fault in result.node_errors["1"]["errors"]] == ["custom_validation_failed"]


def test_a_file_that_is_no_picture_is_an_error_of_the_node(engine: Engine, paths: HostPaths) -> None:
    """Wrong bytes end the run with an error that names the node."""
    (paths.input / "p.png").write_bytes(b"no picture")
    outcome = engine.run(
        {
            "1": {"class_type": "LoadImage", "inputs": {"image": "p.png"}},
            "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
        }
    )
    assert (outcome.status, (outcome.error or {})["node_id"]) == (RunStatus.ERROR, "1")


RAMP = np.arange(1, 5, dtype=np.float32).reshape(1, 1, 4, 1)


@pytest.mark.parametrize(
    ("method", "width", "row"),
    [
        ("nearest-exact", 8, [1, 1, 2, 2, 3, 3, 4, 4]),
        ("nearest-exact", 3, [1, 3, 4]),
        ("bilinear", 8, [1, 1.25, 1.75, 2.25, 2.75, 3.25, 3.75, 4]),
        ("bilinear", 2, [1.5, 3.5]),
        ("bicubic", 8, [0.8945312, 1.1914062, 1.6679688, 2.296875, 2.703125, 3.3320312, 3.8085938, 4.1054688]),
        ("bicubic", 3, [1.1261575, 2.5, 3.8738432]),
        ("area", 2, [1.5, 3.5]),
        ("area", 3, [1.5, 2.5, 3.5]),
        ("area", 8, [1, 1, 2, 2, 3, 3, 4, 4]),
    ],
)
def test_resizing_is_torchs(method: str, width: int, row: list[float]) -> None:
    """The numbers are those of torch's `interpolate`, along either axis."""
    across = resized(RAMP, width, 1, method)
    down = resized(RAMP.transpose(0, 2, 1, 3), 1, width, method)
    assert np.allclose(across[0, 0, :, 0], row, atol=1e-6)
    assert np.allclose(down[0, :, 0, 0], row, atol=1e-6)


@pytest.mark.parametrize(
    ("width", "height", "crop", "shape"),
    [(10, 0, "disabled", (5, 10)), (0, 10, "disabled", (10, 20)), (0, 0, "center", (4, 8)), (3, 3, "center", (3, 3))],
)
@pytest.mark.parametrize("method", ["nearest-exact", "bilinear", "area", "bicubic", "lanczos"])
def test_a_side_of_nothing_follows_from_the_other(
    method: str, width: int, height: int, crop: str, shape: tuple[int, int], engine: Engine
) -> None:
    """Every method gives the size that was asked for, and one colour stays that colour."""
    outcome = engine.run(
        {
            "1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 4, "batch_size": 2, "color": 0x336699}},
            "2": {
                "class_type": "ImageScale",
                "inputs": {
                    "image": ["1", 0],
                    "upscale_method": method,
                    "width": width,
                    "height": height,
                    "crop": crop,
                },
            },
            "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}},
        }
    )
    image = outcome.outputs["2"][0][0]
    assert image.shape == (2, *shape, 3)
    assert np.allclose(image, [0.2, 0.4, 0.6], atol=1e-5)


def test_centre_cropping_cuts_both_sides(engine: Engine, paths: HostPaths) -> None:
    """What is too wide loses as much on the left as on the right."""
    pixels = np.zeros((2, 8, 3), np.uint8)
    pixels[:, 3:5] = 255
    Image.fromarray(pixels).save(paths.input / "p.png")
    scale = {"image": ["1", 0], "upscale_method": "area", "width": 2, "height": 2, "crop": "center"}
    outcome = engine.run(
        {
            "1": {"class_type": "LoadImage", "inputs": {"image": "p.png"}},
            "2": {"class_type": "ImageScale", "inputs": scale},
            "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}},
        }
    )
    assert outcome.outputs["2"][0][0].min() == 1


def test_invert_and_mask_to_image(engine: Engine, paths: HostPaths) -> None:
    """Inverting is 1 minus; a mask becomes three equal channels of its own."""
    picture("RGBA", (255, 0, 51, 51)).save(paths.input / "p.png")
    outcome = engine.run(
        {
            "1": {"class_type": "LoadImage", "inputs": {"image": "p.png"}},
            "2": {"class_type": "ImageInvert", "inputs": {"image": ["1", 0]}},
            "3": {"class_type": "MaskToImage", "inputs": {"mask": ["1", 1]}},
            "4": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}},
            "5": {"class_type": "PreviewImage", "inputs": {"images": ["3", 0]}},
        }
    )
    assert np.allclose(outcome.outputs["2"][0][0][0, 0, 0], (0, 1, 0.8), atol=1e-6)
    assert np.allclose(outcome.outputs["3"][0][0][0, 0, 0], (0.8, 0.8, 0.8), atol=1e-6)
