"""What rows hold as JSON. It is in ASCII, so that any text and any integer comes back as it was."""

import json
import zlib
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar

import attrs

from ...core.contracts.runs import NodeProgress, NodeState, RunError, RunFault, RunOutput
from ...core.errors import StorageFailed, TooLarge
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
    """What `dumped` wrote; `StorageFailed` where it is damaged."""
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise StorageFailed(f"{what} is damaged in the database.", hint="Restore a backup.") from error


def packed(value: Any) -> bytes:
    """A value as JSON, compressed."""
    return zlib.compress(dumped(value).encode("ascii"), _LEVEL)


def unpacked(data: bytes, what: str) -> Any:
    """What `packed` made."""
    try:
        return loaded(zlib.decompress(data), what)
    except zlib.error as error:
        raise StorageFailed(f"{what} is damaged in the database.", hint="Restore a backup.") from error


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
    """What `error_text` wrote, or a newer release."""
    if text is None:
        return None
    known = _known(RunError, loaded(text, "The error of a run"))
    faults = tuple(RunFault(**_known(RunFault, fault)) for fault in known.pop("faults", ()))
    return RunError(**known, faults=faults)


def output_text(kept: KeptOutput) -> str:
    """An output as JSON."""
    return dumped({"output": attrs.asdict(kept.output), "file": kept.file, "item": kept.item})


def output_of(text: str) -> KeptOutput:
    """What `output_text` wrote, or a newer release."""
    found = loaded(text, "An output of a run")
    output = RunOutput(**_known(RunOutput, found["output"]))
    return KeptOutput(output=output, file=found["file"], item=found["item"])


def is_fetched(kept: KeptOutput) -> bool:
    """Whether nothing is to be asked of the server any more."""
    return kept.item is None or bool(kept.output.sha256)


def timeline_data(nodes: Iterable[NodeProgress]) -> bytes:
    """A timeline, compressed."""
    return packed([attrs.asdict(node) for node in nodes])


def timeline_of(data: bytes) -> tuple[NodeProgress, ...]:
    """What `timeline_data` made."""
    found = unpacked(data, "The timeline of a run")
    return tuple(NodeProgress(**{**_known(NodeProgress, node), "state": NodeState(node["state"])}) for node in found)


def _known(kind: type[Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """What this release knows of a value."""
    names = {one.name for one in attrs.fields(kind)}
    return {name: value for name, value in found.items() if name in names}
