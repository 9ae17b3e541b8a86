"""What events say of our prompts: who else's they are about is dropped, and no node goes back once it is done."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from attrs import define, evolve, field

from ....core.clock import Clock
from ....core.contracts.runs import NodeProgress, NodeState
from ..ports import Hint
from .messages import Message, Preview, number

_OVER: Final = frozenset({NodeState.DONE, NodeState.CACHED, NodeState.FAILED})
_STATES: Final = {"running": NodeState.RUNNING, "finished": NodeState.DONE, "error": NodeState.FAILED}
_ENDS: Final = frozenset({"execution_success", "execution_error", "execution_interrupted"})


@define(eq=False)
class Watched:
    """One prompt of ours. `titles` holds title and class of its nodes, empty where its graph is not known here."""

    prompt_id: str
    titles: Mapping[str, tuple[str, str]]
    nodes: dict[str, NodeProgress] = field(factory=dict)
    current: str = ""
    tells_states: bool = False
    """The server sends `progress_state`: what a node is need not be concluded from what comes after it."""

    def node(self, node: str) -> NodeProgress | None:
        """How far a node is; None for one that is not of this prompt."""
        if not node or (self.titles and node not in self.titles):
            return None
        title, class_type = self.titles.get(node, ("", ""))
        new = NodeProgress(node=node, title=title, class_type=class_type, state=NodeState.WAITING)
        return self.nodes.get(node, new)

    def put(self, node: str, state: NodeState, now: int, value: float = 0, maximum: float = 0) -> NodeProgress | None:
        """Note how far a node is; None where that is nothing new."""
        before = self.node(node)
        if before is None or before.state in _OVER:
            return None
        if state is NodeState.DONE and before.maximum > maximum:
            value = maximum = before.maximum
        if (before.state, before.value, before.maximum) == (state, value, maximum):
            return None
        started = before.started if before.started is not None or state is NodeState.CACHED else now
        ended = now if state in _OVER else None
        after = evolve(before, state=state, value=value, maximum=maximum, started=started, ended=ended)
        self.nodes[node] = after
        return after


@define(eq=False)
class Watching:
    """The prompts of ours on one server. Only on the driver's event loop."""

    _clock: Clock
    _prompts: dict[str, Watched] = field(factory=dict)
    _running: str = ""
    """The prompt, anybody's, that was named last: previews of an old kind name none."""

    def watch(self, prompt_id: str, prompt: Mapping[str, Any] | None = None) -> None:
        """Listen for a prompt; what is known of it already stays."""
        if prompt is not None or prompt_id not in self._prompts:
            self._prompts[prompt_id] = Watched(prompt_id, dict(_titles(prompt or {})))

    def forget(self, prompt_id: str) -> None:
        """It has ended, or the server does not know it."""
        self._prompts.pop(prompt_id, None)

    def __contains__(self, prompt_id: str) -> bool:
        return prompt_id in self._prompts

    def __len__(self) -> int:
        return len(self._prompts)

    def pictured(self, preview: Preview) -> Hint | None:
        """The hint in a preview."""
        prompt_id = preview.prompt_id or self._running
        if prompt_id not in self._prompts:
            return None
        return Hint(prompt_id=prompt_id, preview=preview.picture, preview_type=preview.content_type)

    def heard(self, message: Message) -> Iterable[Hint]:
        """The hints in an event. An end that names no prompt may be the end of each of ours."""
        if message.name == "executing" and not message.prompt_id and message.data.get("node", "") is None:
            return [Hint(prompt_id=one, ended=True) for one in self._prompts]
        if message.prompt_id and message.name.startswith(("execution_start", "executing", "progress")):
            self._running = message.prompt_id
        watched = self._prompts.get(message.prompt_id)
        hint = self._hint(watched, message) if watched is not None else None
        return [hint] if hint is not None else ()

    def _hint(self, watched: Watched, message: Message) -> Hint | None:
        one = watched.prompt_id
        if message.name in _ENDS or (message.name == "executing" and message.data.get("node", "") is None):
            return Hint(prompt_id=one, ended=True)
        if message.name == "execution_start":
            return Hint(prompt_id=one, started=True)
        if message.name == "execution_cached":
            return self._cached(watched, message)
        nodes = tuple(self._nodes(watched, message))
        return Hint(prompt_id=one, started=message.name != "executed", nodes=nodes) if nodes else None

    def _cached(self, watched: Watched, message: Message) -> Hint | None:
        told = message.data.get("nodes")
        found = [one for one in told if isinstance(one, str)] if isinstance(told, list) else []
        now = self._clock.wall_ms()
        new = [one for one in found if watched.put(one, NodeState.CACHED, now) is not None]
        return Hint(prompt_id=watched.prompt_id, started=True, cached=frozenset(new))

    def _nodes(self, watched: Watched, message: Message) -> Iterator[NodeProgress]:
        now = self._clock.wall_ms()
        if message.name == "executing":
            yield from _begun(watched, message.node, now)
        elif message.name == "executed":
            yield from _changes(watched.put(message.node, NodeState.DONE, now, *_steps(watched, message.node)))
        elif message.name == "progress":
            node = message.node or watched.current
            value, maximum = number(message.data.get("value")), number(message.data.get("max"))
            yield from _changes(watched.put(node, NodeState.RUNNING, now, value, maximum))
        elif message.name == "progress_state":
            yield from _told_states(watched, message.data.get("nodes"), now)


def _begun(watched: Watched, node: str, now: int) -> Iterator[NodeProgress]:
    """One node runs, so that the one before is done; a server that tells states tells that itself."""
    before, watched.current = watched.current, node
    if before and before != node and not watched.tells_states:
        yield from _changes(watched.put(before, NodeState.DONE, now, *_steps(watched, before)))
    at = watched.node(node)
    if at is not None and at.state is NodeState.WAITING:
        yield from _changes(watched.put(node, NodeState.RUNNING, now))


def _told_states(watched: Watched, told: object, now: int) -> Iterator[NodeProgress]:
    watched.tells_states = True
    found: dict[str, tuple[NodeState, float, float]] = {}
    for node, said in told.items() if isinstance(told, dict) else ():
        state = _STATES.get(str(said.get("state"))) if isinstance(said, dict) else None
        if state is None:
            continue
        steps = number(said.get("value")), number(said.get("max"))
        if watched.node(node) is not None:
            found[node] = (state, *steps) if state is not NodeState.RUNNING else found.get(node, (state, *steps))
        elif state is NodeState.RUNNING:  # one that another node expanded into, which shows its steps and runs on
            shown = str(said.get("display_node_id"))
            if found.get(shown, (state,))[0] is NodeState.RUNNING:
                found[shown] = (state, *steps)
    for node, now_at in found.items():
        yield from _changes(watched.put(node, now_at[0], now, *now_at[1:]))


def _steps(watched: Watched, node: str) -> tuple[float, float]:
    found = watched.node(node)
    return (found.maximum, found.maximum) if found is not None else (0, 0)


def _changes(found: NodeProgress | None) -> Iterator[NodeProgress]:
    if found is not None:
        yield found


def _titles(prompt: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Title and class of each node; `_meta` is what the editor leaves for people."""
    for node, entry in prompt.items():
        if isinstance(entry, Mapping):
            meta = entry.get("_meta")
            title = meta.get("title") if isinstance(meta, Mapping) else None
            class_type = str(entry.get("class_type", ""))
            yield node, (title if isinstance(title, str) and title else class_type, class_type)
