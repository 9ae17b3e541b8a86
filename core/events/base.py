"""What every event carries, and how an event class gets its name."""

import re
from collections.abc import Iterator
from typing import ClassVar

from ..values import frozen

_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


@frozen(kw_only=True)
class Event:
    """Something that happened and is durable.

    `epoch` names the run of the process that published it, `seq` grows by one with each event of that epoch; both are
    set by the dispatcher when the event is published. New fields may be added in any release.
    """

    name: ClassVar[str] = "event"
    epoch: str = ""
    seq: int = 0

    def __init_subclass__(cls) -> None:
        cls.name = _WORD_START.sub("_", cls.__name__).lower()

    @property
    def hook(self) -> str:
        """The observe hook that is called for this event."""
        return f"penstock_{self.name}"


def event_types() -> Iterator[type[Event]]:
    """Every event class that is imported, bundled and third-party, by name."""
    seen: dict[str, type[Event]] = {}
    pending = list(Event.__subclasses__())
    while pending:
        kind = pending.pop()
        seen.setdefault(kind.name, kind)
        pending.extend(kind.__subclasses__())
    return iter([seen[name] for name in sorted(seen)])
