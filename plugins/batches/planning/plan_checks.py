"""What can be said of a plan without its workflow."""

from typing import Final

from ....core.contracts.batches import BatchPlan
from .plan_faults import PlanFaults

MOST_SPACE: Final = 2**53 - 1
MOST_RUNS: Final = 1_000_000
MOST_AXES: Final = 100
MOST_PRIORITY: Final = 1000
MOST_RETRIES: Final = 10
LARGEST_KEY: Final = 2**64 - 1


def check_plan(plan: BatchPlan) -> None:
    """`Invalid` names each fault."""
    faults = PlanFaults()
    for name, lowest, highest in (
        ("runs", 1, MOST_RUNS),
        ("sample", 1, MOST_SPACE),
        ("limit", 1, MOST_SPACE),
        ("sample_seed", 0, LARGEST_KEY),
        ("priority", -MOST_PRIORITY, MOST_PRIORITY),
        ("retries_when_lost", 0, MOST_RETRIES),
    ):
        value = getattr(plan, name)
        if value is not None and not lowest <= value <= highest:
            faults.add(name, "out_of_limits", f"{name} is {lowest} to {highest}, and is {value}.")
    axes = [axis for group in plan.groups for axis in group.axes]
    if max(len(axes), sum(len(axis.keys) for axis in axes)) + len(plan.seeds) > MOST_AXES:
        faults.add("groups", "count", f"A batch varies at most {MOST_AXES} parameters.")
    for at, group in enumerate(plan.groups):
        if not group.axes:
            faults.add(f"groups[{at}]", "empty", "A group has at least one axis.")
        for index, axis in enumerate(group.axes):
            if not axis.keys:
                faults.add(f"groups[{at}].axes[{index}]", "no_key", "An axis names the parameters that it varies.")
    faults.refuse()
