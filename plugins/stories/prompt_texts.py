"""The texts of a scene at its place in a story. What cannot be found is an error, never an empty text."""

import threading
from collections.abc import Callable, Sequence
from typing import Final

from attrs import define, field

from ...core.contracts.prompts import LEGACY_NAMES, PromptCollection, Prompts
from ...core.contracts.scenes import legacy_prompt
from ...core.contracts.stories import ScenePrompts, StoryScene
from ...core.errors import Invalid, NotFound
from ...core.names import is_path_name
from ...core.values import frozen
from .scene_fields import misread

_MOST_KNOWN: Final = 200
_NEEDED: Final = {"prompt_source", "prompt_key", "custom_prompt"}
_NEEDED_BY_VIDEOS: Final = {"video_prompt_source", "video_prompt_key", "video_custom_prompt"}


@frozen(kw_only=True)
class Wanted:
    """What a text is made of: `text` as it stands, or the prompts of these names."""

    text: str = ""
    names: Sequence[str] | None = None


@define
class PromptTexts:
    """See the module. `is_scene` tells whether there is a scene of that name. Safe on any thread.

    The prompts of the scenes that were asked for last are kept, and read again where their file is another: a story is
    checked before each run, a scene may stand in it hundreds of times.
    """

    prompts: Callable[[], Prompts]
    is_scene: Callable[[str], bool]
    _lock: threading.Lock = field(factory=threading.Lock, init=False)
    _known: dict[str, tuple[str, PromptCollection]] = field(factory=dict, init=False)

    def of(self, scene: StoryScene, seed: int = 0) -> ScenePrompts:
        """Both texts. `NotFound` names what is not there, `Invalid` says what was not chosen; `TooLarge`."""
        collection = self.collection(scene.scene_name)
        image, video = _image(scene, collection), _video(scene, collection)
        prompt, notes = self._text(collection, image, seed)
        if video is None:
            return ScenePrompts(prompt=prompt, video_prompt=prompt, notes=notes)
        video_prompt, more = self._text(collection, video, seed)
        return ScenePrompts(prompt=prompt, video_prompt=video_prompt, notes=tuple(dict.fromkeys((*notes, *more))))

    def check(self, scene: StoryScene) -> None:
        """Raise what `of` would, without making the texts."""
        collection = self.collection(scene.scene_name)
        _image(scene, collection)
        _video(scene, collection)

    def collection(self, scene: str) -> PromptCollection:
        """The prompts of a scene; `NotFound` where there is no scene."""
        if not is_path_name(scene) or not self.is_scene(scene):
            raise NotFound(
                f"There is no scene {scene[:80]!r}.", hint="Choose another one, or restore it.", field="scene_name"
            )
        signature = self.prompts().signature(scene)
        known = self._known.get(scene)
        if known is not None and known[0] == signature:
            return known[1]
        collection = self.prompts().read(scene).collection
        self._keep(scene, signature, collection)
        return collection

    def _keep(self, scene: str, signature: str, collection: PromptCollection) -> None:
        with self._lock:
            self._known.pop(scene, None)
            while len(self._known) >= _MOST_KNOWN:
                del self._known[next(iter(self._known))]
            self._known[scene] = signature, collection

    def _text(self, collection: PromptCollection, wanted: Wanted, seed: int) -> tuple[str, tuple[str, ...]]:
        if wanted.names is None:
            return wanted.text, ()
        made = self.prompts().compose(collection, wanted.names, seed)
        return made.text, made.notes


def _image(scene: StoryScene, collection: PromptCollection) -> Wanted:
    _check_read(scene, _NEEDED)
    if scene.prompt_source == "custom":
        return _own(scene, scene.custom_prompt, "custom_prompt")
    return _found(scene, collection, scene.prompt_source, scene.prompt_key, "prompt_key")


def _video(scene: StoryScene, collection: PromptCollection) -> Wanted | None:
    """None where the text of the image is taken."""
    _check_read(scene, _NEEDED_BY_VIDEOS)
    if scene.video_prompt_source == "auto":
        return None
    if scene.video_prompt_source == "custom":
        return _own(scene, scene.video_custom_prompt, "video_custom_prompt")
    return _found(scene, collection, scene.video_prompt_source, scene.video_prompt_key, "video_prompt_key")


def _own(scene: StoryScene, text: str, field: str) -> Wanted:
    if not text.strip():
        what = "video prompt" if field == "video_custom_prompt" else "prompt"
        raise Invalid(
            f"The {what} of the scene {scene.scene_name!r} is a text of its own, which is empty.",
            hint="Write the text, or choose a prompt of the scene.",
            field=field,
        )
    return Wanted(text=text)


def _found(scene: StoryScene, collection: PromptCollection, source: str, key: str, field: str) -> Wanted:
    if not key:
        what = "video prompt" if field == "video_prompt_key" else "prompt"
        raise Invalid(
            f"No {what} is chosen for the scene {scene.scene_name!r}.",
            hint=f"Choose a {source} of the scene, or write a text of its own.",
            field=field,
        )
    if source == "composition":
        return _composition(scene, collection, key, field)
    if key in collection.prompts:
        return Wanted(names=(key,))
    if key in LEGACY_NAMES and isinstance((collection.v1_backup or {}).get(key), str):
        return Wanted(text=legacy_prompt(collection, key))
    raise NotFound(
        f"The scene {scene.scene_name!r} has no prompt {key[:80]!r}.",
        hint="Choose another one, or write that prompt.",
        field=field,
    )


def _composition(scene: StoryScene, collection: PromptCollection, key: str, field: str) -> Wanted:
    names = collection.compositions.get(key)
    if names is None:
        raise NotFound(
            f"The scene {scene.scene_name!r} has no composition {key[:80]!r}.",
            hint="Choose another one, or put it together.",
            field=field,
        )
    if names and not any(name in collection.prompts for name in names):
        raise NotFound(
            f"The composition {key[:80]!r} of the scene {scene.scene_name!r} has no prompt that is there.",
            hint="Choose another one, or write its prompts.",
            field=field,
        )
    return Wanted(names=names)


def _check_read(scene: StoryScene, needed: set[str]) -> None:
    odd = [name for name in misread(scene) if name in needed]
    if odd:
        raise Invalid(
            f"The {odd[0]} of the scene {scene.scene_name!r} cannot be read: {repr(scene.unknown[odd[0]])[:60]}.",
            hint="Choose its prompt again.",
            field=odd[0],
        )
