"""Statistics, buckets and the pictures that fall into them, over HTTP."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from penstock.core.jobs import Jobs

from .dataset_server import DatasetServer

SMALL = {"resolution": 64, "divisible": 8}


@pytest.fixture
def datasets(serve_standalone: Callable[..., Any], tmp_path: Path) -> DatasetServer:
    """A server with a folder of five pictures, one of them broken."""
    made = DatasetServer(serve_standalone(), tmp_path / "data")
    made.folder(
        "cats",
        {
            "1.png": (64, 64),
            "1.txt": "cat, grass",
            "2.png": (32, 32),
            "2.txt": "cat",
            "2-masklabel.png": (32, 32),
            "3.png": (128, 32),
            "4.png": "no picture",
            "sub/5.png": (64, 64),
        },
    )
    return made


def test_statistics_come_as_the_result_of_a_job(datasets: DatasetServer) -> None:
    """With the source in one spelling, the options, counts, and warnings that say what to do."""
    found = datasets.result(datasets.post("statistics", source={"folder": "cats", "depth": 1}, options=SMALL))
    assert found["source"] == {"folder": "input/cats", "depth": 1, "pool": ""}
    assert found["options"] == {**SMALL, "max_upscale": 1.5}
    assert (found["images"], found["unreadable"], found["masks"]) == (5, 1, 1)
    assert found["captions"]["present"] == 2
    assert {"tag": "cat", "images": 2} in found["tags"]
    assert found["buckets"][0] == {"width": 64, "height": 64, "images": 3, "enlarged": 1, "cropped": 0.0}
    assert {"unreadable", "missing_captions", "few_images", "enlarged"} <= {one["code"] for one in found["warnings"]}
    assert all(one["message"] and one["hint"] for one in found["warnings"])


def test_statistics_of_a_pool_name_slots(datasets: DatasetServer) -> None:
    """Its captions are the labels; the names in warnings are ids of slots."""
    pool = datasets.pool("a cat", "")
    slots = [slot["id"] for slot in datasets.server.get(f"/penstock/pools/{pool}/slots").json["slots"]]
    found = datasets.result(datasets.post("statistics", source={"pool": pool}))
    assert (found["images"], found["captions"]["present"]) == (2, 1)
    assert {name for one in found["warnings"] for name in one["names"]} <= set(slots)


def test_the_progress_of_statistics_is_that_of_the_job(datasets: DatasetServer) -> None:
    """All pictures are counted in the end."""
    job = datasets.job(datasets.post("statistics", source={"folder": "cats"}))
    assert (job["status"], job["done"], job["total"]) == ("done", 4, 4)


def test_fits_tell_of_each_picture_what_is_kept(datasets: DatasetServer) -> None:
    """In the order of the folder: size, bucket, box in pixels of the picture, caption, mask, tag; or the problem."""
    found = datasets.post("fits", source={"folder": "cats"}, options=SMALL).json
    assert (found["count"], found["start"], [one["name"] for one in found["images"]]) == (
        4,
        0,
        ["1.png", "2.png", "3.png", "4.png"],
    )
    first, second, third, broken = found["images"]
    assert (first["width"], first["height"], first["caption"], first["mask"]) == (64, 64, "cat, grass", False)
    assert second["fit"] == {"width": 64, "height": 64, "scale": 2.0, "box": [0, 0, 32, 32], "cropped": 0.0}
    assert second["mask"] is True
    assert third["fit"]["width"] > third["fit"]["height"] and third["caption"] is None
    assert broken["fit"] is None and broken["problem"]
    listed = datasets.listing("cats")["images"]
    assert [one["tag"] for one in found["images"]] == [one["tag"] for one in listed]
    assert {one["slot"] for one in found["images"]} == {None}


def test_fits_of_one_bucket_are_those_of_its_pictures(datasets: DatasetServer) -> None:
    """Page by page; a bucket that nothing falls into has none."""
    source = {"folder": "cats", "depth": -1}
    bucket = {"width": 64, "height": 64}
    found = [
        datasets.post("fits", source=source, options=SMALL, bucket=bucket, start=start, limit=2).json
        for start in (0, 2)
    ]
    assert [one["count"] for one in found] == [3, 3]
    assert [image["name"] for one in found for image in one["images"]] == ["1.png", "2.png", "sub/5.png"]
    none = datasets.post("fits", source=source, options=SMALL, bucket={"width": 1, "height": 1}).json
    assert (none["count"], none["images"]) == (0, [])


@pytest.mark.parametrize("side", ["width", "height"])
def test_a_bucket_without_area_is_refused(datasets: DatasetServer, side: str) -> None:
    """Its side is named."""
    bucket = {"width": 64, "height": 64, side: 0}
    answer = datasets.post("fits", source={"folder": "cats"}, options=SMALL, bucket=bucket)
    assert (answer.status, answer.json["error"]["field"]) == (422, f"bucket.{side}")


def test_fits_of_a_pool_name_slots_and_their_tags(datasets: DatasetServer) -> None:
    """So that their thumbnails have an address."""
    pool = datasets.pool("a", "b")
    slots = datasets.server.get(f"/penstock/pools/{pool}/slots").json["slots"]
    found = datasets.post("fits", source={"pool": pool}, options=SMALL).json["images"]
    assert [(one["slot"], one["tag"], one["caption"]) for one in found] == [
        (slot["id"], slot["image_tag"], slot["label"]) for slot in slots
    ]
    assert {(one["width"], one["height"]) for one in found} == {(4, 3)}


def test_fits_wait_for_statistics_where_there_is_much_to_measure(
    datasets: DatasetServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for thousands of files: 409 says how many and what to do; then it is answered."""
    monkeypatch.setattr("penstock.plugins.datasets.routes_statistics._MOST_MEASURED", 3)
    source = {"folder": "cats", "depth": -1}

    refused = datasets.post("fits", source=source, options=SMALL)
    assert (refused.status, refused.json["error"]["unmeasured"]) == (409, 5)
    assert refused.json["error"]["hint"]
    datasets.result(datasets.post("statistics", source=source, options=SMALL))

    assert datasets.post("fits", source=source, options=SMALL).json["count"] == 5


def test_statistics_can_be_cancelled(datasets: DatasetServer) -> None:
    """A job that waits its turn, or counts, ends as cancelled and has no result."""
    turn = threading.Event()
    datasets.server.subject.application.services.get(Jobs).submit("before", lambda _progress: turn.wait(30))
    answer = datasets.post("statistics", source={"folder": "cats"})
    assert datasets.server.request("POST", f"/penstock/jobs/{answer.json['id']}/cancel").status == 200
    turn.set()
    job = datasets.job(answer)
    assert (job["status"], job["result"]) == ("cancelled", None)
