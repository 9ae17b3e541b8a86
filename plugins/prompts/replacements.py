"""What stands in for the composer of ComfyUI-FBTools in saved workflows.

Its scene came by a link, ours is a name: the collection has to be chosen. Of its outputs only the report has a like.
"""

from typing import Final

from ...core.node_replacements import NodeReplacement

REPLACEMENTS: Final = (
    NodeReplacement(
        old_id="fbt_PromptComposer",
        new_id="PromptComposer",
        old_widgets=("composition_json",),
        inputs={"composition_json": "composition_json"},
        outputs={2: 2},
    ),
)
