"""Nodes of other packs in saved workflows, replaced by ours where those packs are not installed."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from ...core.prompt_replacements import Replacements, as_comfyui

if TYPE_CHECKING:
    from server import PromptServer

_LOG: Final = logging.getLogger("penstock.comfyui")


async def offer_replacements(replacements: Replacements, server: "PromptServer | None") -> None:
    """Replace in every prompt that is posted, and tell ComfyUI's own registry (newer versions), which pages read.

    ComfyUI's way fails where a prompt lacks an input or a title, so ours goes first. Never raises: the nodes are worth
    more than what stands in for others.
    """
    if server is None:
        return
    server.add_on_prompt_handler(replacer(replacements, _installed))
    try:
        await _register(replacements)
    except Exception:
        _LOG.exception("ComfyUI does not take our node replacements; posted prompts are replaced all the same.")


def replacer(replacements: Replacements, installed: Callable[[str], bool]) -> Callable[[Any], Any]:
    """A handler of ComfyUI's server: takes the body of a `POST /prompt`, and returns the one to go on with."""

    def replace(body: Any) -> Any:
        if not isinstance(body, dict) or "prompt" not in body:
            return body
        return {**body, "prompt": replacements.in_prompt(body["prompt"], installed)}

    return replace


def _installed(node_id: str) -> bool:
    import nodes

    return node_id in nodes.NODE_CLASS_MAPPINGS


async def _register(replacements: Replacements) -> None:
    from comfy_api.latest import ComfyAPI, io

    if not hasattr(io, "NodeReplace"):
        return
    registry = ComfyAPI().node_replacement
    for one in replacements:
        await registry.register(io.NodeReplace(**as_comfyui(one)))
