"""From the bytes of prompts.json to a collection: what does not fit is kept and told, never dropped."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import evolve

from ...core.contracts.prompts import VERSION, Prompt, PromptCollection
from ...core.errors import TooLarge
from ...core.values import frozen
from .decoding_entries import Findings, compositions_of, prompts_of
from .migration import is_version_1, migrated

DEEPEST: Final = 100
MOST_BYTES: Final = 64 << 20
"""A larger file is refused, not read."""

_KNOWN: Final = frozenset({"version", "prompts", "compositions", "scene_flags", "v1_backup", "unread"})
_KEPT_FIELDS: Final = {"in", "name", "was"}
_MOST_TOLD: Final = 50
_MOST_NAMED: Final = 10
PROMPT_FIELDS: Final = frozenset({"value", "category", "description", "tags", "processing_type", "libber_name"})


class DamagedPrompts(ValueError):
    """Raised for bytes that are no prompts.json; the message says why, for people."""


@frozen(kw_only=True)
class Decoded:
    """What was read. `migrated`: the file is of version 1; `read_only`: of a version that is not known here."""

    collection: PromptCollection
    migrated: bool = False
    read_only: bool = False
    problems: tuple[str, ...] = ()


def decode(data: bytes) -> Decoded:
    """The collection that the bytes of a file hold. Raises `DamagedPrompts`, `TooLarge`.

    The encodings are those of JSON, with or without a mark; lone surrogates stay what they are.
    """
    if len(data) > MOST_BYTES:
        raise TooLarge(f"A file of prompts has at most {MOST_BYTES >> 20} MiB.")
    findings = Findings()
    try:
        found = json.loads(data, object_pairs_hook=findings.object_of, parse_int=_whole_number)
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:
        raise DamagedPrompts("it is not JSON" if data.strip() else "it is empty") from error
    if not isinstance(found, dict):
        raise DamagedPrompts("it is no JSON object")
    return _decoded(found, findings)


def decode_object(found: Mapping[str, Any]) -> Decoded:
    """The collection that a parsed JSON object stands for. Raises `TooLarge` for one that is nested too deeply."""
    return _decoded(found, Findings())


def _decoded(found: Mapping[str, Any], findings: Findings) -> Decoded:
    version_1 = is_version_1(found)
    roots = [found] if version_1 else _roots(found)
    if _is_deep([*roots, *(one["was"] for one in findings.unread)]):
        raise _too_deep()
    if version_1:
        collection = evolve(migrated(found), unread=tuple(findings.unread))
        return Decoded(
            collection=collection, migrated=True, problems=(*_told(findings, collection), *_no_prompts(found))
        )
    version = _version(found, findings)
    collection = PromptCollection(
        version=version,
        prompts=prompts_of(found.get("prompts"), findings),
        compositions=compositions_of(found.get("compositions"), findings),
        scene_flags=_object(found, "scene_flags", findings),
        v1_backup=_object(found, "v1_backup", findings),
        unread=(*_earlier(found), *findings.unread),
        unknown={name: value for name, value in found.items() if name not in _KNOWN},
    )
    return Decoded(collection=collection, read_only=version > VERSION, problems=_told(findings, collection))


def _no_prompts(found: Mapping[str, Any]) -> Iterator[str]:
    """A sentence about the fields of version 1 that have no text, so that nobody looks for them in vain."""
    odd = [
        repr(name)[:80] for name, value in found.items() if not (isinstance(value, str) and value) and name != "version"
    ]
    if odd:
        more = f" and {len(odd) - _MOST_NAMED:,} more" if len(odd) > _MOST_NAMED else ""
        yield f"No text, so no prompt, but kept in v1_backup: {', '.join(odd[:_MOST_NAMED])}{more}."


def _version(found: Mapping[str, Any], findings: Findings) -> int:
    given = found.get("version", VERSION)
    if isinstance(given, int | float) and given > VERSION:
        return given if isinstance(given, int) else VERSION + 1
    if given != VERSION:
        findings.keep("", "version", given, "the version is none that there is")
    return VERSION


def _object(found: Mapping[str, Any], name: str, findings: Findings) -> Mapping[str, Any] | None:
    given = found.get(name)
    if given is None or isinstance(given, Mapping):
        return given
    findings.keep("", name, given, f"{name} is no object")
    return None


def _told(findings: Findings, collection: PromptCollection) -> tuple[str, ...]:
    odd = [
        f"The prompt {name!r}: {', '.join(sorted(fields))} cannot be read and stays as it is."
        for name, prompt in collection.prompts.items()
        if (fields := misread(prompt))
    ]
    told = [*findings.problems, *odd]
    earlier = len(collection.unread) - len(findings.unread)
    if earlier:
        told.append(f'{earlier} entr{"y" if earlier == 1 else "ies"} under "unread" could not be read before.')
    if len(told) > _MOST_TOLD:
        told[_MOST_TOLD:] = [f"And {len(told) - _MOST_TOLD:,} more of this kind."]
    return tuple(told)


def misread(prompt: Prompt) -> frozenset[str]:
    """The fields of a prompt's entry that are known and hold what they cannot."""
    return PROMPT_FIELDS & set(prompt.unknown)


def _whole_number(digits: str) -> int | str:
    """Python takes no number of thousands of digits; they are kept as text."""
    try:
        return int(digits)
    except ValueError:
        return digits


def _too_deep() -> TooLarge:
    return TooLarge(
        f"The prompts are nested more than {DEEPEST} levels deep.", hint="Take the nested part out of the file."
    )


def _earlier(found: Mapping[str, Any]) -> list[Any]:
    """What could not be read when the file was written."""
    given = found.get("unread")
    return [] if given is None else list(given) if isinstance(given, list | tuple) else [given]


def _roots(found: Mapping[str, Any]) -> list[Any]:
    """Where levels are counted from: saving puts what it keeps deeper, and must be able to read it again."""
    rest = {name: value for name, value in found.items() if name not in ("v1_backup", "unread")}
    kept = [one.get("was") if isinstance(one, Mapping) and set(one) <= _KEPT_FIELDS else one for one in _earlier(found)]
    return [rest, found.get("v1_backup"), *kept]


def _is_deep(roots: list[Any]) -> bool:
    level = roots
    for _ in range(DEEPEST + 1):
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return False
    return True


def _inside(value: Any) -> Iterator[Any]:
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return (one for one in inner if isinstance(one, Mapping | list | tuple))
