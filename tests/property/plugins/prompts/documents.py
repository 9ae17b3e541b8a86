"""Generated files of prompts: odd names, every type of JSON, half characters, large and nested values."""

import random
from typing import Any

from hypothesis import strategies as st

NAMES = st.one_of(
    st.sampled_from(
        ["girl_pos", "male_pos", "wan_prompt", "version", "prompts", "compositions", "unread", "v1_backup"]
    ),
    st.text(st.characters(), max_size=8),
    st.sampled_from(["", "a\nb", "\0", "../x", "\ud800", "日本", "value", "tags"]),
)
ATOMS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(st.characters(), max_size=12),
    st.sampled_from(["", " ", "\udfff", "x" * 3000]),
)
VALUES = st.recursive(
    ATOMS, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)), max_leaves=8
)
V1 = st.dictionaries(NAMES, VALUES, max_size=8).filter(lambda found: not {"prompts", "compositions"} & set(found))

_ENTRIES = st.fixed_dictionaries(
    {},
    optional={
        "key": st.one_of(NAMES, VALUES),
        "value": st.one_of(st.text(max_size=5), VALUES),
        "category": st.one_of(st.text(max_size=5), VALUES),
        "description": VALUES,
        "tags": st.one_of(st.lists(st.text(max_size=3), max_size=3), VALUES),
        "processing_type": st.one_of(st.sampled_from(["raw", "libber"]), VALUES),
        "libber_name": VALUES,
        "later": VALUES,
    },
)
_PROMPTS = st.one_of(
    st.dictionaries(NAMES, st.one_of(_ENTRIES, VALUES), max_size=4),
    st.lists(st.one_of(_ENTRIES, VALUES), max_size=4),
    VALUES,
)
_PARTS = st.one_of(st.lists(st.one_of(NAMES, VALUES), max_size=3), VALUES)
_COMPOSITIONS = st.one_of(
    st.dictionaries(NAMES, _PARTS, max_size=3),
    st.lists(st.fixed_dictionaries({}, optional={"name": NAMES, "prompt_keys": _PARTS, "more": VALUES}), max_size=3),
    VALUES,
)
V2 = st.fixed_dictionaries(
    {"prompts": _PROMPTS},
    optional={
        "version": st.one_of(st.just(2), VALUES),
        "compositions": _COMPOSITIONS,
        "v1_backup": VALUES,
        "scene_flags": VALUES,
        "unread": VALUES,
        "owner": VALUES,
    },
)

_CHANCE_NAMES = ("girl_pos", "male_pos", "wan_prompt", "custom", "", "a b", "ä/ö", "\n", "\ud800", "日本", "version")


def random_v1(number: int) -> dict[str, Any]:
    """The version 1 object of this number: far quicker to make than by Hypothesis."""
    chance = random.Random(number)

    def value(depth: int) -> Any:
        kind = chance.randrange(11 if depth else 8)
        if kind < 4:
            return "".join(chance.choice('aä %\n\t"\\\ud834🐈') for _ in range(chance.choice((0, 1, 9, 9, 9, 300))))
        if kind < 8:
            return (None, True, chance.randrange(-(10**20), 10**20), chance.random() * 1e9)[kind - 4]
        if kind == 8:
            return [value(depth - 1) for _ in range(chance.randrange(4))]
        return {name(): value(depth - 1) for _ in range(chance.randrange(4))}

    def name() -> str:
        return chance.choice(_CHANCE_NAMES) + chance.choice(("", "", str(chance.randrange(99))))

    made = {name(): value(chance.choice((0, 0, 1, 1, 3))) for _ in range(chance.choice((0, 1, 5, 12)))}
    if chance.random() < 0.3:
        made["version"] = 1
    return made
