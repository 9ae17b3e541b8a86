"""A node of one's own on executions: `ContactSheet` puts the chosen picture of each scene into one row."""

import logging
import secrets

import numpy as np

from penstock import Plugin, hookimpl
from penstock.core.contracts.executions import Executions
from penstock.core.contracts.pictures import Pictures
from penstock.core.errors import NotFound
from penstock.core.nodes import IMAGE, INT, STRING, InputSpec, NodeSpec, OutputSpec

PLUGIN = Plugin(name="contact_sheet", title="Contact sheet", version="1.0", requires=("executions", "pictures"))

LOG = logging.getLogger("penstock.plugins.contact_sheet")


@hookimpl
def penstock_nodes():
    """The node; in both hosts."""
    yield NodeSpec(
        id="ContactSheet",
        display_name="Contact Sheet",
        category="My Pack",
        inputs=(
            InputSpec(id="exec_images_dir", type=STRING, socket=True),
            InputSpec(id="height", type=INT, default=256, minimum=16, maximum=2048),
        ),
        outputs=(OutputSpec(id="image", type=IMAGE),),
        run=sheet,
        fingerprint=lambda services, **inputs: signature(services, inputs.get("exec_images_dir")),
    )


def sheet(call, *, exec_images_dir, height):
    """The picked picture of each scene, else its first, in the story's order."""
    executions, pictures = call.services.get(Executions), call.services.get(Pictures)
    chosen = {}
    for image in executions.images(executions.find(exec_images_dir).key):
        if image.picked or image.order not in chosen:
            chosen[image.order] = image.path
    if not chosen:
        raise NotFound("This execution has no pictures yet.", hint="Run the first stage.")
    row = [pictures.read(path).image for _, path in sorted(chosen.items())]
    row = [pictures.resized(one, max(1, one.shape[2] * height // one.shape[1]), height) for one in row]
    return (np.concatenate(row, axis=2),)


def signature(services, folder):
    """Another one whenever pictures or picks change; never the same where a link will tell the folder (None)."""
    if folder is None:
        return secrets.token_hex(8)
    executions = services.get(Executions)
    return executions.signature(executions.find(folder).key)


@hookimpl
def penstock_execution_finished(event):
    """Tell the log that the pictures are complete."""
    LOG.info("%s: %s pictures", event.key.story, event.images)
