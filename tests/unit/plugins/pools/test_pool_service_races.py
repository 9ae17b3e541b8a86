"""What another host does between two looks of this one."""

import copy
from collections.abc import Callable
from typing import Any

from penstock.core.application import Application
from penstock.core.contracts.pools import Notes, Pools, PoolStore

Start = Callable[..., Application]


class OtherHostIsFaster:
    """The store, where another host makes every pool just before this one does."""

    def __init__(self, store: PoolStore) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def create(self, pool_id: str, notes: Notes) -> Any:
        self._store.create(pool_id)
        return self._store.create(pool_id, notes)


def test_a_pool_that_the_other_host_makes_meanwhile_is_used(penstock_application: Start) -> None:
    """Between looking and creating another process may create the pool: that is no conflict for who only needs it."""
    service: Any = penstock_application().services.get(Pools)  # type: ignore[type-abstract]
    racing = copy.copy(service)
    racing._store = OtherHostIsFaster(service.store)
    assert racing.ensure("both").count == 0
    assert service.store.exists("both")
