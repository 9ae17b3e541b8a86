"""Saving a story that came over a link: what others have saved meanwhile is merged, and nothing is written over."""

from typing import Final

from attrs import evolve

from ...core.contracts.stories import StoryInfo
from ...core.draft_content import values_of
from ...core.draft_merge import Sides, merged
from ...core.draft_values import texts_of
from ...core.errors import Busy, Conflict
from .checking import attached
from .documents import entries_of, story_of
from .encoding import bytes_of
from .service import StoryService

_TRIES: Final = 5


def save_value(service: StoryService, story: StoryInfo) -> StoryInfo:
    """Store the value of a link.

    The same content writes nothing. `Conflict` where it is a new one and another story has its name, where both sides
    changed the same, and where the revision that it was read at is not known any more.
    """
    for _ in range(_TRIES):
        now = service.look_at(story.story_name).info
        if now is None:
            if story.revision is not None:
                raise Conflict(
                    f"The story {story.story_name!r} was deleted since it was read.",
                    hint="Restore it, then run again.",
                    field="story_info",
                )
            wanted = story
        else:
            wanted = _over(service, now, story)
        try:
            return service.save(wanted, None if now is None else now.revision)
        except Conflict:
            found = service.look_at(story.story_name).info
            if (None if found is None else found.revision) == (None if now is None else now.revision):
                raise
    raise Busy("Another program keeps writing the story.", hint="Nothing was changed; try again.")


def _over(service: StoryService, now: StoryInfo, story: StoryInfo) -> StoryInfo:
    """What is to be saved in the place of `now`."""
    if story.revision == now.revision:
        return story
    if _same(now, story):
        return now
    if story.revision is None:
        raise Conflict(
            f"There is another story {story.story_name!r} already.",
            hint="Give the new one another name, or load that one and change it.",
            field="story_info",
        )
    before = service.earlier(story.story_name, story.revision)
    if before is None:
        raise Conflict(
            f"The story {story.story_name!r} was changed since it was read.", hint="Run it again.", field="story_info"
        )
    return _merged(before, now, story)


def _same(now: StoryInfo, story: StoryInfo) -> bool:
    return bytes_of(now, "") == bytes_of(attached(now, story), "")


def _merged(before: StoryInfo, now: StoryInfo, story: StoryInfo) -> StoryInfo:
    sides = Sides(
        opened=texts_of(entries_of(before)),
        theirs=texts_of(entries_of(now)),
        mine=texts_of(entries_of(attached(before, story))),
    )
    made = merged(sides)
    if made.conflicts:
        raise Conflict(
            f"The story {story.story_name!r} was changed in the same places since it was read.",
            hint="Run it again, so that it is read again.",
            field="story_info",
            details={"current": {"story": now.story_name, "revision": now.revision}},
        )
    return evolve(story_of(now.story_name, values_of(made.texts)), unknown=now.unknown)
