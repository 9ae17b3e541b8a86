"""Profiles over HTTP: names, zip files out and in, jobs that are followed and cancelled."""

import io
import json
import socket
import time
import zipfile
from collections.abc import Callable
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest

from .profile_server import ProfileServer, noisy_zip

Serve = Callable[..., Any]


@pytest.fixture
def profiles(serve_standalone: Serve) -> ProfileServer:
    """A server without profiles."""
    return ProfileServer(serve_standalone())


def left(data: Path) -> list[Path]:
    """Files on their way in or out."""
    private = data / "user" / "__penstock"
    return [*(private / "staging").rglob("*"), *data.rglob("*.zip"), *data.rglob("*.part")]


def test_a_zip_file_goes_out_and_comes_in(profiles: ProfileServer, tmp_path: Path) -> None:
    """With its name, its labels and its order; Penstock's own files of it are gone once it was discarded."""
    cats = profiles.made("Cats", *"abc")
    export = profiles.export(cats)
    data = profiles.server.get(export["url"])
    assert (data.status, data.headers["Content-Type"], len(data.body)) == (200, "application/zip", export["bytes"])
    imported = profiles.result(profiles.upload(data.body))
    assert (imported["profile"]["name"], imported["count"], imported["left_out"]) == ("Cats (2)", 3, 0)
    assert profiles.labels(imported["profile"]["id"]) == "abc"
    discarded = profiles.server.request("DELETE", export["url"])
    assert (discarded.status, discarded.body) == (204, b"")
    assert profiles.server.get(export["url"]).status == 404
    assert left(tmp_path / "data") == []


@pytest.mark.parametrize("name", ['a"b;c', "naïve 猫", "../etc/passwd", "a\\b", "%s", "con", ".", "x" * 200])
def test_any_name_is_a_download_name(profiles: ProfileServer, name: str) -> None:
    """The header is one line, quotes nothing wrongly and holds no path; the zip has the very name in it."""
    export = profiles.export(profiles.made(name))
    answer = profiles.server.get(export["url"])
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename=")
    assert disposition.isascii()
    assert disposition.count('"') == 2
    assert not {"/", "\\"} & set(export["file_name"])
    assert export["file_name"].endswith(".zip")
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        assert json.loads(archive.read("profile_meta.json"))["name"] == name


def test_a_download_is_resumed(profiles: ProfileServer) -> None:
    """Ranges are answered, and an ETag says whether it is still the same file."""
    url = profiles.export(profiles.made("Cats", "a"))["url"]
    whole = profiles.server.get(url)
    part = profiles.server.request("GET", url, headers={"Range": "bytes=10-"})
    assert (part.status, part.body) == (206, whole.body[10:])
    assert profiles.server.request("GET", url, headers={"If-None-Match": whole.headers["Etag"]}).status == 304


def test_a_used_name_is_answered_with_a_free_one(profiles: ProfileServer) -> None:
    """On create, rename and duplicate: 409 with suggestion and the profile that has it; nothing changes."""
    cats, dogs = profiles.made("Cats"), profiles.made("Dogs")
    for method, path in (
        ("POST", "/penstock/profiles"),
        ("PATCH", f"/penstock/profiles/{dogs}"),
        ("POST", f"/penstock/profiles/{dogs}/duplicate"),
    ):
        answer = profiles.server.post_json(path, {"name": "cats"}, method)
        assert (answer.status, answer.code) == (409, "conflict")
        error = answer.json["error"]
        assert (error["suggestion"], error["current"]["id"], error["field"]) == ("cats (2)", cats, "name")
    assert profiles.names() == ["Cats", "Dogs"]


def test_a_zip_file_beyond_the_limit_is_refused_before_it_is_sent(profiles: ProfileServer, tmp_path: Path) -> None:
    """The setting counts at once: 413 for what Content-Length announces, and no job."""
    setting = "/penstock/settings/profiles.max_zip_megabytes"
    assert profiles.server.post_json(setting, {"value": 1}, "PUT").status == 200
    for path in ("/penstock/profile_imports", "/grid_pool/profiles/import"):
        with socket.create_connection(("127.0.0.1", profiles.server.port), timeout=10) as connection:
            connection.sendall(
                b"POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: multipart/form-data; boundary=b\r\n"
                b"Content-Length: 2000000\r\n\r\n" % (path.encode(), profiles.server.port)
            )
            assert connection.recv(65536).startswith(b"HTTP/1.1 413")
    assert profiles.server.get("/penstock/jobs").json["jobs"] == []
    assert left(tmp_path / "data") == []


