"""ComfyUI's HTTP protocol on the embedded engine, as its frontend and its API clients use it."""

import io
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from penstock.adapters.standalone.comfy_user import FIRST_SETTINGS

Serve = Callable[..., Any]

GRAPH = {
    "1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 4, "batch_size": 1, "color": 0xFF0000}},
    "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "tested"}},
}


def png(colour: Any = (200, 0, 0, 128), size: tuple[int, int] = (6, 4), mode: str = "RGBA") -> bytes:
    data = io.BytesIO()
    Image.new(mode, size, colour).save(data, "PNG")
    return data.getvalue()


def picture(reply: Any) -> Image.Image:
    image = Image.open(io.BytesIO(reply.body))
    image.load()
    return image


def wait_for(server: Any, prompt_id: str) -> dict[str, Any]:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        history = server.get(f"/history/{prompt_id}").json
        if prompt_id in history:
            return dict(history[prompt_id])
    raise AssertionError("the prompt did not end")


def test_a_prompt_runs_and_its_image_can_be_seen(serve_standalone: Serve) -> None:
    """POST /prompt queues a graph, /history tells how it ended, /view serves what it wrote; /api mirrors it all."""
    server = serve_standalone()

    queued = server.post_json("/api/prompt", {"prompt": GRAPH, "client_id": "tab"})

    assert (queued.status, queued.json["node_errors"]) == (200, {})
    ended = wait_for(server, queued.json["prompt_id"])
    assert ended["status"]["status_str"] == "success"
    image = ended["outputs"]["2"]["images"][0]
    query = f"filename={image['filename']}&subfolder={image['subfolder']}&type={image['type']}"
    assert picture(server.get(f"/api/view?{query}")).getpixel((0, 0)) == (255, 0, 0)
    jobs = server.get("/api/jobs?status=completed,failed,cancelled&limit=64&offset=0").json
    assert [job["id"] for job in jobs["jobs"]] == [queued.json["prompt_id"]]
    assert server.get(f"/api/jobs/{queued.json['prompt_id']}").json["outputs"]["2"]["images"] == [image]
    assert server.get("/api/jobs/none").code == "not_found"


def test_bad_prompts_are_answered_as_comfyui_answers_them(serve_standalone: Serve) -> None:
    """A prompt that cannot run is a 400 with ComfyUI's error and its node errors, and nothing is queued."""
    server = serve_standalone()

    for body in ({}, {"prompt": {}}, {"prompt": {"1": {"class_type": "Nope", "inputs": {}}}}, {"prompt": []}):
        reply = server.post_json("/prompt", body)
        assert reply.status == 400
        assert {"type", "message", "details", "extra_info"} <= set(reply.json["error"])
    assert server.get("/queue").json == {"queue_running": [], "queue_pending": []}
    assert server.get("/prompt").json == {"exec_info": {"queue_remaining": 0}}


def test_seeds_of_64_bits_pass(serve_standalone: Serve) -> None:
    """Whole numbers up to 2**64 - 1, as ComfyUI's seeds, are read; the graph is judged, not its JSON."""
    reply = serve_standalone().post_json("/prompt", {"prompt": GRAPH, "extra_data": {"seed": 2**64 - 1}})

    assert reply.status == 200


def test_queue_and_history_take_their_posts(serve_standalone: Serve) -> None:
    """Clearing, deleting, interrupting and freeing are answered, also with an empty body."""
    server = serve_standalone()

    assert server.post_json("/queue", {"clear": True}).status == 200
    assert server.post_json("/queue", {"delete": ["x"]}).status == 200
    assert server.post_json("/queue", {"delete": "x"}).code == "bad_request"
    assert server.post_json("/history", {"clear": True}).status == 200
    assert server.post_json("/interrupt", {"prompt_id": "x"}).status == 200
    assert server.request("POST", "/interrupt").status == 200
    assert server.request("POST", "/interrupt", "", {"Content-Type": "application/json"}).status == 200
    assert server.post_json("/free", {"unload_models": True}).status == 200
    assert server.post_json("/api/jobs/x/cancel", {}).json == {"cancelled": False}
    assert server.post_json("/api/jobs/cancel", {"job_ids": ["x"]}).json == {"cancelled": []}


