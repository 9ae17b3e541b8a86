"""`penstock serve` and `penstock demo` as processes: start, answer, stop."""

import importlib.util
import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from penstock.adapters.standalone import serving
from penstock.adapters.standalone.command import main
from penstock.adapters.standalone.remote import normalized, reachable
from penstock.core.errors import ClientError

Start = Callable[..., tuple[subprocess.Popen[str], list[str]]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """`start("serve", ...)`: the process and the lines that it printed until it was ready."""
    running: list[subprocess.Popen[str]] = []

    def run(command: str, *arguments: str) -> tuple[subprocess.Popen[str], list[str]]:
        code = "from penstock.adapters.standalone.command import main; main()"
        line = [sys.executable, "-c", code, command, "--data", str(tmp_path / "data"), "--no-browser", *arguments]
        process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        running.append(process)
        lines: list[str] = []
        assert process.stdout is not None
        for text in process.stdout:
            lines.append(text.strip())
            if text.startswith("Stop with"):
                break
        return process, lines

    yield run
    for process in running:
        process.kill()
        process.communicate()


def address(lines: list[str]) -> str:
    return next(found[0] for line in lines if (found := re.search(r"http://\S+", line)))


def about(url: str) -> Any:
    with urllib.request.urlopen(f"{url}penstock/about", timeout=10) as answer:
        return json.load(answer)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_answers_and_stops_within_two_seconds(start: Start, number: signal.Signals) -> None:
    """The printed address answers; Ctrl-C and SIGTERM end the process cleanly in 2 s (much later on a busy machine)."""
    process, lines = start("serve", "--port", "0")
    assert about(address(lines))["host"] == "standalone"

    begun = time.monotonic()
    process.send_signal(number)
    _, said = process.communicate(timeout=20)

    assert (process.returncode, "Traceback" in said) == (0, False)
    assert time.monotonic() - begun < 15


def test_open_connections_do_not_hold_the_stop_up(start: Start) -> None:
    """An event feed and a WebSocket handshake that stay open are cut off at the stop."""
    process, lines = start("serve", "--port", "0")
    port = int(address(lines).rstrip("/").rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as feed, socket.create_connection(("127.0.0.1", port)) as idle:
        feed.sendall(f"GET /penstock/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        assert b"200" in feed.recv(1000)
        idle.sendall(b"GET / HTTP/1.1\r\n")

        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)

    assert process.returncode == 0
    assert time.monotonic() - begun < 15


def test_the_demo_fills_its_pool_and_says_where_to_click(start: Start) -> None:
    """`demo` prints a tour and serves a pool of photographs with labels."""
    _, lines = start("demo", "--port", "0")

    assert any("Click" in line for line in lines)
    with urllib.request.urlopen(f"{address(lines)}penstock/pools/demo/slots", timeout=10) as answer:
        slots = json.load(answer)["slots"]
    assert len(slots) >= 5
    assert all(slot["label"] for slot in slots)
    assert any(slot["mask"] for slot in slots)


def test_a_taken_port_is_one_clear_line(tmp_path: Path) -> None:
    """Where the port is in use, serve ends with exit code 1, the reason, and the option that helps."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        arguments = ["serve", "--data", str(tmp_path / "data"), "--no-browser", "--port", port]
        result = CliRunner().invoke(main, arguments)

    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert f"Port {port} is in use" in result.stderr
    assert "--port" in result.stderr


def test_a_missing_frontend_is_said_with_the_command_that_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--frontend` without the package ends with exit code 1 and the pip command."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)

    arguments = ["serve", "--data", str(tmp_path / "data"), "--no-browser", "--port", "0", "--frontend"]
    result = CliRunner().invoke(main, arguments)

    assert result.exit_code == 1
    assert "pip install comfyui-frontend-package" in result.stderr


def test_beyond_loopback_a_token_is_made(tmp_path: Path) -> None:
    """`--host` beyond this machine gets a secret token of its own each time; loopback gets none."""

    def options(host: str) -> Any:
        return serving.ServeCommand(say=print, data=tmp_path, host=host).options()

    assert options("127.0.0.1").token == options("localhost").token == options("::1").token == ""
    tokens = {options("0.0.0.0").token, options("192.168.1.5").token, options("box.local").token}
    assert len(tokens) == 3
    assert all(len(token) >= 32 for token in tokens)


def test_addresses_of_comfyui_are_checked_and_handed_on(tmp_path: Path) -> None:
    """`--comfyui` takes addresses with and without scheme, says which answer, and keeps them for the workflows."""
    assert normalized("127.0.0.1:8188/") == "http://127.0.0.1:8188"
    assert normalized("https://comfy.example/sub/") == "https://comfy.example/sub"
    for bad in ("", "ftp://x", "http://", "http://user@x", "http://x?y=1"):
        with pytest.raises(ClientError):
            normalized(bad)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert "not reachable" in reachable(f"http://127.0.0.1:{port}")
    command = serving.ServeCommand(say=print, data=tmp_path)
    assert command.options(("http://a:1", "http://b:2")).overrides == {"workflows.servers": "http://a:1 http://b:2"}


def test_another_penstock_is_recognized_as_a_comfyui(start: Start) -> None:
    """What answers /system_stats as ComfyUI does is named with its version."""
    _, lines = start("serve", "--port", "0")

    assert "ComfyUI 0." in reachable(address(lines).rstrip("/"))
