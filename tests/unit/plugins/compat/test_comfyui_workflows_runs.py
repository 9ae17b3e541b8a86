"""What an old batch request becomes: lists cycle by index, words say how seeds go."""

from typing import Any

import pytest

from penstock.core.contracts.batches import SeedMode
from penstock.core.errors import Invalid
from penstock.plugins.compat.comfyui_workflows_runs import plan_of
from penstock.plugins.compat.comfyui_workflows_shapes import BatchBody


def plan(count: int, **variations: Any) -> Any:
    return plan_of("tale", BatchBody(count=count, variations=variations, parameters={"steps": 3}))


def test_lists_cycle_over_the_count() -> None:
    """All lists go side by side, as long as the count, and begin anew."""
    made = plan(5, prompt=["a", "b"], cfg=[1, 2, 3])

    (group,) = made.groups
    assert group.length == 5
    assert [(axis.keys, axis.values, axis.cycle) for axis in group.axes] == [
        (("prompt",), ("a", "b"), True),
        (("cfg",), (1, 2, 3), True),
    ]
    assert (made.runs, made.values) == (1, {"steps": 3})


def test_seeds_alone_repeat_the_workflow() -> None:
    """Without lists the count is that of the repetitions, each with a seed of its own."""
    made = plan(4, seed="increment")

    assert (made.groups, made.runs) == ((), 4)
    assert [(rule.key, rule.mode) for rule in made.seeds] == [("seed", SeedMode.INCREMENT)]


@pytest.mark.parametrize(
    ("count", "variations", "field"),
    [
        (0, {}, "count"),
        (21, {}, "count"),
        (2, {"seed": "sideways"}, "variations.seed"),
        (2, {"seed": "decrement"}, "variations.seed"),
        (2, {"prompt": []}, "variations.prompt"),
        (2, {"prompt": 3}, "variations.prompt"),
        (2, {"prompt": None}, "variations.prompt"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(count: int, variations: dict[str, Any], field: str) -> None:
    """A count outside 1 to 20, an unknown word, an empty list, or anything else is named."""
    with pytest.raises(Invalid) as caught:
        plan(count, **variations)
    assert caught.value.field == field
