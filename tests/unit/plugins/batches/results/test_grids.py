"""Grids as pictures: pixels of cells, marks, legends that are never cut, limits."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field
from PIL import Image

from penstock.adapters.testing.batch_house import BatchHouse
from penstock.core.clock import SystemClock
from penstock.core.contracts.batches import Axis, Batch
from penstock.core.contracts.runs import RunOutput, RunStatus
from penstock.core.errors import Invalid, NotFound, TooLarge
from penstock.core.files import Files
from penstock.plugins.batches.results.grid_text import block, font_of
from penstock.plugins.batches.results.grids import Grids, check_grid
from penstock.plugins.batches.results.kept_files import KeptFiles, download_name
from penstock.plugins.batches.routes_shapes import NewGrid

RED, BLUE = (200, 10, 10), (10, 10, 200)


@define
class _Progress:
    """Counts what is told."""

    told: list[tuple[int, int]] = field(factory=list)

    def report(self, done: int, total: int, message: str = "") -> None:
        """See `JobProgress`."""
        self.told.append((done, total))


@pytest.fixture
def grids(own: BatchHouse) -> Callable[..., Grids]:
    """`grids(most=pixels)`."""

    def made(most: int = 64_000_000, font: str = "") -> Grids:
        runs: Any = own.runs
        kept = KeptFiles(own.folder / "kept", Files(), SystemClock(), own.workflows.ids)
        return Grids(runs=runs, kept=kept, most_pixels=lambda: most, font_file=lambda: font)

    return made


def _drawn(house: BatchHouse, grids: Grids, batch: Batch, **asked: Any) -> tuple[Image.Image, list[tuple[int, int]]]:
    progress: Any = _Progress()
    stored = house.batches.parts().store.get(batch.id)
    made = grids.draw(stored, NewGrid(**asked), progress)
    with Image.open(grids.kept.get(made.id)) as opened:
        picture = opened.convert("RGB")
    assert (picture.width, picture.height) == (made.width, made.height)
    return picture, progress.told


def _complete(house: BatchHouse, batch: str, place: int, color: tuple[int, ...], size: tuple[int, int]) -> None:
    path = house.folder / f"{batch}-{place}.png"
    Image.new("RGB" if len(color) == 3 else "RGBA", size, color).save(path)
    house.runs.files[f"{batch}-{place}", 0] = path
    output = RunOutput(number=0, node="9", node_title="Save", kind="image", name=path.name, sha256="0" * 64)
    sized = RunOutput(**{**_fields(output), "width": size[0], "height": size[1]})
    house.runs.end(batch, place, outputs=(sized,))


def _fields(output: RunOutput) -> dict[str, Any]:
    return {
        "number": output.number,
        "node": output.node,
        "node_title": output.node_title,
        "kind": output.kind,
        "name": output.name,
        "sha256": output.sha256,
    }


def _colors(picture: Image.Image) -> dict[tuple[int, ...], int]:
    found: Any = picture.getcolors(picture.width * picture.height)
    return {color: count for count, color in found}


def test_each_cell_is_drawn_in_its_box(own: BatchHouse, grids: Callable[..., Grids]) -> None:
    """At the size that was asked for, in its own shape."""
    made = own.start(2)
    _complete(own, made.id, 0, RED, (64, 32))
    _complete(own, made.id, 1, BLUE, (32, 64))
    picture, told = _drawn(own, grids(), made, cell_size=128)
    colors = _colors(picture)
    assert (colors[RED], colors[BLUE]) == (128 * 64, 32 * 64)
    assert told == [(1, 2), (2, 2)]


def test_cells_without_a_picture_are_marked_blanks(own: BatchHouse, grids: Callable[..., Grids]) -> None:
    """Of the same size, each state with a colour of its own."""
    made = own.start(5)
    _complete(own, made.id, 0, RED, (64, 64))
    for place, status in enumerate((RunStatus.FAILED, RunStatus.CANCELLED, RunStatus.LOST), 1):
        own.runs.end(made.id, place, status)
    picture, _ = _drawn(own, grids(), made, cell_size=128)
    colors = _colors(picture)
    for paper in ((254, 226, 226), (228, 228, 231), (255, 237, 213), (244, 244, 245)):
        assert colors[paper] > 128 * 128 * 0.7, paper


def test_a_picture_that_cannot_be_read_is_a_blank(own: BatchHouse, grids: Callable[..., Grids]) -> None:
    """Gone, or none at all: the others are drawn."""
    made = own.start(3)
    for place in range(3):
        _complete(own, made.id, place, RED, (64, 64))
    own.runs.files[f"{made.id}-1", 0].unlink()
    own.runs.files[f"{made.id}-2", 0].write_bytes(b"no picture")
    picture, told = _drawn(own, grids(), made, cell_size=128)
    assert _colors(picture)[RED] == 128 * 128
    assert told[-1] == (3, 3)


def test_transparent_pictures_stand_on_paper(own: BatchHouse, grids: Callable[..., Grids]) -> None:
    """Nothing turns black."""
    made = own.start(1)
    _complete(own, made.id, 0, (255, 0, 0, 0), (64, 64))
    picture, _ = _drawn(own, grids(), made, cell_size=64)
    assert _colors(picture).get((0, 0, 0), 0) == 0


def test_text_is_wrapped_and_never_cut() -> None:
    """Every character is there, and no line is wider than its column."""
    font = font_of(14)
    for text in (
        "a fox in the snow, very detailed",
        "averylongwordwithoutanyblankinit" * 4,
        "",
        "é\n\nb",
        "一二三" * 30,
    ):
        found = block(text, font, 90)
        assert "".join("".join(found.lines).split()) == "".join(text.split())
        assert all(font.getlength(line) <= 90 for line in found.lines)
        assert found.height == len(found.lines) * found.line_height


def test_long_legends_make_room(own: BatchHouse, grids: Callable[..., Grids]) -> None:
    """Rows grow with their labels instead of cutting them."""
    texts = Axis(keys=("prompt",), values=("short", "long " * 150))
    made = own.batches.start(own.plan(texts, Axis(keys=("steps",), values=(1, 2))))
    tall, _ = _drawn(own, grids(), made, x=1, y=0, cell_size=64)
    plain = own.batches.start(own.plan(Axis(keys=("prompt",), values=("a", "b")), Axis(keys=("steps",), values=(1, 2))))
    small, _ = _drawn(own, grids(), plain, x=1, y=0, cell_size=64)
    assert tall.height > small.height + 500


def test_a_picture_keeps_to_its_limit(own: BatchHouse, grids: Callable[..., Grids]) -> None:
    """Cells are made smaller; what cannot be small enough is refused and says what helps."""
    made = own.start(30)
    large, _ = _drawn(own, grids(), made, cell_size=256)
    small, _ = _drawn(own, grids(100_000), made, cell_size=256)
    assert small.width * small.height <= 100_000 < large.width * large.height
    with pytest.raises(TooLarge, match="too large"):
        _drawn(own, grids(1000), made)


def test_a_jpeg_is_one(own: BatchHouse, grids: Callable[..., Grids]) -> None:
    """By its name and by its bytes."""
    made = own.start(2)
    progress: Any = _Progress()
    found = grids().draw(own.batches.parts().store.get(made.id), NewGrid(format="jpeg"), progress)
    path = grids().kept.get(found.id)
    assert (path.suffix, path.read_bytes()[:3], found.file_name) == (".jpeg", b"\xff\xd8\xff", "Batch.jpeg")


@pytest.mark.parametrize("asked", [{"format": "gif"}, {"cell_size": 31}, {"cell_size": 2049}])
def test_what_no_grid_can_be_is_refused(asked: dict[str, Any]) -> None:
    """Before a job begins."""
    with pytest.raises(Invalid):
        check_grid(NewGrid(**asked))


def test_a_font_that_is_none_is_named(own: BatchHouse, grids: Callable[..., Grids], tmp_path: Path) -> None:
    """The job says what is wrong."""
    bad = tmp_path / "font.ttf"
    bad.write_bytes(b"none")
    with pytest.raises(Exception, match="font"):
        _drawn(own, grids(font=str(bad)), own.start(1))


def test_files_go_after_an_hour(own: BatchHouse, grids: Callable[..., Grids]) -> None:
    """And names that are no ids lead nowhere."""
    kept = KeptFiles(own.folder / "kept", Files(), own.workflows.clock, own.workflows.ids)
    path = kept.new(".png", lambda staged: staged.write(b"x") and None)
    own.workflows.clock.set_wall(int(path.stat().st_mtime * 1000) + 3_500_000)
    assert kept.get(path.stem) == path
    own.workflows.clock.advance(200)
    for name in (path.stem, "../kept", "", "a" * 99):
        with pytest.raises(NotFound):
            kept.get(name)
    kept.sweep()
    assert not path.exists()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Foxes", "Foxes.png"),
        ("a/b\\c:d", "a_b_c_d.png"),
        ("..", "batch.png"),
        ("con", "batch.png"),
        ("é 狐", "é 狐.png"),
    ],
)
def test_download_names_are_harmless(title: str, name: str) -> None:
    """The title as far as file systems take it."""
    assert download_name(title, ".png") == name
