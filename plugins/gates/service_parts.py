"""What the service of gates works with: its collaborators by what they must do, in one bundle."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from attrs import field

from ...core.clock import Clock
from ...core.contracts.gates import Gate, GateAnswer
from ...core.ids import Ids
from ...core.values import frozen
from .deciding import DecidingPlugins
from .parked_runs import ParkedRuns
from .registry import GateRegistry
from .safety_copies import Copies, NoCopies

_LOG: Final = logging.getLogger("penstock.gates")


class Pictures(Protocol):
    """Pictures of candidates."""

    def encode(self, images: Any, index: int, size: int) -> bytes:
        """Candidate `index` of an IMAGE as a JPEG of at most `size` pixels a side, as a full PNG for size 0."""
        ...


class Draft(Protocol):
    """A painted mask."""

    @property
    def array(self) -> Any:
        """uint8 `[H,W]`, white = painted."""
        ...

    @property
    def revision(self) -> int:
        """Grows with each change."""
        ...


class Drafts(Protocol):
    """The masks painted at gates, durable, by place."""

    def draft(self, place: str, width: int, height: int) -> Draft | None:
        """The mask of that place in that size, None where there is none that fits."""
        ...

    def told(self, place: str, width: int, height: int) -> tuple[bool, int]:
        """Whether there is one for an image of that size, and the revision; unpacks no picture."""
        ...

    def checked(self, mask: Any, width: int, height: int) -> Any:
        """An upload or an array as uint8 `[H,W]` of that size; `Invalid` where it is none. Keeps nothing."""
        ...

    def save(self, place: str, mask: Any, width: int, height: int) -> Draft:
        """Keep an upload or an array (`Invalid` where it does not fit), durably; an empty one clears."""
        ...

    def clear(self, place: str) -> None:
        """Nothing is painted there any more."""
        ...

    def revision(self, place: str) -> int:
        """Grows with each change."""
        ...

    def png(self, place: str, width: int, height: int) -> bytes | None:
        """The mask as an 8-bit gray PNG of that size."""
        ...


class KeptAnswer(Protocol):
    """An answer that is used again."""

    @property
    def gate(self) -> Gate:
        """The gate as it was answered."""
        ...

    @property
    def answer(self) -> GateAnswer:
        """The answer."""
        ...

    @property
    def input_hash(self) -> str:
        """The SHA-256 of what came in."""
        ...


class Kept(Protocol):
    """The answers that are used again, durable, by place."""

    def get(self, place: str) -> KeptAnswer | None:
        """The answer kept for that place."""
        ...

    def keep(self, place: str, gate: Gate, answer: GateAnswer, input_hash: str) -> None:
        """Use this answer from now on."""
        ...

    def forget(self, place: str) -> None:
        """Ask again."""
        ...

    def all(self) -> Mapping[str, Gate]:
        """Every kept answer: the gate as it was answered."""
        ...


class Workers:
    """Threads of our own, one a piece of work: neither a run's loop nor the watcher waits for disks and plugins."""

    def __init__(self) -> None:
        self._lock: Final = threading.Lock()
        self._threads: Final[set[threading.Thread]] = set()

    def start(self, name: str, work: Callable[[], object]) -> None:
        """Do `work` in a thread of its own; what it raises is a bug, and logged."""
        thread = threading.Thread(target=self._run, args=(name, work), name=f"penstock-gate-{name}", daemon=True)
        with self._lock:  # `settle` joins started threads only
            thread.start()
            self._threads.add(thread)

    def settle(self, timeout: float = 5.0) -> bool:
        """Wait at most `timeout` seconds for what is under way; False where some of it takes longer."""
        with self._lock:
            threads = tuple(self._threads)
        end = time.monotonic() + timeout
        for thread in threads:
            thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in threads)

    def _run(self, name: str, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception:
            _LOG.exception("%s failed at a gate.", name)
        finally:
            with self._lock:
                self._threads.discard(threading.current_thread())


@frozen(kw_only=True)
class Parts:
    """All that the service is made of."""

    registry: GateRegistry
    clock: Clock
    ids: Ids
    plugins: DecidingPlugins
    pictures: Pictures
    drafts: Drafts
    kept: Kept
    parked: ParkedRuns
    workers: Workers = field(factory=Workers)
    copies: Copies = field(factory=NoCopies)
