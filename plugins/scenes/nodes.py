"""The nodes of scenes."""

from ...core.nodes import NodeSpec
from .nodes_make import scene_create
from .nodes_select import scene_load, scene_select
from .nodes_update import scene_update
from .nodes_view import scene_save, scene_view


def nodes() -> tuple[NodeSpec, ...]:
    """Scene Select, Create, Update, View, Save and Load."""
    return scene_select(), scene_create(), scene_update(), scene_view(), scene_save(), scene_load()
