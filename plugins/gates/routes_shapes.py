"""What the routes of gates take and answer."""

from collections.abc import Mapping

from ...core.contracts.gates import Gate
from ...core.contracts.uploads import Upload
from ...core.values import frozen


@frozen(kw_only=True)
class GateList:
    """Every open gate, oldest first, and the bytes that parked ones take of those they may take."""

    gates: tuple[Gate, ...]
    parked_bytes: int = 0
    parked_limit: int = 0


@frozen(kw_only=True)
class Answer:
    """A decision: what the gate's kind takes of `route` (from 1), `selection` (positions from 0) and `text`.

    `mask` is an 8-bit gray PNG of exactly the image's size, white = painted; without one the painted draft goes along,
    unless `clear_mask`. `client_id` is the client that is told of the progress of what is queued.
    """

    route: int | None = None
    selection: tuple[int, ...] | None = None
    text: str | None = None
    clear_mask: bool = False
    client_id: str = ""
    mask: Upload | None = None


@frozen(kw_only=True)
class Client:
    """The client that is told of the progress of what is queued."""

    client_id: str = ""


@frozen(kw_only=True)
class Stop:
    """`answered` says that the gate is known to be answered: only then a parked one is discarded with its answer."""

    answered: bool = False


@frozen(kw_only=True)
class NewMask:
    """The draft: an 8-bit gray PNG of exactly the image's size, white = painted."""

    mask: Upload


@frozen(kw_only=True)
class PictureSize:
    """At most `size` pixels a side (64 to 4096), as a JPEG; 0 is a PNG at full size."""

    size: int = 768


@frozen(kw_only=True)
class KeptList:
    """The answers that are used again, by place: the gate as it was when it was answered."""

    kept: Mapping[str, Gate]
