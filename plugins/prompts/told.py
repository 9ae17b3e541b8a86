"""What a change of a collection is told as: which prompts are new, other, gone, and which have another name."""

from collections.abc import Iterable, Iterator, Mapping

from ...core.contracts.prompts import Prompt, PromptCollection
from ...core.values import frozen

Named = Mapping[str, Prompt]
"""Prompts by name, in their order."""

Renames = tuple[tuple[str, str], ...]
"""Old and new names."""


@frozen(kw_only=True)
class Changes:
    """Names of prompts; a renamed one counts as changed, under its new name."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: Renames = ()


def changes_between(
    before: PromptCollection, after: PromptCollection, hints: Mapping[str, str] | None = None
) -> Changes:
    """What became of the prompts. `hints` are old names by new ones, of renames that somebody knows of."""
    old, new = before.prompts, after.prompts
    renamed = tuple(_renames(old, new, hints or {}))
    origins, gone = {new_name: old_name for old_name, new_name in renamed}, {old_name for old_name, _ in renamed}
    return Changes(
        added=tuple(name for name in new if name not in old and name not in origins),
        changed=tuple(name for name in new if name in origins or (name in old and old[name] != new[name])),
        removed=tuple(name for name in old if name not in new and name not in gone),
        renamed=renamed,
    )


def _renames(old: Named, new: Named, hints: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What was hinted at, what kept its place between the others, and what is the same prompt under another name."""
    gone = {name: None for name in old if name not in new}
    come = {name: None for name in new if name not in old}
    if not gone or not come:
        return
    for name in list(come):
        if (origin := hints.get(name)) in gone:
            del gone[origin], come[name]
            yield origin, name
    went, came = _between(old, new, gone), _between(new, old, come)
    last = next((name for name in reversed(list(new)) if name in old), None)
    for place in came.keys() & went.keys():
        yield from _paired(old, new, went[place], came[place], in_place=place != last)


def _between(these: Iterable[str], others: Named, wanted: Mapping[str, None]) -> dict[str | None, list[str]]:
    """The wanted names by the last name before them that both sides have."""
    found: dict[str | None, list[str]] = {}
    last: str | None = None
    for name in these:
        if name in wanted:
            found.setdefault(last, []).append(name)
        elif name in others:
            last = name
    return found


def _paired(old: Named, new: Named, went: list[str], came: list[str], *, in_place: bool) -> Iterator[tuple[str, str]]:
    """The same prompt under another name; `in_place` (nothing new is put there) any that stands for another."""
    for name in list(came):
        origin = next((one for one in went if old[one] == new[name]), None)
        if origin is not None:
            went.remove(origin)
            came.remove(name)
            yield origin, name
    if in_place and len(went) == len(came):
        yield from zip(went, came, strict=True)
