"""Reads and writes documents: a read asks the server whether ours is the newest, a write is one conditional PUT."""

import logging
import random
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final, TypeVar

from ...core.contracts.pools import SlotPage, TrashedPool
from ...core.errors import Busy, PenstockError, ReadOnly
from ...core.ids import Ids
from ...core.values import frozen
from .bucket import Bucket
from .documents import Damaged, Document, decoded, encoded
from .failures import Lost, Missing, Unanswered, Unchanged, Unknown
from .together import at_once

T = TypeVar("T")
_LOG: Final = logging.getLogger("penstock.pools_s3")
PEEKED: Final = 12
"""So many slots of each pool are remembered for lists of pools."""
_PATIENCE: Final = 5.0
_ATTEMPTS: Final = 30
_SENDINGS: Final = 3
_MOST_OPEN: Final = 64
_LOCKS: Final = 64


@frozen
class Seen:
    """A document as it was read, with its ETag; both None where there is none."""

    document: Document | None
    etag: str | None


@frozen
class Summary:
    """What lists need of a document: the first page of a living pool, or the trash entry of a deleted one."""

    etag: str
    page: SlotPage | None
    trashed: TrashedPool | None
    void: tuple[str, ...]


class Book:
    """See the module. Safe on any thread and beside other hosts."""

    def __init__(self, bucket: Bucket, ids: Ids) -> None:
        self._bucket = bucket
        self._ids = ids
        self._open: OrderedDict[str, Seen] = OrderedDict()
        self._summaries: dict[str, Summary] = {}
        self._unusable: dict[str, str] = {}
        self._own: dict[str, str] = {}
        self._lock = threading.Lock()
        self._locks = tuple(threading.Lock() for _ in range(_LOCKS))
        self._random = random.Random()  # noqa: S311

    def key(self, kind: str, name: str) -> str:
        """The key of a document: `kind` is `pools` or `trash`."""
        return self._bucket.address.key(kind, f"{name}.json")

    def folder(self, kind: str) -> str:
        """What the keys of all documents of a kind begin with."""
        return self._bucket.address.key(kind, "")

    def read(self, key: str) -> Seen:
        """The document as it is now."""
        with self._lock:
            known = self._open.get(key)
        try:
            got = self._bucket.get(key, None if known is None else known.etag)
        except Unchanged:
            return known or Seen(None, None)
        except Missing:
            return Seen(None, None)
        seen = Seen(self._decoded(got.data, got.etag, key), got.etag)
        self._remember(key, seen)
        return seen

    def write_once(self, key: str, document: Document) -> None:
        """Store a document that nobody else writes differently."""
        self._bucket.put(key, encoded(document))

    def change(self, key: str, step: Callable[[Document | None], tuple[Document | None, T]]) -> T:
        """Store the document that `step` makes of the present one (None: no change), and return what it returns.

        `step` may run again: where another host was faster it gets the newer document. `Busy` where that goes on.
        """
        with self._alone(key):
            for attempt in range(_ATTEMPTS):
                seen = self.read(key)
                made, result = step(seen.document)
                if made is None or self._stored(key, made.written(self._ids.new(), seen.document), seen):
                    return result
                time.sleep(self._random.uniform(0, min(0.01 * 2**attempt, 0.4)))
        raise _busy()

    def summaries(self, kind: str) -> Mapping[str, Summary]:
        """The summary of every document by its name: one request, and one for each that is new or has changed."""
        found_keys = self._bucket.listing(self.folder(kind))
        listed = [(name[:-5], etag) for name, etag in found_keys.items() if name.endswith(".json")]
        found = at_once(lambda pair: self._summary(self.key(kind, pair[0]), pair[1]), listed)
        return {name: one for (name, _), one in zip(listed, found, strict=True) if one is not None}

    def own_etag(self, key: str) -> str | None:
        """The ETag of what this process wrote last there, None where it wrote nothing."""
        with self._lock:
            return self._own.get(key)

    def _summary(self, key: str, etag: str) -> Summary | None:
        """What is remembered of a document; one that cannot be used is logged once, and None."""
        with self._lock:
            known = self._summaries.get(key)
            if self._unusable.get(key) == etag:
                return None
        if known is not None and known.etag == etag:
            return known
        try:
            self.read(key)
        except (Damaged, ReadOnly) as error:
            _LOG.warning("%s is left out: %s", key, error)
            return None
        with self._lock:
            return self._summaries.get(key)

    def _decoded(self, data: bytes, etag: str, key: str) -> Document:
        try:
            return decoded(data, key)
        except (Damaged, ReadOnly):
            with self._lock:
                self._unusable[key] = etag
            raise

    def _stored(self, key: str, made: Document, seen: Seen) -> bool:
        """Whether it is stored; False where it is sure that it is not: somebody else was faster."""
        data = encoded(made)
        for _ in range(_SENDINGS):
            try:
                etag = self._bucket.put_if(key, data, seen.etag)
            except Lost:
                return self._is_there(key, made, seen) is True
            except Missing:  # what was seen is not there any more
                return False
            except Unanswered as error:
                failed = error
                there = self._is_there(key, made, seen)
                if there is not None:
                    return there
                continue
            self._wrote(key, Seen(made, etag))
            return True
        raise _unknown() from failed

    def _is_there(self, key: str, made: Document, seen: Seen) -> bool | None:
        """Whether a writing whose answer is lost is there, maybe under others; None where everything is as before.

        `Unknown` where nobody can tell. False is for ever: a writing that is still on its way finds another ETag.
        """
        try:
            now = self.read(key)
        except PenstockError as error:
            raise _unknown() from error
        if now.document is not None and made.tokens[-1] in now.document.tokens:
            if made.tokens[-1] == now.document.tokens[-1]:
                self._wrote(key, now)
            return True
        if now.etag == seen.etag:
            return None
        if now.document is None or not now.document.is_known_since(seen.document):
            raise _unknown()
        return False

    def _wrote(self, key: str, seen: Seen) -> None:
        with self._lock:
            self._own[key] = seen.etag or ""
        self._remember(key, seen)

    def _remember(self, key: str, seen: Seen) -> None:
        if seen.document is None or seen.etag is None:
            return
        summary = _summarised(seen.document, seen.etag)
        with self._lock:
            self._open[key] = seen
            self._open.move_to_end(key)
            self._summaries[key] = summary
            while len(self._open) > _MOST_OPEN:
                self._open.popitem(last=False)

    @contextmanager
    def _alone(self, key: str) -> Iterator[None]:
        """Threads of this process wait for each other here instead of racing on the server."""
        lock = self._locks[hash(key) % _LOCKS]
        if not lock.acquire(timeout=_PATIENCE):
            raise _busy()
        try:
            yield
        finally:
            lock.release()


def _summarised(document: Document, etag: str) -> Summary:
    live, trashed = document.live, None
    if document.trash and document.record is not None:
        trashed = TrashedPool(id=document.trash, pool_id=document.record.id, deleted=document.deleted)
    page = (
        None
        if live is None
        else SlotPage(pool=live.state(), start=0, slots=tuple(live.slots[slot_id] for slot_id in live.order[:PEEKED]))
    )
    return Summary(etag, page, trashed, document.void)


def _unknown() -> Unknown:
    return Unknown(
        "The server's answer to a change was lost: nobody knows yet whether it was made.",
        hint="Look at the pool once the server is back.",
    )


def _busy() -> Busy:
    return Busy("The pool is busy: others change it all the time.", hint="Nothing was changed; try again.")
