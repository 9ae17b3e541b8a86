"""The node classes of all plugins. A node that cannot be made, or whose id is taken, costs only itself."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from ...core.application import Application
from .node_class import node_class

if TYPE_CHECKING:
    from server import PromptServer

_HOOK: Final = "penstock_nodes"


def node_classes(application: Application, server: "PromptServer | None") -> list[type[Any]]:
    """One class for each node of `application` that no other pack has; faults are kept with the plugins."""
    import nodes

    faults = application.registry.hooks.faults
    made: dict[str, type[Any]] = {}
    for spec in application.nodes:
        owner = application.owners[spec.id]
        if spec.id in nodes.NODE_CLASS_MAPPINGS:
            faults.report(owner, _HOOK, _stands_aside(spec.id, nodes.NODE_CLASS_MAPPINGS[spec.id]))
            continue
        try:
            made[spec.id] = node_class(spec, application.services)
        except Exception as error:
            faults.add(owner, _HOOK, error)
    if server is not None:
        server.add_on_prompt_handler(_fresh_fingerprints(frozenset(made)))
        server.app.on_startup.append(_report_taken_over(application, made))
    return list(made.values())


def _stands_aside(node_id: str, other: object) -> str:
    pack = getattr(other, "RELATIVE_PYTHON_MODULE", None) or getattr(other, "__module__", "another pack")
    return f"The node {node_id} of {pack} is used, Penstock's stands aside. Remove that pack to use Penstock's."


def _report_taken_over(application: Application, made: Mapping[str, type[Any]]) -> Any:
    """Says, once every pack is loaded, which of our nodes a pack that was loaded later has replaced."""

    async def report(_app: object) -> None:
        import nodes

        for node_id, ours in made.items():
            found = nodes.NODE_CLASS_MAPPINGS.get(node_id)
            if found is not ours:
                faults = application.registry.hooks.faults
                faults.report(application.owners[node_id], _HOOK, _stands_aside(node_id, found))

    return report


def _fresh_fingerprints(ids: frozenset[str]) -> Any:
    """ComfyUI writes fingerprints into prompts and trusts those that come back (a replayed history): drop ours."""

    def refresh(body: Any) -> Any:
        prompt = body.get("prompt") if isinstance(body, dict) else None
        for node in prompt.values() if isinstance(prompt, dict) else ():
            if isinstance(node, dict) and node.get("class_type") in ids:
                node.pop("is_changed", None)
        return body

    return refresh
