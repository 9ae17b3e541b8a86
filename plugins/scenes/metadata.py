"""scene.json: what a scene says of itself. Fields that nobody here knows, and odd values of known ones, are kept."""

from collections.abc import Mapping
from typing import Any, Final

from attrs import field

from ...core.contracts.scenes import DEPTH_TYPES, HIGHEST_RESOLUTION, LOWEST_RESOLUTION, POSE_TYPES
from ...core.errors import Invalid, TooLarge
from ...core.values import frozen
from .scene_json import is_text_whole

FORMAT: Final = 1
DEFAULTS: Final[Mapping[str, Any]] = {
    "pose_name": "",
    "mask_type": "",
    "depth_type": "depth",
    "pose_type": "open",
    "resolution": 0,
    "description": "",
}
_LONGEST: Final[Mapping[str, int]] = {"description": 10_000}
_LONGEST_NAME: Final = 200
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {"depth_type": DEPTH_TYPES, "pose_type": POSE_TYPES}


@frozen(kw_only=True)
class Metadata:
    """The values of scene.json by the keys of `DEFAULTS`; `raw` is the object that they are from."""

    values: Mapping[str, Any] = field(factory=lambda: dict(DEFAULTS))
    raw: Mapping[str, Any] = field(factory=dict)
    read_only: bool = False
    problems: tuple[str, ...] = ()


def decoded(raw: Any) -> Metadata:
    """What a scene.json says; one of a newer format is read-only."""
    if not isinstance(raw, Mapping):
        return Metadata(problems=("scene.json holds no object: what a new scene says counts.",))
    values, problems = dict(DEFAULTS), []
    for key in DEFAULTS:
        if key in raw:
            try:
                values[key] = checked(key, raw[key])
            except (Invalid, TooLarge):
                problems.append(f"The {key} in scene.json cannot be that; {values[key]!r} counts.")
    newer = isinstance(raw.get("format"), int | float) and raw["format"] > FORMAT
    if newer:
        problems.append("This scene was written by a newer program: it can be read, not changed.")
    return Metadata(values=values, raw=raw, read_only=newer, problems=tuple(problems))


def encoded(before: Metadata, values: Mapping[str, Any]) -> dict[str, Any]:
    """The object to write; what did not change stays as it was, however odd."""
    made: dict[str, Any] = {"format": FORMAT, **before.raw}
    made["format"] = FORMAT
    for key in DEFAULTS:
        if key not in made or values[key] != before.values[key]:
            made[key] = values[key]
    return made


def checked(key: str, value: Any) -> Any:
    """`value` if `key` can have it, else `Invalid` or `TooLarge`."""
    if key == "resolution":
        return _resolution(value)
    if not isinstance(value, str) or not is_text_whole(value):
        raise Invalid(f"The {key} is a text.", field=key, faults=(f"{key}: no text",))
    longest = _LONGEST.get(key, _LONGEST_NAME)
    if len(value) > longest:
        raise TooLarge(f"The {key} has at most {longest:,} characters.", hint="Shorten it.", field=key)
    if key in _CHOICES and value not in _CHOICES[key]:
        known = ", ".join(_CHOICES[key])
        raise Invalid(f"There is no {key} {value[:60]!r}.", hint=f"Use one of {known}.", field=key)
    return value


def _resolution(value: Any) -> int:
    number = int(value) if isinstance(value, float) and value.is_integer() else value
    fits = isinstance(number, int) and (number == 0 or LOWEST_RESOLUTION <= number <= HIGHEST_RESOLUTION)
    if fits and not isinstance(number, bool):
        return int(number)
    raise Invalid(
        "The resolution is a number of pixels.",
        hint=f"Use {LOWEST_RESOLUTION} to {HIGHEST_RESOLUTION:,}, or 0 for the size of the pictures.",
        field="resolution",
        faults=("resolution: no number of pixels",),
    )
