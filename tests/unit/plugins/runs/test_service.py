"""The service of runs and its driver against a real socket: what is asked for happens once, and is told."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from penstock.adapters.testing.driven_runs import DrivenRuns, FakeServers, picture_graph, until
from penstock.adapters.testing.fake_comfyui import FakeComfyUI
from penstock.core.contracts.runs import NodeState, RunFilter, RunRequest, RunStatus
from penstock.core.errors import Conflict, Invalid, NotFound

NOWHERE = "http://127.0.0.1:9"
Drive = Callable[..., DrivenRuns]


@pytest.fixture
def server() -> Iterator[FakeComfyUI]:
    """One that does nothing wrong."""
    with FakeComfyUI() as made:
        yield made


@pytest.fixture
def drive(folder: Path) -> Iterator[Drive]:
    """`drive(*urls)`: a started Penstock on one folder, with these servers."""
    made: list[DrivenRuns] = []

    def started(*urls: str, **options: Any) -> DrivenRuns:
        made.append(DrivenRuns(folder, FakeServers(list(urls)), **options).__enter__())
        return made[-1]

    yield started
    for one in made:
        one.__exit__()


def names(driven: DrivenRuns, run: str) -> list[str]:
    """The events about a run, without progress."""
    told = [event.name for event in driven.events if getattr(event, "run", "") == run]
    return [name for name in told if name != "run_progressed"]


def test_a_run_is_stored_sent_watched_and_its_picture_kept(server: FakeComfyUI, drive: Drive) -> None:
    """Each change is in the log and told to plugins exactly once, in order."""
    driven = drive(server.url)
    run = driven.add(2**63 + 1)
    [done] = driven.ended([run])
    assert (done.status, done.attempt, done.server) == (RunStatus.COMPLETED, 1, server.url)
    assert done.parameters_used is not None
    assert done.parameters_used["1.seed"] == 2**63 + 1
    assert done.prompt_id == run.prompt_id
    assert driven.names(run.id) == ["run_queued", "run_sent", "run_started", "run_completed"]
    assert until(lambda: names(driven, run.id)[2:]) == ["run_completed"]
    [output] = done.outputs
    path = driven.runs.output(run.id, 0)
    assert path.stat().st_size == output.bytes
    assert (output.node_title, output.width > 0) == ("Save Image", True)
    assert driven.runs.prompt(run.id)["1"]["inputs"]["seed"] == 2**63 + 1
    assert {one.state for one in driven.runs.timeline(run.id)} == {NodeState.DONE}
    assert driven.runs.progress(run.id).progress == 100.0


def test_progress_is_told_and_never_falls(server: FakeComfyUI, drive: Drive) -> None:
    """At most five times a second for each run."""
    driven = drive(server.url)
    run = driven.add(1, graph=picture_graph(steps=30))
    driven.ended([run])
    told = [event.progress for event in driven.events if event.name == "run_progressed" and event.run == run.id]
    assert told == sorted(told)


def test_without_a_server_runs_wait_and_say_so(drive: Drive) -> None:
    """Nothing is lost; what is cancelled meanwhile is cancelled at once."""
    driven = drive(NOWHERE)
    first, second = driven.add(1), driven.add(2, priority=5)
    progress = driven.runs.progress(first.id)
    assert (progress.status, progress.waits_for, progress.queue_position) == (RunStatus.QUEUED, "no_server", 1)
    assert driven.runs.cancel(second.id).status is RunStatus.CANCELLED
    assert until(lambda: names(driven, second.id)[1:]) == ["run_cancelled"]
    with pytest.raises(Conflict):
        driven.runs.cancel(second.id)
    assert driven.runs.depth().waiting == {0: 1}
    assert [state.status for state in driven.runs.servers()] != ["online"]


def test_a_running_one_is_stopped_by_its_id(server: FakeComfyUI, drive: Drive) -> None:
    """And the next one goes on."""
    driven = drive(server.url)
    first, second = driven.add(1, graph=picture_graph(steps=2000)), driven.add(2)
    until(lambda: driven.runs.get(first.id).status is RunStatus.RUNNING)
    driven.runs.cancel(first.id)
    done = driven.ended([first, second])
    assert [run.status for run in done] == [RunStatus.CANCELLED, RunStatus.COMPLETED]
    assert until(lambda: names(driven, first.id)[2:]) == ["run_cancelled"]


def test_a_node_that_fails_is_named(server: FakeComfyUI, drive: Drive) -> None:
    """With its title, what it said and where; a retry is another attempt under another prompt id."""
    driven = drive(server.url)
    graph = picture_graph()
    graph["1"]["inputs"]["fails"] = True
    [failed] = driven.ended([driven.add(1, graph=graph)])
    assert failed.status is RunStatus.FAILED
    assert failed.error is not None
    assert (failed.error.node, failed.error.node_title, failed.error.code) == ("1", "Fake picture", "node_failed")
    assert failed.error.details
    assert driven.runs.retry((failed.id,)) == 1
    until(lambda: driven.runs.get(failed.id).attempt == 2)
    [again] = driven.ended([failed])
    assert again.prompt_id != failed.prompt_id
    assert len(server.executed) == 2


def test_what_a_server_refuses_has_faults_at_its_fields(server: FakeComfyUI, drive: Drive) -> None:
    """Nothing is sent a second time."""
    driven = drive(server.url)
    graph = picture_graph()
    graph["2"]["inputs"]["images"] = ["7", 0]
    graph["7"] = {"class_type": "LoadImage", "inputs": {"image": "gone.png"}}
    [failed] = driven.ended([driven.add(1, graph=graph)])
    assert failed.error is not None
    assert failed.error.code == "refused"
    assert [fault.field for fault in failed.error.faults] == ["7.image"]
    assert server.executed == []


def test_a_run_that_its_server_forgot_is_lost_and_another_one_sent_again(server: FakeComfyUI, drive: Drive) -> None:
    """Waiting and failed are never confused: the one is lost, the other has a second attempt."""
    driven = drive(server.url)
    server.hold()
    lost, again = driven.add(1), driven.add(2, retries_when_lost=1)
    until(lambda: len(server.accepted) == 2)
    server.restart()
    assert driven.ended([lost])[0].status is RunStatus.LOST
    [done] = driven.ended([again])
    assert (done.status, done.attempt) == (RunStatus.COMPLETED, 2)
    assert driven.runs.retry((lost.id,)) == 1
    assert driven.ended([lost])[0].status is RunStatus.COMPLETED


def test_higher_priorities_go_first(server: FakeComfyUI, drive: Drive) -> None:
    """Among equal ones the older."""
    driven = drive(server.url)
    server.hold()
    until(lambda: [state.status for state in driven.runs.servers()] == ["online"])
    runs = [driven.add(seed, priority=priority) for seed, priority in ((0, 0), (1, 0), (2, 0), (3, 7))]
    server.release()
    driven.ended(runs)
    order = [next(run.title for run in runs if run.prompt_id == sent) for sent in server.accepted]
    assert order.index("3") < order.index("2")


def test_no_server_with_the_nodes_is_said_at_once(server: FakeComfyUI, drive: Drive) -> None:
    """All faults of a request are a 422, and nothing is stored."""
    driven = drive(server.url)
    graph = {"1": {"class_type": "Nobodys", "inputs": {}}}
    with pytest.raises(Invalid) as told:
        driven.add(1, graph=graph)
    assert told.value.status == 422
    for request in (
        RunRequest(),
        RunRequest(document=json.dumps(picture_graph()).encode(), values={"1.nothing": 1}),
        RunRequest(document=json.dumps(picture_graph()).encode(), server="nowhere"),
        RunRequest(document=json.dumps(picture_graph()).encode(), priority=1001),
        RunRequest(document=json.dumps(picture_graph()).encode(), title="x" * 201),
        RunRequest(document=b"[]"),
    ):
        with pytest.raises(Invalid):
            driven.runs.add(request)
    assert driven.all_runs() == []


def test_a_title_that_cannot_be_shown_is_refused_for_that(drive: Drive) -> None:
    """Not for its length."""
    request = RunRequest(document=json.dumps(picture_graph()).encode(), title="a\u202eb")
    with pytest.raises(Invalid, match="control"):
        drive(NOWHERE).runs.add(request)


def test_twenty_runs_are_queued_within_seconds(server: FakeComfyUI, drive: Drive) -> None:
    """One after the other, as scripts ask for them; how fast is measured elsewhere."""
    driven = drive(server.url)
    server.hold()
    driven.add(0)
    began = time.perf_counter()
    runs = [driven.add(seed) for seed in range(1, 21)]
    assert time.perf_counter() - began < 20.0
    server.release()
    assert {run.status for run in driven.ended(runs, 60)} == {RunStatus.COMPLETED}


def test_again_needs_nothing_but_the_run(server: FakeComfyUI, drive: Drive) -> None:
    """The same document with the same values, as a run of its own."""
    driven = drive(server.url)
    [first] = driven.ended([driven.add(11)])
    second = driven.runs.again(first.id)
    assert (second.values, second.document, second.title) == (first.values, first.document, first.title)
    assert driven.ended([second])[0].status is RunStatus.COMPLETED


def test_a_deleted_run_takes_its_files_along_and_brings_them_back(server: FakeComfyUI, drive: Drive) -> None:
    """One that goes on cannot be deleted."""
    driven = drive(server.url)
    [run] = driven.ended([driven.add(5)])
    path = driven.runs.output(run.id, 0)
    data = path.read_bytes()
    driven.runs.delete(run.id)
    assert not path.exists()
    with pytest.raises(NotFound):
        driven.runs.get(run.id)
    driven.runs.restore(run.id)
    assert driven.runs.output(run.id, 0).read_bytes() == data
    assert driven.runs.page(RunFilter()).runs[0].id == run.id


def test_pictures_of_the_host_are_on_the_server_before_the_run(server: FakeComfyUI, drive: Drive) -> None:
    """Under a name made of their bytes; the run keeps the name that people chose."""
    driven = drive(server.url)
    (driven.folder / "input" / "cat.png").write_bytes(b"a picture of a cat")
    graph = {
        "1": {"class_type": "LoadImage", "inputs": {"image": "cat.png"}},
        "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "x"}},
    }
    run = driven.runs.add(RunRequest(document=json.dumps(graph).encode()))[0]
    [done] = driven.ended([run])
    assert done.status is RunStatus.COMPLETED, done.error
    sent = driven.runs.prompt(run.id)["1"]["inputs"]["image"]
    assert sent.startswith("penstock/")
    assert server.folders.path("input", "", sent).read_bytes() == b"a picture of a cat"
    assert done.parameters_used is not None
    assert done.parameters_used["1.image"] == "cat.png"


def test_another_process_hears_of_it_and_may_cancel(server: FakeComfyUI, drive: Drive) -> None:
    """Within a second or so; the one that drives the run stops it."""
    driven = drive(server.url)
    other = drive(settings={"runs.drive": "false"})
    assert other.all_runs() == []
    run = driven.add(1, graph=picture_graph(steps=3000))
    until(lambda: driven.runs.get(run.id).status is RunStatus.RUNNING)
    until(lambda: any(event.name == "runs_changed_elsewhere" and run.id in event.runs for event in other.events))
    other.runs.cancel(run.id)
    assert driven.ended([run])[0].status is RunStatus.CANCELLED
    assert names(other, run.id) == []


def test_the_next_start_goes_on_with_what_waits(server: FakeComfyUI, drive: Drive, folder: Path) -> None:
    """Nobody has to open a page: a mark on the disk says that runs wait; without one no database is opened."""
    with DrivenRuns(folder, FakeServers([NOWHERE])) as first:
        run = first.add(3)
        assert (folder / "user" / "__penstock" / "runs.pending").is_dir()
    driven = drive(server.url)
    until(lambda: "run_completed" in names(driven, run.id))
    until(lambda: not (folder / "user" / "__penstock" / "runs.pending").exists(), 20)


def test_a_run_whose_server_is_gone_for_good_can_be_cancelled(server: FakeComfyUI, drive: Drive, folder: Path) -> None:
    """Nobody can be asked how it ends; while its server is known it stays."""
    with DrivenRuns(folder, FakeServers([server.url])) as first:
        server.hold()
        run = first.add(3, graph=picture_graph(steps=100))
        until(lambda: first.runs.get(run.id).server)
        until(lambda: server.accepted)
        first.servers.urls.clear()
    driven = drive()
    assert driven.runs.cancel(run.id).status is RunStatus.CANCELLED
    assert until(lambda: names(driven, run.id)) == ["run_cancelled"]
