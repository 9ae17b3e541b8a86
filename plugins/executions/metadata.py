"""What metadata.json says: what an execution was made of, what it shall have, what was chosen. Unknown fields stay."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from attrs import evolve, field

from ...core.contracts.executions import ExecutionKey, ExecutionScene
from ...core.contracts.prompts import deep_frozen, thawed
from ...core.execution_names import MOST
from ...core.values import frozen

FORMAT: Final = 1
MOST_BYTES: Final = 16 << 20
_KNOWN: Final = frozenset(
    {
        *("exec_id", "input_hash", "timestamp", "story_name", "scene_count"),
        *("format", "job_id", "scenes", "variants", "picks", "finished"),
    }
)


class DamagedMetadata(ValueError):
    """Raised for bytes that are no metadata; the message says why."""


@frozen(kw_only=True)
class Metadata:
    """See the module. Times are wall time in ms; `format` is what the file says."""

    input_hash: str
    started: int
    scenes: tuple[ExecutionScene, ...] = ()
    variants: int = 0
    picks: Mapping[int, str] = field(factory=dict, converter=deep_frozen)
    finished: int | None = None
    format: int = FORMAT
    damaged: bool = False
    problems: tuple[str, ...] = ()
    unknown: Mapping[str, Any] = field(factory=dict, converter=deep_frozen)

    @property
    def read_only(self) -> bool:
        """Whether it must not be written: a newer program wrote it, or it could not be read."""
        return self.damaged or self.format > FORMAT

    def picking(self, order: int, name: str | None) -> "Metadata":
        """With another choice for a scene, or none."""
        rest = {key: value for key, value in self.picks.items() if key != order}
        return evolve(self, picks=rest if name is None else {**rest, order: name})

    def encode(self, key: ExecutionKey) -> bytes:
        """The bytes of the file."""
        made = {
            "exec_id": key.exec_id,
            "input_hash": self.input_hash,
            "timestamp": _text_of(self.started),
            "story_name": key.story,
            "scene_count": len(self.scenes),
            "format": self.format,
            "job_id": key.job,
            "scenes": [{"order": one.order, "name": one.name, "scene_id": one.scene_id} for one in self.scenes],
            "variants": self.variants,
            "picks": {str(order): name for order, name in sorted(self.picks.items())},
            "finished": None if self.finished is None else _text_of(self.finished),
            **thawed(self.unknown),
        }
        return (json.dumps(made, indent=2, ensure_ascii=False) + "\n").encode(errors="surrogatepass")


def decode(data: bytes) -> Metadata:
    """The metadata of these bytes; what of it cannot be used is left out and told. `DamagedMetadata`."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise DamagedMetadata("it is no JSON") from error
    if not isinstance(found, dict):
        raise DamagedMetadata("it is no JSON object")
    problems: list[str] = []
    return Metadata(
        input_hash=_text(found, "input_hash", problems),
        started=_time(found, "timestamp", problems) or 0,
        scenes=_scenes(found.get("scenes"), problems),
        variants=_count(found, "variants", problems),
        picks=_picks(found.get("picks"), problems),
        finished=_time(found, "finished", problems) if found.get("finished") is not None else None,
        format=_count(found, "format", problems) or FORMAT,
        problems=tuple(problems),
        unknown={name: value for name, value in found.items() if name not in _KNOWN},
    )


def _text(found: Mapping[str, Any], name: str, problems: list[str]) -> str:
    value = found.get(name)
    if isinstance(value, str):
        return value
    problems.append(f"{name} in metadata.json is no text.")
    return ""


def _count(found: Mapping[str, Any], name: str, problems: list[str]) -> int:
    value = found.get(name, 0)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST:
        return value
    problems.append(f"{name} in metadata.json is no number that can be used.")
    return 0


def _scenes(value: Any, problems: list[str]) -> tuple[ExecutionScene, ...]:
    """In their order; two with one order are one, the last."""
    made: dict[int, ExecutionScene] = {}
    for one in value if isinstance(value, list) else ():
        scene = _scene(one)
        if scene is None:
            problems.append("A scene in metadata.json cannot be used.")
        else:
            made[scene.order] = scene
    return tuple(made[order] for order in sorted(made))


def _scene(value: Any) -> ExecutionScene | None:
    if not isinstance(value, dict):
        return None
    order, name, scene_id = value.get("order"), value.get("name"), value.get("scene_id", "")
    if not isinstance(order, int) or isinstance(order, bool) or not 0 <= order <= MOST:
        return None
    if not isinstance(name, str) or not isinstance(scene_id, str):
        return None
    return ExecutionScene(order=order, name=name, scene_id=scene_id)


def _picks(value: Any, problems: list[str]) -> dict[int, str]:
    picks: dict[int, str] = {}
    for order, name in (value if isinstance(value, dict) else {}).items():
        if order.isascii() and order.isdigit() and len(order) <= 5 and isinstance(name, str):
            picks[int(order)] = name
        else:
            problems.append("A choice in metadata.json cannot be used.")
    return picks


def _time(found: Mapping[str, Any], name: str, problems: list[str]) -> int | None:
    """ISO 8601 as ms since 1970; one without a zone is local."""
    try:
        return round(datetime.fromisoformat(found[name]).timestamp() * 1000)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        problems.append(f"{name} in metadata.json is no time.")
        return None


def _text_of(wall_ms: int) -> str:
    return local_time(wall_ms).isoformat(timespec="milliseconds")


def local_time(wall_ms: int) -> datetime:
    """That moment where this machine is; the year 1970 for what no calendar has."""
    try:
        return datetime.fromtimestamp(wall_ms / 1000, UTC).astimezone()
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC).astimezone()
