"""What copying slots asks before it starts, and where duplicates stand."""

from collections.abc import Callable, Sequence
from typing import Final

from ...core.contracts.pools import NewImage, PoolStore, Progress
from ...core.dispatch import Dispatcher
from ...core.errors import ClientError, Invalid, NotFound, PenstockError, TooLarge, from_object
from .service_admission import ask_admission

MOST_COPIES: Final = 1000
"""Slots that one request copies."""

_AT_ONCE: Final = 20
"""Slots that are copied between two tellings of the progress."""


def check_copies(store: PoolStore, pool_id: str, slot_ids: Sequence[str], *, most: int = MOST_COPIES) -> None:
    """Raise for a list that is empty, too long, names a slot twice, or one that the pool does not have."""
    if not slot_ids:
        raise ClientError("There are no slots.", field="slots")
    if len(slot_ids) > most:
        raise TooLarge(f"At most {most} images are copied at once.", hint="Copy fewer.", field="slots")
    if len(set(slot_ids)) != len(slot_ids):
        raise Invalid("A slot is named twice.", field="slots", faults=("slots: an id is there twice",))
    live = set(store.order(pool_id).slots)
    if not live.issuperset(slot_ids):
        raise NotFound("There is no such image in this pool.", hint="It may have been removed.", field="slots")


def staged_copies(
    store: PoolStore,
    pool_id: str,
    slot_ids: Sequence[str],
    progress: Progress,
    discard: Callable[[NewImage], object],
) -> tuple[NewImage, ...]:
    """Copies of slots in the staging folder, all or none; `progress` counts them, and may end it by raising."""
    made: list[NewImage] = []
    try:
        for start in range(0, len(slot_ids), _AT_ONCE):
            progress(start, len(slot_ids))
            made += store.copies(pool_id, slot_ids[start : start + _AT_ONCE])
    except BaseException:
        for image in made:
            discard(image)
        raise
    return tuple(made)


def check_admission(
    dispatcher: Dispatcher, pool_id: str, slot_ids: Sequence[str], images: Sequence[NewImage], names: Sequence[str]
) -> None:
    """Ask the plugins about each copy; the first error is raised, and names every slot that is refused."""
    errors: dict[str, PenstockError] = {}
    for slot_id, image, name in zip(slot_ids, images, names, strict=True):
        try:
            ask_admission(dispatcher, pool_id, image, name)
        except PenstockError as error:
            errors[slot_id] = error
    if errors:
        each = [{"slot": slot_id, "error": error.as_json()["error"]} for slot_id, error in errors.items()]
        first = next(iter(errors.values())).as_json()["error"]
        raise from_object(first if isinstance(first, dict) else {}, {"results": each})


def behind(store: PoolStore, pool_id: str, slot_ids: Sequence[str]) -> str | None:
    """The slot that follows the last of these, None where there is none."""
    order, wanted = store.order(pool_id).slots, set(slot_ids)
    last = max((place for place, slot_id in enumerate(order) if slot_id in wanted), default=len(order) - 1)
    return order[last + 1] if last + 1 < len(order) else None
