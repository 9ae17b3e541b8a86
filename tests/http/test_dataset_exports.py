"""Exports over HTTP: planned, written as a job, replaced, brought back."""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from penstock.core.jobs import Jobs

from .dataset_server import DatasetServer
from .profile_server import png


@pytest.fixture
def datasets(serve_standalone: Callable[..., Any], tmp_path: Path) -> DatasetServer:
    """A server with a pool of three images."""
    made = DatasetServer(serve_standalone(), tmp_path / "data")
    made.pool("a red cat", "a dog", "")
    return made


def files(folder: str | Path) -> list[str]:
    """The names of what is in a folder, and in the folders in it."""
    return sorted(path.relative_to(folder).as_posix() for path in Path(folder).rglob("*"))


def test_a_plan_tells_what_would_be_written_and_writes_nothing(datasets: DatasetServer) -> None:
    """Where, how many, about how many bytes; the folder is not made."""
    plan = datasets.post("export_plans", pool="cats", folder="sets/cats").json
    assert (plan["folder"], plan["path"]) == ("output/sets/cats", str(datasets.output / "sets" / "cats"))
    assert (plan["images"], plan["masks"], plan["captions"], plan["replaces"]) == (3, 0, 2, False)
    assert plan["bytes"] > 0
    assert not (datasets.output / "sets").exists()


def test_an_export_is_a_folder_of_pictures_and_captions(datasets: DatasetServer) -> None:
    """Whole at once, with the stored bytes; its listing is that of the pool, its result says where it is."""
    made = datasets.result(datasets.post("exports", pool="cats", folder="sets/cats"))

    assert (made["folder"], made["images"], made["captions"], made["trash"]) == ("output/sets/cats", 3, 2, None)
    assert files(made["path"]) == [
        "0001.png",
        "0001.txt",
        "0002.png",
        "0002.txt",
        "0003.png",
        "penstock_dataset.json",
    ]
    assert [(Path(made["path"]) / f"000{number}.png").read_bytes() for number in (1, 2, 3)] == [
        png(number) for number in range(3)
    ]
    listed = datasets.listing(made["folder"])
    assert [(one["stem"], one["caption"]) for one in listed["images"]] == [
        ("0001", "a red cat"),
        ("0002", "a dog"),
        ("0003", None),
    ]
    assert files(datasets.output / "sets") == ["cats", *(f"cats/{name}" for name in files(made["path"]))]


def test_an_export_takes_the_slots_that_are_chosen(datasets: DatasetServer) -> None:
    """By words of their labels and by their ids, encoded and named as the request says."""
    slots = [slot["id"] for slot in datasets.server.get("/penstock/pools/cats/slots").json["slots"]]
    chosen = {"filter": {"slots": [slots[0], slots[2]]}, "images": "jpg", "captions": "caption", "prefix": "c_"}
    made = datasets.result(datasets.post("exports", pool="cats", folder="a", **chosen, empty_captions=True))
    assert files(made["path"]) == [
        "c_0001.caption",
        "c_0001.jpg",
        "c_0002.caption",
        "c_0002.jpg",
        "penstock_dataset.json",
    ]
    by_word = datasets.result(datasets.post("exports", pool="cats", folder="b", filter={"words": "cat"}))
    assert by_word["images"] == 1
    noted = json.loads((Path(by_word["path"]) / "penstock_dataset.json").read_text())
    assert [one["slot"] for one in noted["images"]] == [slots[0]]


def test_an_export_fits_pictures_into_buckets(datasets: DatasetServer) -> None:
    """As the fits of the pool say."""
    options = {"resolution": 64, "divisible": 16}
    made = datasets.result(datasets.post("exports", pool="cats", folder="a", fit=options))
    fits = datasets.post("fits", source={"pool": "cats"}, options=options).json["images"]
    found = datasets.post("fits", source={"folder": made["folder"]}, options=options).json["images"]
    assert [(one["width"], one["height"]) for one in found] == [
        (one["fit"]["width"], one["fit"]["height"]) for one in fits
    ]


