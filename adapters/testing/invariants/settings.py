"""The invariant suite of `Settings`.

Promises that are checked: a value in force is one that its setting takes, the last that was set, after a restart too;
what does not fit is refused and changes nothing; watchers hear of every change once, after it.
"""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ....core.errors import ClientError, NotFound, PenstockError
from ....core.settings import Settings, SettingSpec, SettingValue
from .refusals import refused
from .store_faults import ERRORS, StoreFaults

SPECS: Final = (
    SettingSpec(id="tested.flag", label="Flag", default=False),
    SettingSpec(id="tested.count", label="Count", default=3, minimum=0, maximum=9),
    SettingSpec(id="tested.share", label="Share", default=0.5, minimum=0, maximum=1),
    SettingSpec(id="tested.word", label="Word", default="a", options=("a", "b", "c")),
    SettingSpec(id="tested.text", label="Text", default=""),
)
"""The settings that the suite uses."""
_VALUES: Final[dict[str, st.SearchStrategy[Any]]] = {
    "tested.flag": st.booleans(),
    "tested.count": st.integers(0, 9),
    "tested.share": st.floats(0, 1),
    "tested.word": st.sampled_from(["a", "b", "c"]),
    "tested.text": st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
}
_SETTINGS: Final = st.sampled_from(sorted(_VALUES))
_WRONG: Final[dict[str, Sequence[object]]] = {
    "tested.flag": (1, "true", None),
    "tested.count": (10, -1, True, 1.5, "3"),
    "tested.share": (2, True, "0.5"),
    "tested.word": ("d", "", 1),
    "tested.text": (1, None, ["x"]),
}


class SettingsMachine(RuleBasedStateMachine):
    """See the module. Override `open_store`; set `persistent` and `faults`."""

    persistent: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="penstock-settings-"))
        self.faults: StoreFaults | None = None
        self.values: dict[str, SettingValue] = {spec.id: spec.default for spec in SPECS}
        self.told: list[tuple[str, Any]] = []
        self.expected: list[tuple[str, Any]] = []
        self.store = self.opened()

    def open_store(self, folder: Path) -> Settings:
        """The settings `SPECS` on `folder`, nothing forced; called again after each restart."""
        raise TypeError(f"{type(self).__name__} must override open_store")

    def opened(self) -> Settings:
        """A process that listens."""
        store = self.open_store(self.folder)
        store.watch(lambda setting, value: self.told.append((setting, value)))
        return store

    def teardown(self) -> None:
        """Take the folder away."""
        shutil.rmtree(self.folder)

    @rule(draw=st.data(), setting=_SETTINGS)
    def set(self, draw: st.DataObject, setting: str) -> None:
        """A value that fits is in force."""
        value = draw.draw(_VALUES[setting])
        assert self.store.set(setting, value) == value
        self.values[setting] = value
        self.expected.append((setting, value))

    @rule(draw=st.data(), setting=st.sampled_from(sorted(_WRONG)))
    def set_wrong(self, draw: st.DataObject, setting: str) -> None:
        """What does not fit is refused, and nobody hears of it."""
        value = draw.draw(st.sampled_from(_WRONG[setting]))
        refused(ClientError, lambda: self.store.set(setting, value))

    @rule(setting=st.sampled_from(["", "tested", "tested.none", "Tested.flag"]))
    def no_setting(self, setting: str) -> None:
        """There is no such setting."""
        refused(NotFound, lambda: self.store.get(setting))
        refused(NotFound, lambda: self.store.set(setting, 1))

    @precondition(lambda self: self.persistent)
    @rule()
    def restart(self) -> None:
        """What was set is in force in the next process."""
        self.store = self.opened()

    @precondition(lambda self: self.faults is not None)
    @rule(
        draw=st.data(), setting=st.sampled_from(sorted(_VALUES)), call=st.integers(1, 6), error=st.sampled_from(ERRORS)
    )
    def failing(self, draw: st.DataObject, setting: str, call: int, error: int) -> None:
        """Where the disk refuses the value that was in force stays."""
        assert self.faults is not None
        value = draw.draw(_VALUES[setting])
        self.faults.arm(call, error)
        try:
            self.store.set(setting, value)
        except PenstockError as raised:
            assert raised.status != 500
            self.faults.disarm()
            if self.store.get(setting) != self.values[setting]:  # kept after all, in force, and told
                self.values[setting] = value
                self.expected.append((setting, value))
            elif self.opened().get(setting) == value:
                self.values[setting] = value
                self.store = self.opened()
        else:
            self.values[setting] = value
            self.expected.append((setting, value))
        finally:
            self.faults.disarm()

    @invariant()
    def values_are_as_the_model_says(self) -> None:
        """Those in force, of the settings that there are; what was told, in order."""
        assert [spec.id for spec in self.store.specs()] == sorted(self.values)
        assert {setting: self.store.get(setting) for setting in self.values} == self.values
        assert self.told == self.expected
        assert {self.store.forced(setting) for setting in self.values} == {None}
