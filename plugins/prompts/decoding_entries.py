"""The entries of prompts.json, in the shapes in which they are found: objects, lists, plain texts."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from attrs import define, field

from ...core.contracts.prompts import ProcessingType, Prompt

_TEXTS: Final = ("category", "description", "libber_name")
_TYPES: Final = {kind.value: kind for kind in ProcessingType}


@define
class Findings:
    """What could not be read: kept in `unread` for the file, told in `problems`."""

    unread: list[dict[str, Any]] = field(factory=list)
    problems: list[str] = field(factory=list)

    def keep(self, place: str, name: str | None, was: Any, problem: str) -> None:
        """Keep `was`, the entry `name` (None where it has none) of `place`, and tell why."""
        self.unread.append({"in": place, "name": name, "was": was})
        self.problems.append(f'{problem[:1].upper()}{problem[1:]}: kept under "unread".')

    def object_of(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """A JSON object; of two fields of one name the last counts, as everywhere, and the other is kept."""
        made = dict(pairs)
        if len(made) == len(pairs):
            return made
        made.clear()
        for name, value in pairs:
            if name in made:
                self.keep("", name, made[name], f"{name[:80]!r} stands there twice, the last one counts")
            made[name] = value
        return made


def prompts_of(found: Any, findings: Findings) -> dict[str, Prompt]:
    """The prompts of an object (name to text or entry) or of a list of entries with a `key`."""
    made: dict[str, Prompt] = {}
    for name, given in _named(found, "prompts", "key", findings):
        if isinstance(given, str):
            made[name] = Prompt(value=given)
        elif isinstance(given, Mapping):
            made[name] = prompt_of(given)
        else:
            findings.keep("prompts", name, given, f"the entry {name[:80]!r} is no prompt")
    return made


def prompt_of(entry: Mapping[str, Any]) -> Prompt:
    """The prompt of an entry; fields that are unknown, or of a wrong type, are in its `unknown`."""
    left = dict(entry)
    known: dict[str, Any] = {}
    if isinstance(left.get("value"), str):
        known["value"] = left.pop("value")
    for name in _TEXTS:
        if left.get(name) is None or isinstance(left[name], str):
            known[name] = left.pop(name, None) or None
    if left.get("tags") is None or _is_texts(left["tags"]):
        known["tags"] = tuple(left.pop("tags", None) or ())
    given = left.get("processing_type")
    if given is None or (isinstance(given, str) and given in _TYPES):
        known["processing_type"] = _TYPES[left.pop("processing_type", None) or "raw"]
    return Prompt(**known, unknown=left)


def compositions_of(found: Any, findings: Findings) -> dict[str, tuple[str, ...]]:
    """The compositions of an object (name to names) or of a list of entries with `name` and `prompt_keys`."""
    made: dict[str, tuple[str, ...]] = {}
    for name, given in _named(found, "compositions", "name", findings):
        names = given if isinstance(found, Mapping) else given.get("prompt_keys")
        if not isinstance(names, list | tuple):
            findings.keep("compositions", name, given, f"the composition {name[:80]!r} is no list of names")
            continue
        made[name] = tuple(part for part in names if isinstance(part, str))
        if len(made[name]) < len(names):
            findings.keep("compositions", name, given, f"the composition {name[:80]!r} holds what is no name")
        elif isinstance(given, Mapping) and len(given) > 1:
            findings.keep("compositions", name, given, f"the composition {name[:80]!r} has fields that are unknown")
    return made


def _named(found: Any, place: str, key: str, findings: Findings) -> Iterable[tuple[str, Any]]:
    """The entries with their names, each name once."""
    if isinstance(found, Mapping):
        return found.items()
    if isinstance(found, list | tuple):
        return dict(_listed(found, place, key, findings)).items()
    if found is not None:
        findings.keep("", place, found, f"{place} is neither an object nor a list")
    return ()


def _listed(found: Iterable[Any], place: str, key: str, findings: Findings) -> Iterator[tuple[str, Any]]:
    seen: dict[str, Any] = {}
    for entry in found:
        name = entry.get(key) if isinstance(entry, Mapping) else None
        if not isinstance(name, str):
            findings.keep(place, None, entry, f"an entry of {place} has no name")
            continue
        if name in seen:
            findings.keep(place, name, seen[name], f"{name[:80]!r} stands there twice, the last one counts")
        seen[name] = {field: value for field, value in entry.items() if field != key}
        yield name, seen[name]


def _is_texts(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
