"""Story Path Resolver and Story Video Path Resolver: where a file of an execution goes, for nodes that save."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from ...core.errors import BadName, Invalid
from ...core.execution_names import IMAGE_EXTENSIONS, VIDEO_EXTENSIONS
from ...core.names import check_file_name
from ...core.nodes import STRING, InputSpec, NodeCall, NodeSpec, OutputSpec
from ...core.services import Services
from ...core.values import frozen
from .nodes_inputs import CATEGORY, checked, executions_of, images_dir
from .places import IMAGES, VIDEOS, Places

_EXTENSION: Final = re.compile(r"\.?(?P<ending>[A-Za-z0-9]{1,10})")
_OUTPUTS: Final = (
    ("abs_directory", "The folder, absolute."),
    ("abs_filepath", "The file, absolute."),
    ("abs_filepath_no_ext", "The file without its extension, absolute."),
    ("rel_directory", "The folder from the output folder on."),
    ("rel_filepath", "The file from the output folder on."),
    ("rel_filepath_no_ext", "The file without its extension, from the output folder on: what Save Image takes."),
    ("basename", "The name of the file without its extension."),
    ("basename_with_ext", "The name of the file."),
)


def story_path_resolver() -> NodeSpec:
    """Story Path Resolver."""
    return NodeSpec(
        id="StoryPathResolver",
        display_name="Story Path Resolver",
        category=CATEGORY,
        description="Where a picture of an execution goes, as every node that saves wants it. Nothing is made.",
        search_aliases=("path", "file path", "folder"),
        inputs=(images_dir(), _prefix("Story Image Namer"), _extension(".png")),
        outputs=tuple(OutputSpec(id=name, type=STRING, tooltip=tip) for name, tip in _OUTPUTS),
        run=_image,
        validate=_check_image,
    )


def story_video_path_resolver() -> NodeSpec:
    """Story Video Path Resolver."""
    videos_dir = InputSpec(
        id="exec_videos_dir",
        type=STRING,
        default="",
        tooltip="The folder of an execution's videos: link it. The folder of its pictures will do as well.",
    )
    return NodeSpec(
        id="StoryVideoPathResolver",
        display_name="Story Video Path Resolver",
        category=CATEGORY,
        description="Where a video of an execution goes, as every node that saves wants it. Nothing is made.",
        search_aliases=("path", "file path", "folder"),
        inputs=(videos_dir, _prefix("Story Video Namer"), _extension(".mp4")),
        outputs=tuple(OutputSpec(id=name, type=STRING, tooltip=tip) for name, tip in _OUTPUTS),
        run=_video,
        validate=_check_video,
    )


def _prefix(whence: str) -> InputSpec:
    return InputSpec(
        id="filename_prefix", type=STRING, default="", tooltip=f"The name of the file without extension: {whence}."
    )


def _extension(default: str) -> InputSpec:
    return InputSpec(id="extension", type=STRING, default=default, tooltip="The extension, with or without its dot.")


@frozen
class Resolved:
    """A file below the stories."""

    places: Places
    folder: Path
    basename: str
    extension: str

    @property
    def values(self) -> tuple[str, ...]:
        """The outputs of both nodes."""
        path, relative = self.folder / self.basename, self.places.relative(self.folder)
        return (
            str(self.folder),
            f"{path}{self.extension}",
            str(path),
            relative,
            f"{relative}/{self.basename}{self.extension}",
            f"{relative}/{self.basename}",
            self.basename,
            f"{self.basename}{self.extension}",
        )


def resolved(places: Places, folder: str, prefix: str, extension: str, kinds: Sequence[str], field: str) -> Resolved:
    """The file; `BadName` or `Invalid` for what is none below the stories, or of another kind."""
    ending = _checked(prefix, extension, kinds)
    return Resolved(places, places.of_a_run(folder, field), prefix, ending)


def _checked(prefix: str, extension: str, kinds: Sequence[str]) -> str:
    """The extension with its dot; `BadName` or `Invalid` for what names no file of these kinds."""
    ending = _checked_extension(extension, kinds)
    if not prefix:
        raise Invalid("filename_prefix is empty.", hint="Link it from a namer.", field="filename_prefix")
    check_file_name(f"{prefix}{ending}", "filename_prefix")
    if prefix.endswith((".", " ")):
        raise BadName(f"{prefix[:80]!r} is no name of a file.", field="filename_prefix")
    return ending


def _checked_extension(extension: str, kinds: Sequence[str]) -> str:
    match = _EXTENSION.fullmatch(extension.strip())
    made = f".{match['ending'].lower()}" if match else ""
    if made not in kinds:
        raise Invalid(
            f"{extension[:20]!r} is no extension that can be used here.",
            hint=f"Use one of {', '.join(kinds)}.",
            field="extension",
        )
    return made


def _image(call: NodeCall, *, exec_images_dir: str, filename_prefix: str, extension: str = ".png") -> tuple[str, ...]:
    places = executions_of(call.services).store.places
    return resolved(places, exec_images_dir, filename_prefix, extension, IMAGE_EXTENSIONS, "exec_images_dir").values


def _video(call: NodeCall, *, exec_videos_dir: str, filename_prefix: str, extension: str = ".mp4") -> tuple[str, ...]:
    places = executions_of(call.services).store.places
    folder = videos_of(places, exec_videos_dir)
    return resolved(places, folder, filename_prefix, extension, VIDEO_EXTENSIONS, "exec_videos_dir").values


def videos_of(places: Places, folder: str) -> str:
    """The folder of videos, also where that of the pictures of an execution is given."""
    path = places.of_a_run(folder, "exec_videos_dir")
    key = places.key_of(folder, "exec_videos_dir")
    return str(path.parent / VIDEOS) if key is not None and path.name == IMAGES else str(path)


def _check_image(services: Services, **inputs: Any) -> bool | str:
    return _check(services, inputs, "exec_images_dir", IMAGE_EXTENSIONS)


def _check_video(services: Services, **inputs: Any) -> bool | str:
    return _check(services, inputs, "exec_videos_dir", VIDEO_EXTENSIONS)


def _check(services: Services, inputs: dict[str, Any], field: str, kinds: Sequence[str]) -> bool | str:
    """Linked inputs (None) are known in the run only."""
    folder, prefix, extension = (inputs.get(name) for name in (field, "filename_prefix", "extension"))

    def check() -> None:
        _checked("a" if prefix is None else prefix, kinds[0] if extension is None else extension, kinds)
        if folder is not None:
            executions_of(services).store.places.of_a_run(folder, field)

    return checked(check)
