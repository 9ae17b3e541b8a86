"""An application that is filled once, and asked everything after each odd value in a row of its database."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from penstock.adapters.testing.route_client import RouteClient

from .damages import Listening
from .full_folder import opened
from .odd_rows import PLUGINS, Made, Odd, Rows, fill

_ALONE: Final = {"id", "deleted", "workflow"}
"""Columns that may make of a row one that nobody can ask for, or one in the trash, or another's."""


class House:
    """`rows` are put back after each odd value."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.rows = Rows(folder)
        self._folder = folder
        self._open = stack.enter_context(ExitStack())
        self._heard = stack.enter_context(Listening())
        application = self._open.enter_context(opened(folder))
        self.client = RouteClient(application)
        self.made: Made = fill(application, folder)
        self._looks = self.made.looks(application)
        self._kept = self.rows.kept()

    def asked(self, odd: Odd, *, restart: bool = False) -> int:
        """Spoil a row, look at everything, delete it, and put it back; how often it was asked."""
        self.rows.spoil(odd)
        try:
            if restart:
                self._restart()
            for look in self._looks:
                self._look(odd, look)
            for kind in PLUGINS:
                self._lists_the_others(kind, odd)
            gone = self._deleted(odd)
            assert not self._heard.tracebacks, odd
        finally:
            self.rows.put_back(self._kept)
        return len(self._looks) + len(PLUGINS) + gone

    def _restart(self) -> None:
        """The next process."""
        self._open.close()
        self.client = RouteClient(self._open.enter_context(opened(self._folder)))

    def _look(self, odd: Odd, path: str) -> None:
        answer = self.client.get(path)
        if answer.feed is not None:
            answer.feed.close()
        assert answer.status != 500, (odd, path, answer)

    def _lists_the_others(self, kind: str, odd: Odd) -> None:
        answer = self.client.get(f"/penstock/{kind}")
        ids = {one["id"] for one in answer.json[kind]}
        assert ids >= set(getattr(self.made, kind)[1:]), (odd, kind)

    def _deleted(self, odd: Odd) -> int:
        """Whatever the row says, it can be deleted."""
        paths = [f"/penstock/{kind}/{getattr(self.made, kind)[0]}" for kind in PLUGINS]
        preset, revision = f"{paths[1]}/presets/{self.made.preset}", self._revision(paths[1])
        fine = (200, 204, 404, 409) if odd.column in _ALONE else (200, 204)
        for path in (preset, *paths):
            body: Any = {"revision": revision} if path == preset else None
            answer = self.client.send("DELETE", path, body)
            assert answer.status in fine, (odd, path, answer)
        return 1 + len(paths)

    def _revision(self, workflow: str) -> int:
        """That of the preset, as its workflow shows it; any where it shows none."""
        shown = self.client.get(workflow).json.get("presets", ())
        return next((int(one["revision"]) for one in shown if one["id"] == self.made.preset), 1)
