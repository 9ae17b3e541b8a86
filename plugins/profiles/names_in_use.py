"""Which names are in use, and the error that says so with a free one."""

from collections.abc import Iterable, Mapping

from ...core.contracts.profiles import Profile
from ...core.errors import Conflict
from ...core.wire import encode
from .names import free_name, key


def taken_names(profiles: Iterable[Profile], but: str = "") -> dict[str, Profile]:
    """The profiles by the keys of their names, without the one with the id `but`."""
    return {key(profile.name): profile for profile in profiles if profile.id != but}


def check_free(name: str, taken: Mapping[str, Profile]) -> None:
    """`Conflict`, with a free name, where another profile has this one."""
    if key(name) not in taken:
        return
    free = free_name(name, taken)
    raise Conflict(
        f"There is a profile {taken[key(name)].name!r} already.",
        hint=f"Choose another name; {free!r} is free.",
        field="name",
        details={"suggestion": free, "current": encode(taken[key(name)])},
    )
