"""What the routes of profiles do that takes long: jobs. What can be known at once is said by the request itself."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ...core.contracts.pools import Pools, Progress
from ...core.contracts.profiles import Profile, Profiles
from ...core.contracts.uploads import Upload
from ...core.errors import Conflict, from_os_error
from ...core.files import Files
from ...core.ids import Ids
from ...core.jobs import Job, JobProgress, Jobs
from ...core.names import check_id
from ...core.routes import RouteCall
from ...core.wire import encode
from .names import check_name
from .names_in_use import check_free, taken_names
from .routes_profiles import profile_of, profiles_of
from .routes_shapes import DuplicateName, FinishedExport, Seeded, SeedSource, ZipFile


def duplicate(call: RouteCall[DuplicateName]) -> Job:
    """POST /penstock/profiles/{profile}/duplicate."""
    profiles, profile, name = profiles_of(call), _existing(call), call.body.name
    if name is not None:
        check_free(check_name(name), taken_names(profiles.list()))
    return _submit(call, f"Duplicate {profile.name}", lambda progress: profiles.duplicate(profile.id, name, progress))


def seed(call: RouteCall[SeedSource]) -> Job:
    """POST /penstock/profiles/{profile}/seed."""
    profiles, profile, source = profiles_of(call), _existing(call), check_id(call.body.pool, "pool")
    _check_seed(call, profile, source)
    return _submit(
        call,
        f"Copy images to {profile.name}",
        lambda progress: Seeded(count=profiles.seed(profile.id, source, progress)),
    )


def _check_seed(call: RouteCall[Any], profile: Profile, source: str) -> None:
    store = call.services.get(Pools).store
    if source == profile.id:
        raise Conflict("A profile cannot be filled with its own images.", field="pool")
    pool = store.pool(profile.id)
    store.pool(source)
    if pool.count:
        raise Conflict(
            f"The profile {profile.name!r} has images already.",
            hint="Only an empty profile can be filled.",
            details={"current": encode(pool)},
        )


def export(call: RouteCall[Any]) -> Job:
    """POST /penstock/profiles/{profile}/export."""
    profiles, profile = profiles_of(call), _existing(call)
    return _submit(call, f"Export {profile.name}", lambda progress: _exported(profiles, profile.id, progress))


def _exported(profiles: Profiles, profile_id: str, progress: Progress) -> FinishedExport:
    made = profiles.export(profile_id, progress)
    return FinishedExport(
        id=made.id,
        profile=made.profile,
        file_name=made.file_name,
        bytes=made.bytes,
        url=f"/penstock/profile_exports/{made.id}",
        warning=made.warning,
    )


def import_zip(call: RouteCall[ZipFile]) -> Job:
    """POST /penstock/profile_imports: the job takes the upload over, since that goes with the request."""
    profiles, files, upload = profiles_of(call), call.services.get(Files), call.body.file
    archive = _taken(upload, files, call.services.get(Ids))
    return _submit(
        call,
        f"Import {upload.file_name[:80] or 'a zip file'}",
        lambda progress: profiles.import_zip(archive, upload.file_name, progress),
        ended=lambda: files.discard(archive),
    )


def _taken(upload: Upload, files: Files, ids: Ids) -> Path:
    """The upload under a name of its own in the folder for staged uploads, where a crash leaves it to the sweep."""
    archive = upload.path.with_name(f"{ids.new()}.upload")
    try:
        files.move(upload.path, archive)
    except OSError as error:
        raise from_os_error(error, "keep the upload") from error
    return archive


def _existing(call: RouteCall[Any]) -> Profile:
    """The profile that the path names, with a pool: `NotFound` otherwise."""
    profile = profiles_of(call).get(profile_of(call))
    call.services.get(Pools).store.pool(profile.id)
    return profile


def _submit(
    call: RouteCall[Any], name: str, work: Callable[[Progress], Any], *, ended: Callable[[], None] = lambda: None
) -> Job:
    """Queue `work`; its progress is the job's, its result the job's as JSON."""

    def job(progress: JobProgress) -> Any:
        return encode(work(progress.report))

    return call.services.get(Jobs).submit(name, job, ended=ended)
