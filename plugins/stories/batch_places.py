"""Where a batch puts its files: the folders of a job, or those of an execution; and which of its scenes are to run."""

from collections.abc import Callable
from pathlib import Path

from ...core.contracts.executions import Execution
from ...core.files import Files
from ...core.ids import Ids
from ...core.services import Services
from ...core.values import frozen
from .descriptors import Place
from .jobs import JobFolders
from .nodes_inputs import chosen
from .service import StoryService


@frozen(kw_only=True)
class Runs:
    """The places of the scenes that lack pictures; None where nobody can tell."""

    lacking: tuple[int, ...] | None = None


@frozen(kw_only=True)
class Places:
    """A job, its folder, the folder of an execution's pictures (empty without one); `of` makes those of a scene."""

    job: str
    root: Path
    images: str
    of: Callable[[int, str], Place]


def in_job(services: Services, story: str, job_id: str) -> Places:
    """The folders of a job, minted where none is given."""
    folders = _folders(services)
    job = chosen(job_id) or folders.mint(story)
    root = folders.root(story, job)

    def of(order: int, scene: str) -> Place:
        made = folders.make(story, job, order, scene)
        return Place(job=job, job_root=root, input=made.input, output=made.output)

    return Places(job=job, root=root, images="", of=of)


def in_execution(services: Services, execution: Execution, variants: int) -> Places:
    """The folders of an execution, which are there; each scene shall have so many pictures (0: nobody says)."""
    key, images, videos = execution.key, execution.images_dir, execution.videos_dir
    root = _folders(services).root(key.story, key.job)

    def of(_order: int, _scene: str) -> Place:
        return Place(
            job=key.job,
            job_root=root,
            input=images,
            output=videos,
            exec_id=key.exec_id,
            images=str(images),
            videos=str(videos),
            variants=variants,
        )

    return Places(job=key.job, root=root, images=str(images), of=of)


def indices(count: int, runs: Runs, *, all_of_them: bool) -> tuple[list[int], int]:
    """The scenes to run, never none, and the next one of them."""
    following = count - 1 if runs.lacking == () else (runs.lacking or (0,))[0]
    if all_of_them or runs.lacking is None:
        return list(range(count)), following
    return list(runs.lacking) or [following], following


def _folders(services: Services) -> JobFolders:
    return JobFolders(services.get(StoryService).root, services.get(Files), services.get(Ids))
