"""The mask in memory: the brush, fills and shapes, undo and redo."""

from collections.abc import Callable
from typing import Any

import pytest

Evaluate = Callable[[str], Any]

# A small mask, drawn as rows of digits: 0 is untouched, 9 is painted.
PAINTING = """
import { Mask } from "./web/library/painter/mask.js";
import { Painting } from "./web/library/painter/painting.js";
import { History } from "./web/library/painter/history.js";
const painting = (width = 9, height = 5) => new Painting(new Mask(width, height));
const hard = { size: 1, softness: 0, strength: 1, erase: false };
const full = { strength: 1, erase: false };
const draw = ({ mask }) => Array.from({ length: mask.height }, (_, y) =>
  [...mask.levels.subarray(y * mask.width, (y + 1) * mask.width)].map((level) => Math.ceil(level / 28.4)).join(""));
function stroke(on, brush, ...points) {
  const [first, ...others] = points.map(([x, y, more]) => ({ x, y, ...more }));
  on.beginStroke(brush, first);
  for (const point of others) on.continueStroke(point);
  on.endStroke();
}
"""


@pytest.mark.parametrize("point", ["[3, 2]", "[3.5, 2.5]", "[3.99, 2.01]"])
def test_a_hard_brush_of_one_pixel_sets_one_pixel(evaluate: Evaluate, point: str) -> None:
    """Wherever in a pixel the pointer is, exactly that pixel becomes 255."""
    body = f"const one = painting(); stroke(one, hard, {point}); give([...one.mask.levels]);"
    levels = evaluate(PAINTING + body)
    assert levels[2 * 9 + 3] == 255
    assert sum(levels) == 255


@pytest.mark.parametrize(
    ("size", "rows"),
    [
        (2, ["000000000", "000990000", "000990000", "000000000", "000000000"]),
        (3, ["000000000", "000999000", "000999000", "000999000", "000000000"]),
        (4, ["000990000", "009999000", "009999000", "000990000", "000000000"]),
    ],
)
def test_a_hard_brush_is_as_wide_as_its_size(evaluate: Evaluate, size: int, rows: list[str]) -> None:
    """A hard brush covers as many pixels across as its size, and nothing in part."""
    body = f"const one = painting(); stroke(one, {{ ...hard, size: {size} }}, [4.1, 2.2]); give(draw(one));"
    assert evaluate(PAINTING + body) == rows


def test_a_hard_line_has_no_gaps(evaluate: Evaluate) -> None:
    """A fast stroke of one pixel leaves a line without holes, whatever its slope."""
    body = "const one = painting(); stroke(one, hard, [0, 0], [8, 4]); give(draw(one));"
    rows = evaluate(PAINTING + body)
    columns = ["".join(row[x] for row in rows) for x in range(9)]
    assert all("9" in column for column in columns)
    assert all(row.count("9") >= 1 for row in rows)


def test_a_stroke_has_no_beads(evaluate: Evaluate) -> None:
    """A soft, half-strong stroke is the same with many points as with two: nothing adds up within a stroke."""
    few, many, strongest = evaluate(
        PAINTING
        + """
        const soft = { size: 20, softness: 0.8, strength: 0.5, erase: false };
        const points = Array.from({ length: 81 }, (_, at) => [20 + at, 30]);
        const [few, many] = [painting(120, 60), painting(120, 60)];
        stroke(few, soft, points[0], points.at(-1));
        stroke(many, soft, ...points, ...points.toReversed());
        give([[...few.mask.levels], [...many.mask.levels], Math.max(...many.mask.levels)]);
        """
    )
    assert many == few
    assert strongest == 128


def test_a_soft_brush_fades_outwards(evaluate: Evaluate) -> None:
    """A soft brush is full in its middle, never rises outwards, and ends at its size."""
    body = "const one = painting(101, 101); stroke(one, { ...hard, size: 60, softness: 0.5 }, [50.5, 50.5]);"
    row = evaluate(PAINTING + body + "give([...one.mask.levels.subarray(50 * 101 + 50, 51 * 101)]);")
    assert row[:14] == [255] * 14
    assert row == sorted(row, reverse=True)
    assert 0 < row[26] < 60
    assert row[31:] == [0] * 20


def test_erasing_and_painting_again(evaluate: Evaluate) -> None:
    """The eraser takes to 0, half of it halves, and strokes on top of each other come nearer to 255."""
    levels = evaluate(
        PAINTING
        + """
        const one = painting(), seen = [], at = [4, 2];
        const note = () => seen.push(one.mask.levels[2 * 9 + 4]);
        for (const [strength, erase] of [[0.5, false], [0.5, false], [1, false], [0.5, true], [1, true]]) {
          stroke(one, { ...hard, strength, erase }, at); note();
        }
        give(seen);
        """
    )
    assert levels == [128, 192, 255, 127, 0]


