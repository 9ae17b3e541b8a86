"""What became of a run: each end is written exactly once, with all that belongs to it."""

import pytest

from penstock.adapters.testing.run_house import RunHouse, ended, kept_picture
from penstock.core.contracts.runs import NodeProgress, NodeState, RunError, RunFault, RunOutput, RunStatus
from penstock.core.errors import NotFound
from penstock.plugins.runs.store_ports import Durations, KeptOutput, RunEnd

LOST = RunError(code="lost", message="It is gone.")
FAULT = RunFault(field="3.seed", code="value_too_large", message="Too large.")
FAILED = RunError(code="node", message="Out of \0 memory", node="3", details="Traceback …\ud800", faults=(FAULT,))


def node(name: str, seconds: float, state: NodeState = NodeState.DONE) -> NodeProgress:
    return NodeProgress(
        node=name, title="Sämpler", class_type="Sampler", state=state, started=1_000, ended=1_000 + int(seconds * 1000)
    )


def test_a_run_goes_its_way(house: RunHouse) -> None:
    """Sent, started and completed: each is told once, in the log and to whoever did it."""
    run = house.add()
    claim = house.claim()
    assert house.store.prepare(claim.lease, {"3": {}}, {"3.seed": 2**63})
    sent, again = house.store.sent(claim.lease), house.store.sent(claim.lease)
    assert sent is not None and again is None and sent.status is RunStatus.QUEUED
    started, again = house.store.started(claim.lease, 500), house.store.started(claim.lease, 600)
    assert started is not None and again is None and started.started == 500
    assert house.store.sent(claim.lease) is None, "it runs: that it was sent is known"
    done, again = house.store.end(claim.lease, ended(outputs=2)), house.store.end(claim.lease, ended())
    assert done is not None and again is None
    assert (done.status, done.parameters_used) == (RunStatus.COMPLETED, {"3.seed": 2**63})
    assert done.outputs == (kept_picture(0).output, kept_picture(1).output)
    assert house.another().store.get(run.id) == done
    assert house.told() == ["run_queued", "run_sent", "run_started", "run_completed"]
    assert house.store.prompt(run.id) == {"3": {}}


def test_an_end_may_come_before_everything_else(house: RunHouse) -> None:
    """A cached run ends in milliseconds: what is told late changes nothing any more."""
    house.add()
    claim = house.claim()
    done = house.store.end(claim.lease, ended())
    assert done is not None and done.ended == 1_700_000_001_000
    assert house.store.sent(claim.lease) is None
    assert house.store.started(claim.lease, 1) is None
    assert house.told() == ["run_queued", "run_completed"]


def test_an_error_is_kept_with_all_that_the_server_said(house: RunHouse) -> None:
    """Whatever characters are in it; the log has it without the traceback."""
    run = house.add()
    house.store.end(house.claim().lease, ended(RunStatus.FAILED, error=FAILED, outputs=1))
    found = house.store.get(run.id)
    assert (found.status, found.error, len(found.outputs)) == (RunStatus.FAILED, FAILED, 1)
    (entry,) = house.store.news(1) or ()
    assert entry.news.data["error"]["message"] == FAILED.message
    assert entry.news.data["error"]["details"] == ""


def test_the_timeline_is_kept_with_the_run(house: RunHouse) -> None:
    """Empty before the end."""
    run = house.add()
    nodes = (node("3", 2), node("9", 0.5, NodeState.CACHED))
    assert house.store.timeline(run.id) == ()
    house.store.end(house.claim().lease, ended(timeline=nodes))
    assert house.store.timeline(run.id) == nodes
    assert house.store.prompt("none") is None


def test_means_follow_the_latest_runs(house: RunHouse) -> None:
    """Of whole runs and of nodes that worked, by document and server; failed ones tell nothing."""
    document = house.add().document
    assert house.store.durations(document, "one") == Durations()
    house.store.end(house.claim().lease, ended(seconds=4.0, timeline=(node("3", 3), node("9", 1, NodeState.CACHED))))
    house.add()
    house.store.end(house.claim().lease, ended(seconds=2.0, timeline=(node("3", 1), node("9", 1))))
    house.add()
    house.store.end(house.claim().lease, ended(RunStatus.FAILED, seconds=90.0))
    found = house.another().store.durations(document, "one")
    assert (found.seconds, dict(found.nodes)) == (3.0, {"3": 2.0, "9": 1.0})
    for _ in range(60):
        house.add()
        house.store.end(house.claim().lease, ended(seconds=10.0))
    assert (house.store.durations(document, "one").seconds or 0) > 9.9
    assert house.store.durations(document, "two").seconds is None


