"""Which scenes of a story are those with which an execution began: by their ids, their places, their names."""

from collections.abc import Sequence

from ...core.contracts.executions import ExecutionScene
from ...core.contracts.stories import StoryScene


def matched(now: Sequence[StoryScene], begun: Sequence[ExecutionScene]) -> list[StoryScene | None]:
    """The scene of each of `begun`, None where there is none.

    An entry without an id is what stands at its place. A scene that was taken out and added again has another id: then
    one of that name is taken that no other entry claims, that at the same place first.
    """
    by_id = {scene.scene_id: scene for scene in now}
    by_place = dict(enumerate(now))
    found = [by_id.get(one.scene_id) if one.scene_id else by_place.get(one.order) for one in begun]
    taken = {scene.scene_id for scene in found if scene is not None}
    lost = [index for index, one in enumerate(begun) if found[index] is None and one.scene_id]
    for index in lost:
        here = by_place.get(begun[index].order)
        if here is not None and here.scene_name == begun[index].name and here.scene_id not in taken:
            found[index] = here
            taken.add(here.scene_id)
    left: dict[str, list[StoryScene]] = {}
    for scene in reversed(now):
        if scene.scene_id not in taken:
            left.setdefault(scene.scene_name, []).append(scene)
    for index in lost:
        if found[index] is None and left.get(begun[index].name):
            found[index] = left[begun[index].name].pop()
    return found
