"""Graphs on the embedded engine: what a node makes of its inputs, with everything around it that a host does."""

from collections.abc import Mapping
from typing import Any

from ...core.application import Application
from ...core.values import frozen


class GraphFailed(AssertionError):
    """Raised where a graph was refused or a node failed; the message says what the user would read."""


@frozen(kw_only=True)
class GraphResult:
    """What a graph did. `ui` is what each output node showed, by its id; `executed` the nodes that ran, in order."""

    ui: Mapping[str, Mapping[str, Any]]
    executed: tuple[str, ...]


class GraphRunner:
    """`runner.run({"1": {"class_type": "GridImagePool", "inputs": {...}}, ...})`; keeps its cache between runs.

    The engine has Penstock's nodes, those of the plugins, and a few of ComfyUI's (LoadImage, SaveImage, PreviewImage,
    EmptyImage, ImageInvert, ImageScale, MaskToImage). Runs on the calling thread; never on an event loop.
    """

    def __init__(self, application: Application) -> None:
        from ..standalone.engine import Engine

        self._executed: list[str] = []
        host = application.host
        self._engine = Engine(application.nodes, application.services, host.paths, self._hear, files=host.files)

    def run(self, graph: Mapping[str, Any]) -> GraphResult:
        """Run it to its end; `GraphFailed` where it does not end well."""
        self._executed.clear()
        outcome = self._engine.run(graph, client_id="test")
        if not outcome.ok or outcome.node_errors:
            raise GraphFailed(_words(outcome.error, outcome.node_errors))
        return GraphResult(ui=outcome.ui, executed=tuple(self._executed))

    def _hear(self, kind: str, data: dict[str, Any], _client: str | None) -> None:
        if kind == "executing" and data.get("node") is not None:
            self._executed.append(str(data["node"]))


def _words(error: Mapping[str, Any] | None, node_errors: Mapping[str, Any]) -> str:
    said = [] if error is None else [str(error.get("exception_message") or error.get("message") or error).strip()]
    for node, found in node_errors.items():
        said += [f"node {node}: {one['message']}: {one['details']}" for one in found["errors"]]
    return "; ".join(said) or "the graph was stopped"
