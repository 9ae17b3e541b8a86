"""The fake ComfyUI server keeps ComfyUI's shapes and orders."""

import subprocess
import sys
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from penstock.adapters.testing.fake_comfyui import OLD, OLDEST, FakeComfyUI, Quirks

Picture = Callable[..., dict[str, Any]]


def test_a_prompt_is_executed_and_remembered(server: FakeComfyUI, client: Any, picture: Picture) -> None:
    """What ran is in the history with its outputs, whose files can be had."""
    prompt_id = client.submit(picture())
    entry = client.ended(prompt_id)
    assert entry["status"]["status_str"] == "success"
    names = [name for name, _data in entry["status"]["messages"]]
    assert names == ["execution_start", "execution_cached", "execution_success"]
    image = entry["outputs"]["2"]["images"][0]
    with urllib.request.urlopen(f"{server.url}/view?filename={image['filename']}&type=output") as answer:
        assert answer.read(4) == b"\x89PNG"
    assert [one.prompt_id for one in server.executed] == server.accepted == [prompt_id]


def test_events_come_in_the_order_of_comfyui(client: Any, picture: Picture) -> None:
    """The end of a node that nobody runs comes last; progress goes to the client whose prompt it is."""
    mine, other = client.listen("me"), client.listen("other")
    client.submit(picture(steps=1))
    client.until(lambda: mine.names.count("executing") == 3)
    assert mine.names == [
        *["execution_start", "execution_cached", "executing", "progress_state", "progress_state", "progress"],
        *["progress_state", "executing", "progress_state", "progress_state", "executed", "execution_success"],
        "executing",
    ]
    assert mine.messages[-1]["data"]["node"] is None
    assert other.names == []


def test_a_prompt_of_no_client_tells_its_progress_to_everybody(client: Any, picture: Picture) -> None:
    """So ComfyUI does, and a client must not take it for its own."""
    other = client.listen("other")
    client.submit(picture(steps=1), client="")
    client.until(lambda: "progress" in other.names)
    assert set(other.names) <= {"progress", "progress_state"}


def test_what_is_cached_ends_at_once_with_its_outputs(client: Any, picture: Picture) -> None:
    """The same graph again runs nothing, saves nothing, and has the outputs of before."""
    first = client.ended(client.submit(picture()))
    again = client.ended(client.submit(picture()))
    assert again["outputs"] == first["outputs"]
    assert dict(again["status"]["messages"])["execution_cached"]["nodes"] == ["1", "2"]
    assert client.server.executed[-1].ran == ()


def test_the_queue_is_told_as_a_heap(client: Any, picture: Picture) -> None:
    """The order told is not that in which they run; numbers say that."""
    client.server.hold()
    for number in (9, 1, 5, 2, 4):
        client.call("/prompt", {"prompt": picture(number), "number": number, "prompt_id": _uuid(number)})
    told = [item[0] for item in client.call("/queue")["queue_pending"]]
    assert sorted(told) != told
    client.server.release()
    client.until(lambda: len(client.server.executed) == 5)
    assert [one.prompt["1"]["inputs"]["seed"] for one in client.server.executed[1:]] == [1, 2, 4, 5]


def test_a_node_that_fails_is_named_in_the_history(client: Any, picture: Picture) -> None:
    """With its message and traceback; nothing after it runs."""
    entry = client.ended(client.submit(picture(fails=True)))
    name, error = entry["status"]["messages"][-1]
    assert (name, error["node_id"], error["node_type"]) == ("execution_error", "1", "FakePicture")
    assert entry["status"]["completed"] is False
    assert entry["outputs"] == {}


def test_an_interrupt_ends_what_runs_and_says_so(client: Any, picture: Picture) -> None:
    """By id it touches no other; the history says interrupted, in words of an error."""
    prompt_id = client.submit(picture(steps=2000))
    client.until(lambda: client.call("/queue")["queue_running"])
    client.call("/interrupt", {"prompt_id": _uuid(7)})
    assert client.call("/queue")["queue_running"]
    client.call("/interrupt", {"prompt_id": prompt_id})
    entry = client.ended(prompt_id)
    assert entry["status"]["status_str"] == "error"
    assert entry["status"]["messages"][-1][0] == "execution_interrupted"
    assert client.call(f"/api/jobs/{prompt_id}")["status"] == "cancelled"


