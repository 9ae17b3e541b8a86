"""What the tests of runs share: a Penstock whose runs go to a fake ComfyUI server, and what is on its pages."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import define, evolve

from penstock.adapters.testing.driven_runs import HASTY, picture_graph
from penstock.adapters.testing.fake_comfyui import CURRENT, FakeComfyUI
from penstock.plugins.runs.comfy.limits import Limits

from .conftest import RunningServer
from .standalone_page import ask
from .workflow_page import put_workflow

ENDED = ("completed", "failed", "cancelled", "lost")
PACE = 0.05


@define
class RunsServer(RunningServer):
    """A standalone server whose runs go to another ComfyUI."""

    comfy: str = ""

    async def _serve(self, started: Any) -> None:
        from penstock.adapters.standalone.paths import data_paths
        from penstock.adapters.standalone.server import Server, ServerOptions

        options = ServerOptions(
            paths=data_paths(self.data),
            port=self.port,
            frontend=self.frontend,
            discover=False,
            overrides={"workflows.servers": self.comfy},
        )
        server = Server(options)
        server.application.services.put(Limits, HASTY)
        await server.start()
        self.address, self.port = server.address.rstrip("/"), server.port
        started.set()
        await self._stop.wait()
        await server.stop()


@define
class RunsHouse:
    """Penstock and the one ComfyUI to which its runs go."""

    server: RunsServer
    comfy: FakeComfyUI

    @property
    def address(self) -> str:
        """Of Penstock."""
        return self.server.address

    def workflow(self, name: str, *, steps: int = 3, fails: bool = False) -> dict[str, Any]:
        """A workflow of the library: one picture; the address of its seed is `1.seed`."""
        graph = picture_graph(seed=1, steps=steps)
        graph["1"]["inputs"]["fails"] = fails
        return put_workflow(self.server, name, graph)

    def start(self, title: str, *, steps: int = 3, count: int = 1, fails: bool = False, **values: Any) -> list[str]:
        """Runs of a document that is not kept; their ids. `values` by field of the picture."""
        graph = picture_graph(seed=1, steps=steps)
        graph["1"]["inputs"]["fails"] = fails
        given = {f"1.{name}": value for name, value in values.items()}
        body = {"document": graph, "title": title, "values": given, "count": count}
        return [run["id"] for run in ask(self.server, "POST", "/penstock/runs", body)["runs"]]

    def get(self, run: str) -> dict[str, Any]:
        """A run as it is now."""
        return dict(ask(self.server, "GET", f"/penstock/runs/{run}"))

    def ended(self, *runs: str) -> list[dict[str, Any]]:
        """Waits until they have ended."""
        from penstock.adapters.testing.driven_runs import until

        return [until(lambda run=run: _if_ended(self.get(run)), 30.0, lambda run=run: self.get(run)) for run in runs]

    def clear(self) -> None:
        """Nothing runs or waits any more, and no run is listed."""
        ask(self.server, "POST", "/penstock/run_queue/stop", {"keep_running": False})
        for run in ask(self.server, "GET", "/penstock/runs?limit=200")["runs"]:
            self.ended(run["id"])
            ask(self.server, "DELETE", f"/penstock/runs/{run['id']}")


def _if_ended(run: dict[str, Any]) -> dict[str, Any] | None:
    return run if run["status"] in ENDED else None


@contextlib.contextmanager
def runs_house(folder: Path, *, frontend: bool = False, pace: float = PACE) -> Iterator[RunsHouse]:
    """Both of them, until the end."""
    with FakeComfyUI(quirks=evolve(CURRENT, pace=pace), folder=folder / "comfy") as comfy:
        server = RunsServer(folder / "data", frontend=frontend, comfy=comfy.url)
        server.start()
        try:
            yield RunsHouse(server, comfy)
        finally:
            server.stop()
