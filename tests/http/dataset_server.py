"""A server with folders of pictures, and what tests ask of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from attrs import frozen

from .profile_server import ProfileServer, png

D = "/penstock/datasets"


@frozen
class DatasetServer:
    """`server` is one of the fixtures of `conftest`, `data` its data folder."""

    server: Any
    data: Path

    @property
    def input(self) -> Path:
        """The input folder."""
        return self.data / "input"

    @property
    def output(self) -> Path:
        """The output folder."""
        return self.data / "output"

    def folder(self, name: str, files: Mapping[str, str | bytes | tuple[int, int]]) -> Path:
        """A folder in the input folder: texts, bytes, or pictures of (width, height), each of another colour."""
        folder = self.input / name
        for number, (path, content) in enumerate(files.items()):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, tuple):
                content = png(number, content)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        return folder

    def ask(self, route: str, **query: Any) -> Any:
        """GET a route with this query."""
        return self.server.get(f"{D}/{route}?{urlencode(query)}")

    def listing(self, folder: str, **query: Any) -> Any:
        """The listing of a folder."""
        answer = self.ask("listing", folder=folder, **query)
        assert answer.status == 200, answer
        return answer.json

    def names(self, folder: str, **query: Any) -> list[str]:
        """The names of a folder's pictures."""
        return [image["name"] for image in self.listing(folder, **query)["images"]]

    def post(self, route: str, **body: Any) -> Any:
        """POST a route with this body."""
        return self.server.post_json(f"{D}/{route}", body)

    def pool(self, *labels: str) -> str:
        """A pool with an image of 4x3 pixels for each label; its id."""
        for number, label in enumerate(labels):
            parts = (("images", "a.png", png(number)), ("labels", None, label.encode()))
            assert self.server.post_form("/penstock/pools/cats/slots", *parts).status == 200
        return "cats"

    def job(self, answer: Any) -> dict[str, Any]:
        """The job of an answer once it has ended."""
        return ProfileServer(self.server).ended(answer)

    def result(self, answer: Any) -> Any:
        """The result of a job that went well."""
        return ProfileServer(self.server).result(answer)

    def allow(self, folders: str = "", to_load: str = "") -> None:
        """Set which folders may be used."""
        for setting, value in (("datasets.folders", folders), ("datasets.load_folders", to_load)):
            answer = self.server.post_json(f"/penstock/settings/{setting}", {"value": value}, "PUT")
            assert answer.status == 200, answer
