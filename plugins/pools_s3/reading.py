"""The reading half of the store: what pools there are, and what each one holds."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from ...core.clock import Clock
from ...core.contracts.pools import Pool, PoolContents, PoolOrder, Slot, SlotPage
from ...core.errors import BadName, NotFound, PenstockError, from_os_error
from ...core.files import Files
from ...core.ids import Ids
from ...core.names import check_id
from ...core.pool_rules import manifest
from ...core.pool_rules.notes import check_note
from ...core.pool_rules.record import PoolRecord
from .book import PEEKED, Book, Summary
from .bucket import Bucket
from .cache import PictureCache
from .documents import Document
from .together import at_once
from .uploading import Uploading

_LOG: Final = logging.getLogger("penstock.pools_s3")


class ReadingStore:
    """Pools in `bucket`; `folder` of this machine holds files on their way in, and copies of pictures."""

    def __init__(self, bucket: Bucket, folder: Path, files: Files, clock: Clock, ids: Ids, quota: int) -> None:
        self._bucket = bucket
        self._staging = folder / "staging"
        self._files = files
        self._clock = clock
        self._ids = ids
        self._book = Book(bucket, ids)
        self._uploading = Uploading(bucket, files, ids)
        self._cache = PictureCache(folder / bucket.address.digest, bucket, files, clock, quota)
        self._told: dict[str, str] | None = None
        self._looked: Mapping[str, Summary] | None = None

    def staging(self) -> Path:
        """The folder for files on their way in, on this machine."""
        try:
            self._files.make_folder(self._staging)
        except OSError as error:
            raise from_os_error(error, "make the staging folder") from error
        return self._staging

    def pools(self) -> tuple[Pool, ...]:
        """Every pool by id."""
        return tuple(page.pool for page in self.first_pages(0))

    def exists(self, pool_id: str) -> bool:
        """Whether there is such a pool."""
        return self._live(check_id(pool_id, "pool")) is not None

    def ids(self) -> frozenset[str]:
        """The ids of all pools; what it saw serves the next `changed_pools` too."""
        self._looked = found = self._book.summaries("pools")
        return frozenset(name for name, one in found.items() if one.page is not None and _is_id(name))

    def changed_pools(self) -> tuple[Pool, ...]:
        """The pools that another host changed since the last call; nothing at the first one."""
        found, self._looked = self._looked or self._book.summaries("pools"), None
        told, self._told = self._told, {name: one.etag for name, one in found.items()}
        if told is None:
            return ()
        return tuple(
            one.page.pool for name, one in found.items() if one.page is not None and self._is_news(name, one.etag, told)
        )

    def _is_news(self, name: str, etag: str, told: Mapping[str, str]) -> bool:
        """Whether another host wrote it after we last looked or wrote ourselves."""
        own = self._book.own_etag(self._book.key("pools", name))
        return etag != own and told.get(name, own) not in (None, etag)

    def first_pages(self, limit: int, pool_ids: Sequence[str] | None = None) -> tuple[SlotPage, ...]:
        """The first slots of every pool, by id, or of these; one that cannot be read is left out, and logged."""
        found = self._book.summaries("pools")
        wanted = sorted(name for name in found if _is_id(name)) if pool_ids is None else pool_ids
        pages = []
        for name in wanted:
            summary = found.get(check_id(name, "pool"))
            if summary is not None and summary.page is not None:
                pages.append(self._page_of(name, summary.page, limit))
        return tuple(page for page in pages if page is not None)

    def _page_of(self, pool_id: str, page: SlotPage, limit: int) -> SlotPage | None:
        if limit <= PEEKED or page.pool.count <= PEEKED:
            return SlotPage(pool=page.pool, start=0, slots=page.slots[:limit])
        try:
            return self.page(pool_id, 0, limit)
        except NotFound:
            return None  # deleted meanwhile
        except PenstockError as error:
            _LOG.warning("the pool %s cannot be read: %s", pool_id, error)
            return None

    def pool(self, pool_id: str) -> Pool:
        """The pool's state."""
        return self._get(pool_id).state()

    def order(self, pool_id: str) -> PoolOrder:
        """The ids of all slots."""
        pool = self._get(pool_id)
        return PoolOrder(pool=pool.state(), slots=pool.order)

    def page(self, pool_id: str, start: int = 0, limit: int = 100) -> SlotPage:
        """At most `limit` slots from position `start` on."""
        pool = self._get(pool_id)
        ids = pool.order[start : start + limit]
        return SlotPage(pool=pool.state(), start=start, slots=tuple(pool.slots[slot_id] for slot_id in ids))

    def slot(self, pool_id: str, slot_id: str) -> Slot:
        """One slot."""
        return self._get(pool_id).live(slot_id)

    def at(self, pool_id: str, position: int) -> tuple[Slot, int] | None:
        """The slot at `position`, clamped; -1 is the selected one."""
        return self._get(pool_id).at(position)

    def image_path(self, pool_id: str, slot_id: str) -> Path:
        """The slot's image on this machine, fetched where it is not here."""
        document, pool = self._read(pool_id)
        return self._local(document, pool, pool.live(slot_id).image)

    def mask_path(self, pool_id: str, slot_id: str) -> Path | None:
        """The slot's mask on this machine, None where it has none."""
        document, pool = self._read(pool_id)
        mask = pool.live(slot_id).mask
        return None if mask is None else self._local(document, pool, mask)

    def contents(self, pool_id: str) -> PoolContents:
        """Everything that makes up the pool, all of it fetched."""
        document, pool = self._read(pool_id)
        files = at_once(lambda name: self._local(document, pool, name), manifest.files(pool))
        return PoolContents(pool=pool.state(), manifest=manifest.encoded(pool), files=tuple(files))

    def note(self, pool_id: str, name: str) -> bytes | None:
        """A note of the pool."""
        check_note(name)
        return self._get(pool_id).notes.get(name)

    def close(self) -> None:
        """Let go of the connections."""
        self._bucket.close()

    def _local(self, document: Document, pool: PoolRecord, name: str) -> Path:
        return self._cache.path(pool.id, name, document.files[name])

    def _read(self, pool_id: str) -> tuple[Document, PoolRecord]:
        document = self._book.read(self._key(pool_id)).document
        if document is None or document.live is None:
            raise missing_pool(pool_id)
        return document, document.live

    def _get(self, pool_id: str) -> PoolRecord:
        return self._read(pool_id)[1]

    def _live(self, pool_id: str) -> PoolRecord | None:
        document = self._book.read(self._key(pool_id)).document
        return None if document is None else document.live

    def _key(self, pool_id: str) -> str:
        return self._book.key("pools", check_id(pool_id, "pool"))


def missing_pool(pool_id: str) -> NotFound:
    """The error for a pool that does not exist."""
    return NotFound(f"There is no pool {pool_id!r}.", field="pool")


def _is_id(name: str) -> bool:
    try:
        check_id(name)
    except BadName:
        return False
    return True
