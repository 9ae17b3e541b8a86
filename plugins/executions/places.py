"""Where executions are: `<output>/stories/<story>/jobs/<job>/executions/<exec_id>/{input,images,videos}`."""

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import define

from ...core.contracts.executions import ExecutionKey
from ...core.errors import BadName, NotFound, from_os_error
from ...core.host import HostPaths
from ...core.names import check_path_name, contained, is_path_name

JOBS: Final = "jobs"
EXECUTIONS: Final = "executions"
INPUT: Final = "input"
OUTPUT: Final = "output"
IMAGES: Final = "images"
VIDEOS: Final = "videos"
METADATA: Final = "metadata.json"
_PLACE_IN_A_JOB: Final = re.compile(r"[0-9]{3,5}_(?P<scene>.+)")


def stories_folder(paths: HostPaths) -> Path:
    """The folder of all stories."""
    return paths.output / "stories"


@define
class Places:
    """See the module. `root` is the folder of all stories; it need not exist, and nothing is made here."""

    root: Path

    def story(self, story: str) -> Path:
        """The folder of a story; `BadName`."""
        return contained(self.root, check_path_name(story, "story"))

    def jobs(self, story: str) -> Path:
        """The folder of a story's jobs; `BadName`."""
        return contained(self.root, check_path_name(story, "story"), JOBS)

    def executions(self, story: str, job: str) -> Path:
        """The folder of a job's executions; `BadName`."""
        parts = check_path_name(story, "story"), JOBS, check_path_name(job, "job"), EXECUTIONS
        return contained(self.root, *parts)

    def execution(self, key: ExecutionKey) -> Path:
        """The folder of an execution, links followed and proven to lie among the stories; `BadName`."""
        names = check_path_name(key.story, "story"), check_path_name(key.job, "job")
        return contained(self.root, names[0], JOBS, names[1], EXECUTIONS, check_path_name(key.exec_id, "exec_id"))

    def part(self, key: ExecutionKey, name: str) -> Path:
        """The folder `images`, `videos` or `input` of an execution, which need not exist; `BadName` for a link."""
        folder = self.execution(key) / name
        if self.is_link(folder):
            raise BadName(f"The folder {name} of this execution is a link.", hint="Look at it on the disk.")
        return folder

    @staticmethod
    def is_link(folder: Path) -> bool:
        """Whether a folder in a real one is none itself: a link, or what Windows has for that."""
        try:
            return folder.is_symlink() or folder.resolve() != folder
        except (OSError, RuntimeError):
            return True

    def inside(self, folder: str, field: str = "exec_images_dir") -> Path:
        """A folder that somebody named, absolute or from the output folder on (`stories/...`), links followed.

        `BadName` for any that does not lie among the stories.
        """
        if not isinstance(folder, str) or not folder.strip() or "\0" in folder:
            raise _outside(field)
        try:
            return contained(self.root, str(self.root.parent / folder))
        except BadName as error:
            raise _outside(field) from error

    def relative(self, path: Path) -> str:
        """A path below the stories, as it is from the output folder on, with `/`."""
        return f"{self.root.name}/{path.relative_to(self.root.resolve()).as_posix()}"

    def key_of(self, folder: str, field: str = "exec_images_dir") -> ExecutionKey | None:
        """The execution whose `images` or `videos` this path is (see `inside`), or whose folder; None for another.

        `BadName` for a path outside the stories.
        """
        path = self.inside(folder, field)
        return _key(self._parts(path))

    def of_a_run(self, folder: str, field: str = "exec_images_dir") -> Path:
        """`inside`, of what is a run's: see `key_of`, or `jobs/<job>/<order>_<scene>/input` (or `output`) of a story.

        `BadName` for any other; it need not exist.
        """
        path = self.inside(folder, field)
        parts = self._parts(path)
        if _key(parts) is None and not _is_of_a_job(parts):
            raise _outside(field)
        return path

    def check_story(self, path: Path) -> None:
        """`NotFound` for a folder `of_a_run` whose story is not there."""
        story = self._parts(path)[0]
        if not self.story(story).is_dir():
            raise NotFound(f"There is no story {story!r}.", hint="Run one, or restore it.", field="exec_images_dir")

    def _parts(self, path: Path) -> tuple[str, ...]:
        return path.relative_to(self.root.resolve()).parts

    def stories(self) -> tuple[str, ...]:
        """The folders that may be stories, sorted."""
        return tuple(sorted(name for name, _ in folders(self.root)))

    def job_names(self, story: str) -> tuple[str, ...]:
        """The jobs of a story, the newest first."""
        found = [(-_changed(path), name) for name, path in folders(self.jobs(story))]
        return tuple(name for _, name in sorted(found))

    def every(self, story: str | None = None) -> Iterator[ExecutionKey]:
        """What may be an execution, of one story or of all; only names are looked at."""
        for one in self.stories() if story is None else (check_path_name(story, "story"),):
            with contextlib.suppress(BadName):  # a link that leads elsewhere is no story
                for job in self.job_names(one):
                    for name, _ in folders(self.executions(one, job)):
                        yield ExecutionKey(one, job, name)


def folders(folder: Path) -> list[tuple[str, Path]]:
    """The folders in a folder whose names can be used; links are none."""
    try:
        with os.scandir(folder) as entries:
            return [
                (one.name, Path(one.path))
                for one in entries
                if is_path_name(one.name) and one.is_dir(follow_symlinks=False)
            ]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise from_os_error(error, "list the executions") from error


def _key(parts: tuple[str, ...]) -> ExecutionKey | None:
    """The execution whose folder, pictures or videos are there."""
    if len(parts) == 6 and parts[5] in (IMAGES, VIDEOS):
        parts = parts[:5]
    if len(parts) != 5 or (parts[1], parts[3]) != (JOBS, EXECUTIONS):
        return None
    return ExecutionKey(parts[0], parts[2], parts[4]) if all(is_path_name(part) for part in parts) else None


def _is_of_a_job(parts: tuple[str, ...]) -> bool:
    """Whether Story Scene Batch would make this folder for a scene of a job."""
    if len(parts) != 5 or parts[1] != JOBS or parts[4] not in (INPUT, OUTPUT):
        return False
    scene = _PLACE_IN_A_JOB.fullmatch(parts[3])
    return scene is not None and all(is_path_name(name) for name in (parts[0], parts[2], scene["scene"]))


def _changed(job: Path) -> int:
    """When something was added to a job last."""
    times = [0]
    for path in (job, job / EXECUTIONS):
        with contextlib.suppress(OSError):
            times.append(path.stat().st_mtime_ns)
    return max(times)


def _outside(field: str) -> BadName:
    return BadName(
        "This is no folder of a run of a story.",
        hint="Link it from a node that gives it, Story Execution Init or Story Scene Batch.",
        field=field,
    )
