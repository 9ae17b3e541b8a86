"""A running Penstock whose folders can be compared before and after a zip file was refused."""

from collections.abc import Callable
from pathlib import Path

from attrs import frozen

from penstock.adapters.bundled import plugin_sources
from penstock.core.application import Application, build
from penstock.core.contracts.pools import Pools, Progress, no_progress
from penstock.core.contracts.profiles import ProfileImport, Profiles
from penstock.core.files import Files
from penstock.core.host import Host, HostPaths


@frozen
class ZipWorld:
    """One application on its own folders."""

    application: Application
    folder: Path

    @property
    def profiles(self) -> Profiles:
        """The service."""
        return self.application.services.get(Profiles)

    @property
    def pools(self) -> Pools:
        """The service."""
        return self.application.services.get(Pools)

    def take(self, data: bytes, file_name: str = "sent.zip", progress: Progress = no_progress) -> ProfileImport:
        """Import these bytes."""
        archive = self.folder / "sent.upload"
        archive.write_bytes(data)
        try:
            return self.profiles.import_zip(archive, file_name, progress)
        finally:
            archive.unlink()

    def everything(self) -> dict[str, int]:
        """Every file and folder below the folders that Penstock knows, and its size; locks do not count."""
        found = (path for path in self.folder.rglob("*") if ".locks" not in path.parts)
        return {str(path): path.stat().st_size if path.is_file() else 0 for path in found}


def start_world(folder: Path, files: Files | None = None) -> ZipWorld:
    """An application whose four folders lie in `folder`."""
    paths = HostPaths(**{name: folder / name for name in ("input", "output", "temp", "user")})
    for path in (paths.input, paths.output, paths.temp, paths.user):
        path.mkdir(parents=True, exist_ok=True)
    host = Host(name="testing", paths=paths, files=files or Files())
    application = build(host, list(plugin_sources(discover=False)))
    application.start()
    return ZipWorld(application, folder)


WorldMaker = Callable[..., ZipWorld]
