"""Gates, workflows, runs, batches, executions, data sets and jobs."""

from typing import Any

from attrs import evolve
from hypothesis import strategies as st

from ....core.contracts.batches import Axis, BatchPlan, Group, Range, SeedMode, SeedRule
from ....core.contracts.datasets import DatasetSource, Fit, LoadedItem
from ....core.contracts.gates import (
    AnsweredBy,
    CancelReason,
    Decided,
    Gate,
    GateAnswer,
    GateKind,
    GateQuestion,
    GateResult,
    GateState,
)
from ....core.contracts.pictures import Picture
from ....core.contracts.run_values import ENDS, Run, RunError, RunOutput, RunStatus
from ....core.contracts.workflows import Parameter
from ....core.execution_names import MOST, ImageName, VideoName, slug
from ....core.jobs import Job, JobStatus
from . import node_arrays as arrays
from . import scalars
from .building import built, of
from .meanings import Strategy


def gates(**fields: Strategy) -> st.SearchStrategy[Gate]:
    """Gates in every state: those that have ended say how and when."""
    return of(Gate, **fields)


def gate_answers(**fields: Strategy) -> st.SearchStrategy[GateAnswer]:
    """Answers of each kind: a route, a selection or a text."""
    return of(GateAnswer, **fields)


def runs(**fields: Strategy) -> st.SearchStrategy[Run]:
    """Runs in every state: those that failed have an error, those that ended a time."""
    return of(Run, **fields)


def parameters(**fields: Strategy) -> st.SearchStrategy[Parameter]:
    """Parameters of workflows, their limits in order."""
    return of(Parameter, **fields)


def batch_plans(**fields: Strategy) -> st.SearchStrategy[BatchPlan]:
    """Plans that can be counted: the axes of each group have one length."""
    return of(BatchPlan, **fields)


def _answer() -> st.SearchStrategy[GateAnswer]:
    chosen = scalars.unique(scalars.counts(7), least=1)
    nothing = st.none()
    no = st.just(False)  # noqa: FBT003
    route = built(GateAnswer, route=st.integers(1, 4), selection=nothing, text=nothing, mask=nothing)
    selection = built(GateAnswer, route=nothing, selection=chosen, text=nothing, mask=nothing, clear_mask=no)
    text = built(GateAnswer, route=nothing, selection=nothing, text=scalars.texts(), mask=nothing, clear_mask=no)
    return route | selection | text


def _decided(kind: GateKind) -> st.SearchStrategy[Decided]:
    parts: dict[str, Strategy] = {name: st.none() for name in ("route", "selection", "text")}
    own: dict[GateKind, tuple[str, Strategy]] = {
        GateKind.IMAGE: ("route", st.integers(1, 4)),
        GateKind.CHOOSER: ("selection", scalars.unique(scalars.counts(7), least=1)),
        GateKind.TEXT: ("text", scalars.texts()),
    }
    name, strategy = own[kind]

    def by(decided: Decided) -> Decided:
        plugin = (decided.plugin or "someone") if decided.by is AnsweredBy.PLUGIN else ""
        return evolve(decided, plugin=plugin, masked=decided.masked and kind is GateKind.IMAGE)

    return built(Decided, **{**parts, name: strategy}).map(by)


@st.composite
def _gate(draw: st.DrawFn) -> Gate:
    gate = draw(built(Gate, decided=st.none(), reason=st.none(), ended=st.none(), routes=_routes()))
    later = draw(st.integers(gate.armed, scalars.LATEST))
    if gate.state is GateState.ANSWERED:
        return evolve(gate, ended=later, decided=draw(_decided(gate.kind)))
    if gate.state is GateState.CANCELLED:
        return evolve(gate, ended=later, reason=draw(st.sampled_from(CancelReason)))
    return evolve(gate, ended=later) if gate.state is GateState.EXPIRED else gate


def _routes() -> Strategy:
    return scalars.unique(scalars.words(), most=4)


@st.composite
def _run(draw: st.DrawFn) -> Run:
    empty = {name: st.none() for name in ("error", "started", "ended")}
    run = draw(built(Run, **empty, outputs=_outputs(), attempt=scalars.counts(9), place=scalars.counts(999)))
    failed = run.status is RunStatus.FAILED
    begun = draw(st.integers(run.created, scalars.LATEST))
    ended = draw(st.integers(begun, scalars.LATEST))
    return evolve(
        run,
        changed=max(run.changed, run.created),
        error=draw(of(RunError)) if failed else None,
        started=None if run.status is RunStatus.QUEUED else begun,
        ended=ended if run.status in ENDS else None,
        outputs=run.outputs if run.status is RunStatus.COMPLETED else (),
    )


def _outputs() -> Strategy:
    def numbered(found: list[RunOutput]) -> tuple[RunOutput, ...]:
        return tuple(evolve(one, number=number) for number, one in enumerate(found))

    return st.lists(of(RunOutput), max_size=2).map(numbered)


def _output() -> st.SearchStrategy[RunOutput]:
    kind = st.sampled_from(["image", "video", "audio", "text", "file"])
    return built(RunOutput, kind=kind, sha256=st.just("") | scalars.hashes(), name=scalars.file_names())