def test_jobs_are_told_in_one_shape_and_cancelled_by_id(client: Any, picture: Picture) -> None:
    """Waiting, running and ended ones; one that nobody knows is 404."""
    running = client.submit(picture(steps=2000))
    waiting = client.submit(picture(2))
    client.until(lambda: client.call("/queue")["queue_running"])
    assert client.call(f"/api/jobs/{running}")["status"] == "in_progress"
    assert [job["status"] for job in client.call("/api/jobs?status=pending")["jobs"]] == ["pending"]
    assert client.call(f"/api/jobs/{waiting}/cancel", {}) == {"cancelled": True}
    assert client.call(f"/api/jobs/{waiting}")["status"] == 404
    assert client.call("/api/jobs/cancel", {"job_ids": [running]}) == {"cancelled": True}
    assert client.ended(running)["status"]["status_str"] == "error"


def test_an_output_that_cannot_run_is_dropped_with_its_reason(client: Any, picture: Picture) -> None:
    """200 with node errors where another can; 400 where none can, or a class is not there."""
    bad = {"class_type": "SaveImage", "inputs": {"images": ["9", 0], "filename_prefix": "x"}}
    bad_image = {"class_type": "LoadImage", "inputs": {"image": "gone.png"}}
    partly = client.call("/prompt", {"prompt": {**picture(), "3": bad, "9": bad_image}, "prompt_id": _uuid(1)})
    assert list(partly["node_errors"]) == ["9"]
    assert partly["node_errors"]["9"]["dependent_outputs"] == ["3"]
    assert client.call("/prompt", {"prompt": picture(steps=0, seed=-1)})["status"] == 400
    assert client.call("/prompt", {"prompt": {"1": {"class_type": "Nobody", "inputs": {}}}})["status"] == 400
    assert client.call("/prompt", {"prompt": picture(), "prompt_id": _uuid(0xAB).upper()})["status"] == 400


def test_an_upload_of_another_file_is_renamed(client: Any) -> None:
    """The same bytes keep their name."""
    sent = [_form("cat.png", content) for content in (b"one", b"two", b"one")]
    told = [client.call("/upload/image", data=data, kind=kind)["name"] for data, kind in sent]
    assert told == ["cat.png", "cat (1).png", "cat.png"]


def test_a_known_prompt_id_is_refused_by_new_servers_only(connect: Any, picture: Picture) -> None:
    """Old ones queue it twice."""
    for quirks, expected in ((Quirks(), 409), (OLD, 200), (OLDEST, 200)):
        with FakeComfyUI(quirks) as server:
            client = connect(server)
            prompt_id = client.submit(picture())
            again = client.call("/prompt", {"prompt": picture(), "prompt_id": prompt_id})
            assert again.get("status", 200) == expected
            assert server.accepted.count(prompt_id) == (1 if expected == 409 else 2)


@pytest.mark.parametrize("path", ["/api/jobs", "/history", "/queue", "/prompt", "/system_stats", "/object_info"])
def test_routes_answer_with_api_before_them(client: Any, path: str) -> None:
    """As ComfyUI's do, but for jobs, whose only name that is."""
    assert isinstance(client.call("/api" + path.removeprefix("/api")), dict)


def _uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-0000000000{number:02x}"


def _form(name: str, content: bytes) -> tuple[bytes, str]:
    head = f'--b\r\nContent-Disposition: form-data; name="image"; filename="{name}"\r\n\r\n'.encode()
    return head + content + b"\r\n--b--\r\n", "multipart/form-data; boundary=b"


def test_it_serves_as_a_process_of_its_own(tmp_path: Any) -> None:
    """It says its address, and ends when it is told to."""
    command = [sys.executable, "-m", "penstock.adapters.testing.fake_comfyui", "0", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None
            url = child.stdout.readline().strip()
            with urllib.request.urlopen(f"{url}/queue", timeout=10) as answer:
                assert answer.status == 200
        finally:
            child.terminate()
