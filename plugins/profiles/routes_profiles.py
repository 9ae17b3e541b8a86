"""What the routes of profiles do that answers at once."""

from typing import Any, Final

from ...core.contracts.pools import Pools, PoolStore, SlotPage
from ...core.contracts.profiles import Profile, Profiles
from ...core.errors import ClientError, NotFound
from ...core.names import check_id
from ...core.routes import FileAnswer, RouteCall
from .routes_shapes import (
    DeletedProfiles,
    ListedProfile,
    NewName,
    NewProfile,
    Picture,
    Pictures,
    ProfileList,
    TrashedProfile,
)

MOST_PICTURES: Final = 8
"""Pictures of each profile in the list of profiles."""

SHOWN_PICTURES: Final = 4
"""Pictures of one profile."""


def profiles_of(call: RouteCall[Any]) -> Profiles:
    """The profile service."""
    return call.services.get(Profiles)


def profile_of(call: RouteCall[Any]) -> str:
    """The profile that the path names, checked; that there is one is for the service to say."""
    return check_id(call.path["profile"], "profile")


def list_profiles(call: RouteCall[Any]) -> ProfileList:
    """GET /penstock/profiles."""
    wanted = (call.query or Pictures()).pictures
    if wanted is not None and not 0 <= wanted <= MOST_PICTURES:
        raise ClientError(f"pictures is 0 to {MOST_PICTURES}.", field="pictures")
    profiles, store = profiles_of(call), call.services.get(Pools).store
    found = profiles.list()
    return ProfileList(
        profiles=_named(store, found) if wanted is None else _shown(store, found, wanted),
        problems=profiles.problems(),
        read_only=profiles.read_only(),
    )


def _named(store: PoolStore, profiles: tuple[Profile, ...]) -> tuple[ListedProfile, ...]:
    """Without opening a pool: quick for hundreds."""
    return tuple(_listed(profile, missing=not store.exists(profile.id)) for profile in profiles)


def _shown(store: PoolStore, profiles: tuple[Profile, ...], pictures: int) -> tuple[ListedProfile, ...]:
    """What cannot be read just now (a full disk, a damaged file) is there all the same, and not counted."""
    pages = {page.pool.id: page for page in store.first_pages(pictures, [profile.id for profile in profiles])}
    return tuple(
        _listed(profile)
        if profile.id not in pages and store.exists(profile.id)
        else _with_page(profile, pages.get(profile.id))
        for profile in profiles
    )


def get_profile(call: RouteCall[Any]) -> ListedProfile:
    """GET /penstock/profiles/{profile}."""
    profile = profiles_of(call).get(profile_of(call))
    try:
        page = call.services.get(Pools).store.page(profile.id, 0, SHOWN_PICTURES)
    except NotFound:
        return _with_page(profile, None)
    return _with_page(profile, page)


def _with_page(profile: Profile, page: SlotPage | None) -> ListedProfile:
    if page is None:
        return _listed(profile, missing=True, count=0)
    pictures = tuple(Picture(id=slot.id, image_tag=slot.image_tag) for slot in page.slots)
    return _listed(profile, count=page.pool.count, pictures=pictures)


def _listed(profile: Profile, **more: Any) -> ListedProfile:
    return ListedProfile(id=profile.id, name=profile.name, created=profile.created, **more)


def create_profile(call: RouteCall[NewProfile]) -> Profile:
    """POST /penstock/profiles."""
    pool = None if call.body.pool is None else check_id(call.body.pool, "pool")
    return profiles_of(call).create(call.body.name, pool)


def rename_profile(call: RouteCall[NewName]) -> Profile:
    """PATCH /penstock/profiles/{profile}."""
    profiles = profiles_of(call)
    return profiles.rename(profile_of(call), call.body.name)


def delete_profile(call: RouteCall[Any]) -> TrashedProfile:
    """DELETE /penstock/profiles/{profile}."""
    profiles = profiles_of(call)
    profile = profiles.get(profile_of(call))
    return TrashedProfile(profile=profile, trash=profiles.delete(profile.id))


def list_deleted(call: RouteCall[Any]) -> DeletedProfiles:
    """GET /penstock/profile_trash."""
    return DeletedProfiles(deleted=profiles_of(call).deleted())


def restore_profile(call: RouteCall[Any]) -> Profile:
    """POST /penstock/profile_trash/{trash}/restore."""
    return profiles_of(call).restore(call.path["trash"])


def exported(call: RouteCall[Any]) -> FileAnswer:
    """GET /penstock/profile_exports/{export}."""
    found = profiles_of(call).exported(_export_of(call))
    return FileAnswer(
        path=found.path, content_type="application/zip", etag=found.id, immutable=False, download_name=found.file_name
    )


def discard_export(call: RouteCall[Any]) -> None:
    """DELETE /penstock/profile_exports/{export}."""
    profiles_of(call).discard_export(_export_of(call))


def _export_of(call: RouteCall[Any]) -> str:
    return check_id(call.path["export"], "export")
