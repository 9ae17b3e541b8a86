"""Two hosts at once on one bucket of a real server: nothing that was acknowledged is lost, and news arrive."""

import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from penstock.adapters.testing.invariants.pictures import png
from penstock.core.contracts.pools import NewImage
from penstock.core.errors import Busy, Conflict
from penstock.plugins.pools_s3.address import Address
from penstock.plugins.pools_s3.bucket import Bucket
from penstock.plugins.pools_s3.store import S3PoolStore

from .memory_bucket import MemoryBucket
from .s3_stores import store_on

pytestmark = pytest.mark.timeout(300)
EACH = 6


def image(store: S3PoolStore, number: int) -> NewImage:
    path = store.staging() / f"{number}.png"
    path.write_bytes(png(number))
    return NewImage(source=path, width=2, height=2, label=str(number))


def test_both_add_at_once(s3_address: Callable[[], Address], tmp_path: Path) -> None:
    """Every acknowledged image is there once, under an id of its own, with its own bytes and label."""
    address = s3_address()
    hosts = [store_on(Bucket(address), tmp_path / name) for name in "ab"]
    hosts[0].create("p")
    acknowledged: list[int] = []

    def work(host: S3PoolStore, start: int) -> None:
        for number in range(start, start + EACH):
            try:
                host.add("p", [image(host, number)])
            except Busy:
                continue
            acknowledged.append(number)

    threads = [threading.Thread(target=work, args=(host, 100 * place)) for place, host in enumerate(hosts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for host in hosts:
        slots = host.page("p").slots
        assert Counter(slot.label for slot in slots) == Counter(map(str, acknowledged))
        assert len({slot.id for slot in slots}) == len(slots) == host.pool("p").revision
        for slot in slots:
            assert host.image_path("p", slot.id).read_bytes() == png(int(slot.label))
        host.close()
    assert len(acknowledged) == 2 * EACH


def test_a_stale_label_is_refused_whoever_wrote_the_other(tmp_path: Path) -> None:
    """Who writes on what the other host has changed meanwhile gets the present state."""
    bucket = MemoryBucket()
    here, there = store_on(bucket, tmp_path / "a"), store_on(bucket.another(), tmp_path / "b")
    here.create("p")
    slot = here.add("p", [image(here, 1)]).slots[0]
    there.label("p", slot.id, "theirs", slot.label_revision)
    with pytest.raises(Conflict):
        here.label("p", slot.id, "ours", slot.label_revision)
    assert here.slot("p", slot.id).label == "theirs"


def test_each_hears_of_what_the_other_does(tmp_path: Path) -> None:
    """Pools that come, change and go; nothing of what one did itself, and nothing twice."""
    bucket = MemoryBucket()
    here, there = store_on(bucket, tmp_path / "a"), store_on(bucket.another(), tmp_path / "b")
    here.create("p")
    assert (there.ids(), there.changed_pools()) == ({"p"}, ())
    here.add("p", [image(here, 1)])
    there.create("q")
    assert [pool.id for pool in there.changed_pools()] == ["p"]
    assert there.changed_pools() == ()
    there.label("p", there.page("p").slots[0].id, "x")
    assert there.changed_pools() == ()
    here.changed_pools()
    there.label("p", there.page("p").slots[0].id, "y")
    assert [pool.id for pool in here.changed_pools()] == ["p"]
    here.delete("p")
    assert there.ids() == {"q"}
    assert there.changed_pools() == ()
