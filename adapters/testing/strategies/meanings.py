"""What fields of values mean by their names: how they are drawn where their class says nothing else."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st

from . import scalars

Strategy = st.SearchStrategy[Any]

_WORDS: Final[Mapping[type, Mapping[Callable[[], Strategy], str]]] = {
    str: {
        scalars.ids: (
            "id pool_id slot_id prompt_id trash run run_id batch token preset source_id workflow_id source scene_id "
            "exec_id plugin draft"
        ),
        scalars.path_names: "story scene next_scene job story_name scene_name libber folder old_name new_name exec",
        scalars.identifiers: "node field class_type current_node node_id node_type role",
        scalars.hashes: "sha256 document input_hash",
        scalars.revisions: "revision base image_tag mask_tag etag signature",
        scalars.words: "title label name message reason display_name",
        scalars.file_names: "file_name image picture file stem",
        lambda: st.sampled_from(["image/png", "text/plain", "application/json"]): "content_type",
        lambda: st.sampled_from(["http://127.0.0.1:8188", "https://example.org:443"]): "url",
        lambda: st.sampled_from(["", "https://example.org/done"]): "webhook",
    },
    int: {
        scalars.utc_ms: "created changed started ended deleted added armed at expires finished read since last_used",
        scalars.sides: "width height",
        lambda: st.integers(1, 999): "version number revision_number next_number runs variants versions",
        lambda: st.integers(-1000, 1000): "priority",
        lambda: st.integers(0, 2**64 - 1): "sample_seed",
    },
    float: {
        scalars.shares: "cropped",
        lambda: st.floats(0, 100): "progress",
        lambda: st.floats(0, 1e9): "seconds seconds_left value maximum step steps scale expires_in max_upscale",
    },
}


@cache
def _by_name(kind: type) -> Mapping[str, Callable[[], Strategy]]:
    return {name: make for make, names in _WORDS.get(kind, {}).items() for name in names.split()}


_ELSE: Final[Mapping[type, Callable[[], Strategy]]] = {
    str: scalars.texts,
    int: scalars.counts,
    float: scalars.numbers,
    bool: st.booleans,
    bytes: lambda: st.binary(max_size=20),
}


def meant(kind: type, name: str) -> Strategy | None:
    """The strategy for a field of a plain type, None for any other type."""
    make = _by_name(kind).get(name) or _ELSE.get(kind)
    return None if make is None else make()
