"""The routes of profiles."""

from typing import Any

from attrs import frozen

from ...core.host import HostPaths
from ...core.routes import RouteCall, RouteSpec
from .registry import Profile, read_profiles, registry_path


@frozen(kw_only=True)
class ProfileList:
    """The profiles in the order of the registry."""

    profiles: tuple[Profile, ...]


def list_profiles(call: RouteCall[Any]) -> ProfileList:
    """GET /penstock/profiles."""
    return ProfileList(profiles=read_profiles(registry_path(call.services.get(HostPaths))))


def routes() -> tuple[RouteSpec, ...]:
    """The list of profiles."""
    return (
        RouteSpec(
            name="profiles.list",
            method="GET",
            path="/penstock/profiles",
            handler=list_profiles,
            summary="The named pools, in the order of the registry: id, name, created (ms, 0 where it is not known).",
            answer=ProfileList,
        ),
    )
