"""What the painter remembers, and masks of another size."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

Image = pytest.importorskip("PIL.Image", reason="Pillow is not installed")

Evaluate = Callable[[str], Any]
SETTINGS = """
import { nextSize, PainterSettings } from "./web/library/painter/settings.js";
const store = (text = null) => ({ text, getItem() { return this.text; }, setItem(_, text) { this.text = text; } });
"""


def test_settings_are_remembered(evaluate: Evaluate) -> None:
    """The brush and the overlay are as they were; the tool and what was hidden are not."""
    body = """
        const kept = store(), one = new PainterSettings(kept, 40);
        one.set({ size: 77, softness: 0.3, colour: "#00ff00", tool: "lasso", isShown: false });
        const { size, softness, colour, tool, isShown } = new PainterSettings(kept, 40).now;
        give([size, softness, colour, tool, isShown]);
    """
    assert evaluate(SETTINGS + body) == [77, 0.3, "#00ff00", "brush", True]


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "{", '{"size": "7", "softness": 9, "colour": "red"}', '{"size": -4, "strength": 0}']
)
def test_nonsense_is_not_believed(evaluate: Evaluate, text: str) -> None:
    """Whatever stands in the storage, the settings are usable."""
    now = evaluate(SETTINGS + f"give(new PainterSettings(store('{text}'), 40).now);")
    assert now["size"] in (40, 1)
    assert 0 <= now["softness"] <= 1
    assert 0 < now["strength"] <= 1
    assert now["colour"].startswith("#")


def test_blocked_storage_is_no_error(evaluate: Evaluate) -> None:
    """A storage that throws only means that nothing is remembered."""
    body = """
        const blocked = { getItem() { throw new Error("no"); }, setItem() { throw new Error("no"); } };
        const one = new PainterSettings(blocked, 40);
        one.set({ size: 5 });
        give([one.now.size, new PainterSettings(null, 40).now.size]);
    """
    assert evaluate(SETTINGS + body) == [5, 40]


def test_size_grows_in_steps(evaluate: Evaluate) -> None:
    """Each press makes the brush larger by a tenth, by one pixel at least, and back again near to where it was."""
    body = """
        const grown = [1]; for (let at = 0; at < 70; at += 1) grown.push(nextSize(grown.at(-1), 1));
        give([grown, nextSize(nextSize(100, 1), -1), nextSize(2, -1)]);
    """
    grown, back, small = evaluate(SETTINGS + body)
    assert grown[:4] == [1, 2, 3, 4]
    assert grown == sorted(set(grown))
    assert grown[-1] > 1000
    assert (back, small) == (100, 1)


@pytest.mark.parametrize("size", [(60, 40), (7, 90), (1, 1), (200, 31)])
def test_masks_are_enlarged_as_the_server_does(evaluate: Evaluate, size: tuple[int, int]) -> None:
    """A smaller mask is made as large as the image, to within a level or two of Pillow's bilinear resizing."""
    mask = np.random.default_rng(5).integers(0, 256, (31, 7), dtype=np.uint8)
    large = (max(size[0], 7), max(size[1], 31))
    body = f"""
        import {{ resized }} from "./web/library/painter/resizing.js";
        const levels = Uint8Array.from({mask.flatten().tolist()});
        give([...resized({{ width: 7, height: 31, levels }}, {large[0]}, {large[1]})]);
    """
    made = np.array(evaluate(body)).reshape(large[1], large[0])
    expected = np.asarray(Image.fromarray(mask).resize(large, Image.Resampling.BILINEAR)).astype(int)
    assert np.abs(made - expected).max() <= 2
