"""Story Scene Batch: the scenes of a story in their order, to be run one by one, each with its text and folders."""

from typing import Any, Final

from ...core.contracts.executions import Execution, Executions
from ...core.contracts.stories import SCENE_BATCH
from ...core.errors import Conflict, Invalid, PenstockError
from ...core.names import check_path_name
from ...core.nodes import INT, STRING, InputSpec, NodeCall, NodeResult, NodeSpec, OutputSpec
from ...core.services import Services
from .batch_places import Places, Runs, in_execution, in_job, indices
from .batch_scenes import Wanted, check_scenes, described, find_execution, lacking, wanted_scenes
from .batch_story import check_same_story, story_to_run
from .descriptors import Described, descriptor
from .nodes_inputs import CATEGORY, checked, chosen, never_again, of_stories, signatures
from .nodes_links import is_linked, linked_execution

MOST_VARIANTS: Final = 1_000
MOST_SEED: Final = 2**64 - 1
_INDEX: Final = 5
_NEXT_INDEX: Final = 6
"""Places of outputs."""


def story_scene_batch() -> NodeSpec:
    """Story Scene Batch."""
    return NodeSpec(
        id="StorySceneBatch",
        display_name="Story Scene Batch",
        category=CATEGORY,
        description="The scenes of a story in their order. With an execution, those that still lack pictures.",
        inputs=_inputs(),
        outputs=_outputs(),
        run=run,
        fingerprint=fingerprint,
        validate=validate,
    )


def _inputs() -> tuple[InputSpec, ...]:
    return (
        InputSpec(
            id="story_name",
            type=STRING,
            default="",
            tooltip="The story, as it is saved; empty for that of the execution.",
        ),
        InputSpec(
            id="job_id",
            type=STRING,
            default="",
            tooltip="The job that the pictures belong to, which need not exist; empty for a new one each run.",
        ),
        InputSpec(
            id="exec_id",
            type=STRING,
            default="",
            optional=True,
            tooltip="An execution of the story, of Story Execution Init; empty for folders of the job alone.",
        ),
        InputSpec(
            id="variants",
            type=INT,
            default=0,
            minimum=0,
            maximum=MOST_VARIANTS,
            optional=True,
            tooltip="How many pictures each scene shall have in the execution: scenes that have them are left out. "
            "0: every scene.",
        ),
        InputSpec(
            id="seed",
            type=INT,
            default=0,
            minimum=0,
            maximum=MOST_SEED,
            optional=True,
            control_after_generate="fixed",
            tooltip="Draws random snippets (%*%): the same seed gives the same texts.",
        ),
    )


def _outputs() -> tuple[OutputSpec, ...]:
    return (
        OutputSpec(id="scene_count", type=INT, tooltip="How many scenes the story has."),
        OutputSpec(id="scene_batch", type=SCENE_BATCH, tooltip="The scenes, for Story Scene Pick."),
        OutputSpec(id="job_id_out", type=STRING, tooltip="The job."),
        OutputSpec(id="job_root_dir_out", type=STRING, tooltip="The folder of the job."),
        OutputSpec(id="exec_images_dir", type=STRING, tooltip="The folder of the execution's pictures, or empty."),
        OutputSpec(
            id="scene_index",
            type=INT,
            is_list=True,
            tooltip="One number for each scene to run: what is linked behind runs once for each.",
        ),
        OutputSpec(
            id="next_scene_index",
            type=INT,
            tooltip="The first scene that lacks pictures, else the last one: queue again for the next.",
        ),
    )


