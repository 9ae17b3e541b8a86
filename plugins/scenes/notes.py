"""Scenes in a list. What a scene says is read anew only when one of its files is another one."""

from collections.abc import Callable, Mapping
from typing import Final

from attrs import define, field

from ...core.clock import Clock
from ...core.contracts.prompts import Prompts
from ...core.contracts.scenes import SceneNote
from ...core.errors import PenstockError
from ...core.names import natural_order
from ...core.settling import may_be_in_writing
from ...core.values import frozen
from .scene_disk import PROMPTS, THUMBNAIL, Listing
from .scene_files import SceneFiles

_ODD: Final = "Its name has characters that cannot be used here: rename the folder."


@frozen(kw_only=True)
class Noted:
    """A scene in a list, and what changes with its thumbnail, None without one."""

    note: SceneNote
    thumbnail: str | None = None


@define
class Notes:
    """See the module. Files that may be in writing are read each time. Safe on any thread: values are frozen."""

    files: SceneFiles
    prompts: Callable[[], Prompts]
    clock: Clock
    _known: Mapping[str, tuple[Listing, SceneNote]] = field(factory=dict, init=False)

    def all(self) -> tuple[Noted, ...]:
        """Every scene by name; a folder whose name cannot be used is there with a problem."""
        known, found, made = self._known, {}, []
        for name, listing in self.files.listings().items():
            was = known.get(name)
            note = was[1] if was is not None and was[0] == listing else self._note(name, listing)
            if not any(may_be_in_writing(seen[0], self.clock) for seen in listing.values()):
                found[name] = (listing, note)
            made.append(Noted(note=note, thumbnail=_tag(listing)))
        self._known = found
        made += [Noted(note=_odd(name)) for name in self.files.odd_folders()]
        return tuple(sorted(made, key=lambda one: natural_order(one.note.name)))

    def _note(self, scene: str, listing: Listing) -> SceneNote:
        count, problems = self._prompts(scene, listing)
        try:
            found = self.files.read(scene).document
        except PenstockError as error:
            return SceneNote(
                name=scene,
                revision=None,
                prompts=count,
                pictures=(),
                masks=(),
                problems=(error.message, *problems),
                read_only=True,
            )
        return SceneNote(
            name=scene,
            revision=found.revision,
            prompts=count,
            pictures=found.pictures,
            masks=tuple(one.name for one in found.masks),
            problems=(*found.problems, *problems),
            read_only=found.read_only,
        )

    def _prompts(self, scene: str, listing: Listing) -> tuple[int, tuple[str, ...]]:
        if PROMPTS not in listing:
            return 0, ()
        try:
            document = self.prompts().read(scene)
        except PenstockError as error:
            return 0, (error.message,)
        return len(document.collection.prompts), document.problems


def _tag(listing: Listing) -> str | None:
    seen = listing.get(THUMBNAIL)
    return None if seen is None else f"{seen[0]:x}-{seen[1]:x}"


def _odd(name: str) -> SceneNote:
    return SceneNote(name=name, revision=None, prompts=0, pictures=(), masks=(), problems=(_ODD,), read_only=True)
