"""The routes of profiles that take long: jobs, with what can be known at once said at once."""

import errno
import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from penstock.core.application import Application
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import BadName, ClientError, Conflict, DiskFull, NotFound
from penstock.core.files import Files
from penstock.core.jobs import JobProgress, Jobs, JobStatus
from penstock.core.routes import FileAnswer
from penstock.plugins.profiles.routes_shapes import DuplicateName, SeedSource, ZipFile

from .route_world import RouteWorld, zipped


@pytest.fixture
def world(penstock_application: Callable[..., Application], call_route: Any, picture: Any) -> RouteWorld:
    return RouteWorld(penstock_application(), call_route, picture)


@pytest.fixture
def busy(world: RouteWorld) -> Iterator[threading.Event]:
    """The worker of jobs has something else to do until this is set."""
    go = threading.Event()

    def wait(_progress: JobProgress) -> None:
        assert go.wait(20)

    world.application.services.get(Jobs).submit("something else", wait)
    yield go
    go.set()


def export_of(world: RouteWorld, profile: str) -> bytes:
    """The zip file of a profile."""
    result = world.result(world.ask("export", profile=profile))
    answer = world.call(world.application, "profiles.exported", export=result["id"])
    assert isinstance(answer, FileAnswer)
    return answer.path.read_bytes()


def test_a_copy_is_a_job_whose_result_is_the_new_profile(world: RouteWorld) -> None:
    """With its images and a free name, or the one that is wanted; the original stays."""
    cats = world.made("Cats", "a", "b")
    first = world.result(world.ask("duplicate", DuplicateName(), profile=cats))
    second = world.result(world.ask("duplicate", DuplicateName(name="Lions"), profile=cats))
    assert (first["name"], second["name"]) == ("Cats (2)", "Lions")
    assert [world.labels(one) for one in (cats, first["id"], second["id"])] == ["ab", "ab", "ab"]
    assert world.names() == ["Cats", "Cats (2)", "Lions"]


def test_a_copy_that_cannot_be_made_is_refused_at_once(world: RouteWorld) -> None:
    """A used name, what is no name, an unknown profile: the request says so, and no job is made."""
    cats = world.made("Cats")
    with pytest.raises(Conflict) as raised:
        world.ask("duplicate", DuplicateName(name="CATS"), profile=cats)
    assert raised.value.details["suggestion"] == "CATS (2)"
    with pytest.raises(ClientError):
        world.ask("duplicate", DuplicateName(name=" "), profile=cats)
    with pytest.raises(NotFound):
        world.ask("duplicate", DuplicateName(), profile="nothing")
    assert world.jobs() == ()


def test_an_empty_profile_is_filled_from_a_pool(world: RouteWorld) -> None:
    """All of its images, with their labels; how many there were is the result; the pool stays."""
    world.fill("own", "a", "b", "c")
    cats = world.made("Cats")
    assert world.result(world.ask("seed", SeedSource(pool="own"), profile=cats)) == {"count": 3}
    assert (world.labels(cats), world.labels("own")) == ("abc", "abc")


def test_what_cannot_be_filled_is_refused_at_once(world: RouteWorld) -> None:
    """A profile with images, itself, unknown ones, what is no id: no job, and every image stays."""
    full, empty = world.made("Cats", "a"), world.made("Dogs")
    with pytest.raises(Conflict):
        world.ask("seed", SeedSource(pool=empty), profile=full)
    with pytest.raises(Conflict):
        world.ask("seed", SeedSource(pool=empty), profile=empty)
    for profile, pool in (("nothing", full), (empty, "nothing")):
        with pytest.raises(NotFound):
            world.ask("seed", SeedSource(pool=pool), profile=profile)
    with pytest.raises(BadName) as raised:
        world.ask("seed", SeedSource(pool="../x"), profile=empty)
    assert raised.value.field == "pool"
    assert world.jobs() == ()
    assert (world.labels(full), world.labels(empty)) == ("a", "")


def test_an_export_is_fetched_where_its_result_says(world: RouteWorld) -> None:
    """A zip file with its size, called as the profile, until it is discarded; discarding again is no error."""
    cats = world.made("Cats", "a", "b")
    result = world.result(world.ask("export", profile=cats))
    answer = world.call(world.application, "profiles.exported", export=result["id"])
    assert result["url"] == f"/penstock/profile_exports/{result['id']}"
    assert (result["file_name"], result["profile"]["id"]) == ("Cats.zip", cats)
    assert (answer.content_type, answer.download_name) == ("application/zip", "Cats.zip")
    assert answer.path.stat().st_size == result["bytes"]
    with zipfile.ZipFile(io.BytesIO(answer.path.read_bytes())) as archive:
        assert {"profile_meta.json", "pool/manifest.json", "pool/img_0001.png"} <= set(archive.namelist())
    for _ in range(2):
        world.ask("discard_export", export=result["id"])
        with pytest.raises(NotFound):
            world.ask("exported", export=result["id"])


