"""Hostile pictures on every route that takes one: a 4xx that says why, never a 5xx, and the server lives."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from penstock.adapters.testing.corpora.images import HostileImage, hostile_images
from penstock.adapters.testing.corpora.png_bytes import png

NIGHTLY = os.environ.get("PENSTOCK_PROFILE") == "nightly"
SOUND = png(8, 6)


def files() -> list[HostileImage]:
    """All of the corpus nightly; for every change each fourth, without those that take seconds to be made."""
    every = hostile_images()
    quick = [case for case in every if " MB" not in case.name and "20000" not in case.name]
    return list(every) if NIGHTLY else quick[::4]


@pytest.fixture
def server(serve_standalone: Callable[..., Any]) -> Any:
    """A server with a pool that has a picture, a scene, a workflow and a folder of pictures."""
    running = serve_standalone()
    running.post_json("/penstock/pools", {"id": "tested"})
    running.post_form("/penstock/pools/tested/slots", ("images", "a.png", SOUND))
    running.post_json("/penstock/scenes", {"name": "beach"})
    (Path(running.subject.application.host.paths.input) / "set").mkdir()
    return running


def asked(server: Any, data: bytes, workflow: str, slot: str) -> Iterator[tuple[str, Any]]:
    """The name of each route, and what it answered."""

    def put(path: str, field: str) -> Any:
        head = f'--b\r\nContent-Disposition: form-data; name="{field}"; filename="a.png"\r\n\r\n'.encode()
        kind = {"Content-Type": "multipart/form-data; boundary=b"}
        return server.request("PUT", path, head + data + b"\r\n--b--\r\n", kind)

    (Path(server.subject.application.host.paths.input) / "set" / "a.png").write_bytes(data)
    name = ("a.png", data)
    yield "upload to a pool", server.post_form("/penstock/pools/tested/slots", ("images", *name))
    yield "mask of a slot", put(f"/penstock/pools/tested/slots/{slot}/mask", "mask")
    yield "picture of a scene", server.post_form("/penstock/scenes/beach/pictures/base", ("file", *name))
    yield "mask of a scene", server.post_form("/penstock/scenes/beach/pictures/mask:sky", ("file", *name))
    yield "workflow in a picture", server.post_form("/penstock/workflows", ("file", *name))
    yield "picture of a workflow", put(f"/penstock/workflows/{workflow}/thumbnail", "file")
    yield "ComfyUI's upload", server.post_form("/upload/image", ("image", *name), ("overwrite", None, b"true"))
    yield "ComfyUI's view", server.get("/view?filename=a.png&type=input&preview=webp;50")
    yield "a channel of it", server.get("/view?filename=a.png&type=input&channel=a")
    yield "input picture, small", server.get("/penstock/input_images/a.png?side=64")
    yield "data set, small", server.get("/penstock/datasets/picture?folder=input/set&name=a.png&side=64")
    yield "data set, whole", server.get("/penstock/datasets/picture?folder=input/set&name=a.png")


def test_no_route_fails_on_a_picture(server: Any, figure: Callable[..., None]) -> None:
    """Each file on each route is taken, or refused with the contract's JSON; nothing of it names a path."""
    made = server.post_form("/penstock/workflows", ("file", "a.json", b'{"1": {"class_type": "X", "inputs": {}}}'))
    workflow = made.json["workflow"]["id"]
    slot = server.get("/penstock/pools/tested/slots").json["slots"][0]["id"]
    folder = str(server.subject.application.host.paths.input).encode()
    wrong: list[Any] = []
    taken: Counter[str] = Counter()
    refused: Counter[str] = Counter()

    for case in files():
        for route, reply in asked(server, case.data, workflow, slot):
            if reply.status < 300:
                taken[route] += 1
                assert folder not in reply.body
            elif 400 <= reply.status < 500 and reply.json["error"] and folder not in reply.body:
                refused[route] += 1
            else:
                wrong.append((case.name, route, reply.status, reply.body[:300]))

    assert wrong == []
    assert set(taken + refused) - set(taken) <= {"workflow in a picture"}, "each route takes some"
    assert set(refused) >= set(taken) - {"ComfyUI's upload", "data set, whole"}, "and all that decode refuse some"
    assert server.get("/penstock/about").status == 200
    assert server.get(f"/penstock/pools/tested/slots/{slot}/image").body == SOUND
    figure("G13", "hostile pictures on every route that takes or shows one", (taken + refused).total(), "requests")
