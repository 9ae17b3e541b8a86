"""The files of results: where they are kept, and what is known of each.

A file that the host's own server saved stays where it is. Others are fetched into
`<output>/penstock/<title>/<date>/<name>_<end of the run's id>.png`, those of batches into
`<output>/penstock/<title>/<date>_<end of the batch's id>/<place>_<name>.png`.
"""

import hashlib
import re
import time
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Final

from attrs import evolve, frozen

from ...core.contracts.pictures import Pictures
from ...core.contracts.runs import Run, RunOutput
from ...core.errors import NotFound, PenstockError, from_os_error
from ...core.files import Files
from ...core.host import HostPaths
from .outputs_reading import Found
from .store_ports import KeptOutput

FOLDER: Final = "penstock"
_LONGEST_NAME: Final = 80
_CHUNK: Final = 1 << 20
_SHORT: Final = 10
_COUNTER: Final = re.compile(r"_\d{5}_?$")
_ODD: Final = re.compile(r"[^\w.-]+")
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


@frozen
class OutputFiles:
    """See the module. Blocks; safe on any thread."""

    paths: HostPaths
    files: Files
    pictures: Callable[[], Pictures]

    def planned(self, run: Run, number: int, found: Found, title: str) -> KeptOutput:
        """An output that is not fetched yet."""
        output = RunOutput(
            number=number,
            node=found.node,
            node_title=title,
            kind=found.kind,
            name=found.name,
            text=found.text,
            content_type=found.content_type,
            temporary=found.temporary,
        )
        return KeptOutput(output=output, item=found.item)

    def own_file(self, kept: KeptOutput) -> str | None:
        """Where the host's own server saved it; None where it is temporary, or not there."""
        item = kept.item
        if item is None or item["type"] != "output":
            return None
        parts = [part for part in f"{item['subfolder']}/{item['filename']}".replace("\\", "/").split("/") if part]
        file = "/".join(("output", *parts))
        try:
            self.path(file)
        except NotFound:
            return None
        return file

    def target(self, run: Run, kept: KeptOutput) -> tuple[Path, str]:
        """Where to fetch it to: a path whose folder exists, and its name for the database."""
        day = time.strftime("%Y-%m-%d", time.gmtime(run.created / 1000))
        folder = f"{day}_{run.batch[-_SHORT:]}" if run.batch else day
        file = "/".join((FOLDER, safe_name(run.title), folder, _named(run, kept.output)))
        path = self.paths.output / file
        try:
            self.files.make_folder(path.parent)
        except OSError as error:
            raise from_os_error(error, "make the folder of the results") from error
        return path, f"output/{file}"

    def fetched(self, kept: KeptOutput, file: str) -> KeptOutput:
        """What is known of it now that it is at `file`; `NotFound` where it is not."""
        path = self.path(file)
        try:
            size, digest = _hashed(path)
        except OSError as error:
            raise from_os_error(error, "read a result") from error
        width, height = self._size(path) if kept.output.kind == "image" else (0, 0)
        output = evolve(kept.output, bytes=size, sha256=digest, width=width, height=height)
        return KeptOutput(output=output, file=file, item=kept.item)

    def path(self, file: str) -> Path:
        """The file, inside the host's folders and no link; `NotFound`."""
        folder, *parts = file.split("/")
        root = {"output": self.paths.output, "temp": self.paths.temp}.get(folder)
        if root is None or not parts or not all(map(_is_harmless, parts)):
            raise _gone()
        path = root
        for part in parts:
            path = path / part
            if path.is_symlink():
                raise _gone()
        if not path.is_file():
            raise _gone()
        return path

    def is_ours(self, file: str) -> bool:
        """Whether it was fetched, so that it goes with its run."""
        return file.startswith(f"output/{FOLDER}/")

    def _size(self, path: Path) -> tuple[int, int]:
        try:
            return self.pictures().size(path)
        except PenstockError:  # a picture of a kind that is not read here is kept all the same
            return 0, 0


def safe_name(text: str) -> str:
    """`text` as a name that every file system takes."""
    name = _ODD.sub("_", text).strip("._ ") or "run"
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix[:12]
    name = stem[: _LONGEST_NAME - len(suffix)].rstrip("._ ") + suffix
    while len(name.encode()) > 2 * _LONGEST_NAME:
        stem = stem[: len(stem) // 2]
        name = stem + suffix
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def _named(run: Run, output: RunOutput) -> str:
    """Readable, and one of its own in its folder."""
    name = PurePosixPath(safe_name(output.name))
    stem, number = _COUNTER.sub("", name.stem) or name.stem, f"_{output.number}" if output.number else ""
    if run.batch:
        return f"{run.place:05}{number}_{stem}{name.suffix}"
    return f"{stem}_{run.id[-_SHORT:]}{number}{name.suffix}"


def _hashed(path: Path) -> tuple[int, str]:
    made, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            made.update(chunk)
            size += len(chunk)
    return size, made.hexdigest()


def _is_harmless(part: str) -> bool:
    return part not in ("", ".", "..") and part.isprintable() and "\\" not in part and ":" not in part


def _gone() -> NotFound:
    return NotFound("The file of this result is not there.", hint="It was moved or deleted.", field="number")
