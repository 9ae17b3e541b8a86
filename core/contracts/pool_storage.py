"""Where pools are kept: what a plugin answers that keeps them elsewhere than in the folders of this machine."""

from collections.abc import Callable

from ..values import frozen
from .pools import PoolStore


@frozen(kw_only=True)
class PoolStorage:
    """A store for all pools of this host.

    `title` is what people read: "Pictures of pools are kept in s3://bucket/pools.". `ids` are the pools that there
    are: asked every `look_every` seconds (0.4 or more) to notice what others make and delete, on a thread of its own;
    it may take long, and may raise `StorageFailed`. The pool service closes the store.
    """

    store: PoolStore
    title: str
    ids: Callable[[], frozenset[str]]
    look_every: float = 2.0
