"""Collect hooks, called once at the start, on the thread that starts the host.

Results are merged and sorted by name. Where bundled and third-party plugins claim one name the bundled one wins; third
parties that claim one name both lose it and are named. A plugin that raises loses its own contribution only.
"""

from collections.abc import Iterable
from typing import Any

from ..commands import CommandSpec
from ..node_replacements import NodeReplacement
from ..nodes import NodeSpec
from ..routes import RouteSpec
from ..services import ServiceSpec
from ..settings import SettingSpec
from ..text_functions import TextFunction
from .markers import collect


@collect
def penstock_services() -> Iterable[ServiceSpec[Any]]:  # type: ignore[empty-body]
    """The services that this plugin provides to nodes, routes and other plugins.

    Called first of all collect hooks; the services are built in `requires` order and closed in reverse.
    Since 0.1. Example::

        @hookimpl
        def penstock_services():
            return [ServiceSpec(contract=Captions, build=lambda services: FileCaptions(services.get(HostPaths)))]
    """


@collect
def penstock_nodes() -> Iterable[NodeSpec]:  # type: ignore[empty-body]
    """The nodes that this plugin adds to both hosts.

    Since 0.1. Example::

        @hookimpl
        def penstock_nodes():
            image = InputSpec(id="image", type="IMAGE")
            return [NodeSpec(id="FlipImage", display_name="Flip Image", category="My Pack", inputs=(image,), run=flip)]
    """


@collect
def penstock_routes() -> Iterable[RouteSpec]:  # type: ignore[empty-body]
    """The HTTP routes that this plugin adds to both hosts.

    Since 0.1. Example::

        @hookimpl
        def penstock_routes():
            return [RouteSpec(name="captions.get", method="GET", path="/penstock/captions/{pool}", handler=get)]
    """


@collect
def penstock_settings() -> Iterable[SettingSpec]:  # type: ignore[empty-body]
    """The settings of this plugin, shown in ComfyUI's dialog and in the standalone app.

    Since 0.1. Example::

        @hookimpl
        def penstock_settings():
            return [SettingSpec(id="captions.language", label="Language", default="en")]
    """


@collect
def penstock_commands() -> Iterable[CommandSpec]:  # type: ignore[empty-body]
    """The commands that this plugin adds to the command line `penstock`; Penstock's own names win.

    Since 0.1. Example::

        @hookimpl
        def penstock_commands():
            return [CommandSpec(name="count-pools", summary="Say how many pools there are.", run=count)]
    """


@collect
def penstock_node_replacements() -> Iterable[NodeReplacement]:  # type: ignore[empty-body]
    """Nodes of this plugin that stand in for nodes of another pack in saved workflows, where that is not installed.

    Since 0.1. Example::

        @hookimpl
        def penstock_node_replacements():
            return [NodeReplacement(old_id="OldFlip", new_id="FlipImage", inputs={"image": "img"}, outputs={0: 0})]
    """


@collect
def penstock_text_functions() -> Iterable[TextFunction]:  # type: ignore[empty-body]
    """The functions that this plugin adds to texts of libbers, written `%key|name%`; the bundled ones win.

    One that raises later, or returns no text, leaves the reference as it is written and is named in the plugin list.
    Since 0.1. Example::

        @hookimpl
        def penstock_text_functions():
            return [TextFunction(name="reversed", run=lambda text: text[::-1], summary="Back to front.")]
    """
