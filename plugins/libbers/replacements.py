"""What stands in for the libber nodes of ComfyUI-FBTools in saved workflows. Folders are not taken over."""

from typing import Final

from ...core.node_replacements import NodeReplacement

REPLACEMENTS: Final = (
    NodeReplacement(
        old_id="fbt_LibberManager",
        new_id="LibberManager",
        old_widgets=("libber_name", "libber_dir", "delimiter", "max_depth"),
        inputs={"libber_name": "libber_name", "delimiter": "delimiter", "max_depth": "max_depth"},
        outputs={0: 0, 1: 1},
    ),
    NodeReplacement(
        old_id="fbt_LibberApply",
        new_id="LibberApply",
        old_widgets=("libber_name", "text"),
        inputs={"libber_name": "libber_name", "text": "text"},
        outputs={0: 0, 1: 1},
    ),
)
