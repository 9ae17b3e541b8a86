"""The nodes of prompts."""

from ...core.nodes import NodeSpec
from .nodes_compose import prompt_composer
from .nodes_edit import prompt_collection_edit


def nodes() -> tuple[NodeSpec, ...]:
    """Prompt Collection Edit and Prompt Composer."""
    return prompt_collection_edit(), prompt_composer()
