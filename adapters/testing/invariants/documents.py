"""The suites of `Libbers`, `Prompts`, `Scenes` and `Stories`."""

from collections.abc import Mapping
from typing import Any

from attrs import evolve
from hypothesis import strategies as st

from ....core.contracts.libbers import Libber, Libbers
from ....core.contracts.prompts import Prompt, PromptCollection, Prompts
from ....core.contracts.scenes import SceneDocument, Scenes
from ....core.contracts.stories import Stories, StoryInfo, StoryScene
from ....core.errors import NotFound
from .kept_crashes import KeptDocumentsCrashSuite
from .kept_documents import KeptDocumentsMachine
from .shelves import Shelf

_TEXTS = st.sampled_from(["", "x", "%b% ä\n", '\U0001f600 \\ "'])
_KEYS = st.sampled_from(["a", "b", "my_key", "0"])


class _LibberShelf(Shelf[Libbers, Libber]):
    values = st.builds(
        Libber,
        libs=st.dictionaries(_KEYS, _TEXTS, max_size=3),
        delimiter=st.sampled_from(["%", "<<"]),
        max_depth=st.integers(0, 100),
    )
    examples = (Libber(libs={"a": "x" * 50}), Libber(libs={"b": "ä"}))

    def names(self, store: Libbers) -> tuple[str, ...]:
        return store.names()

    def read(self, store: Libbers, name: str) -> tuple[Libber | None, str | None]:
        try:
            found = store.get(name)
        except NotFound:
            return None, None
        return found.libber, found.revision

    def save(self, store: Libbers, name: str, value: Libber, seen: str | None) -> str | None:
        return store.save(name, value, seen).revision

    def delete(self, store: Libbers, name: str) -> str:
        return store.delete(name).id

    def deleted(self, store: Libbers) -> Mapping[str, str]:
        return {one.id: one.name for one in store.deleted()}

    def restore(self, store: Libbers, trash_id: str) -> str:
        return store.restore(trash_id)

    def signature(self, store: Libbers, name: str) -> str:
        return store.signature(name)


class _PromptShelf(Shelf[Prompts, PromptCollection]):
    values = st.builds(
        PromptCollection,
        prompts=st.dictionaries(
            _KEYS, st.builds(Prompt, value=_TEXTS, category=st.sampled_from([None, "c"])), min_size=1, max_size=3
        ),
    )
    examples = (
        PromptCollection(prompts={"a": Prompt(value="x" * 50)}),
        PromptCollection(prompts={"a": Prompt(value="y"), "b": Prompt()}, compositions={"all": ("a", "b")}),
    )

    def names(self, store: Prompts) -> tuple[str, ...]:
        return store.folders()

    def read(self, store: Prompts, name: str) -> tuple[PromptCollection | None, str | None]:
        found = store.read(name)
        return (None, None) if found.revision is None else (found.collection, found.revision)

    def save(self, store: Prompts, name: str, value: PromptCollection, seen: str | None) -> str | None:
        return store.save(name, value, seen).revision

    def delete(self, store: Prompts, name: str) -> str:
        return store.delete(name).trash

    def deleted(self, store: Prompts) -> Mapping[str, str]:
        return {one.trash: one.folder for one in store.deleted()}

    def restore(self, store: Prompts, trash_id: str) -> str:
        return store.restore(trash_id)

    def signature(self, store: Prompts, name: str) -> str:
        return store.signature(name)


