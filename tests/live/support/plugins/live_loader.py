"""A single-file plugin with one node that says how far two pictures are from each other."""

import json

from penstock import Plugin, hookimpl
from penstock.core.arrays import as_numpy
from penstock.core.nodes import InputSpec, NodeResult, NodeSpec

PLUGIN = Plugin(name="live_loader", title="Comparing pictures for tests")


def _compare(call, image, mask, other, other_mask):
    """Shapes, the largest difference of a level of 0..255, and of the masks, each as large as it is."""
    images, masks = (as_numpy(image), as_numpy(other)), (as_numpy(mask), as_numpy(other_mask))
    said = {
        "shapes": [list(one.shape) for one in images],
        "masks": [list(one.shape) for one in masks],
        "image": _apart(*images),
        "mask": _apart(*masks),
        "painted": [float(one.max()) for one in masks],
    }
    return NodeResult(ui={"text": [json.dumps(said)]})


def _apart(one, other):
    return None if one.shape != other.shape else float(abs(one - other).max()) * 255


@hookimpl
def penstock_nodes():
    """Compare."""
    return [
        NodeSpec(
            id="LiveCompare",
            display_name="Compare",
            category="Penstock/Live",
            run=_compare,
            is_output=True,
            inputs=(
                InputSpec(id="image", type="IMAGE"),
                InputSpec(id="mask", type="MASK"),
                InputSpec(id="other", type="IMAGE"),
                InputSpec(id="other_mask", type="MASK"),
            ),
        )
    ]
