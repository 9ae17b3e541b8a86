"""Strategies for story.json of every kind."""

from typing import Any, Final

from hypothesis import strategies as st

NAMES: Final = st.sampled_from(["cats", "dogs", "Ünïcode", "a b.c-d", "to", "x" * 64])
JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
IDS: Final = st.sampled_from(["a", "b", "", "é", "a\nb", "y" * 300]) | JSON


def _sometimes(value: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return value | JSON


SCENES: Final = st.fixed_dictionaries(
    {"scene_name": NAMES},
    optional={
        "scene_id": IDS,
        "scene_order": _sometimes(st.integers(-3, 9)),
        "mask_name": _sometimes(st.sampled_from(["", "hero"])),
        "mask_background": _sometimes(st.booleans()),
        "mask_type": _sometimes(st.sampled_from(["", "girl", "combined_no_bg"])),
        "prompt_type": _sometimes(st.sampled_from(["", "girl_pos", "custom"])),
        "prompt_source": _sometimes(st.sampled_from(["prompt", "composition", "custom", ""])),
        "prompt_key": _sometimes(st.text(max_size=5)),
        "custom_prompt": _sometimes(st.text(max_size=8)),
        "video_prompt_source": _sometimes(st.sampled_from(["auto", "custom"])),
        "depth_type": _sometimes(st.sampled_from(["zoe", "depth"])),
        "use_pose": _sometimes(st.booleans()),
        "mood": JSON,
    },
)
STORIES: Final = st.fixed_dictionaries(
    {"scenes": st.lists(SCENES | JSON, max_size=5)},
    optional={
        "version": st.sampled_from([1, 2]),
        "story_name": _sometimes(st.just("tale")),
        "story_dir": _sometimes(st.just("/else")),
        "description": _sometimes(st.text(max_size=5)),
        "format": st.just(1),
        "author": JSON,
    },
)
