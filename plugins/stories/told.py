"""What a change of a story is told as."""

from ...core.contracts.stories import StoryInfo
from ...core.events.stories import StorySaved


def saved(before: StoryInfo | None, after: StoryInfo) -> StorySaved:
    """The event of a save; `before` is None where there was no file. Scenes that were only moved are not changed."""
    old = {scene.scene_id: scene for scene in before.scenes} if before is not None else {}
    new = {scene.scene_id: scene for scene in after.scenes}
    return StorySaved(
        story=after.story_name,
        revision=after.revision or "",
        created=before is None,
        added=tuple(one for one in new if one not in old),
        changed=tuple(one for one in new if one in old and old[one] != new[one]),
        removed=tuple(one for one in old if one not in new),
        moved=[one for one in old if one in new] != [one for one in new if one in old],
    )
