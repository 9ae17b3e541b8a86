"""Stories as documents that people edit: an entry for each scene, one for their order, one for the description."""

from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, cast

from ...core.contracts.editing import Stored
from ...core.contracts.stories import StoryInfo, StoryScene
from ...core.draft_values import Edit
from ...core.errors import Invalid
from .checking import check_count, check_description, check_entry, check_id
from .scene_fields import entry_of, scene_of
from .service import StoryService

KIND: Final = "stories"
SCENE: Final = "scene:"
ORDER: Final = "order"
DESCRIPTION: Final = "description"

Entries = Mapping[str, Any]


class StoryDocuments:
    """Implements `Documents` over the service, which is found when it is needed first. Safe on any thread."""

    def __init__(self, service: Callable[[], StoryService]) -> None:
        self._service = service

    @property
    def kind(self) -> str:
        """See `Documents`."""
        return KIND

    def read(self, name: str) -> Stored:
        """See `Documents`."""
        found = self._service().look_at(name)
        if found.info is None or found.decoded is None:
            return Stored(entries=entries_of(StoryInfo(story_name=name)), revision=None)
        before = {f"{SCENE}{one}": entry for one, entry in found.decoded.before.items()}
        return Stored(
            entries=entries_of(found.info),
            revision=found.info.revision,
            read_only=found.info.read_only,
            problems=found.info.problems,
            before=before if found.decoded.migrated else None,
        )

    def signature(self, name: str) -> str:
        """See `Documents`."""
        return self._service().signature(name)

    def write(self, name: str, entries: Entries, seen: str | None) -> str:
        """See `Documents`."""
        return self._service().save(story_of(name, entries), seen).revision or ""

    def checked(self, name: str, edits: Sequence[Edit], entries: Entries) -> tuple[Edit, ...]:
        """See `Documents`. The order follows what is added and removed: that edit comes last."""
        left: dict[str, Any] = {}  # None: taken away
        made = tuple(_checked(edit, ChainMap(left, cast("dict[str, Any]", entries))) for edit in edits)
        before = scene_ids(entries)
        ids = [one for one in dict.fromkeys((*before, *scene_ids(left))) if _is_left(one, left)]
        check_count(len(before), len(ids), "edits")
        orders = [edit for edit in made if edit.key == ORDER]
        if orders:
            _check_order(orders[-1].value, ids)
            return made
        wanted = ordered(entries.get(ORDER, ()), ids)
        return made if wanted == entries.get(ORDER) else (*made, Edit(ORDER, wanted))


def entries_of(story: StoryInfo) -> dict[str, Any]:
    """The entries of a draft."""
    made: dict[str, Any] = {DESCRIPTION: story.description, ORDER: [scene.scene_id for scene in story.scenes]}
    made.update({f"{SCENE}{scene.scene_id}": entry_of(scene) for scene in story.scenes})
    return made


def story_of(name: str, entries: Entries) -> StoryInfo:
    """The story that the entries of a draft make up; a scene that the order lacks stands at its end."""
    ids = ordered(entries.get(ORDER, ()), scene_ids(entries))
    return StoryInfo(
        story_name=name,
        scenes=tuple(_scene(one, entries[f"{SCENE}{one}"]) for one in ids),
        description=entries.get(DESCRIPTION, ""),
    )


def scene_ids(entries: Entries) -> list[str]:
    """The ids of all scenes, as they stand in the draft. Looks at no entry: they are thousands."""
    return [key[len(SCENE) :] for key in entries if key.startswith(SCENE)]


def _is_left(scene_id: str, left: Entries) -> bool:
    return left.get(f"{SCENE}{scene_id}", ()) is not None


def ordered(order: Sequence[str], ids: Sequence[str]) -> list[str]:
    """`ids` in that order; those that it lacks follow."""
    there = set(ids)
    return list(dict.fromkeys((*(one for one in order if one in there), *ids)))


def _scene(scene_id: str, entry: Mapping[str, Any]) -> StoryScene:
    return scene_of(scene_id, entry)


def _checked(edit: Edit, left: ChainMap[str, Any]) -> Edit:
    """The edit as it follows from the entries that those before it have left, which it changes."""
    if edit.instead_of is not None and edit.instead_of != edit.key:
        raise Invalid("The id of a scene never changes.", field="instead_of", faults=("instead_of: not here",))
    if edit.key.startswith(SCENE):
        return _checked_scene(edit, left)
    if edit.key not in (ORDER, DESCRIPTION):
        raise Invalid(
            f"{repr(edit.key)[:80]} is no entry of a story.",
            hint=f'Use "{SCENE}<id>", "{ORDER}" or "{DESCRIPTION}".',
            field="key",
            faults=("key: no entry",),
        )
    if edit.removed:
        raise Invalid(f"Each story has its {edit.key}.", field="key", faults=("key: it stays where it is",))
    if edit.key == DESCRIPTION:
        return Edit(DESCRIPTION, check_description(edit.value, "value"))
    return Edit(ORDER, _ids(edit.value))


def _checked_scene(edit: Edit, left: ChainMap[str, Any]) -> Edit:
    if edit.removed:
        left[edit.key] = None
        return Edit(edit.key, removed=True)
    known = left.get(edit.key)
    if known is None:
        check_id(edit.key[len(SCENE) :])
    check_entry(edit.value, known)
    left[edit.key] = _kept(edit.value, known)
    return Edit(edit.key, left[edit.key])


def _kept(value: Mapping[str, Any], known: Mapping[str, Any] | None) -> dict[str, Any]:
    """The entry as the file will have it; what the writer left out stays."""
    return entry_of(scene_of("", {**(known or {}), **value}))


def _ids(value: object) -> list[str]:
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value) and len(set(value)) == len(value):
        return list(value)
    raise Invalid(
        "The order is a list of the ids of all scenes, each once.", field="value", faults=("value: no order",)
    )


def _check_order(order: Sequence[str], ids: Sequence[str]) -> None:
    lacking, unknown = sorted(set(ids) - set(order)), sorted(set(order) - set(ids))
    if lacking or unknown:
        raise Invalid(
            "The order does not hold just the scenes that are there.",
            hint="Look at what is there now, then make the move again.",
            field="value",
            faults=(
                *(f"value: lacks {one[:80]}" for one in lacking[:20]),
                *(f"value: no {one[:80]}" for one in unknown[:20]),
            ),
        )
