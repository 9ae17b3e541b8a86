"""Scenes as documents that people edit: one entry a field, one for the loras, one a mask."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from attrs import evolve

from ...core.contracts.editing import Stored
from ...core.contracts.scenes import SceneDocument, SceneMask
from ...core.draft_values import Edit
from ...core.errors import Invalid, NotFound
from . import masks, metadata
from .loras import checked_stack, entries_of
from .metadata import DEFAULTS
from .picture_files import MASK
from .service import SceneService

KIND: Final = "scenes"
LORAS: Final = "loras"
Entries = Mapping[str, Any]


class SceneDocuments:
    """Implements `Documents` over the service, which is found when it is needed first. Safe on any thread."""

    def __init__(self, service: Callable[[], SceneService]) -> None:
        self._service = service

    @property
    def kind(self) -> str:
        """See `Documents`."""
        return KIND

    def read(self, name: str) -> Stored:
        """See `Documents`."""
        try:
            document = self._service().get(name)
        except NotFound:
            return Stored(entries=entries_of_document(SceneDocument(name=name)), revision=None)
        return Stored(
            entries=entries_of_document(document),
            revision=document.revision,
            read_only=document.read_only,
            problems=document.problems,
        )

    def signature(self, name: str) -> str:
        """See `Documents`."""
        return self._service().signature_of_document(name)

    def write(self, name: str, entries: Entries, seen: str | None) -> str:
        """See `Documents`. A mask whose picture went meanwhile has no entry any more."""
        saved = self._service().save_as(name, lambda now: document_of(now, entries), seen)
        return saved.revision or ""

    def checked(self, name: str, edits: Sequence[Edit], entries: Entries) -> tuple[Edit, ...]:
        """See `Documents`. What is taken away has its default; a mask is taken away with its picture only."""
        return tuple(_checked(edit, entries) for edit in edits)


def entries_of_document(document: SceneDocument) -> dict[str, Any]:
    """The entries of a draft."""
    made: dict[str, Any] = {key: getattr(document, key) for key in DEFAULTS}
    made[LORAS] = entries_of(document.loras)
    made.update({f"{MASK}{one.name}": _entry(one) for one in document.masks if _can_be_edited(one)})
    return made


def document_of(now: SceneDocument, entries: Entries) -> SceneDocument:
    """`now` with what the entries of a draft say."""
    values = {key: metadata.checked(key, entries[key]) for key in DEFAULTS if entries.get(key) != getattr(now, key)}
    values = {key: value for key, value in values.items() if key in entries}
    if LORAS in entries and entries[LORAS] != entries_of(now.loras):
        values[LORAS] = checked_stack(entries[LORAS])
    return evolve(now, **values, masks=tuple(_mask(one, entries.get(f"{MASK}{one.name}")) for one in now.masks))


def _mask(mask: SceneMask, entry: Any) -> SceneMask:
    return mask if entry is None or entry == _entry(mask) else masks.changed(mask, entry)


def _entry(mask: SceneMask) -> dict[str, Any]:
    return {"type": mask.type, "has_background": mask.has_background, "color": mask.color}


def _can_be_edited(mask: SceneMask) -> bool:
    """An old mask without a background (`girl_no_bg`) is only a file: masks.json could not say its name."""
    return mask.file == masks.file_of(mask.name, mask.has_background)


def _checked(edit: Edit, entries: Entries) -> Edit:
    key = edit.key
    if edit.instead_of is not None and edit.instead_of != key:
        raise Invalid("The entries of a scene keep their names.", field="instead_of")
    if key in DEFAULTS:
        return Edit(key, DEFAULTS[key] if edit.removed else metadata.checked(key, edit.value))
    if key == LORAS:
        return Edit(key, entries_of(checked_stack([] if edit.removed else edit.value)))
    if key.startswith(MASK) and key in entries:
        if edit.removed:
            raise Invalid("A mask goes with its picture.", hint="Delete its picture.", field="key")
        name, known = key.removeprefix(MASK), entries[key]
        changed = masks.changed(SceneMask(name=name, **known), edit.value)
        return Edit(key, _entry(changed))
    raise Invalid(
        f"{key[:80]!r} is no entry of this scene.",
        hint=f"Use one of {', '.join(DEFAULTS)}, {LORAS}, or mask:<name> of a mask that has a picture.",
        field="key",
        faults=("key: no entry",),
    )
