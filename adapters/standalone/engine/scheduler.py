"""Which node runs next: outputs pull what they need, lazily; ready output and async nodes go first."""

from typing import Final

from .graph import Graph
from .mapping import NodeInputError


class Scheduler:
    """The nodes still to run and who waits for whom. Used on the run's loop only.

    `done` is the live set of nodes whose results are at hand; nobody waits for those.
    """

    def __init__(self, graph: Graph, done: set[str]) -> None:
        self._graph: Final = graph
        self._done: Final = done
        self._waits_for: Final[dict[str, set[str]]] = {}
        self._waiters: Final[dict[str, dict[str, None]]] = {}
        self._held: Final[dict[str, None]] = {}
        self._rank: Final[dict[str, int]] = {}
        self._ready: Final[set[str]] = set()

    @property
    def finished(self) -> bool:
        """Whether nothing is left to run."""
        return not self._waits_for

    @property
    def held(self) -> tuple[str, ...]:
        """The nodes that wait for something outside the graph, in the order in which they began to."""
        return tuple(self._held)

    def add(self, node_id: str) -> None:
        """Run `node_id`, after everything that feeds its eager inputs."""
        todo = [node_id]
        while todo:
            current = todo.pop()
            if current in self._waits_for:
                continue
            self._waits_for[current] = set()
            self._rank[current] = len(self._rank)
            self._ready.add(current)
            self._waiters.setdefault(current, {})
            if current in self._done:
                continue
            for source in self._graph.nodes[current].eager_sources():
                if self._block(current, source):
                    todo.append(source)

    def require(self, node_id: str, input_id: str) -> None:
        """`node_id` needs its lazy input `input_id` after all; `NodeInputError` where that is no link."""
        link = self._graph.nodes[node_id].links.get(input_id)
        if link is None:
            raise NodeInputError(f"Node {node_id} needs its input {input_id!r}, which is not linked.")
        if self._block(node_id, link.source):
            self.add(link.source)

    def _block(self, node_id: str, source: str) -> bool:
        if source in self._done:
            return False
        self._waits_for[node_id].add(source)
        self._ready.discard(node_id)
        self._waiters.setdefault(source, {})[node_id] = None
        return True

    def hold(self, node_id: str) -> None:
        """`node_id` waits for something outside the graph."""
        self._held[node_id] = None
        self._ready.discard(node_id)

    def release(self, node_id: str) -> None:
        """What `node_id` waited for has come."""
        self._held.pop(node_id, None)
        if node_id in self._waits_for:
            self._ready.add(node_id)

    def finish(self, node_id: str) -> None:
        """`node_id` has run; those that waited for it may go on."""
        del self._waits_for[node_id]
        self._ready.discard(node_id)
        for waiter in self._waiters.pop(node_id):
            sources = self._waits_for[waiter]
            sources.discard(node_id)
            if not sources:
                self._ready.add(waiter)

    def pick(self) -> str | None:
        """The node to run now, None where all that are left wait.

        As in ComfyUI: output and async nodes first, then what an output node waits for, then what leads there in two
        steps, then the one that was asked for first.
        """
        ready = sorted(self._ready, key=self._rank.__getitem__)
        for node_id in ready:
            spec = self._graph.nodes[node_id].spec
            if spec.is_output or spec.is_async:
                return node_id
        for steps in (1, 2):
            for node_id in ready:
                if self._leads_to_output(node_id, steps):
                    return node_id
        return ready[0] if ready else None

    def _leads_to_output(self, node_id: str, steps: int) -> bool:
        waiters = self._waiters[node_id]
        if steps > 1:
            return any(self._leads_to_output(waiter, steps - 1) for waiter in waiters)
        return any(self._graph.nodes[waiter].spec.is_output for waiter in waiters)
