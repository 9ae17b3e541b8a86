"""ImageBatch and SaveAnimatedWEBP, as ComfyUI has them."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

from penstock.adapters.standalone.engine import Engine
from penstock.core.host import HostPaths


def empty(width: int, height: int, color: int, batch: int = 1) -> dict[str, Any]:
    """A node that makes pictures of one colour."""
    return {
        "class_type": "EmptyImage",
        "inputs": {"width": width, "height": height, "batch_size": batch, "color": color},
    }


def animated(prefix: str, **options: Any) -> dict[str, Any]:
    """A red picture and a blue one, one after the other."""
    inputs = {"fps": 4.0, "lossless": True, "quality": 80, "method": "default"} | options
    return {
        "1": empty(8, 4, 0xFF0000),
        "2": empty(8, 4, 0x0000FF),
        "3": {"class_type": "ImageBatch", "inputs": {"image1": ["1", 0], "image2": ["2", 0]}},
        "4": {"class_type": "SaveAnimatedWEBP", "inputs": {"images": ["3", 0], "filename_prefix": prefix, **inputs}},
    }


def test_an_animation_is_one_file_with_its_graph(engine_of: Callable[..., Engine], paths: HostPaths) -> None:
    """Frames in order, each as long as it should be, numbered like pictures, and never over another file."""
    (paths.output / "a").mkdir()
    (paths.output / "a" / "film_00001_.webp").write_bytes(b"kept")
    outcome = engine_of().run(animated("a/film"), extra_pnginfo={"workflow": {"nodes": [1]}})
    assert outcome.ok, outcome.error
    assert outcome.ui["4"] == {
        "images": [{"filename": "film_00002_.webp", "subfolder": "a", "type": "output"}],
        "animated": [True],
    }
    with Image.open(paths.output / "a" / "film_00002_.webp") as film:
        assert (film.n_frames, film.size) == (2, (8, 4))
        colours = []
        for frame in range(2):
            film.seek(frame)
            colours.append(film.convert("RGB").getpixel((0, 0)))
        assert colours == [(255, 0, 0), (0, 0, 255)] and film.info["duration"] == 250
        exif = film.getexif()
        assert json.loads(exif[0x0110].removeprefix("prompt:"))["4"]["class_type"] == "SaveAnimatedWEBP"
        assert exif[0x010F] == 'workflow:{"nodes": [1]}'
    assert (paths.output / "a" / "film_00001_.webp").read_bytes() == b"kept"


def test_one_frame_is_no_animation(engine_of: Callable[..., Engine]) -> None:
    """The page is told that it is a still picture."""
    graph = animated("still")
    graph["4"]["inputs"]["images"] = ["1", 0]
    assert engine_of().run(graph).ui["4"]["animated"] == [False]


@pytest.mark.parametrize("prefix", ["../out", "..", ""])
def test_an_animation_stays_in_the_output_folder(engine_of: Callable[..., Engine], prefix: str) -> None:
    """As every saved picture does."""
    outcome = engine_of().run(animated(prefix))
    assert not outcome.ok


@pytest.mark.parametrize(("width", "height"), [(8, 4), (16, 8), (4, 16), (30, 4)])
def test_a_batch_has_the_size_of_its_first_pictures(engine_of: Callable[..., Engine], width: int, height: int) -> None:
    """The second batch is scaled, and cut to the same shape."""
    graph = animated("x")
    graph["2"] = empty(width, height, 0x0000FF, batch=2)
    outcome = engine_of().run(graph)
    made = outcome.outputs["3"][0][0]
    assert made.shape == (3, 4, 8, 3) and made.dtype == np.float32
    assert made[:, 0, 0].tolist() == [[1, 0, 0], [0, 0, 1], [0, 0, 1]]
