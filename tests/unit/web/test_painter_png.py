"""PNG files without a canvas: what the painter writes, others read, and the other way round."""

import base64
import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

Image = pytest.importorskip("PIL.Image", reason="Pillow is not installed")

Evaluate = Callable[[str], Any]
PNG = 'import { decodeGray, encodeGray } from "./web/library/painter/png.js";\n'


def _levels(width: int, height: int) -> Any:
    """Noise on the left, a soft slope on the right, one painted row."""
    levels = np.random.default_rng(7).integers(0, 256, (height, width), dtype=np.uint8)
    levels[:, width // 2 :] = np.linspace(0, 255, width - width // 2, dtype=np.uint8)
    levels[height // 2] = 255
    return levels


@pytest.mark.parametrize("size", [(1, 1), (1, 7), (64, 64), (301, 97), (2048, 600)])
def test_pillow_reads_what_is_written(evaluate: Evaluate, size: tuple[int, int]) -> None:
    """An encoded mask is an 8-bit gray PNG that Pillow decodes to the same levels."""
    levels = _levels(*size)
    told = base64.b64encode(levels.tobytes()).decode()
    body = f"""
        const levels = Uint8Array.from(Buffer.from("{told}", "base64"));
        const file = await encodeGray({{ width: {size[0]}, height: {size[1]}, levels }});
        give([file.type, Buffer.from(await file.arrayBuffer()).toString("base64")]);
    """
    kind, file = evaluate(PNG + body)
    image = Image.open(io.BytesIO(base64.b64decode(file)))
    image.verify()
    image = Image.open(io.BytesIO(base64.b64decode(file)))
    assert (kind, image.format, image.mode, image.size) == ("image/png", "PNG", "L", size)
    assert np.array_equal(np.asarray(image), levels)


@pytest.mark.parametrize("optimize", [True, False])
@pytest.mark.parametrize("size", [(1, 1), (301, 97), (1000, 700)])
def test_it_reads_what_pillow_writes(evaluate: Evaluate, size: tuple[int, int], optimize: bool) -> None:
    """A gray PNG of Pillow's, with any filters, is decoded to the same levels."""
    levels = _levels(*size)
    file = io.BytesIO()
    Image.fromarray(levels).save(file, "PNG", optimize=optimize)
    decoded = evaluate(PNG + _decoding(file.getvalue()))
    assert (decoded["width"], decoded["height"]) == size
    assert base64.b64decode(decoded["levels"]) == levels.tobytes()


@pytest.mark.parametrize("optimize", [True, False])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "LA", "L"])
def test_transparency_is_no_part_of_a_mask(evaluate: Evaluate, mode: str, optimize: bool) -> None:
    """Masks of other programs are read by their luminance, as the server does, also where they are transparent."""
    noise = np.random.default_rng(5).integers(0, 256, (40, 31, 4), dtype=np.uint8)
    noise[:20, :, 3] = 0
    picture = Image.fromarray(noise)
    picture = picture.convert("RGB").convert("L") if mode == "L" else picture.convert(mode)
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=optimize, **({"transparency": 77} if mode == "L" else {}))
    decoded = evaluate(PNG + _decoding(file.getvalue()))
    assert base64.b64decode(decoded["levels"]) == np.asarray(picture.convert("L")).tobytes()


@pytest.mark.parametrize("mode", ["P", "1", "I;16"])
def test_other_pictures_are_left_to_the_browser(evaluate: Evaluate, mode: str) -> None:
    """A picture of another kind is not guessed at."""
    file = io.BytesIO()
    Image.new(mode, (5, 4)).save(file, "PNG")
    assert evaluate(PNG + _decoding(file.getvalue())) is None


def test_a_file_cut_short_is_an_error(evaluate: Evaluate) -> None:
    """Half of a file is no mask: reading it fails, instead of giving an empty one."""
    file = io.BytesIO()
    Image.fromarray(_levels(200, 200)).save(file, "PNG")
    body = _decoding(file.getvalue()[: len(file.getvalue()) // 2]).replace("give(null)", 'give("null")')
    assert evaluate(PNG + f"try {{ {body} }} catch {{ give('failed'); }}") == "failed"


def _decoding(file: bytes) -> str:
    return f"""
        const image = await decodeGray(Uint8Array.from(Buffer.from("{base64.b64encode(file).decode()}", "base64")));
        if (image) give({{ ...image, levels: Buffer.from(image.levels).toString("base64") }});
        else give(null);
    """
