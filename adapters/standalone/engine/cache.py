"""Results of earlier runs, by signature. What the cache hands out cannot be changed in place."""

from collections import OrderedDict
from collections.abc import Collection, Mapping
from typing import Any, Final

import numpy as np

from ....core.values import frozen
from .mapping import Items

_DEFAULT_BYTES: Final = 256 << 20
"""What results of older prompts may occupy: a few photographs at full size."""

_DEFAULT_COUNT: Final = 1_000
"""How many there may be: texts and what gates let pass have no bytes that count, and are new in every run."""


@frozen(kw_only=True)
class CachedResult:
    """What one node made: the items of each output, and what the page shows (None where the node shows nothing)."""

    outputs: tuple[Items, ...]
    ui: Mapping[str, list[Any]] | None = None

    @property
    def size(self) -> int:
        """The bytes of its arrays, roughly what dropping it frees."""
        return sum(_size(item) for items in self.outputs for item in items)


def read_only(value: Any) -> Any:
    """`value` as downstream nodes get it: an array as a read-only view, so that nobody changes a cached result.

    ComfyUI shares its tensors writable, and an edit in place there corrupts the cache silently; here it raises. What
    is inside other objects is shared as it is.
    """
    if not isinstance(value, np.ndarray):
        return value
    view = value.view()
    view.flags.writeable = False
    return view


class ResultCache:
    """Results by signature: all of the last prompt, and of older ones the most recent within limits of bytes and count.

    Not locked: only the run in progress uses it.
    """

    def __init__(self, limit: int = _DEFAULT_BYTES, most: int = _DEFAULT_COUNT) -> None:
        self._limit: Final = limit
        self._most: Final = most
        self._results: Final[OrderedDict[str, CachedResult]] = OrderedDict()

    def get(self, signature: str | None) -> CachedResult | None:
        """The result for `signature`, None where there is none or where nothing may be cached."""
        if signature is None or signature not in self._results:
            return None
        self._results.move_to_end(signature)
        return self._results[signature]

    def put(self, signature: str | None, result: CachedResult) -> None:
        """Keep `result`, unless nothing may be cached."""
        if signature is not None:
            self._results[signature] = result
            self._results.move_to_end(signature)

    def trim(self, used: Collection[str | None]) -> None:
        """Forget the oldest results beyond the limits; those in `used` stay."""
        older = {signature: result.size for signature, result in self._results.items() if signature not in used}
        total = sum(older.values())
        for left, (signature, size) in zip(range(len(older), 0, -1), older.items(), strict=True):
            if total <= self._limit and left <= self._most:
                return
            del self._results[signature]
            total -= size

    def clear(self) -> None:
        """Forget everything."""
        self._results.clear()


def _size(item: Any) -> int:
    return item.nbytes if isinstance(item, np.ndarray) else 0
