"""A single-file plugin: the node by which graphs of the suite do to profiles what people do between two runs."""

import tempfile
import uuid
from pathlib import Path

from PIL import Image

from penstock import Plugin, hookimpl
from penstock.core.contracts.pools import Pools
from penstock.core.contracts.profiles import Profiles
from penstock.core.contracts.uploads import Upload
from penstock.core.nodes import STRING, InputSpec, NodeResult, NodeSpec

PLUGIN = Plugin(name="suite_profiles", title="Profiles of the engine suite", requires=("pools", "profiles"))
HEIGHT = 5


def _profile(call, profile, does):
    """Each thing to do is one word, or a word and a value."""
    profiles, pools = call.services.get(Profiles), call.services.get(Pools)
    doing = {
        "create": lambda _: profiles.create(f"Suite {profile}", profile),
        "rename": lambda name: profiles.rename(profile, name),
        "delete": lambda _: profiles.delete(profile),
        "restore": lambda _: profiles.restore(_trash(profiles, profile)),
        "seed": lambda source: profiles.seed(profile, source),
        "add": lambda width: _add(pools, profile, int(width)),
        "select": lambda place: pools.select(profile, pools.store.order(profile).slots[int(place)]),
    }
    for one in does.split(";"):
        what, _, value = one.partition(" ")
        doing[what](value)
    return NodeResult(ui={"shown": does.split(";")})


def _trash(profiles, profile_id):
    return next(deleted.trash for deleted in profiles.deleted() if deleted.profile.id == profile_id)


def _add(pools, pool_id, width):
    """A picture that is told by its width."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture.png"
        Image.new("RGB", (width, HEIGHT)).save(path)
        (result,) = pools.add(pool_id, [Upload(path=path, content_type="image/png", size=path.stat().st_size)])
    if result.error is not None:
        raise ValueError(result.error["message"])


@hookimpl
def penstock_nodes():
    """The one node."""
    yield NodeSpec(
        id="SuiteProfile",
        display_name="SuiteProfile",
        category="Penstock/Suite",
        inputs=(InputSpec(id="profile", type=STRING), InputSpec(id="does", type=STRING)),
        run=_profile,
        is_output=True,
        not_idempotent=True,
        fingerprint=lambda _services, **_inputs: uuid.uuid4().hex,
    )