def test_forms_and_texts_are_no_prompts(serve_standalone: Serve) -> None:
    """The routes that take any JSON object take nothing else: a form or a text is a 415, a list a 422."""
    server = serve_standalone()

    for path in ("/prompt", "/queue", "/history", "/interrupt", "/free", "/api/jobs/cancel"):
        assert server.post_form(path, ("prompt", None, b"{}")).code == "unsupported_type"
        assert server.request("POST", path, "{}", {"Content-Type": "text/plain"}).code == "unsupported_type"
        assert server.post_json(path, [1]).code in ("invalid", "bad_request")


def test_object_info_lists_our_nodes_and_the_few_of_comfyui(serve_standalone: Serve) -> None:
    """Every node of the engine stands in /object_info, one of them under its own address."""
    server = serve_standalone()

    nodes = server.get("/object_info").json

    assert {"GridImagePool", "LoadImage", "SaveImage", "MaskToImage"} <= set(nodes)
    assert list(server.get("/object_info/SaveImage").json) == ["SaveImage"]
    assert server.get("/object_info/Nope").json == {}


BOOT = [
    "/features",
    "/users",
    "/system_stats",
    "/settings",
    "/user.css",
    "/userdata?dir=workflows&recurse=true&split=false&full_info=true",
    "/i18n",
    "/extensions",
    "/embeddings",
    "/models",
    "/experiment/models",
    "/global_subgraphs",
    "/workflow_templates",
    "/node_replacements",
    "/internal/folder_paths",
    "/internal/logs",
    "/internal/logs/raw",
    "/internal/files/output",
    "/queue",
    "/history?max_items=64",
]


@pytest.mark.parametrize("prefix", ["", "/api"])
def test_the_frontend_finds_all_that_it_asks_for_at_its_start(serve_standalone: Serve, prefix: str) -> None:
    """Every address that the real frontend reads while it starts is answered, at the root and under /api."""
    server = serve_standalone()

    assert {path: server.get(f"{prefix}{path}").status for path in BOOT} == dict.fromkeys(BOOT, 200)
    for listed in server.get("/extensions").json:
        assert server.get(listed).headers["Content-Type"].startswith("text/javascript")


def test_settings_are_kept(serve_standalone: Serve, tmp_path: Path) -> None:
    """Settings are stored as the frontend sends them (JSON without a content type of its own), merged, on disk."""
    server = serve_standalone()
    plain = {"Content-Type": "text/plain;charset=UTF-8"}

    assert server.request("POST", "/api/settings/Comfy.Locale", '"de"', plain).status == 200
    assert server.request("POST", "/api/settings", '{"A": 1, "B": [true]}', plain).status == 200

    assert server.get("/api/settings").json == {
        **FIRST_SETTINGS,
        "Comfy.Locale": "de",
        "A": 1,
        "B": [True],
    }
    assert server.get("/settings/Comfy.Locale").json == "de"
    assert server.request("POST", "/settings/X", "{", plain).code == "bad_request"
    assert server.request("POST", "/settings", "[]", plain).code == "bad_request"
    stored = tmp_path / "data" / "user" / "default" / "comfy.settings.json"
    assert json.loads(stored.read_text())["A"] == 1


def test_user_files_are_kept(serve_standalone: Serve) -> None:
    """User files are written, listed, read as downloads, moved and removed, slashes sent as %2F."""
    server = serve_standalone()
    name = "/api/userdata/workflows%2Fmine.json"
    plain = {"Content-Type": "text/plain;charset=UTF-8"}

    assert (
        server.request("POST", f"{name}?overwrite=false&full_info=true", "{}", plain).json["path"]
        == "workflows/mine.json"
    )
    assert server.request("POST", f"{name}?overwrite=false", "{}", plain).code == "conflict"
    assert server.request("POST", "/userdata/workflows%2F.index.json", "{}", plain).status == 200
    listed = server.get("/userdata?dir=workflows&recurse=true&split=false&full_info=true").json
    assert {"mine.json", ".index.json"} == {line["path"] for line in listed}
    assert server.get("/userdata?dir=workflows&split=true").json == [[".index.json"] * 2, ["mine.json"] * 2]
    read = server.get(name)
    assert (read.body, read.headers["Content-Disposition"].split(";")[0]) == (b"{}", "attachment")
    assert server.request("POST", f"{name}/move/workflows%2Fyours.json").json == "workflows/yours.json"
    assert server.get(name).code == "not_found"
    assert server.request("DELETE", "/userdata/workflows%2Fyours.json").status == 204
    assert server.request("DELETE", "/userdata/workflows%2Fyours.json").code == "not_found"


