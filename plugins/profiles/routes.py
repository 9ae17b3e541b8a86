"""The routes of profiles. What takes long answers 202 with a job, whose result is what came of it."""

from typing import TYPE_CHECKING, Final

from ...core.contracts.profiles import Profile
from ...core.jobs import Job
from ...core.later import later
from ...core.routes import FileAnswer, RouteSpec
from ...core.services import Services
from ...core.settings import Settings

if TYPE_CHECKING:
    from . import routes_jobs as jobs
    from . import routes_profiles as profiles
    from . import routes_shapes as shapes
else:
    jobs = later(__package__, "routes_jobs")
    profiles = later(__package__, "routes_profiles")
    shapes = later(__package__, "routes_shapes")

_PROFILES: Final = "/penstock/profiles"
_PROFILE: Final = "/penstock/profiles/{profile}"
_TRASH: Final = "/penstock/profile_trash"
_EXPORT: Final = "/penstock/profile_exports/{export}"


def routes() -> tuple[RouteSpec, ...]:
    """Profiles, their trash, their zip files."""
    return (*_reading(), *_changing(), *_trash(), *_copying(), *_zips())


def _reading() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="profiles.list",
            method="GET",
            path=_PROFILES,
            handler=profiles.list_profiles,
            summary="The profiles in the order of the registry; ?pictures=N counts the images of each and names the "
            "first N (0 to 8), without it no pool is opened.",
            query=shapes.Pictures,
            answer=shapes.ProfileList,
        ),
        RouteSpec(
            name="profiles.get",
            method="GET",
            path=_PROFILE,
            handler=profiles.get_profile,
            summary="One profile with its count of images and its first 4 pictures.",
            answer=shapes.ListedProfile,
        ),
    )


def _changing() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="profiles.create",
            method="POST",
            path=_PROFILES,
            handler=profiles.create_profile,
            summary="A new empty profile, or with `pool` a name for that pool as it is; 409 with a free name "
            "(`suggestion`) where the name is in use, and where the pool is a profile already.",
            body=shapes.NewProfile,
            answer=Profile,
            status=201,
        ),
        RouteSpec(
            name="profiles.rename",
            method="PATCH",
            path=_PROFILE,
            handler=profiles.rename_profile,
            summary="Another name; workflows know profiles by their ids. 409 with a free name where it is in use.",
            body=shapes.NewName,
            answer=Profile,
        ),
        RouteSpec(
            name="profiles.delete",
            method="DELETE",
            path=_PROFILE,
            handler=profiles.delete_profile,
            summary="Move a profile with its images to the trash.",
            answer=shapes.TrashedProfile,
        ),
    )


def _trash() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="profiles.deleted",
            method="GET",
            path=_TRASH,
            handler=profiles.list_deleted,
            summary="The profiles in the trash, the last deleted first.",
            answer=shapes.DeletedProfiles,
        ),
        RouteSpec(
            name="profiles.restore",
            method="POST",
            path=f"{_TRASH}/{{trash}}/restore",
            handler=profiles.restore_profile,
            summary="Bring a deleted profile back, with a free name where its own is in use by now.",
            answer=Profile,
        ),
    )


def _copying() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="profiles.duplicate",
            method="POST",
            path=f"{_PROFILE}/duplicate",
            handler=jobs.duplicate,
            summary="Copy a profile with its images, as a job whose result is the new profile.",
            body=shapes.DuplicateName,
            body_may_be_absent=True,
            answer=Job,
            status=202,
        ),
        RouteSpec(
            name="profiles.seed",
            method="POST",
            path=f"{_PROFILE}/seed",
            handler=jobs.seed,
            summary="Copy all images of a pool into an empty profile, as a job whose result is their `count`; 409 "
            "where the profile is not empty.",
            body=shapes.SeedSource,
            answer=Job,
            status=202,
        ),
    )


def _zips() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="profiles.export",
            method="POST",
            path=f"{_PROFILE}/export",
            handler=jobs.export,
            summary="Pack a profile into a zip file, as a job whose result says where it is fetched (`url`).",
            answer=Job,
            status=202,
        ),
        RouteSpec(
            name="profiles.exported",
            method="GET",
            path=_EXPORT,
            handler=profiles.exported,
            summary="A finished zip file; it is kept for an hour.",
            answer=FileAnswer,
        ),
        RouteSpec(
            name="profiles.discard_export",
            method="DELETE",
            path=_EXPORT,
            handler=profiles.discard_export,
            summary="Remove a finished zip file; no error where it is gone.",
            status=204,
        ),
        RouteSpec(
            name="profiles.import",
            method="POST",
            path="/penstock/profile_imports",
            handler=jobs.import_zip,
            summary="A new profile of a zip file, ours or Dataset Gates', as a job whose result is the profile, its "
            "`count` of images and how many files were `left_out`. A zip that is not sound is refused whole.",
            body=shapes.ZipFile,
            answer=Job,
            status=202,
            max_bytes=_zip_bytes,
        ),
    )


def _zip_bytes(services: Services) -> int:
    return int(services.get(Settings).get("profiles.max_zip_megabytes")) * 1_000_000
