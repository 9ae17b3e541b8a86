"""Which pool the node `PoolExport` takes, and what tells that it has changed."""

import hashlib
from typing import Any, Final

from ...core.contracts.pools import Pools
from ...core.contracts.profiles import Profiles
from ...core.errors import BadName, Conflict, Invalid, NotFound
from ...core.names import check_id
from ...core.services import Services

_ALL: Final = 1 << 40


def pool_named(services: Services, pool: Any, profile: Any = "") -> str:
    """The id of the pool: a linked profile's, else the one whose id or name as a profile is `pool`.

    `Invalid` where none is named, `NotFound` for one that is gone, `Conflict` for a name that several have.
    """
    if profile is not None and profile != "":
        return _linked(services, profile)
    name = pool.strip() if isinstance(pool, str) else ""
    if not name:
        hint = "Type the id of a pool or the name of a profile, or link Pool Profile."
        raise Invalid("No pool is chosen.", hint=hint, field="pool")
    store = services.get(Pools).store
    if _is_id(name) and store.exists(name):
        return name
    found = _profiles_named(services, name)
    if not found:
        hint = "Choose another one, or restore it if it was deleted."
        raise NotFound(f"There is no pool {name[:80]!r}.", hint=hint, field="pool")
    if len(found) > 1:
        hint = f"Say which one by its id: {', '.join(found[:10])}."
        raise Conflict(f"{len(found)} profiles have the name {name[:80]!r}.", hint=hint, field="pool")
    return store.pool(found[0]).id


def slots_state(services: Services, pool: str) -> str:
    """Changes with every picture, mask and label of a pool, and with their order; not with the selection."""
    state = hashlib.sha256()
    for slot in services.get(Pools).store.page(pool, 0, _ALL).slots:
        row = (slot.id, slot.image, slot.image_tag, slot.mask, slot.mask_tag, slot.label)
        state.update(repr(row).encode("utf-8", "surrogatepass"))
    return f"{pool}:{state.hexdigest()[:32]}"


def any_change(services: Services) -> str:
    """Changes with any pool."""
    return ",".join(f"{pool.id}:{pool.revision}" for pool in services.get(Pools).store.pools())


def _linked(services: Services, profile: Any) -> str:
    if not isinstance(profile, str):
        told = f"profile takes the id of a pool, not a {type(profile).__name__}."
        raise Invalid(told, hint="Link Pool Profile.", field="profile")
    try:
        return services.get(Pools).store.pool(check_id(profile, "profile")).id
    except NotFound as error:
        raise NotFound(
            f"The pool {profile!r} of the linked profile does not exist (any more).",
            hint="Choose another profile, restore the deleted one, or unlink it to export the named pool.",
            field="profile",
        ) from error


def _is_id(name: str) -> bool:
    try:
        return bool(check_id(name))
    except BadName:
        return False


def _profiles_named(services: Services, name: str) -> list[str]:
    """The pools of the profiles with this name; capitals do not matter unless one has the very name."""
    profiles = services.find(Profiles)
    listed = () if profiles is None else profiles.list()
    exact = [one.id for one in listed if one.name == name]
    return exact or [one.id for one in listed if one.name.casefold() == name.casefold()]
