"""A node of one's own that fills a profile: `SaveToProfile` puts the pictures of a run into the profile of that name.

The profile is made when the first picture comes, and is then in every workflow's list.
"""

import logging
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from penstock import Plugin, hookimpl
from penstock.core.arrays import as_numpy
from penstock.core.contracts.pools import Pools
from penstock.core.contracts.profiles import Profiles
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import Conflict
from penstock.core.nodes import IMAGE, STRING, InputSpec, NodeSpec

PLUGIN = Plugin(name="save_to_profile", title="Save to profile", version="1.0", requires=("pools", "profiles"))

LOG = logging.getLogger("penstock.plugins.save_to_profile")


@hookimpl
def penstock_nodes():
    """The node; in both hosts."""
    yield NodeSpec(
        id="SaveToProfile",
        display_name="Save to Profile",
        category="My Pack",
        inputs=(
            InputSpec(id="images", type=IMAGE),
            InputSpec(id="profile", type=STRING, default="Results"),
            InputSpec(id="label", type=STRING, default=""),
        ),
        run=save,
        is_output=True,
    )


def save(call, *, images, profile, label):
    """Store each picture of the batch as a slot at the end of the profile's pool."""
    pool_id = profile_named(call.services.get(Profiles), profile)
    with tempfile.TemporaryDirectory() as folder:
        uploads = [as_upload(picture, Path(folder) / f"{at}.png") for at, picture in enumerate(as_numpy(images))]
        results = call.services.get(Pools).add(pool_id, uploads, labels=[label] * len(uploads))
    for result in results:
        if result.error is not None:  # say, a plugin refused it: the others are stored
            raise ValueError(f"{result.file_name}: {result.error['message']}")
    return ()


def profile_named(profiles, name):
    """The id of the profile of that name, which is made where there is none; two runs at once get the same."""
    try:
        return profiles.create(name).id
    except Conflict as error:
        return error.details["current"]["id"]


def as_upload(picture, path):
    """`[H,W,C]` float32 0..1 as a PNG file that the pool copies."""
    Image.fromarray(np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)).save(path)
    return Upload(path=path, file_name=path.name, content_type="image/png", size=path.stat().st_size)


@hookimpl
def penstock_profile_imported(event):
    """Tell the log what came from elsewhere."""
    LOG.info("%s came from %s", event.profile.name, event.file_name)
