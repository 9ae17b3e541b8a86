"""A `NodeCall` for gate nodes that run outside any host."""

from collections.abc import Mapping
from typing import Any

from attrs import define, field

from penstock.core.services import Services


@define
class Call:
    """One call of one node; nobody stops it, nobody watches."""

    services: Services
    prompt_id: str = "prompt"
    node_id: str = "12:3"
    list_index: int = 0
    prompt: Mapping[str, Any] = field(factory=dict)
    extra_pnginfo: Mapping[str, Any] = field(factory=lambda: {"workflow": {"id": "mine"}})
    metadata: Mapping[str, str] = field(factory=dict)

    def interrupted(self) -> bool:
        return False

    def stop(self) -> None:
        pass

    def progress(self, value: float, total: float) -> None:
        pass
