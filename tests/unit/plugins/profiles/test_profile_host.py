"""Profiles in a host: plugins hear of them in order, nodes name them, settings and services are there."""

from collections.abc import Callable
from typing import Any

import pytest

from penstock.adapters.testing.fakes import EventRecorder
from penstock.core.application import Application
from penstock.core.contracts.pools import Pools
from penstock.core.contracts.profiles import Profiles
from penstock.core.errors import NotFound
from penstock.core.settings import Settings

Start = Callable[..., Application]


def test_plugins_hear_of_pools_and_profiles_in_order(
    penstock_application: Start, penstock_events: EventRecorder
) -> None:
    """One event for each operation on a profile, beside those of its pool; other ways to delete a pool included."""
    application = penstock_application()
    profiles, pools = application.services.get(Profiles), application.services.get(Pools)
    made = profiles.create("Cats")
    profiles.rename(made.id, "Dogs")
    trash = pools.delete(made.id)
    application.dispatcher.settle()
    assert profiles.list() == ()
    pools.undelete(trash)
    application.dispatcher.settle()
    profiles.delete(made.id)
    application.dispatcher.settle()
    assert penstock_events.names == [
        "pool_created",
        "profile_created",
        "profile_renamed",
        "pool_deleted",
        "profile_deleted",
        "pool_restored",
        "profile_restored",
        "pool_deleted",
        "profile_deleted",
    ]


def test_a_deleted_profile_is_named_by_its_node(penstock_application: Start, run_node: Any) -> None:
    """By the name that it had last, not by the one that a workflow saved long ago; and what to do is said."""
    application = penstock_application()
    profiles = application.services.get(Profiles)
    made = profiles.create("Cats")
    profiles.rename(made.id, "Dogs")
    assert run_node(application, "PoolProfile", profile="Cats", profile_id=made.id) == (made.id,)
    profiles.delete(made.id)
    with pytest.raises(NotFound, match="'Dogs'") as error:
        run_node(application, "PoolProfile", profile="Cats", profile_id=made.id)
    assert "restore" in error.value.hint


def test_the_next_host_on_the_folder_finds_everything(penstock_application: Start) -> None:
    """Profiles, their order, and what is in the trash."""
    first = penstock_application()
    profiles = first.services.get(Profiles)
    gone, kept = profiles.create("Gone"), profiles.create("Kept")
    trash = profiles.delete(gone.id)
    first.stop()
    second = penstock_application().services.get(Profiles)
    assert second.list() == (kept,)
    assert second.restore(trash) == gone
    assert second.problems() == ()


def test_what_zips_may_cost_is_a_setting(penstock_application: Start) -> None:
    """Two, with the values that the documents name."""
    settings = penstock_application().services.get(Settings)
    assert settings.get("profiles.max_zip_megabytes") == 4096
    assert settings.get("profiles.max_zip_files") == 50_000
