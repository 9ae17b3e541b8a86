"""Events: frozen values, named in the past tense, one observe hook `penstock_<name>` each."""

from .base import Event as Event
from .base import event_types as event_types
from .gates import GateAnswered as GateAnswered
from .gates import GateArmed as GateArmed
from .gates import GateCancelled as GateCancelled
from .gates import GateExpired as GateExpired
from .gates import GateParked as GateParked
from .plugins import PluginDisabled as PluginDisabled
from .plugins import PluginEnabled as PluginEnabled
from .pools import MaskCleared as MaskCleared
from .pools import MaskSaved as MaskSaved
from .pools import PoolChangedElsewhere as PoolChangedElsewhere
from .pools import PoolCreated as PoolCreated
from .pools import PoolDeleted as PoolDeleted
from .pools import PoolRestored as PoolRestored
from .pools import SlotAdded as SlotAdded
from .pools import SlotLabelled as SlotLabelled
from .pools import SlotRemoved as SlotRemoved
from .pools import SlotRestored as SlotRestored
from .pools import SlotSelected as SlotSelected
from .pools import SlotsReordered as SlotsReordered
