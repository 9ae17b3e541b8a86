"""Which servers there are, and which of them can execute what."""

from collections.abc import Collection, Mapping
from typing import Any

from ...core.contracts.comfy_servers import ComfyServer, ComfyServers
from ...core.errors import Invalid


class MissingNodes(Invalid):
    """Raised when no server that is known has all classes of a workflow; `details["missing_classes"]` lists them."""

    code = "missing_nodes"


def listed(servers: ComfyServers | None) -> tuple[ComfyServer, ...]:
    """The servers of this process."""
    return () if servers is None else servers.list()


def schemas_of(servers: ComfyServers | None, server: str) -> Mapping[str, Any] | None:
    """The node classes of a server; None where it never answered. Blocks."""
    found = None if servers is None else servers.classes(server)
    return None if found is None else found.schemas


def check_server(servers: ComfyServers | None, wanted: str) -> None:
    """`Invalid` for a server that this Penstock does not know."""
    known = {one.id for one in listed(servers)}
    if wanted and wanted not in known:
        raise Invalid(
            f"There is no server {wanted[:100]!r}.", hint="Choose one of the settings, or none.", field="server"
        )


def check_nodes(servers: ComfyServers | None, needs: Collection[str], wanted: str = "") -> None:
    """`MissingNodes` where servers are known, and none of them (the `wanted` one) has all of `needs`. Blocks."""
    asked = [one.id for one in listed(servers) if not wanted or one.id == wanted]
    known = [schemas for one in asked if (schemas := schemas_of(servers, one)) is not None]
    lacking = [sorted(name for name in needs if name not in schemas) for schemas in known]
    if lacking and all(lacking):
        raise _missing(min(lacking, key=len))


def _missing(classes: list[str]) -> MissingNodes:
    shown = ", ".join(classes[:10]) + (f" and {len(classes) - 10} more" if len(classes) > 10 else "")
    return MissingNodes(
        f"No server has all nodes that this workflow uses: {shown}.",
        hint="Install the packs that bring them, and start that server again.",
        field="workflow",
        details={"missing_classes": classes},
    )
