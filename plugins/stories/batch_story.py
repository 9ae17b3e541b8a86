"""Which story a batch runs: the one that is chosen, else that of its execution; never two different ones."""

from ...core.contracts.executions import Executions
from ...core.contracts.stories import StoryInfo
from ...core.errors import Conflict, NotFound
from ...core.names import check_path_name
from ...core.services import Services
from .nodes_inputs import chosen, stored


def story_to_run(services: Services, story_name: str | None, job_id: str | None, exec_id: str | None) -> StoryInfo:
    """The saved story; without a name that of the only execution with this id. `Invalid`, `NotFound`, `Conflict`."""
    execution = (exec_id or "").strip()
    name = chosen(story_name)
    if not name and execution:
        name = _story_of(services, chosen(job_id), check_path_name(execution, "exec_id"))
    return stored(services, name)


def check_same_story(services: Services, story: str, exec_id: str) -> None:
    """`Conflict` where this is an execution of other stories alone."""
    stories = _stories_with(services, "", exec_id)
    if stories and story not in stories:
        raise Conflict(
            f"The execution {exec_id!r} is one of the story {stories[0]!r}; Story Scene Batch has {story!r}.",
            hint="Choose the same story in both, or leave story_name empty: it is then that of the execution.",
            field="story_name",
        )


def _story_of(services: Services, job: str, exec_id: str) -> str:
    stories = _stories_with(services, job, exec_id)
    if not stories:
        raise NotFound(
            f"There is no execution {exec_id!r}, so nothing says which story it is.",
            hint="Choose the story, or begin an execution with Story Execution Init.",
            field="exec_id",
        )
    if len(stories) > 1:
        raise Conflict(
            f"Several stories have an execution {exec_id!r}: {', '.join(stories[:5])}.",
            hint="Choose the story.",
            field="story_name",
        )
    return stories[0]


def _stories_with(services: Services, job: str, exec_id: str) -> list[str]:
    keys = (one.key for one in services.get(Executions).list())
    return sorted({key.story for key in keys if key.exec_id == exec_id and job in ("", key.job)})
