"""The document of a pool, `pools/<pool>.json`: all of it but the bytes of its pictures. Writing it is the change.

One document an id, for ever: of a pool that lives, of one that is deleted and can be brought back, or of one that is
gone. A deleted one makes room for another pool of its id by moving to `trash/<trash id>.json`; what is brought back or
removed for good is then named in `void` here, so that every race between hosts is decided in one place.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from attrs import evolve, field

from ...core.errors import Invalid, ReadOnly, StorageFailed
from ...core.pool_rules.encoding import from_json, to_json
from ...core.pool_rules.record import PoolRecord
from ...core.values import frozen

FORMAT: Final = 1
_MOST_VOID: Final = 64


class Damaged(StorageFailed):
    """Raised where an object is no document."""

    retryable = False


@frozen
class Facts:
    """What is known of a picture: its size in bytes and its BLAKE2b-128 in hex."""

    size: int
    digest: str


@frozen(kw_only=True)
class Document:
    """See the module. `record` None: gone. `trash` is the trash id of a deleted one, `deleted` the wall time in ms.

    `files` has the facts of every picture by its name; `token` names the writing.
    """

    record: PoolRecord | None = None
    files: Mapping[str, Facts] = field(factory=dict)
    trash: str = ""
    deleted: int = 0
    void: tuple[str, ...] = ()
    token: str = ""

    @property
    def live(self) -> PoolRecord | None:
        """The pool, None where it is deleted or gone."""
        return None if self.trash else self.record

    def voided(self, trash_id: str) -> "Document":
        """The document with a trash id that counts no more."""
        return evolve(self, void=(*self.void, trash_id)[-_MOST_VOID:])


def encoded(document: Document) -> bytes:
    """The bytes that are stored."""
    data: dict[str, Any] = {"format": FORMAT, "token": document.token, "void": list(document.void)}
    if document.record is not None:
        data |= {"pool": to_json(document.record)}
        data["files"] = {name: [one.size, one.digest] for name, one in document.files.items()}
    if document.trash:
        data |= {"trash": document.trash, "deleted": document.deleted}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def decoded(data: bytes, key: str) -> Document:
    """The document; `Damaged`, `ReadOnly` where a newer Penstock wrote it."""
    try:
        told = json.loads(data)
        if int(told["format"]) > FORMAT:
            raise ReadOnly("A newer Penstock wrote this pool.", hint="Update Penstock.")
        return _document(told)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, Invalid) as error:
        raise Damaged(
            f"{key} is damaged ({error}).",
            hint="Bring back an older version of this object, where the bucket keeps some.",
        ) from error


def _document(told: dict[str, Any]) -> Document:
    files = told.get("files", {})
    return Document(
        record=from_json(told["pool"]) if "pool" in told else None,
        files={str(name): Facts(int(one[0]), str(one[1])) for name, one in files.items()},
        trash=str(told.get("trash", "")),
        deleted=int(told.get("deleted", 0)),
        void=tuple(str(one) for one in told.get("void", [])),
        token=str(told["token"]),
    )
