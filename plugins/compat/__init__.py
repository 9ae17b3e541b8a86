"""The plugin `compat`: old HTTP paths of the systems that Penstock replaces, so that people's scripts go on working."""

from collections.abc import Iterable

from attrs import evolve

from ...core.hooks import hookimpl
from ...core.plugin import Plugin
from ...core.routes import RouteSpec
from ...core.services import ServiceSpec

PLUGIN = Plugin(
    name="compat",
    title="Compatibility",
    description="Old HTTP paths of Dataset Gates (/grid_pool/* and /datasete_*, with its show events), of fbTools "
    "(/fbtools/*) and of workflows (/api/comfyui/workflows/*), each group while the plugin that does its "
    "work is on. The paths stand aside where another pack has them.",
)


@hookimpl
def penstock_services() -> Iterable[ServiceSpec[object]]:
    """The show events of Dataset Gates' gates; the zip files that scripts fetch."""
    from .service_specs import service_specs

    return service_specs()


@hookimpl
def penstock_routes() -> Iterable[RouteSpec]:
    """The routes of Dataset Gates and fbTools, and parameters, runs and batches of workflows in the old words."""
    from . import (
        comfyui_workflows_routes,
        datasete_routes,
        fbtools_libber_routes,
        fbtools_prompts_routes,
        fbtools_scene_routes,
        grid_pool_routes,
        grid_profiles_routes,
    )

    return (
        *_while_on(grid_pool_routes.routes(), "pools"),
        *_while_on(grid_profiles_routes.routes(), "profiles"),
        *_while_on(datasete_routes.routes(), "gates"),
        *_while_on(fbtools_libber_routes.routes(), "libbers"),
        *_while_on(fbtools_prompts_routes.routes(), "prompts"),
        *_while_on(fbtools_prompts_routes.libber_routes(), "prompts", "libbers"),
        *_while_on(fbtools_scene_routes.routes(), "prompts", "scenes"),
        *_while_on(fbtools_scene_routes.story_routes(), "scenes", "stories"),
        *_while_on(comfyui_workflows_routes.routes(), "workflows"),
        *_while_on(comfyui_workflows_routes.run_routes(), "runs"),
        *_while_on(comfyui_workflows_routes.batch_routes(), "runs", "batches"),
    )


def _while_on(routes: Iterable[RouteSpec], *plugins: str) -> Iterable[RouteSpec]:
    return (evolve(route, requires=plugins) for route in routes)
