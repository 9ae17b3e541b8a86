"""`penstock run`: one graph in API format, its outputs as JSON."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...core.errors import ClientError, NotFound, from_os_error
from ...core.host import HostPaths
from ..http.strict_json import LARGEST_SEED, parse
from .engine import Engine, RunOutcome, RunStatus


def read_graph(path: Path) -> dict[str, Any]:
    """The graph of a file; what ComfyUI's "Export (API)" saves, or the body of `POST /prompt`."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {path}.") from error
    except OSError as error:
        raise from_os_error(error, f"read {path}") from error
    graph = parse(data, LARGEST_SEED)
    if isinstance(graph, dict) and isinstance(graph.get("prompt"), dict):
        graph = graph["prompt"]
    if isinstance(graph, dict) and "nodes" in graph and "links" in graph:
        raise ClientError(f"{path.name} is a workflow for the editor.", hint='Save it with "Export (API)" instead.')
    if not isinstance(graph, dict) or not all(isinstance(node, dict) for node in graph.values()):
        raise ClientError(f"{path.name} is no graph in API format.", hint='Save one with "Export (API)" in ComfyUI.')
    return graph


def run_graph(engine: Engine, paths: HostPaths, graph: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    """Run `graph` to its end: what to print, and whether all went well. Blocks."""
    outcome = engine.run(graph, client_id="penstock-run")
    printed: dict[str, Any] = {"status": outcome.status.value, "outputs": _outputs(outcome, paths, graph)}
    if outcome.node_errors:
        printed["node_errors"] = dict(outcome.node_errors)
    if outcome.error is not None:
        printed["error"] = dict(outcome.error)
    return printed, outcome.ok and not outcome.node_errors


def _outputs(outcome: RunOutcome, paths: HostPaths, graph: Mapping[str, Any]) -> dict[str, Any]:
    """What each output node showed, by its id; files as absolute paths."""
    return {
        node_id: {
            "class_type": graph[node_id].get("class_type"),
            **{key: [_shown(item, paths) for item in items] for key, items in ui.items()},
        }
        for node_id, ui in outcome.ui.items()
        if node_id in graph
    }


def _shown(item: Any, paths: HostPaths) -> Any:
    if isinstance(item, Mapping) and "filename" in item:
        return str(written(item, paths))
    return item


def written(item: Mapping[str, Any], paths: HostPaths) -> Path:
    """The path of a file that a node says it wrote."""
    folder = {"input": paths.input, "temp": paths.temp}.get(str(item.get("type")), paths.output)
    return folder / str(item.get("subfolder", "")) / str(item["filename"])


def summary(printed: Mapping[str, Any]) -> str:
    """One line for a person about what went wrong in a run."""
    if printed["status"] == RunStatus.INTERRUPTED.value:
        return "The run was interrupted."
    error = printed.get("error") or {}
    faults = [
        f"node {node_id} ({found.get('class_type')}): {fault['message']}: {fault['details']}"
        for node_id, found in dict(printed.get("node_errors", {})).items()
        for fault in found["errors"]
    ]
    if "exception_message" in error:
        what = str(error["exception_message"]).strip()
        faults.insert(0, f"node {error.get('node_id')} ({error.get('node_type')}): {what}")
    elif error:
        faults.insert(0, f"{error.get('message')}: {error.get('details')}".rstrip(": \n"))
    return "The graph failed. " + "; ".join(faults)


def as_text(printed: Mapping[str, Any]) -> str:
    """The JSON to print."""
    return json.dumps(printed, indent=2, ensure_ascii=False, default=str)
