"""Queue depth and servers for Prometheus and autoscalers, in its text format 0.0.4.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ...core.contracts.runs import QueueDepth, ServerState

_PLACES: Final = ("held", "on_servers", "running")


def metrics_text(depth: QueueDepth, servers: Sequence[ServerState]) -> str:
    """The whole page."""
    return "\n".join((*_depth(depth), *_places(depth), *_servers(servers), ""))


def _depth(depth: QueueDepth) -> Iterator[str]:
    yield from _head("penstock_queue_depth", "Runs that no server has yet, by priority.")
    waiting = depth.waiting or {0: 0}
    yield from (f'penstock_queue_depth{{priority="{priority}"}} {waiting[priority]}' for priority in sorted(waiting))


def _places(depth: QueueDepth) -> Iterator[str]:
    yield from _head("penstock_runs", "Runs that have not ended: held, in the queues of servers, running.")
    yield from (f'penstock_runs{{place="{place}"}} {getattr(depth, place)}' for place in _PLACES)


def _servers(servers: Iterable[ServerState]) -> Iterator[str]:
    yield from _head("penstock_server_up", "Whether a ComfyUI server answers.")
    yield from (f'penstock_server_up{{server="{_label(one.id)}"}} {int(one.status == "online")}' for one in servers)


def _head(name: str, text: str) -> tuple[str, str]:
    return f"# HELP {name} {text}", f"# TYPE {name} gauge"


def _label(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