def test_what_is_in_the_way_is_a_conflict(serve_standalone: Serve) -> None:
    """A file where a folder is needed, a folder where a file goes, and folders without end are the client's errors."""
    server = serve_standalone()
    server.request("POST", "/userdata/a", b"1")
    server.request("POST", "/userdata/folder%2Fb", b"1")
    server.post_form("/upload/image", ("image", "a", png()))
    server.post_form("/upload/image", ("image", "b", png()), ("subfolder", None, b"folder"))
    deep = "a%2F" * 2_000 + "b"

    for path in ("/userdata/a%2Fb", "/userdata/folder"):
        assert server.request("POST", path, b"2").code == "conflict"
    assert server.request("POST", "/userdata/folder%2Fb/move/a%2Fc").code == "conflict"
    assert server.request("POST", f"/userdata/{deep}", b"2").code == "bad_name"
    assert server.post_form("/upload/image", ("image", "x", png()), ("subfolder", None, b"a")).code == "conflict"
    over = ("image", "folder", png()), ("overwrite", None, b"true")
    assert server.post_form("/upload/image", *over).code == "conflict"
    nested = server.post_form("/upload/image", ("image", "x", png()), ("subfolder", None, b"a/" * 2_000))
    assert nested.code == "bad_name"
    assert server.get("/userdata?dir=.&recurse=true").json == ["a", "folder/b"]


OUTSIDE = [
    "..%2F..%2F__penstock%2Fsettings.json",
    "..%2Fsecret.txt",
    "%2Fetc%2Fhostname",
    "workflows%2F..%2F..%2F..%2Fsecret.txt",
    "..%5Csecret.txt",
    "%00",
    "link%2Fsecret.txt",
    "CON",
    "a%0Ab",
    "~%2Fx",
    "%2e%2e%2f%2e%2e%2fsecret.txt",
]


@pytest.mark.parametrize("name", OUTSIDE)
def test_nothing_outside_its_folder_is_reached(serve_standalone: Serve, tmp_path: Path, name: str) -> None:
    """No name leads out of the user's folder or of the open folders, to read, write, move or remove."""
    server = serve_standalone()
    data = tmp_path / "data"
    (data / "secret.txt").write_text("secret")
    (data / "user" / "default").mkdir(parents=True)
    for folder in (data / "user" / "default", data / "input"):
        (folder / "link").symlink_to(data)
    before = sorted(path for path in data.rglob("*") if path.is_file())

    replies = [
        server.get(f"/userdata/{name}"),
        server.request("POST", f"/userdata/{name}", b"x"),
        server.request("DELETE", f"/userdata/{name}"),
        server.request("POST", f"/userdata/{name}/move/x"),
        server.get(f"/userdata?dir={name}"),
        server.get(f"/view?type=input&filename={name}"),
        server.get(f"/view?type=input&filename=secret.txt&subfolder={name.replace('secret.txt', '')}"),
        server.post_form("/upload/image", ("image", "a.png", png()), ("subfolder", None, b"../../")),
    ]

    assert {reply.status for reply in replies} <= {400, 404}
    assert all(reply.code for reply in replies)
    assert before == sorted(path for path in data.rglob("*") if path.is_file())


def test_uploads_are_checked_named_and_found_again(serve_standalone: Serve) -> None:
    """A picture keeps a harmless name, a second one of that name gets a number, the same bytes are stored once."""
    server = serve_standalone()

    def upload(data: bytes, name: str = "photo.png", **more: str) -> Any:
        parts = [(key, None, value.encode()) for key, value in more.items()]
        return server.post_form("/api/upload/image", ("image", name, data), *parts)

    assert upload(png()).json == {"name": "photo.png", "subfolder": "", "type": "input"}
    assert upload(png()).json["name"] == "photo.png"
    assert upload(png((0, 0, 9, 255))).json["name"] == "photo (1).png"
    assert upload(png((1, 2, 3, 255)), overwrite="true").json["name"] == "photo.png"
    assert picture(server.get("/view?filename=photo.png&type=input")).getpixel((0, 0)) == (1, 2, 3, 255)
    assert upload(png(), subfolder="a/b").json == {"name": "photo.png", "subfolder": "a/b", "type": "input"}
    assert server.get("/view?filename=photo.png&type=input&subfolder=a/b").status == 200
    for bad in ("../../x.png", "CON", "", "a\\..\\b.png"):
        assert "/" not in upload(png(), name=bad).json["name"]
    assert upload(b"<svg onload=alert(1)>", name="x.svg").code == "bad_image"
    assert upload(png(), type="models").code == "bad_request"


