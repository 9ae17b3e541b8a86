"""Pictures for inputs: those of the input folder, and slots of pools with their masks."""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pytest
from PIL import Image

Names = list[str]


@pytest.fixture
def server(serve_standalone: Callable[..., Any]) -> Any:
    """A running server."""
    return serve_standalone()


@pytest.fixture
def folder(server: Any) -> Path:
    """Its input folder."""
    return Path(server.subject.application.host.paths.input)


def png(pixels: Any) -> bytes:
    """Pixels as a PNG."""
    data = io.BytesIO()
    Image.fromarray(np.asarray(pixels, np.uint8)).save(data, "PNG")
    return data.getvalue()


COLOURS = np.arange(6 * 4 * 3).reshape(4, 6, 3) * 3
MASK = np.where(np.arange(24).reshape(4, 6) % 5 == 0, 255, np.arange(24).reshape(4, 6))


def names(server: Any, search: str = "") -> Names:
    """The pictures that are listed."""
    return [one["name"] for one in server.get(f"/penstock/input_images?search={quote(search)}").json["images"]]


def put(folder: Path, name: str, changed: int, data: bytes = b"") -> None:
    """A picture file with a time."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data or png(COLOURS))
    os.utime(path, (changed, changed))


def test_pictures_are_listed_the_newest_first(server: Any, folder: Path) -> None:
    """Those of subfolders by their paths; not those of pools, hidden ones, other files and links."""
    put(folder, "old.png", 1_000)
    put(folder, "sub/deeper/new.JPG", 3_000)
    put(folder, "between.webp", 2_000)
    for name in ("grid_pool/p/img_0001.png", "penstock/made.png", ".hidden.png", ".folder/x.png", "notes.txt"):
        put(folder, name, 4_000)
    (folder / "link.png").symlink_to(folder / "old.png")
    (folder / "linked").symlink_to(folder / "sub")
    assert names(server) == ["sub/deeper/new.JPG", "between.webp", "old.png"]
    assert names(server, "NEW") == ["sub/deeper/new.JPG"]
    answer = server.get("/penstock/input_images").json
    assert answer["more"] is False
    assert answer["images"][0]["changed"] == 3_000_000


def test_a_picture_is_served_whole_and_small(server: Any, folder: Path) -> None:
    """With its tag it may be kept for ever; names in subfolders, with marks of ComfyUI's folders, and odd letters."""
    put(folder, "sub/cat & dög.png", 1_000)
    (one,) = server.get("/penstock/input_images").json["images"]
    for path in (quote(one["name"], safe=""), quote(one["name"]), quote(f"{one['name']} [input]")):
        whole = server.get(f"/penstock/input_images/{path}?v={one['thumbnail']}")
        assert whole.body == png(COLOURS)
        assert "immutable" in whole.headers["Cache-Control"]
    small = server.get(f"/penstock/input_images/{quote(one['name'])}?side=64&v={one['thumbnail']}")
    assert small.body[:3] == b"\xff\xd8\xff"
    assert server.get(f"/penstock/input_images/{quote(one['name'])}?side=9").code == "invalid"


def test_pictures_of_the_output_folder_are_named_as_comfyui_does(server: Any, folder: Path) -> None:
    """With ` [output]` behind the name; nothing of the input folder has it."""
    put(folder.parent / "output", "made.png", 1_000)
    assert server.get(f"/penstock/input_images/{quote('made.png [output]')}").status == 200
    assert server.get(f"/penstock/input_images/{quote('made.png')}").status == 404


@pytest.mark.parametrize(
    "name",
    [
        "../secret.png",
        "sub/../../secret.png",
        "/etc/passwd",
        "link.png",
        "linked/secret.png",
        "notes.txt",
        "sub",
        "..\\secret.png",
        "C:secret.png",
        "a.png\0.png",
        "../secret.png [input]",
        "nothing.png",
    ],
)
def test_nothing_else_is_served(server: Any, folder: Path, name: str) -> None:
    """Names that lead out, links, other kinds of files, folders."""
    outside = folder.parent.parent / "outside"
    put(outside, "secret.png", 1_000)
    put(folder.parent, "secret.png", 1_000)
    put(folder, "sub/x.png", 1_000)
    (folder / "notes.txt").write_text("notes")
    (folder / "link.png").symlink_to(outside / "secret.png")
    (folder / "linked").symlink_to(outside)
    assert server.get(f"/penstock/input_images/{quote(name, safe='')}").status == 404
    assert server.get(f"/penstock/input_images/{quote(name, safe='')}?side=64").status == 404


@pytest.fixture
def slot(server: Any) -> str:
    """A picture in the pool `p`."""
    server.post_form("/penstock/pools/p/slots", ("images", "a.png", png(COLOURS)))
    return str(server.get("/penstock/pools/p/slots").json["slots"][0]["id"])


def value(server: Any, slot: str, **more: Any) -> str:
    """What an input takes for the slot."""
    answer = server.post_json("/penstock/workflow_images", {"pool": "p", "slot": slot, **more})
    assert answer.status == 200, answer
    return str(answer.json["name"])


def test_a_slot_without_a_mask_is_named_where_it_lies(server: Any, folder: Path, slot: str) -> None:
    """Nothing is copied."""
    name = value(server, slot)
    assert name.startswith("grid_pool/p/")
    assert (folder / name).is_file()
    assert not (folder / "penstock").exists()


def test_a_slot_with_a_mask_becomes_a_picture_that_loads_with_it(server: Any, folder: Path, slot: str) -> None:
    """Its colours exactly, its mask as LoadImage reads it; the same slot is written once; another mask is another."""
    body = b'--b\r\nContent-Disposition: form-data; name="mask"; filename="m.png"\r\n\r\n%s\r\n--b--\r\n' % png(MASK)
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    assert server.request("PUT", f"/penstock/pools/p/slots/{slot}/mask", body, kind).status == 200
    name = value(server, slot)
    made = Image.open(folder / name)
    assert made.mode == "RGBA"
    pixels = np.asarray(made)
    assert (pixels[:, :, :3] == COLOURS).all()
    assert (255 - pixels[:, :, 3] == MASK).all()
    written = (folder / name).stat().st_mtime_ns
    assert value(server, slot) == name
    assert (folder / name).stat().st_mtime_ns == written
    assert value(server, slot, with_mask=False).startswith("grid_pool/p/")
    other = body.replace(png(MASK), png(255 - MASK))
    assert server.request("PUT", f"/penstock/pools/p/slots/{slot}/mask", other, kind).status == 200
    assert value(server, slot) != name
    assert (folder / name).is_file()


def test_the_value_runs(server: Any, slot: str) -> None:
    """The embedded engine's LoadImage takes it."""
    load = {"class_type": "LoadImage", "inputs": {"image": value(server, slot)}}
    graph = {"1": load, "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}}
    answer = server.post_json("/prompt", {"prompt": graph})
    assert answer.status == 200
    assert answer.json["node_errors"] == {}


def test_unknown_slots_are_not_found(server: Any, slot: str) -> None:
    """Nor are unknown pools."""
    for body in ({"pool": "p", "slot": "nothing"}, {"pool": "nothing", "slot": slot}):
        assert server.post_json("/penstock/workflow_images", body).status == 404
