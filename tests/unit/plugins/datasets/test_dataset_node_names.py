"""Saved workflows of Dataset Gates open with these nodes: ids, the order of widgets, inputs and outputs are its own."""

import pytest

from penstock.core.nodes import NodeSpec
from penstock.plugins.datasets.nodes import nodes

NODES = {
    "FolderImageLoader": (["folder", "index", "depth"], ["image", "text", "mask", "filename", "index"]),
    "BucketResize": (
        ["image", "resolution", "divisible", "max_upscale", "mask"],
        ["image", "mask", "width", "height", "label"],
    ),
    "Sidecar": (["content", "name", "extension", "sidecar"], ["sidecar"]),
    "SaveImageSidecars": (["images", "filename_prefix", "output_folder", "sidecar"], []),
}


@pytest.mark.parametrize("name", NODES)
def test_a_saved_node_finds_its_inputs_and_outputs(name: str) -> None:
    """Workflows name widgets by their place, and links by that of the output."""
    spec = _by_id()[name]
    assert ([one.id for one in spec.inputs], [one.id for one in spec.outputs]) == NODES[name]


def test_what_a_graph_may_end_with() -> None:
    """A graph may end with what saves, exports or counts, as with Save Image."""
    assert {name for name, spec in _by_id().items() if spec.is_output} == {
        "SaveImageSidecars",
        "PoolExport",
        "DatasetStatistics",
    }


def _by_id() -> dict[str, NodeSpec]:
    return {spec.id: spec for spec in nodes()}
