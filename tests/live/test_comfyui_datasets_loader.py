"""Folder Image Loader in a real ComfyUI: the same picture as its own Load Image, and a walk to the end of a folder."""

import json
from pathlib import Path

import numpy as np
import pytest
from live_client import LiveClient
from PIL import Image

PLUGIN = Path(__file__).parent / "support" / "plugins" / "live_loader.py"


@pytest.fixture(scope="module")
def own(prepare):
    """A ComfyUI with a node that compares pictures."""
    made = prepare("datasets")
    made.base.link("penstock")
    made.base.plugin(PLUGIN)
    return made.start()


@pytest.fixture
def tab(own):
    """A tab at it."""
    with LiveClient(own.url) as client:
        yield client


def _photo(size=(48, 40), bands=3):
    """A smooth picture whose every pixel tells where it is."""
    width, height = size
    across, down = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    planes = [across, down, (across + down) / 2, 255 - across][:bands]
    return Image.fromarray(np.stack(planes, axis=2).astype(np.uint8).squeeze())


def _palette(transparent):
    made = _photo().quantize(64)
    return made, {"transparency": 3} if transparent else {}


def _turned(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return {"exif": exif, "quality": 100, "subsampling": 0}


def _frames(bands=3):
    return {"save_all": True, "append_images": [_photo(bands=bands).rotate(180)], "duration": 100}


def _deep():
    levels = np.linspace(0, 65_535, 48 * 40).reshape(40, 48).astype(np.uint16)
    return Image.fromarray(levels), {}


PICTURES = {
    "rgb.png": lambda: (_photo(), {}),
    "rgba.png": lambda: (_photo(bands=4), {}),
    "gray.png": lambda: (_photo(bands=1), {}),
    "gray_alpha.png": lambda: (_photo().convert("LA"), {}),
    "palette.png": lambda: _palette(False),
    "palette_clear.png": lambda: _palette(True),
    "one_bit.png": lambda: (_photo().convert("1"), {}),
    "deep.png": _deep,
    "photo.jpg": lambda: (_photo(), {"quality": 95, "subsampling": 0}),
    "gray.jpg": lambda: (_photo(bands=1), {}),
    "cmyk.jpg": lambda: (_photo().convert("CMYK"), {}),
    **{f"turned{one}.jpg": (lambda one=one: (_photo(), _turned(one))) for one in range(1, 9)},
    "lossy.webp": lambda: (_photo(), {"quality": 90}),
    "exact.webp": lambda: (_photo(), {"lossless": True}),
    "clear.webp": lambda: (_photo(bands=4), {"lossless": True, "exact": True}),
    "moving.webp": lambda: (_photo(), {"lossless": True, **_frames()}),
    "moving.gif": lambda: (_photo(), _frames()),
    "still.gif": lambda: (_photo(), {}),
    "moving.png": lambda: (_photo(), _frames()),
    "photo.bmp": lambda: (_photo(), {}),
    "photo.tiff": lambda: (_photo(), {}),
    "pages.tiff": lambda: (_photo(), {"save_all": True, "append_images": [_photo().rotate(180)]}),
    "photo.avif": lambda: (_photo(), {"quality": 90}),
}


LOSSY = {"photo.jpg", "cmyk.jpg", "lossy.webp", "photo.avif", *(f"turned{one}.jpg" for one in range(1, 9))}
"""Decoders may differ: those of newer Load Images are FFmpeg's."""

MIRRORED = {f"turned{one}.jpg" for one in (2, 4, 5, 7)}
"""Newer ones turn a picture as its EXIF says and do not mirror it."""

PAGES = {"pages.tiff"}
"""Newer ones read the first page alone."""

DEEP = {"deep.png"}
"""Older ones read what has 16 bits as white."""


@pytest.fixture(scope="module")
def compared(own):
    """What a run says of each picture, loaded by both nodes: `(levels apart, masks apart, shapes)` by name."""
    graph = {}
    for number, (name, make) in enumerate(PICTURES.items()):
        folder = own.base.path / "input" / "like" / str(number)
        folder.mkdir(parents=True)
        image, options = make()
        image.save(folder / name, **options)
        ours, theirs, both = f"{number}a", f"{number}b", name
        given = {"folder": f"like/{number}", "index": 0, "depth": 0}
        graph[ours] = {"class_type": "FolderImageLoader", "inputs": given}
        graph[theirs] = {"class_type": "LoadImage", "inputs": {"image": f"like/{number}/{name}"}}
        links = {"image": [ours, 0], "mask": [ours, 2], "other": [theirs, 0], "other_mask": [theirs, 1]}
        graph[both] = {"class_type": "LiveCompare", "inputs": links}
    with LiveClient(own.url) as client:
        run = client.run(graph)
    assert run.status == "success", run.error
    return {name: json.loads(run.outputs[name]["text"][0]) for name in PICTURES}


@pytest.fixture(scope="module")
def decodes_by_ffmpeg(comfyui):
    """Whether this ComfyUI's Load Image reads pictures as it reads videos."""
    return "VideoFromFile(image_path)" in (comfyui / "nodes.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PICTURES)
def test_the_picture_is_that_of_load_image(compared, decodes_by_ffmpeg, name):
    """Every level of every pixel; where Load Image decodes with FFmpeg, up to what decoders differ by."""
    if name in (MIRRORED | PAGES if decodes_by_ffmpeg else DEEP):
        pytest.skip("this Load Image does not do what the file says")
    said = compared[name]
    most = 0.001 if not decodes_by_ffmpeg else 3.0 if name in LOSSY else 1.01
    assert said["shapes"][0] == said["shapes"][1]
    assert said["image"] <= most


@pytest.mark.parametrize("name", PICTURES)
def test_the_mask_is_that_of_load_image(compared, decodes_by_ffmpeg, name):
    """As large as the picture: zeros where Load Image gives its black 64 x 64, for want of transparency."""
    said = compared[name]
    assert said["masks"][0] == said["shapes"][0][:3]
    if said["masks"][0][1:] == said["masks"][1][1:] and name not in PAGES:
        assert said["mask"] <= (1.01 if decodes_by_ffmpeg else 0.001)
    else:
        assert said["painted"] == [0.0, 0.0]


def _walk(folder, index):
    """A graph that takes the picture at `index` and shows its caption and name."""
    return {
        "1": {"class_type": "FolderImageLoader", "inputs": {"folder": folder, "index": index, "depth": 0}},
        "2": {"class_type": "PreviewAny", "inputs": {"source": ["1", 1]}},
        "3": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
    }


def test_a_walk_comes_to_the_end_of_the_folder(own, tab):
    """Run after run the next picture, with its caption; after the last one the run says that all were used."""
    folder = own.base.path / "input" / "walked"
    folder.mkdir()
    for number in (1, 2, 10):
        _photo().save(folder / f"{number}.png")
        (folder / f"{number}.txt").write_text(f"picture {number}")
    for index, number in enumerate((1, 2, 10)):
        run = tab.run(_walk("walked", index))
        assert run.status == "success", run.error
        assert run.outputs["2"]["text"] == [f"picture {number}"]
        told = {key: run.outputs["1"][key] for key in ("folder", "count", "index", "name")}
        assert told == {"folder": ["input/walked"], "count": [3], "index": [index], "name": [f"{number}.png"]}
    run = tab.run(_walk("walked", 3))
    assert run.status == "error"
    assert "All 3 pictures of input/walked were used." in run.error


def test_nothing_runs_again_until_what_is_shown_changes(own, tab):
    """The cache holds while picture, caption and mask stay as they are."""
    folder = own.base.path / "input" / "kept"
    folder.mkdir()
    _photo().save(folder / "a.png")
    assert tab.run(_walk("kept", 0)).status == "success"
    assert "1" in tab.run(_walk("kept", 0)).cached
    (folder / "a.txt").write_text("new")
    run = tab.run(_walk("kept", 0))
    assert "1" not in run.cached
    assert run.outputs["2"]["text"] == ["new"]
    _photo().convert("L").save(folder / "a-masklabel.png")
    assert "1" not in tab.run(_walk("kept", 0)).cached
    assert "1" in tab.run(_walk("kept", 0)).cached
