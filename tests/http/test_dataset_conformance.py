"""Requests made from the OpenAPI document to data sets that are there: no 500, errors and answers in their shape."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conforming import described, operations, statuses
from .dataset_server import D, DatasetServer

SUCCESSES = {
    f"GET {D}/folders": 200,
    f"POST {D}/folders": 201,
    f"GET {D}/listing": 200,
    f"GET {D}/picture": 200,
    f"POST {D}/statistics": 202,
    f"POST {D}/fits": 200,
    f"POST {D}/export_plans": 200,
    f"POST {D}/exports": 202,
    f"GET {D}/trash": 200,
    f"POST {D}/trash/{{trash}}/restore": 200,
}


@pytest.fixture
def datasets(serve_standalone: Callable[..., Any], tmp_path: Path) -> DatasetServer:
    """A server with a folder of pictures and a pool."""
    made = DatasetServer(serve_standalone(), tmp_path / "data")
    made.folder("cats", {"a.png": (4, 3), "a.txt": "a cat", "a-masklabel.png": (4, 3), "b.png": (8, 3)})
    made.pool("a cat", "a dog")
    return made


def test_every_route_is_described(datasets: DatasetServer) -> None:
    """The document has them all, with the statuses of their successes."""
    assert described(datasets.server.get("/penstock/openapi.json").json["paths"], (D,)) == SUCCESSES


def test_no_generated_request_breaks_a_route(datasets: DatasetServer) -> None:
    """Whatever fits or nearly fits the document is answered without a 5xx, in the shape that the document promises."""
    met = {
        f"{one.method.upper()} {one.path}": statuses(one, lambda path=one.path: _there(datasets, path))
        for _, one in operations(datasets.server, (D,))
    }
    assert set(met) == set(SUCCESSES)
    assert 200 in met[f"POST {D}/trash/{{trash}}/restore"]
    assert 200 in met[f"GET {D}/folders"] and 200 in met[f"GET {D}/trash"]


def _there(datasets: DatasetServer, path: str) -> dict[str, str]:
    """A replaced folder whose place is free again, for what brings one back."""
    if "{trash}" not in path:
        return {}
    folder = datasets.result(datasets.post("exports", pool="cats", folder="set", existing="number"))
    again = {"pool": "cats", "folder": folder["folder"], "existing": "replace"}
    trash = datasets.result(datasets.post("exports", **again))["trash"]
    Path(folder["path"]).rename(datasets.data / trash)
    return {"trash": trash}


@pytest.mark.parametrize("name", ["..%2f..", "%00", "a%0ab", "x" * 300, "%f0%9f%a6%8a", "%ff", "~", "%2fetc", "con"])
def test_hostile_names_lead_nowhere(datasets: DatasetServer, name: str) -> None:
    """4xx, by every route that takes one."""
    for path in (
        f"{D}/listing?folder={name}",
        f"{D}/picture?folder=cats&name={name}",
        f"{D}/picture?name=a.png&folder={name}",
    ):
        assert 400 <= datasets.server.get(path).status < 500, path
    assert 400 <= datasets.server.request("POST", f"{D}/trash/{name}/restore").status < 500


def test_hostile_bodies_are_refused(datasets: DatasetServer) -> None:
    """Whatever is in them: a 4xx with its field at once, no job, and nothing is made."""
    before = sorted(map(str, datasets.output.rglob("*")))
    wrong: list[Any] = []
    for route, body, field in _hostile():
        answer = datasets.post(route, **body)
        if not (400 <= answer.status < 500 and (answer.json["error"]["field"] or "").startswith(field)):
            wrong.append((route, body, field, answer.status, answer.body))
    assert wrong == []
    assert datasets.server.get("/penstock/jobs").json["jobs"] == []
    assert sorted(map(str, datasets.output.rglob("*"))) == before


def _hostile() -> list[tuple[str, dict[str, Any], str]]:
    sources: list[tuple[dict[str, Any], str]] = [
        ({"folder": "cats", "pool": "cats"}, "source"),
        ({"pool": "cats", "depth": 1}, "source"),
        ({"pool": "none"}, ""),
        ({"pool": "../cats"}, "source.pool"),
        ({"folder": "none"}, "source.folder"),
        ({"folder": "../x"}, "source.folder"),
        ({"folder": "/etc"}, "source.folder"),
        ({"folder": "cats", "depth": 65}, "source.depth"),
        ({"folder": "cats", "depth": 10**12}, "source.depth"),
        ({"folder": "a\0"}, "source.folder"),
        ({"folder": 1}, "source.folder"),
    ]
    options: list[tuple[dict[str, Any], str]] = [
        ({"resolution": 0}, "options.resolution"),
        ({"resolution": 10**9}, "options.resolution"),
        ({"resolution": 32}, "options.resolution"),
        ({"divisible": 0}, "options.divisible"),
        ({"divisible": -64}, "options.divisible"),
        ({"max_upscale": 0}, "options.max_upscale"),
        ({"max_upscale": -1.5}, "options.max_upscale"),
        ({"max_upscale": "big"}, "options.max_upscale"),
    ]
    exports: list[tuple[dict[str, Any], str]] = [
        ({"pool": "none"}, ""),
        ({"pool": "../x"}, "pool"),
        ({"pool": ""}, "pool"),
        ({"folder": "/etc/x"}, "folder"),
        ({"folder": "../x"}, "folder"),
        ({"folder": "input/grid_pool/x"}, "folder"),
        ({"folder": "con"}, "folder"),
        ({"folder": "output"}, "folder"),
        ({"prefix": "../"}, "prefix"),
        ({"prefix": "a/b"}, "prefix"),
        ({"prefix": "x" * 300}, "prefix"),
        ({"prefix": "a\0"}, "prefix"),
        ({"quality": 0}, "quality"),
        ({"quality": 101}, "quality"),
        ({"images": "exe"}, "images"),
        ({"images": "jpg", "masks": "alpha"}, "masks"),
        ({"existing": "maybe"}, "existing"),
        ({"filter": {"slots": ["none"]}}, "slots"),
        ({"filter": {"slots": "none"}}, "filter"),
        ({"fit": {"resolution": 32}}, "fit.resolution"),
        ({"fit": {"divisible": 0}}, "fit.divisible"),
    ]
    looks = [(route, {"source": one}, field) for route in ("statistics", "fits") for one, field in sources]
    fitted = [
        (route, {"source": {"folder": "cats"}, "options": one}, field)
        for route in ("statistics", "fits")
        for one, field in options
    ]
    pages = [("fits", {"source": {"folder": "cats"}, **page}, "") for page in ({"limit": 0}, {"start": -1})]
    writes = [
        (route, {"pool": "cats", "folder": "new", **one}, field)
        for route in ("export_plans", "exports")
        for one, field in exports
    ]
    return [*looks, *fitted, *pages, *writes]
