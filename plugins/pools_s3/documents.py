"""The document of a pool, `pools/<pool>.json`: all of it but the bytes of its pictures. Writing it is the change.

One document an id, for ever: of a pool that lives, of one that is deleted and can be brought back, or of one that is
gone. A deleted one makes room for another pool of its id by moving to `trash/<trash id>.json`; what is brought back or
removed for good is then named in `void` here, so that every race between hosts is decided in one place.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from attrs import evolve, field

from ...core.errors import BadName, Invalid, ReadOnly, StorageFailed
from ...core.names import check_id
from ...core.pool_rules.encoding import from_json, to_json
from ...core.pool_rules.history import files_of
from ...core.pool_rules.plain import file_name, number, text
from ...core.pool_rules.record import PoolRecord
from ...core.values import frozen

FORMAT: Final = 1
MOST_TOKENS: Final = 64
"""So many writings a document names: under fewer changes of others a writer still finds its own."""
_TRASH_ID: Final = re.compile(r"([A-Za-z0-9_][A-Za-z0-9_-]{0,63})\.[0-9]{1,15}\.[a-z0-9]{1,40}")
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

    `files` has the facts of every picture by its name; `tokens` name the newest writings under this key, oldest first.
    """

    record: PoolRecord | None = None
    files: Mapping[str, Facts] = field(factory=dict)
    trash: str = ""
    deleted: int = 0
    void: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()

    @property
    def live(self) -> PoolRecord | None:
        """The pool, None where it is deleted or gone."""
        return None if self.trash else self.record

    def voided(self, trash_id: str) -> "Document":
        """The document with a trash id that counts no more."""
        return evolve(self, void=(*self.void, trash_id)[-_MOST_VOID:])

    def written(self, token: str, over: "Document | None") -> "Document":
        """The document as the writing `token` stores it over another one."""
        before = () if over is None else over.tokens
        return evolve(self, tokens=(*before, token)[-MOST_TOKENS:])

    def is_known_since(self, seen: "Document | None") -> bool:
        """Whether `tokens` name every writing since `seen` was the newest (None: since there was none)."""
        if seen is None or not seen.tokens:
            return len(self.tokens) < MOST_TOKENS
        return seen.tokens[-1] in self.tokens


def pool_of(trash_id: str) -> str | None:
    """The id of the pool that was deleted under a trash id, None where this is none."""
    found = _TRASH_ID.fullmatch(trash_id)
    return None if found is None else found[1]


def encoded(document: Document) -> bytes:
    """The bytes that are stored."""
    data: dict[str, Any] = {"format": FORMAT, "tokens": list(document.tokens), "void": list(document.void)}
    if document.record is not None:
        data |= {"pool": to_json(document.record)}
        data["files"] = {name: [one.size, one.digest] for name, one in document.files.items()}
    if document.trash:
        data |= {"trash": document.trash, "deleted": document.deleted}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def decoded(data: bytes, key: str) -> Document:
    """The document, checked as what a stranger wrote; `Damaged`, `ReadOnly` where a newer Penstock wrote it."""
    try:
        told = json.loads(data)
        if number(told["format"]) > FORMAT:
            raise ReadOnly("A newer Penstock wrote this pool.", hint="Update Penstock.")
        document = _document(told)
        _check_place(document, *key.removesuffix(".json").split("/")[-2:])
        return document
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, BadName, Invalid) as error:
        raise Damaged(
            f"{key} is damaged ({str(error)[:200]}).",
            hint="Bring back an older version of this object, where the bucket keeps some.",
        ) from error


def _document(told: dict[str, Any]) -> Document:
    document = Document(
        record=from_json(told["pool"]) if "pool" in told else None,
        files={file_name(name): Facts(number(one[0]), text(one[1])) for name, one in told.get("files", {}).items()},
        trash=text(told.get("trash", "")),
        deleted=number(told.get("deleted", 0)),
        void=tuple(text(one) for one in told.get("void", [])),
        tokens=tuple(text(one) for one in told["tokens"]),
    )
    missing = frozenset() if document.record is None else files_of(document.record) - frozenset(document.files)
    if missing:
        raise ValueError(f"nothing is known of the picture {min(missing)}")
    return document


def _check_place(document: Document, kind: str, name: str) -> None:
    """What is inside fits the key: a pool never speaks of the pictures of another one."""
    if kind == "trash" and (document.trash != name or document.record is None):
        raise ValueError("it is no deleted pool of this name")
    pool_id = check_id(pool_of(name) if kind == "trash" else name)
    if document.record is not None and document.record.id != pool_id:
        raise ValueError("it is another pool")
    if document.trash and (document.record is None or pool_of(document.trash) != pool_id):
        raise ValueError("its trash id is of another pool")
