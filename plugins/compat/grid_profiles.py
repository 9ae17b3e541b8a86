"""What Dataset Gates' profile routes do, on top of `Profiles`: at once, as there, and with its answers."""

from typing import Any

from ...core.contracts.pools import Pools
from ...core.contracts.profiles import Profile, Profiles
from ...core.errors import Invalid
from ...core.names import check_id
from ...core.routes import FileAnswer, RouteCall
from .grid_profiles_exports import FetchedExports
from .grid_profiles_shapes import Copied, CopyBody, IdBody, IdQuery, NameBody, Registry, RenameBody, ZipForm


def _profiles(call: RouteCall[Any]) -> Profiles:
    return call.services.get(Profiles)


def _registry(call: RouteCall[Any]) -> Registry:
    return Registry(profiles=_profiles(call).list())


def list_profiles(call: RouteCall[Any]) -> Registry:
    """GET /grid_pool/profiles/list."""
    return _registry(call)


def create(call: RouteCall[NameBody]) -> Profile:
    """POST /grid_pool/profiles/create."""
    return _profiles(call).create(call.body.name)


def rename(call: RouteCall[RenameBody]) -> Profile:
    """POST /grid_pool/profiles/rename."""
    profiles = _profiles(call)
    return profiles.rename(check_id(call.body.id), call.body.name)


def delete(call: RouteCall[IdBody]) -> Registry:
    """POST /grid_pool/profiles/delete: to the trash here, where it can be brought back from."""
    _profiles(call).delete(check_id(call.body.id))
    return _registry(call)


def duplicate(call: RouteCall[CopyBody]) -> Profile:
    """POST /grid_pool/profiles/duplicate."""
    return _profiles(call).duplicate(check_id(call.body.id), call.body.name)


def seed(call: RouteCall[dict[str, Any]]) -> Copied:
    """POST /grid_pool/profiles/seed: nothing is copied where the pool does not exist, as a fresh node's does not."""
    unknown = sorted(set(call.body) - {"from", "id"})
    if unknown:
        raise Invalid(f"{unknown[0][:80]!r} is no field of this body.", hint="Send from and id.", field=unknown[0])
    source, profile_id = check_id(call.body.get("from"), "from"), check_id(call.body.get("id"))
    profile, store = _profiles(call).get(profile_id), call.services.get(Pools).store
    if not store.exists(source):
        return Copied(copied=0)
    _profiles(call).seed(profile.id, source)
    return Copied(copied=1 + len(store.contents(profile.id).files))


def export(call: RouteCall[Any]) -> FileAnswer:
    """GET /grid_pool/profiles/export: the zip file itself."""
    made = call.services.get(FetchedExports).export(check_id((call.query or IdQuery()).id))
    return FileAnswer(path=made.path, content_type="application/zip", etag=made.id, download_name=made.file_name)


def import_zip(call: RouteCall[ZipForm]) -> Profile:
    """POST /grid_pool/profiles/import."""
    upload = call.body.file
    return _profiles(call).import_zip(upload.path, upload.file_name).profile
