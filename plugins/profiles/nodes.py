"""The node `PoolProfile`: hands a named pool to pool nodes. The id is the truth, the name beside it a label."""

import secrets

from ...core.contracts.pools import Pool, Pools, PoolStore
from ...core.contracts.profiles import Profiles
from ...core.errors import NotFound, PenstockError
from ...core.names import check_id
from ...core.nodes import STRING, InputSpec, NodeCall, NodeSpec, OutputSpec
from ...core.services import Services

POOL_PROFILE = "POOL_PROFILE"
"""The type of links that carry a pool's id."""


def pool_profile() -> NodeSpec:
    """Pool Profile."""
    return NodeSpec(
        id="PoolProfile",
        display_name="Pool Profile",
        category="Penstock/Pools",
        description="Chooses a named pool for the Image Pool nodes that it is linked to. Linking copies nothing, and "
        "unlinking brings a node's own pool back.",
        search_aliases=("image pool profile", "named pool"),
        inputs=(
            InputSpec(id="profile", type=STRING, default="", tooltip="The profile's name, for people to read."),
            InputSpec(
                id="profile_id",
                type=STRING,
                default="",
                hidden=True,
                tooltip="The profile's id. It decides; a renamed profile stays chosen.",
            ),
        ),
        outputs=(
            OutputSpec(
                id="profile",
                type=POOL_PROFILE,
                tooltip="The id of the pool, for the input profile of Image Pool (Grid); empty where none is chosen.",
            ),
        ),
        run=run,
        fingerprint=fingerprint,
        validate=validate,
    )


def run(call: NodeCall, *, profile: str = "", profile_id: str = "") -> tuple[str]:
    """The id, checked. `NotFound` names a profile that does not exist (any more)."""
    return (_checked(call.services, profile, profile_id),)


def _checked(services: Services, name: str, profile_id: str) -> str:
    if not profile_id:
        return ""
    try:
        return services.get(Pools).store.pool(check_id(profile_id, "profile_id")).id
    except NotFound as error:
        shown = _name_of(services, profile_id) or name
        raise NotFound(
            f"The profile {shown!r} ({profile_id}) does not exist (any more).",
            hint="Choose another profile, or restore the deleted one.",
            field="profile_id",
        ) from error


def _name_of(services: Services, profile_id: str) -> str:
    """What the registry or the trash calls it; empty where neither knows it."""
    profiles = services.find(Profiles)
    known = () if profiles is None else (*profiles.list(), *(deleted.profile for deleted in profiles.deleted()))
    return next((profile.name for profile in known if profile.id == profile_id), "")


def validate(services: Services, *, profile: str | None = None, profile_id: str | None = None) -> bool | str:
    """True, or what is wrong with the id that is saved with the workflow."""
    try:
        _checked(services, profile or "", profile_id or "")
    except PenstockError as error:
        return f"{error.message} {error.hint}".strip()
    return True


def fingerprint(services: Services, *, profile: str | None = None, profile_id: str | None = None) -> str:
    """The id with its pool's revision, so that whatever depends on the pool runs again when it changed.

    A linked id (None) may become any: then any change of any pool counts. The name does not.
    """
    store = services.get(Pools).store
    if profile_id is None:
        return ",".join(_of_pool(store, pool) for pool in store.pools())
    try:
        return _of_pool(store, store.pool(profile_id)) if _checked(services, profile or "", profile_id) else "none"
    except PenstockError:
        return secrets.token_hex(16)  # the run says what is wrong, or succeeds by then: never the same twice


def _of_pool(store: PoolStore, pool: Pool) -> str:
    """Revision, count and selection, and the file that is selected: a script may have written it anew."""
    files = ""
    if pool.selected is not None:
        found = [store.image_path(pool.id, pool.selected), store.mask_path(pool.id, pool.selected)]
        states = [path.stat() for path in found if path is not None and path.exists()]
        files = ";".join(f"{state.st_mtime_ns}:{state.st_size}" for state in states)
    return f"{pool.id}:{pool.revision}:{pool.count}:{pool.selected}:{files}"