def test_bad_uploads_are_refused_and_leave_nothing(profiles: ProfileServer, tmp_path: Path) -> None:
    """No form, no file, JSON, text in the file's place: 4xx; a file that is no zip: a job that fails with 400."""
    server, path = profiles.server, "/penstock/profile_imports"
    refused = [
        server.request("POST", path, b"PK", {"Content-Type": "application/zip"}),
        server.post_json(path, {"file": "/etc/passwd"}),
        server.post_form(path, ("file", None, b"/etc/passwd")),
        server.post_form(path, ("other", "x.zip", b"PK")),
        server.post_form(path, ("file", "x.zip", b"PK"), ("file", "y.zip", b"PK")),
    ]
    assert [answer.status for answer in refused] == [415, 415, 422, 422, 422], refused
    job = profiles.ended(profiles.upload(b"no zip"))
    assert (job["status"], job["error"]["error"]["code"]) == ("failed", "bad_zip")
    assert profiles.names() == []
    assert left(tmp_path / "data") == []


def feed_of(server: Any) -> tuple[HTTPConnection, HTTPResponse]:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request("GET", "/penstock/events", headers={"Accept": "text/event-stream"})
    return connection, connection.getresponse()


def test_a_job_tells_its_way_to_every_tab(profiles: ProfileServer) -> None:
    """Queued, running, done with the result, as events; after the profile's own event."""
    cats = profiles.made("Cats", "a", "b")
    connection, feed = feed_of(profiles.server)
    try:
        copy = profiles.server.request("POST", f"/penstock/profiles/{cats}/duplicate").json
        told: list[tuple[str, Any]] = []
        event = ""
        while not told or told[-1][1].get("job", {}).get("status") != "done":
            line = feed.readline().decode().rstrip("\n")
            event = line.removeprefix("event: ") if line.startswith("event: ") else event
            if line.startswith("data: ") and event:
                told.append((event, json.loads(line.removeprefix("data: "))))
    finally:
        feed.close()
        connection.close()
    jobs = [data["job"] for name, data in told if name.endswith("job_changed")]
    assert {job["id"] for job in jobs} == {copy["id"]}
    assert [status for status in ("queued", "running", "done") if status in {job["status"] for job in jobs}] == [
        "queued",
        "running",
        "done",
    ]
    assert jobs[-1]["result"]["name"] == "Cats (2)"
    names = [name for name, _ in told]
    (duplicated,) = (index for index, name in enumerate(names) if name.endswith("profile_duplicated"))
    assert duplicated < len(names) - 1


def test_a_cancelled_import_leaves_nothing(profiles: ProfileServer, tmp_path: Path) -> None:
    """In the middle of its work: no profile, no pool, no file on its way; what comes next runs."""
    job = profiles.upload(noisy_zip(60))
    address = f"/penstock/jobs/{job.json['id']}"
    end = time.monotonic() + 20
    while not profiles.server.get(address).json["done"]:
        assert time.monotonic() < end
    assert profiles.server.request("POST", f"{address}/cancel").status == 200
    assert profiles.ended(job)["status"] == "cancelled"
    assert (profiles.names(), profiles.server.get("/penstock/pools").json) == ([], {"pools": []})
    assert left(tmp_path / "data") == []
    staging = tmp_path / "data" / "input" / "grid_pool" / ".staging"
    assert not staging.is_dir() or list(staging.iterdir()) == []
    assert profiles.result(profiles.upload(noisy_zip(1)))["count"] == 1


def test_an_export_can_be_made_while_an_older_one_is_fetched(profiles: ProfileServer) -> None:
    """Each has a file of its own; the images may change in between."""
    cats = profiles.made("Cats", "a")
    first = profiles.export(cats)
    slot = profiles.server.get(f"/penstock/pools/{cats}/slots").json["slots"][0]["id"]
    assert profiles.server.request("DELETE", f"/penstock/pools/{cats}/slots/{slot}").status == 200
    second = profiles.export(cats)
    assert first["url"] != second["url"]
    names = []
    for export in (first, second):
        with zipfile.ZipFile(io.BytesIO(profiles.server.get(export["url"]).body)) as archive:
            names.append(sorted(archive.namelist()))
    assert names[0] == ["pool/img_0001.png", "pool/manifest.json", "profile_meta.json"]
    assert names[1] == ["pool/manifest.json", "profile_meta.json"]
