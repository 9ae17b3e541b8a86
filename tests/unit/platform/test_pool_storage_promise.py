"""The promise: a third party says where pools are kept, with one hook, and everything about pools works there."""

import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from penstock import Plugin, hookimpl
from penstock.adapters.testing.graph_runner import GraphRunner
from penstock.adapters.testing.memory_store import MemoryPoolStore
from penstock.adapters.testing.route_client import RouteClient
from penstock.core.application import Application
from penstock.core.contracts.pool_storage import PoolStorage
from penstock.core.contracts.pools import Pools
from penstock.core.host import HostPaths


class Forgetful:
    """Keeps pools in memory."""

    PLUGIN = Plugin(name="forgetful", title="Pools that are forgotten", version="1.0", requires=("pools",))

    def __init__(self, folder: Path) -> None:
        self.store = MemoryPoolStore(folder)

    @hookimpl
    def penstock_pool_storage(self) -> PoolStorage:
        return PoolStorage(store=self.store, title="Pools are forgotten at the end.", ids=self.ids)

    def ids(self) -> frozenset[str]:
        return frozenset(pool.id for pool in self.store.pools())


def test_pools_are_kept_where_a_third_party_says(
    penstock_application: Callable[..., Application],
    penstock_client: Callable[[Application], RouteClient],
    penstock_graphs: Callable[[Application], GraphRunner],
    penstock_paths: HostPaths,
    tmp_path: Path,
) -> None:
    """Routes fill it, the node reads it, and nothing lies in the folders of this machine."""
    plugin = Forgetful(tmp_path / "memory")
    application = penstock_application(plugin)
    client = penstock_client(application)
    stream = io.BytesIO()
    Image.new("RGB", (16, 16), (10, 20, 30)).save(stream, "PNG")
    client.post("/penstock/pools", {"id": "cats"})
    client.post("/penstock/pools/cats/slots", {}, {"images": [("one.png", stream.getvalue())]})
    graph = {
        "1": {"class_type": "GridImagePool", "inputs": {"index": -1, "pool_id": "cats"}},
        "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "out"}},
    }
    penstock_graphs(application).run(graph)
    (saved,) = penstock_paths.output.glob("out*.png")
    with Image.open(saved) as image:
        assert image.getpixel((0, 0)) == (10, 20, 30)
    assert application.services.get(Pools).store is plugin.store
    assert not (penstock_paths.input / "grid_pool" / "cats").exists()