@pytest.mark.parametrize(
    "subfolder", ["grid_pool", "grid_pool/kept", "GRID_POOL/kept", "./grid_pool/kept", "grid_pool//kept/"]
)
def test_uploads_cannot_touch_a_pool(serve_standalone: Serve, tmp_path: Path, subfolder: str) -> None:
    """ComfyUI's upload routes never write where pools keep their images, masks and indexes."""
    server = serve_standalone()
    server.post_json("/penstock/pools", {"id": "kept"})
    index = tmp_path / "data" / "input" / "grid_pool" / "kept" / "pool.db"
    before = index.read_bytes()

    reply = server.post_form(
        "/upload/image",
        ("image", "pool.db", png()),
        ("subfolder", None, subfolder.encode()),
        ("overwrite", None, b"true"),
    )

    assert reply.status in (400, 403)
    assert reply.code in ("read_only", "bad_name")
    assert index.read_bytes() == before


def test_masks_become_the_alpha_of_their_picture(serve_standalone: Serve) -> None:
    """A painted mask's alpha is put on the original picture, stored as a PNG of its size."""
    server = serve_standalone()
    server.post_form("/upload/image", ("image", "o.png", png((10, 20, 30), mode="RGB")))

    reply = server.post_form(
        "/upload/mask",
        ("image", "clipspace-mask.png", png((0, 0, 0, 77))),
        ("original_ref", None, b'{"filename": "o.png", "type": "input"}'),
        ("subfolder", None, b"clipspace"),
    )

    assert reply.json == {"name": "clipspace-mask.png", "subfolder": "clipspace", "type": "input"}
    seen = picture(server.get("/view?filename=clipspace-mask.png&type=input&subfolder=clipspace"))
    assert seen.getpixel((0, 0)) == (10, 20, 30, 77)
    for reference in (b"", b"{", b"[]", b'{"filename": 1}'):
        reply = server.post_form("/upload/mask", ("image", "m.png", png()), ("original_ref", None, reference))
        assert reply.code == "bad_request"


def test_view_shows_channels_and_previews(serve_standalone: Serve) -> None:
    """`channel` takes the alpha away or shows only it, `preview` answers a small format; odd ones are refused."""
    server = serve_standalone()
    server.post_form("/upload/image", ("image", "o.png", png()))
    base = "/view?filename=o.png&type=input"

    assert picture(server.get(f"{base}&channel=rgb")).mode == "RGB"
    assert picture(server.get(f"{base}&channel=a")).getpixel((0, 0)) == (0, 0, 0, 128)
    assert picture(server.get(f"{base}&preview=webp;90")).format == "WEBP"
    assert picture(server.get(f"{base}&preview=jpeg;50&channel=rgb")).format == "JPEG"
    assert picture(server.get(f"{base}&preview=anything;x")).format == "WEBP"
    assert server.get(f"{base}&channel=z").code == "bad_request"
    assert server.get("/view?filename=o.png%20[input]").status == 200
    assert server.get("/view?filename=o.png&type=models").code == "bad_request"
    assert server.get("/view?type=input").code == "invalid"
    assert server.get("/view?filename=&type=input").code == "bad_name"


@pytest.mark.parametrize("name", ["x.svg", "x.html", "x.js", "x.xml", "x.css", "x.xhtml", "x", "x.pdf"])
def test_active_content_is_only_downloaded(serve_standalone: Serve, tmp_path: Path, name: str) -> None:
    """What a browser could run is an attachment of octets that may do nothing."""
    server = serve_standalone()
    (tmp_path / "data" / "output" / name).write_text("<script>alert(1)</script>")

    reply = server.get(f"/view?filename={name}")

    assert (reply.status, reply.headers["Content-Type"]) == (200, "application/octet-stream")
    assert reply.headers["Content-Disposition"].startswith("attachment")
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in reply.headers["Content-Security-Policy"]
