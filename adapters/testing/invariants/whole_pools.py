"""The part of the invariant suite that every rule stands on, and the rules about whole pools."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from ....core.contracts.pools import Change, PoolStore
from ....core.errors import Conflict, NotFound
from .pictures import png
from .pool_model import PoolModel, PoolState
from .refusals import refused
from .store_faults import StoreFaults

POOLS = ("default", "b_2")
note_names = st.sampled_from("abc")
some_notes = st.dictionaries(note_names, st.binary(max_size=8), max_size=2)


class WholePoolsMachine(RuleBasedStateMachine):
    """What a machine keeps of its store, and the rules about whole pools."""

    persistent: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="penstock-pools-"))
        self.faults: StoreFaults | None = None
        self.models: dict[str, PoolModel] = {}
        self.trash: dict[str, tuple[str, PoolModel]] = {}
        self.numbers = 0
        self.store = self.open_store(self.folder)

    def open_store(self, folder: Path) -> PoolStore:
        """The store under test, on `folder`; called again after each restart and kill."""
        raise TypeError(f"{type(self).__name__} must override open_store")

    def teardown(self) -> None:
        """Close the store and take the folder away."""
        self.store.close()
        shutil.rmtree(self.folder)

    # --- what the rules are made of ------------------------------------------------------------------------------

    def pool(self, draw: st.DataObject) -> str:
        """One of the pools that exist."""
        return draw.draw(st.sampled_from(sorted(self.models)))

    def slots(self, draw: st.DataObject, pool_id: str, most: int = 3) -> list[str]:
        """Some slots of the pool, in any order."""
        ids = self.models[pool_id].state.ids
        return draw.draw(st.lists(st.sampled_from(ids), unique=True, min_size=1, max_size=most))

    def filled(self) -> list[str]:
        """The pools that hold something."""
        return sorted(pool_id for pool_id, model in self.models.items() if model.state.slots)

    def staged(self, count: int) -> list[Path]:
        """New pictures in the staging folder, each different."""
        paths = []
        for _ in range(count):
            self.numbers += 1
            path = self.store.staging() / f"{self.numbers}.png"
            path.write_bytes(png(self.numbers))
            paths.append(path)
        return paths

    def change(self, pool_id: str, step: Callable[[], Change], then: Callable[[], PoolState]) -> None:
        """Do a change: where it counts as one the model becomes `then()`; the pool's revision grows with it."""
        before = self.store.pool(pool_id)
        change = step()
        if change.id:
            self.models[pool_id].become(then())
            assert change.pool.revision > before.revision
        assert change.pool == self.store.pool(pool_id)

    def replaced(self, pool_id: str, slot_id: str, **changes: Any) -> PoolState:
        """The state with one slot changed."""
        state = self.models[pool_id].state
        slots = tuple(evolve(slot, **changes) if slot.id == slot_id else slot for slot in state.slots)
        return evolve(state, slots=slots)

    # --- whole pools ---------------------------------------------------------------------------------------------

    @initialize()
    def begin(self) -> None:
        """There is one pool."""
        self.store.create(POOLS[0])
        self.models[POOLS[0]] = PoolModel()

    @rule(pool_id=st.sampled_from(POOLS), notes=some_notes)
    def create(self, pool_id: str, notes: dict[str, bytes]) -> None:
        """A pool is created once, and has its notes from then on."""
        if pool_id in self.models:
            refused(Conflict, lambda: self.store.create(pool_id, notes))
        else:
            assert self.store.create(pool_id, notes).count == 0
            self.models[pool_id] = PoolModel(notes=dict(notes))

    @precondition(lambda self: self.models)
    @rule(draw=st.data())
    def delete(self, draw: st.DataObject) -> None:
        """A deleted pool is gone and can be brought back."""
        pool_id = self.pool(draw)
        self.trash[self.store.delete(pool_id)] = pool_id, self.models.pop(pool_id)
        refused(NotFound, lambda: self.store.pool(pool_id))

    @precondition(lambda self: self.trash)
    @rule(draw=st.data())
    def undelete(self, draw: st.DataObject) -> None:
        """A deleted pool comes back as it was, unless its id is in use again."""
        trash_id = draw.draw(st.sampled_from(list(self.trash)))
        pool_id, model = self.trash[trash_id]
        if pool_id in self.models:
            refused(Conflict, lambda: self.store.undelete(trash_id))
        else:
            self.store.undelete(trash_id)
            self.models[pool_id] = model
            del self.trash[trash_id]

    @precondition(lambda self: self.models and len(self.models) < len(POOLS))
    @rule(draw=st.data())
    def copy(self, draw: st.DataObject) -> None:
        """A copy holds the same slots, has no notes and shares nothing."""
        source = self.pool(draw)
        target = next(pool_id for pool_id in POOLS if pool_id not in self.models)
        self.store.copy(source, target)
        model = PoolModel()
        model.forget(self.models[source].state)
        self.models[target] = model