class _SceneShelf(Shelf[Scenes, SceneDocument]):
    values = st.builds(
        SceneDocument,
        name=st.just(""),
        description=_TEXTS,
        depth_type=st.sampled_from(["depth", "zoe"]),
        resolution=st.sampled_from([0, 16, 1024]),
    )
    examples = (SceneDocument(name="", description="x" * 50), SceneDocument(name="", pose_type="dense"))

    def names(self, store: Scenes) -> tuple[str, ...]:
        return store.names()

    def read(self, store: Scenes, name: str) -> tuple[SceneDocument | None, str | None]:
        try:
            found = store.get(name)
        except NotFound:
            return None, None
        return (None, None) if found.revision is None else (evolve(found, name="", revision=None), found.revision)

    def save(self, store: Scenes, name: str, value: SceneDocument, seen: str | None) -> str | None:
        if seen is None:
            seen = store.create(name).revision
        return store.save(evolve(value, name=name, revision=seen), seen).revision

    def delete(self, store: Scenes, name: str) -> str:
        return store.delete(name).trash

    def deleted(self, store: Scenes) -> Mapping[str, str]:
        return {one.trash: one.name for one in store.deleted()}

    def restore(self, store: Scenes, trash_id: str) -> str:
        return store.restore(trash_id)

    def signature(self, store: Scenes, name: str) -> str:
        return store.signature(name)


class _StoryShelf(Shelf[Stories, StoryInfo]):
    values = st.builds(
        lambda scenes, text: StoryInfo(story_name="", scenes=tuple(scenes), description=text),
        st.lists(
            st.builds(StoryScene, scene_id=_KEYS, scene_name=st.just("cats"), custom_prompt=_TEXTS),
            max_size=3,
            unique_by=lambda scene: scene.scene_id,
        ),
        _TEXTS,
    )
    examples = (
        StoryInfo(story_name="", scenes=(StoryScene(scene_id="a", scene_name="cats"),)),
        StoryInfo(story_name="", description="other"),
    )

    def names(self, store: Stories) -> tuple[str, ...]:
        return store.names()

    def read(self, store: Stories, name: str) -> tuple[StoryInfo | None, str | None]:
        try:
            found = store.read(name)
        except NotFound:
            return None, None
        return evolve(found, story_name="", story_dir="", revision=None), found.revision

    def save(self, store: Stories, name: str, value: StoryInfo, seen: str | None) -> str | None:
        return store.save(evolve(value, story_name=name), seen).revision

    def delete(self, store: Stories, name: str) -> str:
        return store.delete(name).trash

    def deleted(self, store: Stories) -> Mapping[str, str]:
        return {one.trash: one.name for one in store.deleted()}

    def restore(self, store: Stories, trash_id: str) -> str:
        return store.restore(trash_id)

    def signature(self, store: Stories, name: str) -> str:
        return store.signature(name)


class LibbersMachine(KeptDocumentsMachine):
    """`Libbers`: see `kept_documents`."""

    shelf = _LibberShelf()


class PromptsMachine(KeptDocumentsMachine):
    """`Prompts`: see `kept_documents`."""

    shelf = _PromptShelf()


class ScenesMachine(KeptDocumentsMachine):
    """`Scenes`: see `kept_documents`. A scene is made, then saved."""

    shelf = _SceneShelf()

    def is_saved(self, name: str, value: Any) -> bool:
        """A scene may have been made and not saved."""
        found = self.shelf.read(self.store, name)[0]
        if found is not None and name not in self.documents:
            self.documents[name] = found
        return super().is_saved(name, value)


class StoriesMachine(KeptDocumentsMachine):
    """`Stories`: see `kept_documents`."""

    shelf = _StoryShelf()


class LibbersCrashSuite(KeptDocumentsCrashSuite):
    """`Libbers`: see `crashes`."""

    shelf = _LibberShelf()


class PromptsCrashSuite(KeptDocumentsCrashSuite):
    """`Prompts`: see `crashes`."""

    shelf = _PromptShelf()


class ScenesCrashSuite(KeptDocumentsCrashSuite):
    """`Scenes`: see `crashes`. A new scene may be found empty: it is made, then saved."""

    shelf = _SceneShelf()

    def fits(self, found: Any, before: Any, after: Any) -> bool:
        """As in every suite; a new scene may be empty."""
        new = set(after[0]) - set(before[0]) if found[1] == after[1] == before[1] else set()
        empty = {name: SceneDocument(name="") if name in new else value for name, value in after[0].items()}
        return super().fits(found, before, after) or (bool(new) and found[0] == empty)


class StoriesCrashSuite(KeptDocumentsCrashSuite):
    """`Stories`: see `crashes`."""

    shelf = _StoryShelf()
