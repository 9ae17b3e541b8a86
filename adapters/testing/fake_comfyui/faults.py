"""What goes wrong on a fake server, and when."""

import threading
from enum import StrEnum

from attrs import define, field, frozen


class Fault(StrEnum):
    """Something that a real server, or the network before it, was seen to do.

    At an event (its name is the moment): all from DROP to FORGOTTEN. At a request (`POST /prompt`): DROP, RESTART,
    AWAY, STALL, and all from ERROR to MISSING.
    """

    DROP = "drop"
    """Every connection breaks before the event is told, without a goodbye."""
    CLOSE = "close"
    """Websockets are closed properly before the event is told."""
    SWALLOW = "swallow"
    """The event is not told."""
    DUPLICATE = "duplicate"
    """The event is told twice."""
    REORDER = "reorder"
    """The event is told after the one that follows."""
    LATE = "late"
    """The event is told when everything else has been, `away` seconds later."""
    GARBAGE = "garbage"
    """Before it come text that is not JSON, JSON of strange shapes, and binary frames that are cut off."""
    OVERSIZE = "oversize"
    """Before it comes a frame of 40 MB."""
    FOREIGN = "foreign"
    """Before it comes the same of another prompt, and the end of nobody's."""
    RESTART = "restart"
    """The server dies and is back `away` seconds later, with an empty queue and an empty history."""
    AWAY = "away"
    """Nothing reaches the server for `away` seconds; it goes on meanwhile."""
    ZOMBIE = "zombie"
    """The websockets of now stay open, but nothing is told on them any more."""
    STALL = "stall"
    """The server does nothing and answers nobody for `away` seconds."""
    CLEARED = "cleared"
    """Somebody clears the queue."""
    INTERRUPTED = "interrupted"
    """Somebody presses Cancel, whoever runs."""
    FORGOTTEN = "forgotten"
    """Somebody clears the history."""
    ERROR = "error"
    """500, and nothing is done."""
    ERROR_AFTER = "error after"
    """It is done, and the answer is 500."""
    RESET = "reset"
    """The connection breaks, and nothing is done."""
    RESET_AFTER = "reset after"
    """It is done, and the connection breaks before the answer."""
    HANG = "hang"
    """Nothing is done and nothing is answered."""
    HANG_AFTER = "hang after"
    """It is done and nothing is answered."""
    NOT_JSON = "not json"
    """A proxy's page is answered with 200, and nothing is done."""
    GATEWAY = "gateway"
    """A proxy's page is answered with 502, and nothing is done."""
    EMPTY = "empty"
    """`{}` is answered, and nothing is done."""
    SLOW = "slow"
    """It is done `away` seconds later."""
    MISSING = "missing"
    """404."""
    CUT = "cut"
    """It is done; the answer breaks off in the middle."""


@frozen(kw_only=True)
class Happened:
    """A fault that was had."""

    moment: str
    fault: Fault


@define
class _Planned:
    moment: str
    fault: Fault
    skip: int
    times: int


@define
class Faults:
    """The faults to come, each at a moment: an event's name, or a request (`GET /history/{prompt_id}`).

    `away` is how long faults with a duration last, in seconds. Safe on any thread.
    """

    away: float = 0.5
    happened: list[Happened] = field(factory=list)
    _planned: list[_Planned] = field(factory=list)
    _lock: threading.Lock = field(factory=threading.Lock)

    def at(self, moment: str, fault: Fault, *, times: int = 1, skip: int = 0) -> None:
        """Have a fault the next `times` times that a moment comes, after `skip` times without it."""
        with self._lock:
            self._planned.append(_Planned(moment, fault, skip, times))

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        with self._lock:
            self._planned.clear()

    def take(self, moment: str) -> Fault | None:
        """What goes wrong now, counted as had."""
        with self._lock:
            for planned in self._planned:
                if planned.moment == moment and planned.times > 0:
                    if planned.skip > 0:
                        planned.skip -= 1
                        continue
                    planned.times -= 1
                    self.happened.append(Happened(moment=moment, fault=planned.fault))
                    return planned.fault
        return None

    @property
    def open(self) -> int:
        """How many faults are still to come."""
        with self._lock:
            return sum(planned.times for planned in self._planned)
