"""The routes of libraries without a socket: JSON in, JSON out."""

from pathlib import Path
from typing import Any

from attrs import define

from penstock.core.application import Application
from penstock.core.contracts.uploads import Upload
from penstock.core.routes import RouteCall
from penstock.core.wire import decode, encode


@define
class LibberWorld:
    """An application."""

    application: Application

    @property
    def folder(self) -> Path:
        """Where the libraries lie."""
        return self.application.host.paths.output / "libbers"

    def ask(self, name: str, body: Any = None, **path: str) -> Any:
        """What the route `libbers.<name>` answers, as JSON."""
        spec = next(spec for spec in self.application.routes if spec.name == f"libbers.{name}")
        given = None if body is None or spec.body is None else decode(spec.body, body)
        if spec.body is not None and body is None and spec.body_may_be_absent:
            given = spec.body()
        answer = spec.handler(RouteCall(services=self.application.services, path=path, body=given))
        return encode(answer)

    def revision(self, libber: str) -> str:
        """The revision of the file of a library."""
        return str(self.ask("get", libber=libber)["revision"])

    def send(self, data: bytes, file_name: str = "Cats.json", **fields: str) -> Any:
        """Import a file as the edge hands it over."""
        path = self.application.host.paths.temp / "an.upload"
        path.write_bytes(data)
        upload = Upload(path=path, file_name=file_name, size=len(data))
        return self.ask("import", {"file": upload, **fields})

    def edit(self, libber: str, draft: str, *edits: dict[str, Any], **more: Any) -> Any:
        """Edit a draft."""
        return self.ask("drafts.edit", {"edits": list(edits), **more}, libber=libber, draft=draft)
