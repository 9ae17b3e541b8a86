"""A plugin may keep pools elsewhere; where it cannot say where, pools do not open, rather than go to another place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from penstock import Plugin, hookimpl
from penstock.adapters.testing.fakes import EventRecorder
from penstock.adapters.testing.memory_store import MemoryPoolStore
from penstock.core.application import Application
from penstock.core.contracts.pool_storage import PoolStorage
from penstock.core.contracts.pools import Pools
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import Unavailable
from penstock.core.host import HostPaths
from penstock.core.services import Services
from penstock.core.settings import Settings

Start = Callable[..., Application]
Picture = Callable[..., Upload]


class Elsewhere:
    """A plugin that answers with a store of its own."""

    PLUGIN = Plugin(name="elsewhere")

    def __init__(self, folder: Path, title: str = "Pools are forgotten at the end.") -> None:
        self.store = MemoryPoolStore(folder)
        self.title = title
        self.asked = 0

    @hookimpl
    def penstock_pool_storage(self, services: Services) -> PoolStorage | None:
        self.asked += 1
        assert services.find(Pools) is None
        assert services.get(Settings).specs()
        return PoolStorage(store=self.store, title=self.title, ids=self.store.ids)


class Answering:
    """A plugin with the given answer, or error."""

    PLUGIN = Plugin(name="answering")

    def __init__(self, answer: object) -> None:
        self.answer = answer

    @hookimpl
    def penstock_pool_storage(self) -> object:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def faults(application: Application, plugin: str) -> str:
    entry = next(one for one in application.registry.plugins() if one.plugin.name == plugin)
    return " ".join(fault.message for fault in entry.faults)


def test_pools_are_kept_where_a_plugin_says(
    penstock_application: Start, penstock_events: EventRecorder, picture: Picture, tmp_path: Path
) -> None:
    """It is asked once, what is added lies there and nowhere else, events are told, and people read where."""
    plugin = Elsewhere(tmp_path / "there")
    application = penstock_application(plugin)
    pools = application.services.get(Pools)
    (added,) = pools.add("cats", [picture()])
    assert application.dispatcher.settle()
    assert (plugin.asked, pools.store, pools.storage_title) == (1, plugin.store, plugin.title)
    assert added.slot is not None and plugin.store.slot("cats", added.slot.id) == added.slot
    assert {"pool_created", "slot_added"} <= set(penstock_events.names)
    assert not (application.host.paths.input / "grid_pool" / "cats").exists()


def test_no_answer_means_the_folders_of_this_machine(penstock_application: Start, penstock_paths: HostPaths) -> None:
    """A plugin whose storage is not set up leaves everything as it was."""
    application = penstock_application(Answering(None))
    application.services.get(Pools).create("cats")
    assert (penstock_paths.input / "grid_pool" / "cats").is_dir()
    assert application.services.get(Pools).storage_title == ""


@pytest.mark.parametrize(
    ("answer", "said"), [(ValueError("The bucket has no name."), "The bucket has no name."), ("s3://b", "a str")]
)
def test_without_a_usable_answer_pools_do_not_open(
    penstock_application: Start, penstock_paths: HostPaths, answer: object, said: str
) -> None:
    """The plugin list says why; the rest of Penstock starts, and nothing is made in the folders of this machine."""
    application = penstock_application(Answering(answer))
    with pytest.raises(Unavailable):
        application.services.get(Pools)
    assert said in faults(application, "pools")
    assert "answering" in faults(application, "pools")
    assert not (penstock_paths.input / "grid_pool").exists()


def test_the_first_answer_counts(penstock_application: Start, tmp_path: Path) -> None:
    """Of two that answer, the one that comes first in the user's order; the other is not asked."""
    first, second = Elsewhere(tmp_path / "a"), Elsewhere(tmp_path / "b")
    second.PLUGIN = Plugin(name="second")
    application = penstock_application(first, second)
    assert application.services.get(Pools).store is first.store
    assert second.asked == 0
