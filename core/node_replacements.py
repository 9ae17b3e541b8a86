"""Nodes that stand in for those of another pack in saved workflows, where that pack is not installed.

ComfyUI has a registry for that (`io.NodeReplace`); older versions and the standalone host get the same from us.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from attrs import field

from .values import frozen


def _read_only(given: Mapping[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(dict(given))


@frozen(kw_only=True)
class NodeReplacement:
    """`old_id`, a node's class type in saved workflows, becomes `new_id`.

    `old_widgets` are the ids of the old node's widgets in their order: saved workflows have values by position.
    `inputs` are the old ids by the new ones, `values` what new inputs are set to, `outputs` the new positions by the
    old ones. What is not named is dropped; an old input that a saved workflow lacks is left out.
    """

    old_id: str
    new_id: str
    old_widgets: tuple[str, ...] = ()
    inputs: Mapping[str, str] = field(factory=dict, converter=_read_only)
    values: Mapping[str, Any] = field(factory=dict, converter=_read_only)
    outputs: Mapping[int, int] = field(factory=dict, converter=_read_only)
