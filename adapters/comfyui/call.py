"""The run that a node is part of, as its run function sees it."""

from collections.abc import Mapping
from typing import Any

from attrs import define, field

from ...core.nodes import graph_text
from ...core.services import Services


@define(kw_only=True)
class ComfyCall:
    """`NodeCall` in ComfyUI: one call of one node, on the thread that runs it."""

    services: Services
    prompt_id: str = ""
    node_id: str = ""
    list_index: int = 0
    prompt: Mapping[str, Any] = field(factory=dict, repr=False)
    extra_pnginfo: Mapping[str, Any] = field(factory=dict, repr=False)
    _bar: Any = field(default=None, init=False, repr=False)

    @property
    def metadata(self) -> Mapping[str, str]:
        """What a saved file shall carry: nothing where ComfyUI was started with `--disable-metadata`."""
        from comfy.cli_args import args

        return {} if getattr(args, "disable_metadata", False) else graph_text(self.prompt, self.extra_pnginfo)

    def interrupted(self) -> bool:
        """Whether the user asked this run to stop; the question leaves ComfyUI's flag as it is."""
        import comfy.model_management

        return bool(comfy.model_management.processing_interrupted())

    def stop(self) -> None:
        """Ask the run that is in progress to stop; ComfyUI forgets it when the next one starts."""
        import comfy.model_management

        comfy.model_management.interrupt_current_processing()

    def progress(self, value: float, total: float) -> None:
        """Show progress on the node. Ends the run where the user asked it to stop, as in ComfyUI's own nodes."""
        if self._bar is None:
            import comfy.utils

            self._bar = comfy.utils.ProgressBar(total, node_id=self.node_id or None)
        self._bar.update_absolute(value, total)


def current_call(services: Services, hidden: Any) -> ComfyCall:
    """The call of the node that runs in this context; `hidden` is what ComfyUI filled in for the node class."""
    from comfy_execution.utils import get_executing_context

    context = get_executing_context()
    return ComfyCall(
        services=services,
        prompt_id="" if context is None else context.prompt_id,
        node_id=str((getattr(hidden, "unique_id", None) if context is None else context.node_id) or ""),
        list_index=0 if context is None else context.list_index or 0,
        prompt=_mapping(getattr(hidden, "prompt", None)),
        extra_pnginfo=_mapping(getattr(hidden, "extra_pnginfo", None)),
    )


def coming_call(services: Services, hidden: Any) -> ComfyCall:
    """The call that a fingerprint is asked for: ComfyUI tells it nothing of the run, its queue does.

    Without a queue (in a script that runs nodes by itself) the prompt is unknown, and empty.
    """
    call = current_call(services, hidden)
    for item in _running():
        if item[1] == call.prompt_id:
            call.prompt = _mapping(item[2])
            call.extra_pnginfo = _mapping(_mapping(item[3]).get("extra_pnginfo"))
    return call


def _running() -> list[Any]:
    """What ComfyUI runs: `(number, prompt id, prompt, extra data, ...)` each."""
    try:
        from server import PromptServer
    except ImportError:
        return []
    queue = getattr(getattr(PromptServer, "instance", None), "prompt_queue", None)
    return [] if queue is None else list(queue.get_current_queue_volatile()[0])


def _mapping(value: Any) -> Mapping[str, Any]:
    """What scripts send beside a prompt may be anything."""
    return value if isinstance(value, Mapping) else {}
