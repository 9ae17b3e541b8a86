"""ComfyUI's settings and user files, for its one default user: `<user>/default/`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ...core.errors import BadName, ClientError, Conflict, NotFound
from ...core.files import Files, read_file
from ...core.names import contained, is_file_name
from ...core.routes import BytesAnswer, FileAnswer, RouteCall, RouteSpec
from ...core.values import frozen
from ..http.answers import JsonAnswer
from ..http.strict_json import LARGEST_SEED, parse
from ..http.web_files import content_type_of
from .comfy_errors import MAX_DEPTH, refused_by_disk
from .comfy_queue import route

MAX_FILE: Final = 50 << 20
FIRST_SETTINGS: Final[Mapping[str, Any]] = {
    "Comfy.TutorialCompleted": True,
    "Comfy.Workflow.ShowMissingNodesWarning": False,
    "Comfy.Workflow.ShowMissingModelsWarning": False,
}
"""In force until something is stored: the frontend starts with templates and a workflow that cannot run here."""


@frozen
class ListQuery:
    """Which user files, and how they are listed."""

    dir: str
    recurse: bool = False
    full_info: bool = False
    split: bool = False


@frozen
class WriteQuery:
    """How a user file is written."""

    overwrite: bool = True
    full_info: bool = False


@frozen
class UserFiles:
    """The files of the default user. Every method blocks; safe on any thread."""

    root: Path
    files: Files

    @property
    def _settings(self) -> Path:
        return self.root / "comfy.settings.json"

    def settings(self) -> dict[str, Any]:
        """All settings; those of a damaged file count as none."""
        try:
            stored = json.loads(read_file(self._settings, MAX_FILE))
        except (OSError, ValueError, RecursionError):
            return dict(FIRST_SETTINGS)
        return stored if isinstance(stored, dict) else dict(FIRST_SETTINGS)

    def store_settings(self, changes: Mapping[str, Any]) -> None:
        """Merge `changes` into the settings, durably."""
        self._write(self._settings, json.dumps({**self.settings(), **changes}, indent=4).encode())

    def listed(self, query: ListQuery) -> list[Any]:
        """The files below a folder of the user."""
        top = self._path(query.dir) if query.dir not in ("", "/", ".") else self.root
        found = sorted(path for path in (top.rglob("*") if query.recurse else top.glob("*")) if path.is_file())
        return [self._line(path, top, query) for path in found]

    def _line(self, path: Path, top: Path, query: ListQuery) -> Any:
        relative = path.relative_to(top).as_posix()
        if query.full_info:
            return {**_info(path), "path": relative}
        return [relative, *relative.split("/")] if query.split else relative

    def read(self, name: str) -> FileAnswer:
        """One file, always as a download."""
        path = self._path(name)
        if not path.is_file():
            raise NotFound("There is no such file.", field="file")
        found = path.stat()
        return FileAnswer(
            path=path,
            content_type=content_type_of(path),
            etag=f"{found.st_mtime_ns:x}-{found.st_size:x}",
            download_name=path.name,
        )

    def style(self) -> BytesAnswer:
        """The user's own style sheet for the frontend, empty where there is none."""
        path = self._path("user.css")
        data = self._bytes("user.css") if path.is_file() else b""
        return BytesAnswer(data=data, content_type="text/css; charset=utf-8", etag="")

    def write(self, name: str, data: bytes, query: WriteQuery) -> Any:
        """Store one file, whole or not at all; `Conflict` where it exists and is not to be replaced."""
        path = self._path(name)
        if path.exists() and not query.overwrite:
            raise Conflict("The file exists.", field="file")
        self._write(path, data)
        return self._told(path, query)

    def delete(self, name: str) -> None:
        """Remove one file."""
        path = self._path(name)
        if not path.is_file():
            raise NotFound("There is no such file.", field="file")
        try:
            self.files.remove(path)
        except OSError as error:
            raise refused_by_disk(error, "remove the file") from error

    def move(self, name: str, target: str, query: WriteQuery) -> Any:
        """Give one file another name, in one rename; `Conflict` as for `write`."""
        source, path = self._path(name), self._path(target)
        if not source.is_file():
            raise NotFound("There is no such file.", field="file")
        if path.exists() and not query.overwrite:
            raise Conflict("The file exists.", field="file")
        try:
            self.files.make_folder(path.parent)
            self.files.move_over(source, path)
        except OSError as error:
            raise refused_by_disk(error, "move the file") from error
        return self._told(path, query)

    def _told(self, path: Path, query: WriteQuery) -> Any:
        relative = path.relative_to(self.root.resolve()).as_posix()
        return {**_info(path), "path": relative} if query.full_info else relative

    def _bytes(self, name: str) -> bytes:
        path = self._path(name)
        try:
            return self.files.read(path, MAX_FILE)
        except OSError as error:
            raise NotFound("There is no such file.", field="file") from error

    def _write(self, path: Path, data: bytes) -> None:
        try:
            self.files.make_folder(path.parent)
            self.files.write(path, data)
        except OSError as error:
            raise refused_by_disk(error, "store the file") from error

    def _path(self, name: str) -> Path:
        """The place of a user file; the frontend keeps hidden ones too (`workflows/.index.json`)."""
        parts = name.rstrip("/").split("/")
        if len(parts) > MAX_DEPTH or not all(is_file_name(part.removeprefix(".")) for part in parts):
            raise BadName(f"{name[:80]!r} is not a file name that can be used.", field="file")
        return contained(self.root, *parts)


def _info(path: Path) -> dict[str, Any]:
    found = path.stat()
    return {
        "path": path.name,
        "size": found.st_size,
        "modified": found.st_mtime_ns // 1_000_000,
        "created": int(found.st_ctime * 1000),
    }


def user_routes(users: UserFiles) -> tuple[RouteSpec, ...]:
    """Settings and user files."""

    def store_one(call: RouteCall[bytes]) -> dict[str, Any]:
        users.store_settings({call.path["setting"]: parse(call.body, LARGEST_SEED)})
        return {}

    def store_all(call: RouteCall[bytes]) -> dict[str, Any]:
        changes = parse(call.body, LARGEST_SEED)
        if not isinstance(changes, dict):
            raise ClientError("Settings are a JSON object.")
        users.store_settings(changes)
        return {}

    def write(call: RouteCall[bytes]) -> Any:
        return users.write(call.path["file"], call.body, call.query)

    def delete(call: RouteCall[Any]) -> None:
        users.delete(call.path["file"])

    def move(call: RouteCall[Any]) -> Any:
        return users.move(call.path["file"], call.path["target"], call.query)

    return (
        route("GET", "/users", lambda _call: {"storage": "server", "migrated": True}),
        route("GET", "/settings", lambda _call: users.settings()),
        route("GET", "/settings/{setting}", lambda call: JsonAnswer(200, users.settings().get(call.path["setting"]))),
        route("POST", "/settings", store_all, body=bytes),
        route("POST", "/settings/{setting}", store_one, body=bytes),
        route("GET", "/userdata", lambda call: users.listed(call.query), query=ListQuery),
        route("GET", "/userdata/{file}", lambda call: users.read(call.path["file"])),
        route("POST", "/userdata/{file}", write, body=bytes, query=WriteQuery, max_bytes=MAX_FILE),
        route("DELETE", "/userdata/{file}", delete),
        route("POST", "/userdata/{file}/move/{target}", move, query=WriteQuery),
        route("GET", "/user.css", lambda _call: users.style()),
    )
