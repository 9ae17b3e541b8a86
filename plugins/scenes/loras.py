"""Lora stacks: lora_stack.json, a list of objects, and the older loras.json, `{"high": [...], "low": [...]}`."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from ...core.contracts.prompts import thawed
from ...core.contracts.scenes import Lora
from ...core.errors import Invalid, TooLarge
from ...core.values import frozen
from .scene_json import is_text_whole

MOST_LORAS: Final = 1_000
HIGH: Final = "Wan2.2-Wrapper-High"
LOW: Final = "Wan2.2-Wrapper-Low"
_TARGETS: Final = {"high": HIGH, "low": LOW}
_TEXTS: Final = ("lora", "model_target")
_NUMBERS: Final = ("strength_model", "strength_clip")
_OLD_FIELDS: Final[Mapping[str, Any]] = {"blocks": {}, "layer_filter": "", "low_mem_load": False, "merge_loras": False}
_LONGEST: Final = 1_000


@frozen(kw_only=True)
class Stack:
    """A lora stack; `unread` are entries that are no objects: they are written back as the last."""

    loras: tuple[Lora, ...] = ()
    unread: tuple[Any, ...] = ()
    problems: tuple[str, ...] = ()


def stack_of(raw: Any) -> Stack:
    """The stack of a lora_stack.json."""
    if not isinstance(raw, list):
        return Stack(problems=("lora_stack.json holds no list: there are no loras.",))
    unread = tuple(one for one in raw if not isinstance(one, Mapping))
    told = (f"{len(unread)} entries of lora_stack.json are no loras.",) if unread else ()
    return Stack(loras=tuple(lora_of(one) for one in raw if isinstance(one, Mapping)), unread=unread, problems=told)


def stack_of_pairs(raw: Any) -> Stack:
    """The stack of a loras.json: its entries have the targets that they had there."""
    if not isinstance(raw, Mapping):
        return Stack(problems=("loras.json holds no object: there are no loras.",))
    found: list[Lora] = []
    for side, target in _TARGETS.items():
        entries = raw.get(side)
        for one in entries if isinstance(entries, list) else ():
            name = one.get("lora_name") if isinstance(one, Mapping) else None
            if isinstance(name, str) and name and name.lower() != "none":
                found.append(lora_of({**_OLD_FIELDS, **_without_old_names(one), **_as_new(one, name, target)}))
    return Stack(loras=tuple(found))


def lora_of(entry: Mapping[str, Any]) -> Lora:
    """The lora that an object is; what cannot be read as it should is kept in `unknown`, and its default counts."""
    known = {key: entry[key] for key in _TEXTS if isinstance(entry.get(key), str)}
    numbers = {key: float(entry[key]) for key in _NUMBERS if _is_number(entry.get(key))}
    unknown = {key: value for key, value in entry.items() if key not in known and key not in numbers}
    return Lora(**{"lora": "", **known, **numbers}, unknown=unknown)


def entry_of(lora: Lora) -> dict[str, Any]:
    """The object of a lora in lora_stack.json."""
    made: dict[str, Any] = {"lora": lora.lora, "model_target": lora.model_target}
    made |= {"strength_model": lora.strength_model, "strength_clip": lora.strength_clip}
    return {**made, **thawed(lora.unknown)}


def entries_of(loras: Iterable[Lora], unread: Sequence[Any] = ()) -> list[Any]:
    """The list of a lora_stack.json."""
    return [*(entry_of(one) for one in loras), *thawed(tuple(unread))]


def pairs_of(before: Any, loras: Iterable[Lora]) -> dict[str, Any]:
    """The object of a loras.json: the enabled entries of its two targets; its other fields are kept."""
    made: dict[str, Any] = dict(before) if isinstance(before, Mapping) else {}
    enabled = [one for one in loras if is_enabled(one)]
    for side, target in _TARGETS.items():
        made[side] = [_old_entry(one) for one in enabled if one.model_target == target]
    return made


def is_enabled(lora: Lora) -> bool:
    """Whether a run shall use it."""
    return bool(lora.lora) and lora.lora.lower() != "none" and lora.unknown.get("enabled", True) is not False


def checked_stack(value: Any, field: str = "loras") -> tuple[Lora, ...]:
    """The loras of a list that somebody sent: `Invalid` or `TooLarge` where it is none."""
    if not isinstance(value, list | tuple) or not all(isinstance(one, Mapping) for one in value):
        raise Invalid("The loras are a list of objects.", field=field, faults=(f"{field}: no list of objects",))
    if len(value) > MOST_LORAS:
        raise TooLarge(f"A scene has at most {MOST_LORAS:,} loras.", field=field)
    for place, one in enumerate(value):
        _check(one, f"{field}[{place}]")
    return tuple(lora_of(one) for one in value)


def _check(entry: Mapping[str, Any], where: str) -> None:
    for key in _TEXTS:
        if not isinstance(entry.get(key, ""), str) or len(entry.get(key, "")) > _LONGEST:
            raise Invalid(f"The {key} of a lora is a text.", field=where, faults=(f"{where}.{key}: no text",))
    for key in _NUMBERS:
        if not _is_number(entry.get(key, 1.0)):
            raise Invalid(f"The {key} of a lora is a number.", field=where, faults=(f"{where}.{key}: no number",))
    if not all(isinstance(key, str) for key in entry) or not is_text_whole(thawed(entry)):
        raise Invalid("The fields of a lora have names and whole texts.", field=where, faults=(f"{where}: no text",))


def _is_number(value: Any) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def _as_new(one: Mapping[str, Any], name: str, target: str) -> dict[str, Any]:
    strength = one.get("strength", 1.0)
    return {
        "lora": name,
        "model_target": target,
        "strength_model": strength if _is_number(strength) else 1.0,
        "strength_clip": 1.0,
        "enabled": True,
    }


def _without_old_names(one: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in one.items() if key not in ("lora_name", "strength")}


def _old_entry(lora: Lora) -> dict[str, Any]:
    kept = {key: thawed(lora.unknown.get(key, default)) for key, default in _OLD_FIELDS.items()}
    return {"lora_name": lora.lora, "strength": lora.strength_model, **kept}