def test_what_is_there_is_refused_at_once(datasets: DatasetServer) -> None:
    """409 by the plan and by the export itself: no job, nothing changed."""
    datasets.folder("mine", {"a.png": (4, 3)})
    for folder, existing in (("input/mine", "refuse"), ("input/mine", "replace")):
        for route in ("export_plans", "exports"):
            answer = datasets.post(route, pool="cats", folder=folder, existing=existing)
            assert (answer.status, answer.json["error"]["field"]) == (409, "folder")
            assert answer.json["error"]["hint"]
    assert datasets.server.get("/penstock/jobs").json["jobs"] == []
    assert files(datasets.input / "mine") == ["a.png"]


def test_a_number_is_found_where_the_name_is_taken(datasets: DatasetServer) -> None:
    """The plan names it, the export makes it."""
    body = {"pool": "cats", "folder": "a", "existing": "number"}
    made = []
    for _ in range(3):
        planned = datasets.post("export_plans", **body).json["folder"]
        made.append(datasets.result(datasets.post("exports", **body))["folder"])
        assert made[-1] == planned
    assert made == ["output/a", "output/a-2", "output/a-3"]


def test_a_replaced_export_comes_back(datasets: DatasetServer) -> None:
    """From the trash to its place; the export that has it changes places with it; 409 for anything else there."""
    body = {"pool": "cats", "folder": "a", "existing": "replace"}
    first = datasets.result(datasets.post("exports", **body))
    assert datasets.post("export_plans", **body).json["replaces"] is True
    second = datasets.result(datasets.post("exports", **body, filter={"words": "dog"}))
    assert (first["trash"], second["images"]) == (None, 1)

    (deleted,) = datasets.ask("trash").json["deleted"]
    assert (deleted["id"], deleted["folder"]) == (second["trash"], "output/a")
    restore = f"trash/{deleted['id']}/restore"
    place = Path(second["path"])
    place.rename(datasets.output / "b")
    place.mkdir()
    assert datasets.post(restore).status == 409
    place.rmdir()
    (datasets.output / "b").rename(place)

    assert datasets.post(restore).json == {"folder": "output/a"}
    assert datasets.listing("output/a")["count"] == 3
    (swapped,) = datasets.ask("trash").json["deleted"]
    assert datasets.post(restore).status == 404
    assert datasets.post(f"trash/{swapped['id']}/restore").json == {"folder": "output/a"}
    assert datasets.listing("output/a")["count"] == 1


def test_a_cancelled_export_leaves_nothing(datasets: DatasetServer) -> None:
    """No folder, and nothing of it that lies about."""
    turn = threading.Event()
    datasets.server.subject.application.services.get(Jobs).submit("before", lambda _progress: turn.wait(30))
    answer = datasets.post("exports", pool="cats", folder="a")
    assert datasets.server.request("POST", f"/penstock/jobs/{answer.json['id']}/cancel").status == 200
    turn.set()
    assert datasets.job(answer)["status"] == "cancelled"
    assert files(datasets.output) == []


def test_what_happens_between_plan_and_export_is_told_by_the_job(datasets: DatasetServer) -> None:
    """A folder that somebody made meanwhile is never written over: the job fails as the request would have."""
    turn = threading.Event()
    datasets.server.subject.application.services.get(Jobs).submit("before", lambda _progress: turn.wait(30))
    answer = datasets.post("exports", pool="cats", folder="a")
    (datasets.output / "a").mkdir()
    turn.set()
    job = datasets.job(answer)
    assert (job["status"], job["error"]["error"]["code"]) == ("failed", "conflict")
    assert files(datasets.output) == ["a"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"pool": "nobody"}, 404),
        ({"pool": ""}, 400),
        ({"folder": "/etc/x"}, 400),
        ({"images": "gif"}, 422),
        ({"quality": 0}, 422),
        ({"images": "jpg", "masks": "alpha"}, 422),
        ({"filter": {"words": "zebra"}}, 422),
        ({"fit": {"resolution": 8}}, 422),
        ({"prefix": "a/b"}, 400),
    ],
)
def test_what_cannot_be_written_is_refused_before_it_begins(
    datasets: DatasetServer, body: dict[str, Any], status: int
) -> None:
    """The plan and the export refuse the same with the same words, and nothing is made."""
    answers = [datasets.post(route, **{"pool": "cats", "folder": "a", **body}) for route in ("export_plans", "exports")]
    assert [answer.status for answer in answers] == [status, status]
    said = [(answer.json["error"]["message"], answer.json["error"]["field"]) for answer in answers]
    assert said[0] == said[1] and said[0][0]
    assert files(datasets.output) == []
