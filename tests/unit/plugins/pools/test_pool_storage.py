"""A plugin may keep pools elsewhere; where it cannot say where, pools do not open, rather than go to another place."""

from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve

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
    application = penstock_application(Answering(answer), broken=True)
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


def start_again(penstock_application: Start, plugin: object, settings: str, environment: dict[str, str]) -> Application:
    """A start with pools of `plugin`, and another one without it, under these settings and this environment."""
    first = penstock_application(plugin)
    first.services.get(Pools).create("cats")
    paths = first.host.paths
    first.stop()
    (paths.private / "settings.json").write_text(settings)
    other = Answering(RuntimeError("never asked"))
    other.PLUGIN = Plugin(name="elsewhere")
    return penstock_application(other, host=evolve(first.host, environment=environment))


@pytest.mark.parametrize("missing", ["not installed", "safe mode", "only others", "answers nothing"])
def test_a_storage_that_is_missing_is_missed(penstock_application: Start, tmp_path: Path, missing: str) -> None:
    """Pools were kept elsewhere: they do not open in folders, where pictures would go unseen; the list says why."""
    plugin = Elsewhere(tmp_path / "there")
    first = penstock_application(plugin)
    first.stop()
    environments = {"safe mode": {"PENSTOCK_SAFE": "1"}, "only others": {"PENSTOCK_PLUGINS": "pools"}}
    silent = Answering(None)
    silent.PLUGIN = Plugin(name="elsewhere")
    plugins: list[object] = [] if missing == "not installed" else [silent]
    host = evolve(first.host, environment=environments.get(missing, {}))
    application = penstock_application(*plugins, host=host)
    assert application.services.find(Pools) is None
    assert "elsewhere" in faults(application, "pools")
    assert plugin.title in faults(application, "pools")
    assert not list((application.host.paths.input / "grid_pool").glob("[!.]*/"))
    (application.host.paths.private / "pool_storage.json").unlink()
    application.stop()
    assert penstock_application(host=first.host).services.get(Pools).storage_title == ""


@pytest.mark.parametrize("by", ["settings", "environment"])
def test_a_storage_that_is_switched_off_is_not_missed(penstock_application: Start, tmp_path: Path, by: str) -> None:
    """The user said so: pools are in folders again, also once the plugin is not installed any more."""
    settings = '{"format": 1, "disabled_plugins": ["elsewhere"]}' if by == "settings" else '{"format": 1}'
    environment = {"PENSTOCK_DISABLED_PLUGINS": "elsewhere"} if by == "environment" else {}
    application = start_again(penstock_application, Elsewhere(tmp_path / "there"), settings, environment)
    assert application.services.get(Pools).storage_title == ""
    application.stop()
    assert penstock_application(host=application.host).services.get(Pools).storage_title == ""


def test_a_damaged_note_of_the_storage_opens_no_pools(penstock_application: Start, penstock_paths: HostPaths) -> None:
    """Nobody knows where they are."""
    penstock_paths.private.mkdir(parents=True, exist_ok=True)
    (penstock_paths.private / "pool_storage.json").write_bytes(b"[")
    application = penstock_application()
    assert application.services.find(Pools) is None
    assert "pool_storage.json" in faults(application, "pools")


class Half:
    """A store without methods."""


@pytest.mark.parametrize(
    "odd",
    [
        {"store": Half()}, {"store": None}, {"ids": ()}, {"look_every": float("nan")}, {"look_every": "often"},
        {"title": "two\nlines"}, {"title": None},
    ],
    ids=("half a store", "no store", "no function", "no number", "a word", "two lines", "no title"),
)  # fmt: skip
def test_a_storage_that_cannot_work_is_named(
    penstock_application: Start, tmp_path: Path, odd: dict[str, object]
) -> None:
    """With what is wrong with it, before anything is asked of it."""
    store = MemoryPoolStore(tmp_path)
    parts: dict[str, object] = {"store": store, "title": "t", "ids": store.ids, "look_every": 1.0}
    storage: object = PoolStorage(**{**parts, **odd})  # type: ignore[arg-type]
    application = penstock_application(Answering(storage))
    assert application.services.find(Pools) is None
    assert "The plugin answering answers" in faults(application, "pools")