def _parameter() -> st.SearchStrategy[Parameter]:
    nothing = st.none()
    limits = st.tuples(scalars.numbers(), scalars.numbers()).map(sorted)
    control = st.sampled_from([None, "fixed", "increment", "decrement", "randomize"])
    source = st.sampled_from(["schema", "workflow", "rule", "graph"])
    plain = built(Parameter, minimum=nothing, maximum=nothing, step=nothing, control=control, source=source)
    limited = st.builds(lambda one, pair: evolve(one, minimum=pair[0], maximum=pair[1]), plain, limits)
    return plain | limited


def _range() -> st.SearchStrategy[Range]:
    number = st.integers(-100, 100).map(str)
    by_step = built(Range, start=number, stop=number, step=st.integers(1, 9).map(str), count=st.none())
    return by_step | built(Range, start=number, stop=number, step=st.none(), count=st.integers(1, 20))


def _axes(length: int) -> st.SearchStrategy[Axis]:
    keys = scalars.unique(scalars.identifiers().map(lambda name: f"3.{name}"), least=1, most=2)
    values = st.lists(scalars.json_values(1), min_size=length, max_size=length).map(tuple)
    texts = st.lists(scalars.texts(), min_size=length, max_size=length).map(tuple)
    nothing, no, none = st.none(), st.just(False), st.just(())  # noqa: FBT003
    listed = built(
        Axis, keys=keys, values=values, range=nothing, search=nothing, replacements=none, cycle=no, labels=none | texts
    )
    searched = built(
        Axis,
        keys=keys,
        values=nothing,
        range=nothing,
        search=scalars.words(),
        replacements=texts,
        cycle=no,
        labels=none,
    )
    counted = built(
        Axis,
        keys=keys,
        values=nothing,
        range=_range().map(lambda one: evolve(one, step=None, count=length)),
        search=nothing,
        replacements=none,
        cycle=no,
        labels=none,
    )
    return listed | searched | counted


def _group() -> st.SearchStrategy[Group]:
    axes = st.integers(1, 4).flatmap(lambda length: st.lists(_axes(length), min_size=1, max_size=2))
    return built(Group, axes=axes.map(tuple), length=st.none())


def _plan() -> st.SearchStrategy[BatchPlan]:
    named = {"workflow": scalars.ids(), "version": scalars.maybe(st.integers(1, 9)), "document": st.just(b"")}
    own = {"workflow": st.just(""), "version": st.none(), "document": st.just(b"{}")}
    few: dict[str, Strategy] = {
        "runs": st.integers(1, 3),
        "sample": scalars.maybe(st.integers(1, 9)),
        "limit": scalars.maybe(st.integers(1, 9)),
        "retries_when_lost": st.integers(0, 5),
        "groups": st.lists(of(Group), max_size=2).map(tuple),
        "seeds": st.lists(of(SeedRule), max_size=1).map(tuple),
    }
    return built(BatchPlan, **named, **few) | built(BatchPlan, **own, **few)


def _source() -> st.SearchStrategy[DatasetSource]:
    none = st.just("")
    folder = built(DatasetSource, folder=scalars.path_names(), depth=st.integers(-1, 3), pool=none)
    return folder | built(DatasetSource, folder=none, depth=st.just(0), pool=scalars.ids())


def _job() -> st.SearchStrategy[Job]:
    error = st.fixed_dictionaries({"code": scalars.identifiers(), "message": scalars.words()})

    def ended(job: Job, done: int, error: dict[str, object]) -> Job:
        failed, finished = job.status is JobStatus.FAILED, job.status is JobStatus.DONE
        total = max(job.total, done)
        return evolve(
            job, done=done, total=total, error=error if failed else None, result=job.result if finished else None
        )

    return st.builds(ended, built(Job, error=st.none()), scalars.counts(99), error)


def rules() -> dict[type, Any]:
    """What holds of several fields together."""
    picture = {"image": arrays.images(batch=1), "mask": arrays.masks(batch=1)}
    order, scene = st.integers(0, MOST), scalars.words().map(slug)
    counter = scalars.maybe(st.integers(0, 99_999))
    return {
        Gate: _gate,
        GateAnswer: _answer,
        GateQuestion: lambda: built(GateQuestion, images=arrays.images(), routes=_routes(), decision=st.just("")),
        GateResult: lambda: built(GateResult, images=arrays.images(), mask=scalars.maybe(arrays.masks())),
        Decided: lambda: st.sampled_from(GateKind).flatmap(_decided),
        Run: _run,
        RunOutput: _output,
        Parameter: _parameter,
        Range: _range,
        Axis: lambda: st.integers(1, 4).flatmap(_axes),
        Group: _group,
        SeedRule: lambda: built(SeedRule, mode=st.sampled_from(SeedMode), per=st.sampled_from(["cell", "run"])),
        BatchPlan: _plan,
        DatasetSource: _source,
        Fit: lambda: built(Fit, box=st.tuples(*[scalars.shares()] * 2, *[st.floats(1, 9)] * 2)),
        LoadedItem: lambda: built(LoadedItem, **picture),
        Picture: lambda: built(Picture, **picture),
        Job: _job,
        ImageName: lambda: st.builds(ImageName, order, scene, order, counter),
        VideoName: lambda: st.builds(VideoName, order, scene, st.just("") | scene, counter),
    }