@pytest.mark.parametrize("wanted", [False, True], ids=["plainly", "and was to be cancelled"])
def test_a_run_that_no_server_took_waits_again(house: RunHouse, wanted: bool) -> None:
    """Unless somebody wants it cancelled: then it is."""
    run = house.add()
    claim = house.claim()
    if wanted:
        house.store.want_cancel(run.id)
    assert house.store.back_to_waiting(claim.lease)
    assert not house.store.back_to_waiting(claim.lease)
    found = house.store.get(run.id)
    assert found.status is (RunStatus.CANCELLED if wanted else RunStatus.QUEUED)
    assert house.store.on_servers() == {}
    assert house.told() == ["run_queued"] + ["run_cancelled"] * wanted


def test_a_lost_run_waits_again_as_often_as_it_may(house: RunHouse) -> None:
    """Then it is lost; each loss is told."""
    run = house.add(retries_when_lost=1)
    claim = house.claim()
    house.store.started(claim.lease, 5)
    lost = house.store.lose(claim.lease, LOST)
    assert lost is not None and lost[1] is True
    assert (lost[0].status, lost[0].started, lost[0].server) == (RunStatus.QUEUED, None, "")
    assert house.store.lose(claim.lease, LOST) is None
    lost = house.store.lose(house.claim().lease, LOST)
    assert lost is not None and lost[1] is False
    found = house.store.get(run.id)
    assert (found.status, found.error, found.attempt) == (RunStatus.LOST, LOST, 2)
    entries = house.store.news(0) or ()
    assert [entry.news.data["again"] for entry in entries if entry.news.name == "run_lost"] == [True, False]


def test_what_a_server_forgot_after_our_cancel_is_cancelled(house: RunHouse) -> None:
    """A queue entry that was deleted leaves no trace: it is not lost."""
    run = house.add(retries_when_lost=3)
    claim = house.claim()
    house.store.sent(claim.lease)
    house.store.want_cancel(run.id)
    lost = house.store.lose(claim.lease, LOST)
    assert lost is not None and (lost[0].status, lost[1]) == (RunStatus.CANCELLED, False)
    assert house.told() == ["run_queued", "run_sent", "run_cancelled"]


def test_outputs_that_are_missing_can_be_fetched_later(house: RunHouse) -> None:
    """Until then the run says that they are not there, and its server is asked for them."""
    run = house.add()
    house.store.end(house.claim().lease, ended(outputs=1, status=RunStatus.COMPLETED))
    other = house.add()
    missing = (kept_picture(0), kept_picture(1, sha256=""))
    house.store.end(house.claim().lease, RunEnd(status=RunStatus.COMPLETED, ended=1, outputs=missing))
    assert house.store.unfetched("one") == (other.id,)
    assert house.store.unfetched("two") == ()
    assert house.store.outputs(other.id) == missing
    found = house.store.put_outputs(other.id, (kept_picture(0), kept_picture(1)), 1)
    assert found is not None
    assert [output.sha256 == "" for output in found.outputs] == [False, False]
    assert house.store.unfetched("one") == ()
    assert house.told()[-1] == "run_fetched"
    with pytest.raises(NotFound):
        house.store.put_outputs("none", (), 1)
    assert len(house.store.outputs(run.id)) == 1


def test_text_is_an_output_that_needs_no_fetching(house: RunHouse) -> None:
    """It has no file and is not asked for again."""
    said = KeptOutput(output=RunOutput(number=0, node="5", node_title="", kind="text", text="狐"))
    run = house.add()
    house.store.end(house.claim().lease, RunEnd(status=RunStatus.COMPLETED, ended=1, outputs=(said,)))
    assert house.store.unfetched("one") == ()
    assert house.store.get(run.id).outputs[0].text == "狐"


def test_our_runs_on_servers_are_counted(house: RunHouse) -> None:
    """Those that run and those that wait there, over all processes."""
    house.store.add(house.new(), count=4)
    house.store.started(house.claim("one").lease, 1)
    house.store.sent(house.claim("one").lease)
    house.another().claim("two")
    assert house.store.on_servers() == {"one": (1, 1), "two": (0, 1)}
    depth = house.store.depth()
    assert (dict(depth.waiting), depth.held, depth.on_servers, depth.running) == ({0: 1}, 0, 2, 1)
    assert house.store.totals() == {"queued": 3, "running": 1}


@pytest.mark.parametrize("how", ["end", "lose", "cancel"])
def test_no_end_is_before_its_start(house: RunHouse, how: str) -> None:
    """A server's clock may be ahead of ours."""
    run = house.add()
    claim = house.claim()
    ahead = house.clock.wall_ms() + 60_000
    house.store.started(claim.lease, ahead)
    if how == "cancel":
        house.store.want_cancel(run.id)
    if how == "end":
        house.store.end(claim.lease, ended())
    else:
        house.store.lose(claim.lease, LOST)
    found = house.store.get(run.id)
    assert (found.started, found.ended) == (ahead, ahead)
