"""Runs with gates on the standalone server, and the inbox as a person sees it."""

import json
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from attrs import define, field

from .standalone_page import ask

PATIENCE = 15.0
"""Seconds until what is awaited must have happened."""


@define
class Run:
    """A graph with gates; every method adds to it. Gates of one run wait at the same time."""

    nodes: dict[str, dict[str, Any]] = field(factory=dict)

    def add(self, kind: str, title: str = "", /, **inputs: Any) -> str:
        """A node; returns its id."""
        node = str(len(self.nodes) + 1)
        self.nodes[node] = {"class_type": kind, "inputs": inputs, "_meta": {"title": title or kind}}
        return node

    def picture(
        self, name: str = "", *, width: int = 96, height: int = 64, color: int = 0x336699, count: int = 1
    ) -> str:
        """A picture that was uploaded, or a plain one."""
        if name:
            return self.add("LoadImage", image=name)
        return self.add("EmptyImage", width=width, height=height, batch_size=count, color=color)

    def route(self, title: str, names: list[str], picture: str = "", **inputs: Any) -> str:
        """An Image Gate with a preview behind each route."""
        image = [picture or self.picture(), 0]
        names_text = json.dumps(names)
        gate = self.add("ImageGate", title, image=image, routes=len(names), route_names=names_text, **inputs)
        for route in range(1, len(names) + 1):
            self.add("PreviewImage", images=[gate, route])
        return gate

    def choose(self, title: str, picture: str, **inputs: Any) -> str:
        """An Image Chooser Gate with a preview behind it."""
        gate = self.add("ImageChooserGate", title, images=[picture, 0], **inputs)
        self.add("PreviewImage", images=[gate, 0])
        return gate

    def edit(self, title: str, text: str, **inputs: Any) -> str:
        """A Text Gate that gets this text, with a preview behind its signal."""
        words = self.add("TextGate", protected=True, stored_text=text)
        gate = self.add("TextGate", title, text=[words, 0], signal=[self.picture(width=8, height=8), 0], **inputs)
        self.add("PreviewImage", images=[gate, 1])
        return gate


@define
class GateServer:
    """The server's side of a test."""

    server: Any

    def start(self, run: Run) -> str:
        """Queue it as a workflow of its own, which shares no masks with others; returns the id of the prompt."""
        workflow = {"extra_pnginfo": {"workflow": {"id": str(uuid4())}}}
        body = {"prompt": run.nodes, "prompt_id": str(uuid4()), "client_id": "test", "extra_data": workflow}
        return str(ask(self.server, "POST", "/prompt", body)["prompt_id"])

    def upload(self, path: Path) -> str:
        """Make a picture known to LoadImage; returns its name."""
        edge = "penstock-test-edge"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="image"; filename="{path.name}"\r\n\r\n'.encode()
        body = head + path.read_bytes() + f"\r\n--{edge}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        request = urllib.request.Request(f"{self.server.address}/upload/image", body, headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return str(json.loads(answer.read())["name"])

    def gates(self) -> list[dict[str, Any]]:
        """The open gates."""
        return list(ask(self.server, "GET", "/penstock/gates")["gates"])

    def gate(self, token: str) -> Any:
        """One gate, open or lately ended."""
        return ask(self.server, "GET", f"/penstock/gates/{token}")

    def answer(self, token: str, **answer: Any) -> Any:
        """Decide, as another page would."""
        return ask(self.server, "POST", f"/penstock/gates/{token}/answer", answer)

    def expect(self, count: int) -> list[dict[str, Any]]:
        """Wait until so many gates are open."""
        return list(until(self.gates, lambda found: len(found) == count))

    def outputs(self, prompt: str) -> dict[str, Any]:
        """Wait until a run has ended; what its nodes put out."""
        history = until(lambda: ask(self.server, "GET", f"/history/{prompt}"), lambda found: prompt in found)
        return dict(history[prompt]["outputs"])

    def clear(self) -> None:
        """Stop what waits and discard what is parked."""
        ask(self.server, "POST", "/queue", {"clear": True})
        for gate in self.gates():
            request = urllib.request.Request(
                f"{self.server.address}/penstock/gates/{gate['token']}/stop", method="POST"
            )
            try:
                urllib.request.urlopen(request, timeout=30).close()
            except urllib.error.HTTPError as gone:
                assert gone.code in (404, 409), gone
        self.expect(0)


def until(read: Callable[[], Any], holds: Callable[[Any], bool]) -> Any:
    """Read again and again until it is as it must be."""
    end = time.monotonic() + PATIENCE
    while not holds(found := read()):
        assert time.monotonic() < end, f"still {found!r}"[:400]
        time.sleep(0.02)
    return found


@define
class InboxPage:
    """The page /gates."""

    page: Any
    server: GateServer

    @property
    def rows(self) -> Any:
        """The gates in the list."""
        return self.page.locator(".penstock-inbox-row")

    @property
    def chosen(self) -> Any:
        """The one that is shown."""
        return self.page.locator(".penstock-inbox-row[aria-current=true]")

    @property
    def view(self) -> Any:
        """The view of the chosen gate."""
        return self.page.locator("penstock-gate")

    @property
    def title(self) -> Any:
        """The title in the view."""
        return self.view.locator("h2")

    def press(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        for key in keys:
            self.page.keyboard.press(key)


def open_inbox(server: Any, open_page: Callable[..., Any], **options: Any) -> InboxPage:
    """The page, once it has read the gates."""
    page = open_page(f"{server.address}/#/gates", **options)
    page.locator("penstock-gate-inbox").wait_for()
    return InboxPage(page, GateServer(server))
