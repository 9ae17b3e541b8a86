"""What a node's run function is told of the run it is part of."""

from collections.abc import Mapping
from typing import Any

from attrs import field

from ....core.nodes import Interrupted, graph_text
from ....core.services import Services
from ....core.values import frozen
from .interrupt import Interrupt
from .messages import RunMessages


@frozen(kw_only=True)
class EngineCall:
    """The `NodeCall` of this engine. Safe on any thread."""

    services: Services
    prompt_id: str
    node_id: str
    list_index: int
    prompt: Mapping[str, Any]
    extra_pnginfo: Mapping[str, Any]
    _interrupt: Interrupt = field(repr=False)
    _messages: RunMessages = field(repr=False)

    @property
    def metadata(self) -> Mapping[str, str]:
        """What a saved file shall carry: here always the graph."""
        return graph_text(self.prompt, self.extra_pnginfo)

    def interrupted(self) -> bool:
        """Whether the user asked this run to stop."""
        return self._interrupt.is_set()

    def stop(self) -> None:
        """Ask the run to stop."""
        self._interrupt.set()

    def progress(self, value: float, total: float) -> None:
        """Show progress on the node; `Interrupted` where the user asked the run to stop, as ComfyUI's own nodes do."""
        if self.interrupted():
            raise Interrupted("The run was stopped.")
        self._messages.node_progressed(self.node_id, value, total)