def test_an_unknown_profile_is_not_exported(world: RouteWorld) -> None:
    """A 404 from the request itself; so for a finished export that there is none of, and 400 for what is no id."""
    with pytest.raises(NotFound):
        world.ask("export", profile="nothing")
    with pytest.raises(NotFound):
        world.ask("exported", export="nothing")
    for name in ("exported", "discard_export"):
        with pytest.raises(BadName):
            world.ask(name, export="../../../etc/passwd")
    assert world.jobs() == ()


def test_a_zip_file_becomes_a_profile(world: RouteWorld) -> None:
    """With name, images and labels, and a free name where its own is in use; the upload is gone with the job."""
    cats = world.made("Cats", "a", "b")
    data = export_of(world, cats)
    first = world.result(world.ask("import", ZipFile(file=world.upload(data, "whatever.zip"))))
    assert (first["profile"]["name"], first["count"], first["left_out"]) == ("Cats (2)", 2, 0)
    assert world.labels(first["profile"]["id"]) == "ab"
    world.ask("delete", profile=cats)
    second = world.result(world.ask("import", ZipFile(file=world.upload(data))))
    assert second["profile"]["name"] == "Cats"
    assert world.staged() == []


BAD = {
    "no zip": b"MZ this is no zip file",
    "nothing": b"",
    "no profile": zipped({"readme.txt": "hello"}),
    "traversal": zipped({"profile_meta.json": '{"name": "x"}', "pool/../../evil.py": "x"}),
    "html as a picture": zipped(
        {
            "profile_meta.json": '{"name": "x"}',
            "pool/manifest.json": '{"active": 0, "next_seq": 2, "slots": [{"image": "img_0001.png", "mask": null, '
            '"label": "", "added": 0}]}',
            "pool/img_0001.png": "<html></html>",
        }
    ),
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_a_bad_zip_file_leaves_nothing(world: RouteWorld, data: bytes) -> None:
    """The job fails with a 4xx of its own; no profile, no pool, nothing staged."""
    job = world.ended(world.ask("import", ZipFile(file=world.upload(data))))
    assert job.status is JobStatus.FAILED
    assert isinstance(job.error, dict)
    assert dict(job.error["error"])["code"] in ("bad_zip", "bad_image", "invalid"), job  # type: ignore[call-overload]
    assert (world.names(), world.pools.store.pools(), world.staged()) == ([], (), [])


def test_an_upload_that_is_cancelled_in_the_queue_is_removed(world: RouteWorld, busy: threading.Event) -> None:
    """Before its job ever ran."""
    job = world.ask("import", ZipFile(file=world.upload(b"a large file")))
    assert len(world.staged()) == 1
    world.application.services.get(Jobs).cancel(job["id"])
    busy.set()
    assert world.ended(job).status is JobStatus.CANCELLED
    assert world.staged() == []


def test_the_upload_outlives_its_request(world: RouteWorld, busy: threading.Event) -> None:
    """The edge removes what it staged when the request is over: the job has taken it by then."""
    upload: Upload = world.upload(zipped({"profile_meta.json": '{"name": "Cats"}'}))
    job = world.ask("import", ZipFile(file=upload))
    assert not upload.path.exists()
    busy.set()
    assert world.result(job)["profile"]["name"] == "Cats"
    assert world.staged() == []


def test_an_upload_that_cannot_be_kept_is_refused(world: RouteWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk's answer is the answer; no job is made, and the edge removes what it staged."""

    def full(_files: Files, source: Path, _target: Path) -> None:
        raise OSError(errno.ENOSPC, "full", str(source))

    upload = world.upload(b"PK")
    monkeypatch.setattr(Files, "move", full)
    with pytest.raises(DiskFull):
        world.ask("import", ZipFile(file=upload))
    assert (world.staged(), world.jobs()) == ([upload.path], ())


def test_the_jobs_tell_how_far_they_are(world: RouteWorld, penstock_events: Any) -> None:
    """Copies count files; exports and imports count bytes; the last progress is all of it."""
    cats = world.made("Cats", *"abcdef")
    data = export_of(world, cats)
    jobs = [
        world.ask("duplicate", DuplicateName(), profile=cats),
        world.ask("export", profile=cats),
        world.ask("import", ZipFile(file=world.upload(data))),
    ]
    ended = [world.ended(job) for job in jobs]
    assert [job.status for job in ended] == [JobStatus.DONE] * 3
    assert all(job.done == job.total > 0 for job in ended), ended
    assert ended[0].total >= 6
    assert ended[2].total > ended[0].total