def test_pressure_changes_size_and_strength(evaluate: Evaluate) -> None:
    """A stroke under rising pressure grows wider and stronger along its way."""
    body = """
        const one = painting(120, 60);
        const soft = { size: 40, softness: 0.1, strength: 1, erase: false };
        stroke(one, soft, [20, 30, { size: 0.1, strength: 0.2 }], [100, 30, { size: 1, strength: 1 }]);
        const column = (x) => Array.from({ length: 60 }, (_, y) => one.mask.levels[y * 120 + x]);
        give([25, 50, 75, 95].map((x) => [column(x).filter((level) => level > 0).length, Math.max(...column(x))]));
    """
    seen = evaluate(PAINTING + body)
    assert [wide for wide, _ in seen] == sorted({wide for wide, _ in seen})
    assert [strong for _, strong in seen] == sorted({strong for _, strong in seen})


def test_outside_is_no_error(evaluate: Evaluate) -> None:
    """A stroke may leave the image and come back."""
    body = "const one = painting(); stroke(one, { ...hard, size: 3 }, [-500, -500], [-1, 2], [40, 2]); give(draw(one));"
    assert evaluate(PAINTING + body)[1:4] == ["999999999"] * 3


def test_fill_is_bounded_by_what_is_painted(evaluate: Evaluate) -> None:
    """The bucket fills inside an outline; on painted ground, erasing, it takes the connected shape away."""
    inside, outside, erased = evaluate(
        PAINTING
        + """
        const outline = () => {
          const one = painting();
          one.paintRectangle({ x: 1, y: 0 }, { x: 5, y: 4 }, full);
          one.paintRectangle({ x: 2, y: 1 }, { x: 4, y: 3 }, { strength: 1, erase: true });
          return one;
        };
        const [inside, outside, erased] = [outline(), outline(), outline()];
        inside.fillByMask({ x: 3, y: 2 }, full);
        outside.fillByMask({ x: 8, y: 4 }, full);
        erased.fillByMask({ x: 1, y: 2 }, { strength: 1, erase: true });
        give([inside, outside, erased].map(draw));
        """
    )
    assert inside == ["099999000"] * 5
    assert outside == ["099999999", *["090009999"] * 3, "099999999"]
    assert erased == ["000000000"] * 5


def test_fill_leaves_no_pale_ring(evaluate: Evaluate) -> None:
    """Inside a soft outline everything becomes 255 up to the outline's ridge; a half painted area is a wall."""
    row, lowest = evaluate(
        PAINTING
        + """
        const one = painting(100, 100);
        const soft = { size: 16, softness: 1, strength: 1, erase: false };
        stroke(one, soft, [20, 20], [80, 20], [80, 80], [20, 80], [20, 20]);
        one.fillByMask({ x: 50, y: 50 }, full);
        const row = (y) => [...one.mask.levels.subarray(y * 100, (y + 1) * 100)];
        const rows = Array.from({ length: 60 }, (_, at) => row(20 + at));
        give([rows[30], Math.min(...rows.flatMap((row) => row.slice(20, 80)))]);
        """
    )
    assert lowest == 255, "the corners are filled too"
    assert row[:12] == [0] * 12
    half = """
        const one = painting(9, 1);
        one.paintRectangle({ x: 5, y: 0 }, { x: 8, y: 0 }, { strength: 0.6, erase: false });
        one.fillByMask({ x: 0, y: 0 }, full);
        give([...one.mask.levels]);
    """
    assert evaluate(PAINTING + half) == [255] * 5 + [153] * 4


def test_fill_by_colour(evaluate: Evaluate) -> None:
    """The magic fill takes what is connected and near in colour, whatever is painted."""
    rows = evaluate(
        PAINTING
        + """
        const one = painting(6, 1);
        const pixels = new Uint8ClampedArray([10, 12, 30, 90, 11, 10].flatMap((gray) => [gray, gray, gray, 255]));
        one.fillByColour({ x: 0.5, y: 0.5 }, full, pixels, 5);
        const narrow = draw(one);
        one.fillByColour({ x: 0.5, y: 0.5 }, full, pixels, 20);
        give([narrow, draw(one)]);
        """
    )
    assert rows == [["990000"], ["999000"]]


def test_lasso(evaluate: Evaluate) -> None:
    """A lasso encloses the pixels whose centres it goes around; crossing itself makes no hole."""
    triangle, crossed = evaluate(
        PAINTING
        + """
        const [one, other] = [painting(), painting()];
        one.paintLasso([{ x: 0, y: 0 }, { x: 5, y: 0 }, { x: 0, y: 5 }], full);
        const square = [{ x: 1, y: 1 }, { x: 8, y: 1 }, { x: 8, y: 4 }, { x: 1, y: 4 }];
        other.paintLasso([...square, ...square], full);
        give([draw(one), draw(other)]);
        """
    )
    assert triangle == ["999900000", "999000000", "990000000", "900000000", "000000000"]
    assert crossed == ["000000000", *["099999990"] * 3, "000000000"]


def test_whole_mask(evaluate: Evaluate) -> None:
    """Fill all, clear and invert change every pixel, each as one step."""
    seen = evaluate(
        PAINTING
        + """
        const one = painting(3, 1);
        stroke(one, hard, [1, 0]);
        const seen = [];
        for (const act of ["invert", "fillAll", "clear", "undo", "undo", "undo", "undo"]) {
          one[act]();
          seen.push(draw(one)[0]);
        }
        give(seen);
        """
    )
    assert seen == ["909", "999", "000", "999", "909", "090", "000"]
