"""What rows hold as JSON. It is in ASCII, so that any text and any integer comes back as it was."""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar, cast

import attrs

from ...core.contracts.runs import NodeProgress, NodeState, RunError, RunFault, RunOutput
from ...core.errors import TooLarge
from ...core.stored_rows import LARGEST, DamagedRow, unzipped
from .store_ports import KeptOutput

T = TypeVar("T")
MOST_VALUE_BYTES: Final = 4 << 20
"""Bytes of JSON that the values of a run may have."""

_MOST_SEARCHED: Final = 10_000
"""Characters of a run that a search looks into."""

_LEVEL: Final = 4


def dumped(value: Any) -> str:
    """A value as JSON."""
    return json.dumps(value, allow_nan=False, separators=(",", ":"))


def dumped_values(values: Mapping[str, Any]) -> str:
    """Values as JSON; `TooLarge` beyond `MOST_VALUE_BYTES`."""
    text = dumped(dict(values))
    if len(text) > MOST_VALUE_BYTES:
        raise TooLarge(f"The values have more than {MOST_VALUE_BYTES >> 20} MB.", field="values")
    return text


def loaded(text: str | bytes, what: str) -> Any:
    """What `dumped` wrote; `DamagedRow` where it is damaged."""
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise _damaged(what) from error


def loaded_object(text: str | bytes, what: str) -> dict[str, Any]:
    """An object that `dumped` wrote; `DamagedRow`."""
    found = loaded(text, what)
    if not isinstance(found, dict):
        raise _damaged(what)
    return found


def packed(value: Any) -> bytes:
    """A value as JSON, compressed."""
    return zlib.compress(dumped(value).encode("ascii"), _LEVEL)


def unpacked(data: bytes, what: str) -> Any:
    """What `packed` made; `DamagedRow`."""
    text = unzipped(data)
    if text is None:
        raise _damaged(what)
    return loaded(text, what)


def storable(text: str) -> str:
    """A text without what some kinds of database refuse: NUL and lone surrogates."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def searched(title: str, values: Mapping[str, Any]) -> str:
    """What a search looks into, without capitals."""
    texts = [title, *(value if isinstance(value, str) else dumped(value) for value in values.values())]
    return storable("\n".join(texts)[:_MOST_SEARCHED].casefold())


def error_text(error: RunError | None) -> str | None:
    """An error as JSON."""
    return None if error is None else dumped(attrs.asdict(error))


def error_of(text: str | None) -> RunError | None:
    """What `error_text` wrote, or a newer release; `DamagedRow`."""
    if text is None:
        return None
    what = "The error of a run"
    found = loaded_object(text, what)
    faults = tuple(_made(RunFault, fault, what) for fault in _list(found.pop("faults", ()), what))
    return attrs.evolve(_made(RunError, found, what), faults=faults)


def output_text(kept: KeptOutput) -> str:
    """An output as JSON."""
    return dumped({"output": attrs.asdict(kept.output), "file": kept.file, "item": kept.item})


def output_of(text: str) -> KeptOutput:
    """What `output_text` wrote, or a newer release; `DamagedRow`."""
    what = "An output of a run"
    found = loaded_object(text, what)
    file, item = found.get("file"), found.get("item")
    if not isinstance(file, str) or not (item is None or _is_item(item)):
        raise _damaged(what)
    return KeptOutput(output=_made(RunOutput, found.get("output"), what), file=file, item=item)


def is_fetched(kept: KeptOutput) -> bool:
    """Whether nothing is to be asked of the server any more."""
    return kept.item is None or bool(kept.output.sha256)


def timeline_data(nodes: Iterable[NodeProgress]) -> bytes:
    """A timeline, compressed."""
    return packed([attrs.asdict(node) for node in nodes])


def timeline_of(data: bytes) -> tuple[NodeProgress, ...]:
    """What `timeline_data` made; `DamagedRow`."""
    what = "The timeline of a run"
    return tuple(_node(node, what) for node in _list(unpacked(data, what), what))


def _node(found: Any, what: str) -> NodeProgress:
    try:
        state = NodeState(found["state"])
    except (TypeError, KeyError, ValueError) as error:
        raise _damaged(what) from error
    return _made(NodeProgress, {**found, "state": state}, what)


def _is_item(item: Any) -> bool:
    """Whether a server can be asked for it."""
    names = ("filename", "subfolder", "type")
    return isinstance(item, dict) and all(isinstance(item.get(name), str) for name in names)


def _list(found: Any, what: str) -> Sequence[Any]:
    if not isinstance(found, list | tuple):
        raise _damaged(what)
    return found


def _made(kind: type[T], found: Any, what: str) -> T:
    """What this release knows of a value."""
    known = {}
    for one in attrs.fields(cast("Any", kind)):
        if isinstance(found, dict) and one.name in found:
            known[one.name] = found[one.name]
            if not _fits(found[one.name], one.type):
                raise _damaged(what)
    try:
        return kind(**known)
    except TypeError as error:
        raise _damaged(what) from error


def _fits(value: Any, kind: Any) -> bool:
    """Whether a value is of the type that a field has; numbers are those that every page can show."""
    if isinstance(value, bool):
        return kind is bool
    if isinstance(value, int | float) and not abs(value) <= LARGEST:
        return False
    return isinstance(value, int | float if kind is float else kind)


def _damaged(what: str) -> DamagedRow:
    return DamagedRow(f"{what} is damaged in the database.", hint="Restore a backup.")
