"""What a run waits for that no server was given yet."""

from collections.abc import Collection, Sequence
from typing import Final

from ...core.values import frozen
from .driver_core import NO_SERVER

HELD: Final = "held"
NO_NODES: Final = "no_nodes"


@frozen
class Candidate:
    """A server that a run may go to; `classes` are its node classes, None where it never answered.

    `queued` counts what waits in its queue, of ours and of everybody else.
    """

    id: str
    title: str
    online: bool
    classes: Collection[str] | None
    queued: int = 0


@frozen
class Wait:
    """As in `RunProgress`: why, and the title of the server that has its nodes and cannot be reached."""

    reason: str = ""
    server: str = ""


def wait_of(candidates: Sequence[Candidate], needs: Collection[str], *, held: bool) -> Wait:
    """What a run waits for that uses these node classes."""
    if held:
        return Wait(HELD)
    if not candidates:
        return Wait(NO_SERVER)
    able = _able(candidates, needs)
    if any(one.online for one in able):
        return Wait()
    if not able:
        return Wait(NO_NODES)
    sure = [one for one in able if one.classes is not None]
    return Wait(NO_SERVER, (sure or able)[0].title)


def queued_before(candidates: Sequence[Candidate], needs: Collection[str]) -> int:
    """How much waits already on the servers that may execute it: on those that answer, where any does."""
    able = _able(candidates, needs)
    return sum(one.queued for one in [one for one in able if one.online] or able)


def _able(candidates: Sequence[Candidate], needs: Collection[str]) -> list[Candidate]:
    wanted = frozenset(needs)
    return [one for one in candidates if one.classes is None or wanted <= frozenset(one.classes)]
