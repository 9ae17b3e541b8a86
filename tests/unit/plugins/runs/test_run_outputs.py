"""What runs make: read out of any history, kept under names of ours, found again, and nowhere else."""

from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from penstock.core.contracts.pictures import Pictures
from penstock.core.contracts.runs import Run, RunStatus
from penstock.core.errors import BadImage, NotFound
from penstock.core.files import Files
from penstock.core.host import HostPaths
from penstock.plugins.runs.outputs import OutputFiles, safe_name
from penstock.plugins.runs.outputs_reading import outputs_in

RUN = Run(id="run1", title="A tale: of/two", status=RunStatus.RUNNING, document="", created=0)


class NoPictures:
    """Every file is a picture of 3 x 2, but for those that begin with `bad`."""

    def size(self, path: Path) -> tuple[int, int]:
        """See `Pictures`."""
        if path.read_bytes().startswith(b"bad"):
            raise BadImage("This is no picture.")
        return 3, 2


@pytest.fixture
def outputs(tmp_path: Path) -> OutputFiles:
    """In folders of this test."""
    paths = HostPaths(**{name: tmp_path / name for name in ("input", "output", "temp", "user")})
    for folder in (paths.input, paths.output, paths.temp, paths.user):
        folder.mkdir()
    pictures: Any = NoPictures()
    contract: Pictures = pictures
    return OutputFiles(paths, Files(), lambda: contract)


def image(name: str = "a.png", kind: str = "output", subfolder: str = "") -> dict[str, str]:
    """A file as histories name it."""
    return {"filename": name, "subfolder": subfolder, "type": kind}


def test_files_and_texts_are_found_each_once() -> None:
    """Whatever the node calls them, previews last; what it shows of the input folder is no result."""
    found = outputs_in(
        {
            "9": {"images": [image(), image(), image("b.webp", "temp"), image("c.png", "input")], "animated": [True]},
            "5": {"text": ["hello"], "gifs": [image("d.mp4")]},
            "6": {"audio": [image("e.flac")], "result": [image("f.bin")], "odd": ["words", 7, None]},
        }
    )
    assert [(one.node, one.kind, one.name or one.text, one.temporary) for one in found] == [
        ("9", "image", "a.png", False),
        ("5", "text", "hello", False),
        ("5", "video", "d.mp4", False),
        ("6", "audio", "e.flac", False),
        ("6", "file", "f.bin", False),
        ("9", "image", "b.webp", True),
    ]
    assert [one.content_type for one in found][:3] == ["image/png", "text/plain", "video/mp4"]


@pytest.mark.parametrize(
    "history",
    [
        {},
        {"1": None},
        {"1": {"images": 5}},
        {"1": {"images": [{"filename": 7}, []]}},
        {"1": {"images": [{"filename": "q.png", "type": ["output"]}, {"filename": "q.png", "type": {"x": 1}}]}},
        {"1": {"images": [{"filename": "\ud800.png", "type": "output"}]}},
    ],
)
def test_histories_that_make_no_sense_hold_nothing(history: dict[str, Any]) -> None:
    """Custom nodes write what they like."""
    assert outputs_in(history) == ()


def test_a_fetched_file_is_described(outputs: OutputFiles) -> None:
    """Its folder is named for the workflow and the day, its name for run and number."""
    kept = outputs.planned(RUN, 3, outputs_in({"9": {"images": [image("x y.png", "temp")]}})[0], "Preview")
    path, file = outputs.target(RUN, kept)
    assert file == "output/penstock/A_tale_of_two/1970-01-01/x_y_run1_3.png"
    path.write_bytes(b"picture")
    made = outputs.fetched(kept, file)
    assert (made.output.bytes, made.output.width, made.output.height, len(made.output.sha256)) == (7, 3, 2, 64)
    assert outputs.path(made.file) == path
    assert outputs.is_ours(made.file)


def test_cells_are_named_by_their_places(outputs: OutputFiles) -> None:
    """In a folder of their batch; the server's own counter says nothing there."""
    cell = evolve(RUN, batch="b" * 12 + "atch", place=12)
    found = outputs_in({"9": {"images": [image("fox_00003_.png"), image("fox_00004_.png")]}})
    files = [outputs.target(cell, outputs.planned(cell, number, one, ""))[1] for number, one in enumerate(found)]
    assert [file.rpartition("1970-01-01_")[2] for file in files] == [
        "bbbbbbatch/00012_fox.png",
        "bbbbbbatch/00012_1_fox.png",
    ]


def test_a_picture_that_cannot_be_read_is_kept(outputs: OutputFiles) -> None:
    """Only its size stays unknown."""
    kept = outputs.planned(RUN, 0, outputs_in({"9": {"images": [image("x.avif")]}})[0], "")
    path, file = outputs.target(RUN, kept)
    path.write_bytes(b"bad")
    assert outputs.fetched(kept, file).output.width == 0


def test_what_the_own_server_saved_stays_where_it_is(outputs: OutputFiles) -> None:
    """Previews are copied, since the host clears them away."""
    folder = outputs.paths.output / "sub"
    folder.mkdir()
    (folder / "a.png").write_bytes(b"x")
    saved, preview, gone = (
        outputs.planned(RUN, 0, outputs_in({"9": {"images": [item]}})[0], "")
        for item in (image(subfolder="sub"), image(kind="temp"), image("gone.png"))
    )
    assert outputs.own_file(saved) == "output/sub/a.png"
    assert outputs.own_file(preview) is None
    assert outputs.own_file(gone) is None
    assert not outputs.is_ours("output/sub/a.png")


@pytest.mark.parametrize(
    "file", ["output/../user/x", "user/x", "output/a\\b", "output/link/x", "output/", "output", "", "output/no.png"]
)
def test_nothing_else_is_given_out(outputs: OutputFiles, file: str) -> None:
    """Names that lead out, links, other folders, what is gone."""
    (outputs.paths.user / "x").write_bytes(b"secret")
    (outputs.paths.output / "link").symlink_to(outputs.paths.user, target_is_directory=True)
    with pytest.raises(NotFound):
        outputs.path(file)


@pytest.mark.parametrize(
    ("text", "name"),
    [("", "run"), ("..", "run"), ("con", "_con"), ("a/b:c*.png", "a_b_c.png"), ("x" * 300 + ".png", "x" * 76 + ".png")],
)
def test_names_fit_every_file_system(text: str, name: str) -> None:
    """Reserved, long, odd and empty ones too."""
    assert safe_name(text) == name
