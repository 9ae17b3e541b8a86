"""Runs and batches in the old words: `execute` with parameters, `batch` with a count and variations."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ...core.contracts.batches import Axis, Batches, BatchPlan, Group, SeedMode, SeedRule
from ...core.contracts.runs import Run, RunRequest, Runs
from ...core.errors import Invalid
from ...core.exact_numbers import exact_values
from ...core.routes import RouteCall
from .comfyui_workflows_shapes import BatchBody, BatchStarted, ExecuteBody, Executed, GenerationShape

MOST: Final = 20
_MODES: Final = {mode.value: mode for mode in (SeedMode.RANDOM, SeedMode.INCREMENT, SeedMode.FIXED)}


def execute(call: RouteCall[ExecuteBody]) -> Executed:
    """POST /api/comfyui/workflows/{workflow}/execute."""
    request = RunRequest(workflow=call.path["workflow"], values=call.body.parameters)
    (run,) = call.services.get(Runs).add(request)
    return Executed(promptId=run.prompt_id, generationId=run.id, status=run.status.value)


def batch(call: RouteCall[BatchBody]) -> BatchStarted:
    """POST /api/comfyui/workflows/{workflow}/batch."""
    made = call.services.get(Batches).start(plan_of(call.path["workflow"], call.body))
    cells = call.services.get(Runs).cells(made.id, limit=MOST)
    return BatchStarted(batchId=made.id, total=made.total, generations=tuple(map(_generation, cells)))


def plan_of(workflow: str, body: BatchBody) -> BatchPlan:
    """The plan of an old request: lists cycle by index, a word says how the seeds go. `Invalid`."""
    if not 1 <= body.count <= MOST:
        raise Invalid(f"A batch has 1 to {MOST} runs.", hint="POST /penstock/batches takes more.", field="count")
    words = {key: value for key, value in body.variations.items() if isinstance(value, str)}
    lists = {key: value for key, value in body.variations.items() if not isinstance(value, str)}
    axes = tuple(Axis(keys=(key,), values=_values(key, value), cycle=True) for key, value in lists.items())
    return BatchPlan(
        workflow=workflow,
        values=body.parameters,
        groups=(Group(axes=axes, length=body.count),) if axes else (),
        seeds=tuple(SeedRule(mode=_mode(key, word), key=key) for key, word in words.items()),
        runs=1 if axes else body.count,
    )


def _values(key: str, found: Any) -> tuple[Any, ...]:
    if not isinstance(found, Sequence) or not found:
        raise Invalid(
            "A variation is a list of values, or a word for seeds.",
            hint=f"Give a list, or one of {', '.join(_MODES)}.",
            field=f"variations.{key}",
        )
    return tuple(found)


def _mode(key: str, word: str) -> SeedMode:
    if word not in _MODES:
        raise Invalid(f"Seeds do not go {word!r}.", hint=f"There are {', '.join(_MODES)}.", field=f"variations.{key}")
    return _MODES[word]


def _generation(run: Run) -> GenerationShape:
    parameters: Mapping[str, Any] = exact_values(run.values)
    return GenerationShape(generationId=run.id, promptId=run.prompt_id, parameters=parameters)
