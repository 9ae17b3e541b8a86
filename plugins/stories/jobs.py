"""The folders of a job: `<story>/jobs/<job>/{order:03d}_{scene}/{input,output}`, made by a run and by nothing else."""

import hashlib
from pathlib import Path
from typing import Final

from ...core.errors import BadName, Invalid, from_os_error
from ...core.files import Files
from ...core.ids import Ids
from ...core.names import check_path_name, contained
from ...core.values import frozen

_JOBS: Final = "jobs"
_MINTED: Final = 12
_TRIES: Final = 20


@frozen(kw_only=True)
class SceneFolders:
    """Where the pictures of a scene come from and go to in a job."""

    input: Path
    output: Path


@frozen
class JobFolders:
    """See the module. `stories` is the folder of all stories. Raises `BadName`, and the errors of the disk."""

    stories: Path
    files: Files
    ids: Ids

    def root(self, story: str, job: str) -> Path:
        """The folder of a job, which need not exist."""
        return self._inside(check_path_name(story, "story_name"), _JOBS, check_path_name(job, "job_id"))

    def mint(self, story: str) -> str:
        """A new job of 12 hex digits, its folder made: no other process has it."""
        jobs = self._inside(check_path_name(story, "story_name"), _JOBS)
        self._make(jobs)
        for _ in range(_TRIES):
            job = hashlib.sha256(self.ids.new().encode()).hexdigest()[:_MINTED]
            try:
                self.files.mark(jobs / job)
            except FileExistsError:
                continue
            except OSError as error:
                raise from_os_error(error, "make the folder of the job") from error
            return job
        raise Invalid("No free name for a job was found.", hint="Give it one.", field="job_id")

    def make(self, story: str, job: str, order: int, scene: str) -> SceneFolders:
        """The folders of a scene, made where they are not there."""
        root = self.root(story, job)
        name = f"{order:03d}_{check_path_name(scene, 'scene_name')}"
        made = SceneFolders(
            input=self._inside(story, _JOBS, root.name, name, "input"),
            output=self._inside(story, _JOBS, root.name, name, "output"),
        )
        self._make(made.input)
        self._make(made.output)
        return made

    def _inside(self, *parts: str) -> Path:
        """The path, where no link on the way leads anywhere else."""
        path = contained(self.stories, *parts)
        if path != self.stories.resolve().joinpath(*parts):
            raise BadName(f"{'/'.join(parts)[:120]!r} is a link, or leads through one.", field="job_id")
        return path

    def _make(self, folder: Path) -> None:
        try:
            self.files.make_folder(folder)
        except OSError as error:
            raise from_os_error(error, "make the folders of the job") from error
