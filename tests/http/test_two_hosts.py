"""Two hosts on one data folder: each shows the other's changes within a second, and nothing acknowledged is lost."""

import io
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

Serve = Callable[..., Any]
COMMAND = "from penstock.adapters.standalone.command import main; main()"


def png(number: int) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (4, 4), (number % 256, number // 256, 7)).save(data, "PNG")
    return data.getvalue()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "shared"


@pytest.fixture
def here(serve_standalone: Serve, data: Path) -> Any:
    return serve_standalone(data=data)


@pytest.fixture
def there(here: Any, data: Path) -> Iterator[Any]:
    """The same kind of client for a server in a process of its own."""
    arguments = ["serve", "--data", str(data), "--port", "0", "--no-browser"]
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    port = None
    for line in process.stdout:
        if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
            port = int(found[1])
            break
    assert port is not None
    client = type(here)(port=port)
    yield client
    client.loop.close()
    process.terminate()
    process.communicate(timeout=20)


def count(host: Any) -> int:
    return int(host.get("/penstock/pools/both").json["count"])


def test_adds_from_8_threads_on_each_of_two_hosts_are_all_there(here: Any, there: Any) -> None:
    """Both hosts add and label at once; afterwards each shows every image with its label, and its own order."""

    def add(number: int) -> str:
        host = (here, there)[number % 2]
        answer = host.post_form("/penstock/pools/both/slots", ("images", f"{number}.png", png(number)))
        assert answer.status in (200, 201), answer
        slot = answer.json["results"][0]["slot"]["id"]
        labelled = host.post_json(f"/penstock/pools/both/slots/{slot}", {"label": f"n{number}"}, "PATCH")
        assert labelled.status == 200, labelled
        return f"{slot} n{number}"

    with ThreadPoolExecutor(16) as threads:
        acknowledged = set(threads.map(add, range(96)))
    assert len({line.split()[0] for line in acknowledged}) == 96
    for host in (here, there):
        slots = host.get("/penstock/pools/both/slots?start=0&limit=200").json["slots"]
        assert {f"{slot['id']} {slot['label']}" for slot in slots} == acknowledged


def next_event(feed: Any, name: str) -> dict[str, Any]:
    event = ""
    for raw in feed:
        line = raw.decode().rstrip("\n")
        if line.startswith("event: "):
            event = line.removeprefix("event: ")
        if line.startswith("data: ") and event.endswith(name):
            return dict(json.loads(line.removeprefix("data: ")))
    raise AssertionError("the feed ended")


def test_each_host_tells_its_tabs_of_the_others_changes_within_a_second(here: Any, there: Any) -> None:
    """A label that is set on one host is announced by the other one, and read there at once."""
    slot = here.post_form("/penstock/pools/both/slots", ("images", "a.png", png(1))).json["results"][0]["slot"]["id"]
    assert count(there) == 1
    for changing, watching in ((here, there), (there, here)):
        connection = HTTPConnection("127.0.0.1", watching.port, timeout=10)
        connection.request("GET", "/penstock/events", headers={"Accept": "text/event-stream"})
        feed = connection.getresponse()
        text = f"set on {changing.port}"
        before = time.monotonic()
        assert changing.post_json(f"/penstock/pools/both/slots/{slot}", {"label": text}, "PATCH").status == 200
        assert watching.get("/penstock/pools/both/slots?start=0&limit=1").json["slots"][0]["label"] == text
        told = next_event(feed, "pool_changed_elsewhere")
        assert told["pool_id"] == "both"
        assert time.monotonic() - before < 1.0
        feed.close()
        connection.close()
