"""Pictures on their way into the bucket: stored under names that nobody ever used, before the pool tells of them."""

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from ...core.errors import PenstockError, from_os_error
from ...core.files import Files
from ...core.ids import Ids
from ...core.values import frozen
from .bucket import Bucket
from .cache import facts_of
from .documents import Facts
from .together import at_once

_LOG: Final = logging.getLogger("penstock.pools_s3")
_MOST_BYTES: Final = 1 << 30


@frozen
class Uploaded:
    """A picture in the bucket: the local file that it came from, its name there, its facts."""

    source: Path
    name: str
    facts: Facts


class Uploading:
    """Puts files into the bucket, and takes back what no pool came to tell of. Safe on any thread."""

    def __init__(self, bucket: Bucket, files: Files, ids: Ids) -> None:
        self._bucket = bucket
        self._files = files
        self._ids = ids

    def name(self, stem: str, suffix: str = ".png") -> str:
        """A name that was never used: two hosts never write the same object."""
        return f"{stem}-{self._ids.new()[:14]}{suffix}"

    def upload(self, pool_id: str, wanted: Sequence[tuple[Path, str]]) -> tuple[Uploaded, ...]:
        """Store files under these names, all or none."""
        stored: list[str] = []

        def store(pair: tuple[Path, str]) -> Uploaded:
            path, name = pair
            data = self._read(path)
            stored.append(name)
            self._bucket.put(self.key(pool_id, name), data)
            return Uploaded(path, name, facts_of(data))

        try:
            return tuple(at_once(store, wanted))
        except BaseException:
            self.take_back(pool_id, stored)
            raise

    def take_back(self, pool_id: str, names: Iterable[str]) -> None:
        """Delete pictures that no pool tells of; where that fails they stay, and harm nobody."""
        keys = [self.key(pool_id, name) for name in names]
        if not keys:
            return
        try:
            self._bucket.delete(keys)
        except PenstockError as error:
            _LOG.warning("%d pictures that no pool has stay in the bucket: %s", len(keys), error)

    def key(self, pool_id: str, name: str) -> str:
        """The key of a picture."""
        return self._bucket.address.key("pictures", pool_id, name)

    def _read(self, path: Path) -> bytes:
        try:
            return self._files.read(path, _MOST_BYTES)
        except OSError as error:
            raise from_os_error(error, "read the picture") from error
