"""ComfyUI and the standalone host on one folder: the same pools, the same pixels, each noticing the other."""

import uuid

import numpy
import pytest
from live_client import LiveClient
from live_pools import LivePool, photographs, pool_graph, rgb, stripes

PHOTOS = photographs()[:3]
NOTICE_SECONDS = 5.0
"""A second is promised on a machine that has nothing else to do."""


@pytest.fixture
def both(tab, standalone):
    """A tab at each host."""
    with LiveClient(standalone) as alone:
        yield tab, alone


@pytest.fixture
def pool_id(tab):
    """A pool with three photographs, the second selected, with a mask; made through ComfyUI."""
    pool = LivePool(tab, f"both_{uuid.uuid4().hex[:12]}")
    _, second, _ = pool.add(*PHOTOS)
    pool.select(second)
    slot = pool.slots()[1]
    pool.mask(second, stripes(slot["width"], slot["height"]))
    return pool.id


def _saved(tab, pool_id):
    graph = {node: spec for node, spec in pool_graph(pool_id).items() if node != "5"}
    run = tab.run(graph)
    assert run.status == "success", run.error
    return [numpy.asarray(tab.picture(run.outputs[node]["images"][0]).convert("RGB")) for node in ("2", "4")]


def test_both_hosts_put_out_the_same_pixels(both, pool_id):
    """The sample graph on one pool saves the same image and mask in ComfyUI and standalone."""
    image, mask = _saved(both[0], pool_id)
    assert numpy.array_equal(image, rgb(PHOTOS[1]))
    other_image, other_mask = _saved(both[1], pool_id)
    assert numpy.array_equal(other_image, image)
    assert numpy.array_equal(other_mask, mask)


@pytest.mark.parametrize("writer", [0, 1], ids=["comfyui_writes", "standalone_writes"])
def test_each_host_shows_what_the_other_changed(both, pool_id, writer):
    """A label set in one host is in the other at once, whose tabs are told, and its next run is not stale."""
    ours, theirs = both[writer], both[1 - writer]
    before = LivePool(theirs, pool_id).slots()
    _saved(theirs, pool_id)
    pool = LivePool(ours, pool_id)
    pool.label(before[0]["id"], "from the other host")
    assert LivePool(theirs, pool_id).slots()[0]["label"] == "from the other host"
    told = theirs.wait_for(
        lambda one: one["type"] == "penstock.pool_changed_elsewhere" and one["data"]["pool_id"] == pool_id,
        NOTICE_SECONDS,
    )
    assert told["data"]["revision"] > 0
    pool.select(before[2]["id"])
    assert numpy.array_equal(_saved(theirs, pool_id)[0], rgb(PHOTOS[2]))
