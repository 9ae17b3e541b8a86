"""The profile routes of Dataset Gates, for scripts written for it; what cannot be done is a 4xx here."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from ...core.contracts.profiles import Profile
from ...core.later import later
from ...core.routes import FileAnswer, RouteCall, RouteSpec
from ...core.services import Services
from ...core.settings import Settings

if TYPE_CHECKING:
    from . import grid_profiles as handlers
    from . import grid_profiles_shapes as shapes
else:
    handlers = later(__package__, "grid_profiles")
    shapes = later(__package__, "grid_profiles_shapes")


def routes() -> tuple[RouteSpec, ...]:
    """All of `/grid_pool/profiles/*`."""
    return (*_names(), *_copies(), *_zips())


def _names() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="grid_profiles.list",
            method="GET",
            path="/grid_pool/profiles/list",
            handler=handlers.list_profiles,
            summary="The profiles.",
            answer=shapes.Registry,
            legacy=True,
        ),
        _changing("create", handlers.create, "A new empty profile; 409 where the name is in use.", shapes.NameBody),
        _changing("rename", handlers.rename, "Another name; 409 where it is in use.", shapes.RenameBody),
        _changing(
            "delete",
            handlers.delete,
            "Move a profile with its images to the trash; answers those that are left.",
            shapes.IdBody,
            shapes.Registry,
        ),
    )


def _copies() -> tuple[RouteSpec, ...]:
    return (
        _changing(
            "duplicate",
            handlers.duplicate,
            "A copy of a profile with its images; 409 where the name is in use.",
            shapes.CopyBody,
            work="heavy",
        ),
        _changing(
            "seed",
            handlers.seed,
            "Copy all files of the pool `from` into the empty profile `id`; 409 where it is not empty.",
            dict,
            shapes.Copied,
            work="heavy",
        ),
    )


def _changing(
    name: str,
    handler: Callable[[RouteCall[Any]], Any],
    summary: str,
    body: type,
    answer: type = Profile,
    work: Literal["short", "heavy"] = "short",
) -> RouteSpec:
    return RouteSpec(
        name=f"grid_profiles.{name}",
        method="POST",
        path=f"/grid_pool/profiles/{name}",
        handler=handler,
        summary=summary,
        body=body,
        answer=answer,
        work=work,
        legacy=True,
    )


def _zips() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="grid_profiles.export",
            method="GET",
            path="/grid_pool/profiles/export",
            handler=handlers.export,
            summary="The zip file of a profile.",
            query=shapes.IdQuery,
            answer=FileAnswer,
            work="heavy",
            legacy=True,
        ),
        RouteSpec(
            name="grid_profiles.import",
            method="POST",
            path="/grid_pool/profiles/import",
            handler=handlers.import_zip,
            summary="A new profile of a zip file; one that is not sound is refused whole.",
            body=shapes.ZipForm,
            answer=Profile,
            work="heavy",
            max_bytes=_zip_bytes,
            legacy=True,
        ),
    )


def _zip_bytes(services: Services) -> int:
    return int(services.get(Settings).get("profiles.max_zip_megabytes")) * 1_000_000
