"""The settings of workflows."""

from typing import Final

from ...core.services import Services
from ...core.settings import Settings, SettingSpec

MAX_MEGABYTES: Final = SettingSpec(
    id="workflows.max_megabytes",
    label="Largest workflow (MB)",
    default=32,
    minimum=1,
    maximum=1024,
    description="Larger files are refused; pictures that carry a workflow may be as large.",
)
MAX_NODES: Final = SettingSpec(
    id="workflows.max_nodes",
    label="Most nodes of a workflow",
    default=20_000,
    minimum=100,
    maximum=1_000_000,
    description="Counted with the insides of subgraphs, once for each place where one stands.",
)
SERVERS: Final = SettingSpec(
    id="workflows.servers",
    label="ComfyUI servers",
    default="",
    description="Addresses such as http://127.0.0.1:8188, separated by blanks. Penstock on its own asks them for their "
    "nodes, so that forms know names, limits and choices.",
    restart=True,
)
SETTINGS: Final = (MAX_MEGABYTES, MAX_NODES, SERVERS)


def file_bytes(services: Services) -> int:
    """How many bytes a document may have now."""
    return int(services.get(Settings).get(MAX_MEGABYTES.id)) << 20