def run(
    call: NodeCall, *, story_name: str = "", job_id: str = "", exec_id: str = "", variants: int = 0, seed: int = 0
) -> NodeResult:
    """The batch. Everything is looked for before any folder is made. Raises what is not there, by its name."""
    services = call.services
    story = story_to_run(services, story_name, job_id, exec_id)
    if not story.scenes:
        raise Invalid(f"The story {story.story_name!r} has no scenes.", hint="Add some first.", field="story_name")
    wanted = wanted_scenes(services, story, job_id, exec_id)
    found = [described(services, one, seed) for one in wanted.scenes]
    execution = wanted.execution
    if execution is not None and variants > 0:
        execution = services.get(Executions).want(execution.key, variants)
    runs = Runs() if execution is None else lacking(services, execution, variants, found)
    if execution is not None and variants > 0 and not runs.lacking and is_linked(call.prompt, call.node_id, _INDEX):
        raise Conflict(
            f"Every scene of the execution {execution.key.exec_id} has its {variants} pictures already.",
            hint="Ask for more variants, delete pictures that shall be made again, or start a new execution.",
            field="variants",
        )
    place = _places(services, story.story_name, job_id, execution, variants)
    batch = [descriptor(story, one, place.of(one.order, one.name)) for one in found]
    every, following = indices(len(batch), runs, all_of_them=variants <= 0)
    values = (len(batch), batch, place.job, str(place.root), place.images, every, following)
    return NodeResult(values=values, ui=_shown(wanted, found, place.job))


def _places(services: Services, story: str, job_id: str, execution: Execution | None, variants: int) -> Places:
    if execution is None:
        return in_job(services, story, job_id)
    return in_execution(services, execution, max(variants, 0))


def _shown(wanted: Wanted, found: list[Described], job: str) -> dict[str, list[Any]]:
    story = wanted.story.story_name
    told = dict.fromkeys(note for one in found for note in one.prompts.notes)
    lines = (f"{story}: {len(found)} scenes, job {job}", *wanted.notes, *list(told)[:20])
    made: dict[str, list[Any]] = {"text": ["\n".join(lines)], "story": [story], "job": [job]}
    if wanted.execution is not None:
        made["execution"] = [{"story": story, "job": job, "exec_id": wanted.execution.key.exec_id}]
    return made


def validate(
    services: Services, *, story_name: str | None = None, job_id: str | None = None, exec_id: str | None = ""
) -> bool | str:
    """True, or what is not there; linked names (None) are known in the run only."""

    def check() -> None:
        for value, field in ((job_id, "job_id"), (exec_id, "exec_id")):
            if chosen(value):
                check_path_name(chosen(value), field)
        if story_name is None or (exec_id is None and not chosen(story_name)):
            return  # a link says the story, or the execution whose story it is
        story = story_to_run(services, story_name, job_id, exec_id)
        if chosen(exec_id):
            check_same_story(services, story.story_name, chosen(exec_id))
        check_scenes(services, story)

    return checked(check)


def fingerprint(
    services: Services,
    call: NodeCall,
    *,
    story_name: str | None = None,
    job_id: str | None = None,
    exec_id: str | None = None,
    variants: int | None = None,
    **_inputs: Any,
) -> str:
    """The story, its scenes, which of them lack pictures. A run that makes a job or an execution is never the same."""
    if exec_id is None:
        job_id, exec_id = linked_execution(call.prompt, call.node_id) or (None, None)
    if story_name is None or exec_id is None or (not exec_id.strip() and job_id is not None and not chosen(job_id)):
        return never_again()
    try:
        story = story_to_run(services, story_name, job_id, exec_id)
        files = (of_stories(services, story.story_name), signatures(services, story))
        if not exec_id.strip():
            return "\n".join(files)
        if job_id is None or variants is None:
            return never_again()
        execution = find_execution(services, story.story_name, job_id, exec_id)
        return "\n".join((*files, str(execution.scenes), _lacking(call, execution, variants)))
    except PenstockError:
        return never_again()


def _lacking(call: NodeCall, execution: Execution, variants: int) -> str:
    """The scenes that lack pictures, where that matters: what the run itself saves is no reason to run again."""
    if variants <= 0 and call.prompt and not is_linked(call.prompt, call.node_id, _NEXT_INDEX):
        return ""
    return str(call.services.get(Executions).missing(execution.key, max(variants, 1)))
