"""ComfyUI and the standalone host on one folder: one list of profiles, each noticing what the other does."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import numpy
import pytest
from live_client import LiveClient
from live_pools import LivePool, photographs, pool_graph, rgb
from live_profiles import LiveProfiles

PHOTOS = photographs()[:2]
NOTICE_SECONDS = 5.0
"""A second is promised on a machine that has nothing else to do."""


@pytest.fixture(params=[0, 1], ids=["comfyui_writes", "standalone_writes"])
def hosts(request, tab, standalone):
    """`(the one that writes, the one that looks)`."""
    with LiveClient(standalone) as alone:
        both = (tab, alone)
        yield both[request.param], both[1 - request.param]


def _told(tab, since):
    """That the tab was told of a change elsewhere after its first `since` messages."""
    tab.wait_for(
        lambda one: one["type"] == "penstock.profiles_changed_elsewhere" and one not in tab.messages[:since],
        NOTICE_SECONDS,
    )


def _runs(tab, profile):
    graph = {node: spec for node, spec in pool_graph("", profile=profile).items() if node != "5"}
    run = tab.run(graph)
    assert run.status == "success", run.error
    return numpy.asarray(tab.picture(run.outputs["2"]["images"][0]).convert("RGB"))


def test_what_one_host_does_is_told_and_runs_in_the_other(hosts):
    """A profile that is made, renamed, deleted and restored in one host is so in the other, with the same pixels."""
    ours, theirs = hosts
    here, there = LiveProfiles(ours), LiveProfiles(theirs)
    since = len(theirs.messages)
    name = f"Both {uuid.uuid4().hex[:8]}"
    made = here.create(name)
    _told(theirs, since)
    assert there.names()[made] == name
    LivePool(ours, made).add(*PHOTOS)
    assert numpy.array_equal(_runs(theirs, made), rgb(PHOTOS[0]))
    pool = LivePool(theirs, made)
    pool.select(pool.slots()[1]["id"])
    assert numpy.array_equal(_runs(ours, made), rgb(PHOTOS[1]))
    since = len(theirs.messages)
    here.rename(made, f"{name} again")
    _told(theirs, since)
    assert there.names()[made] == f"{name} again"
    trash = here.delete(made)
    assert made not in there.names()
    assert theirs.request("POST", "/prompt", json={"prompt": pool_graph("", profile=made)}).status == 400
    there.restore(trash)
    assert here.names()[made] == f"{name} again"
    assert numpy.array_equal(_runs(ours, made), rgb(PHOTOS[1]))


def test_a_zip_goes_from_one_host_to_the_other(hosts):
    """What one host exports the other imports, and both list both."""
    ours, theirs = hosts
    here, there = LiveProfiles(ours), LiveProfiles(theirs)
    made = here.create(f"Travels {uuid.uuid4().hex[:8]}")
    LivePool(ours, made).add(PHOTOS[1])
    came = there.import_zip(here.export(made))["profile"]["id"]
    assert {made, came} <= here.names().keys() & there.names().keys()
    assert numpy.array_equal(_runs(ours, came), rgb(PHOTOS[1]))


def test_both_hosts_may_write_at_once(hosts):
    """Profiles that both hosts make at the same time are all there, each name once."""
    ours, theirs = hosts
    stem = uuid.uuid4().hex[:8]
    names = [f"{stem} {at}" for at in range(10)]
    with ThreadPoolExecutor(4) as threads:
        ids = list(threads.map(lambda at: LiveProfiles(hosts[at % 2]).create(names[at]), range(10)))
    made = dict(zip(ids, names, strict=True))
    for tab in (ours, theirs):
        listed = LiveProfiles(tab).names()
        assert {profile: listed[profile] for profile in made} == made
    taken = theirs.request("POST", "/penstock/profiles", json={"name": f"{stem} 3"})
    assert (taken.status, taken.json()["error"]["suggestion"]) == (409, f"{stem} 3 (2)")
