"""Workflows, batches and settings, as actors."""

import json
import random
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from attrs import define

from .real_actors import Actor, Step
from .real_apps import Client, Reply

GRAPH: dict[str, Any] = {
    "1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 8, "batch_size": 1, "color": 0}},
    "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "kept"}},
}
"""Runs on the embedded engine."""


@define(eq=False)
class WorkflowActor(Actor):
    """A workflow: its description and the width that is its default, None where it is deleted."""

    id: str = ""
    deleted: Any = None

    def steps(self, chance: random.Random) -> Sequence[Step]:
        """What can be done to the workflow."""
        if self.value is None:
            return [self._restore()] if self.id else [self._create()]
        path = f"/penstock/workflows/{self.id}"
        described, width = f"described {chance.getrandbits(40):x}", chance.randrange(8, 100)
        _, old = self.value
        value = self.value

        def learn(_reply: Reply) -> None:
            self.deleted = value

        def send(client: Client, method: str, rest: str, **change: Any) -> Reply:
            return client.send(method, path + rest, {"revision": client.get(path).json["revision"], **change})

        return [
            Step(
                "describe workflow", lambda client: send(client, "PATCH", "", description=described), (described, old)
            ),
            Step(
                "default values",
                lambda client: send(client, "PUT", "/default_parameters", values={"1.width": width}),
                (value[0], width),
            ),
            Step("delete workflow", lambda client: client.send("DELETE", path), None, learn),
        ]

    def observe(self, client: Client) -> Any:
        """The workflow of this name."""
        listed = client.get(f"/penstock/workflows?search={quote(self.name)}")
        assert listed.ok, listed
        mine = [one for one in listed.json["workflows"] if one["name"] == self.name]
        if not mine:
            if not self.id:
                return None
            trashed = [one["id"] for one in client.get("/penstock/workflow_trash").json["deleted"]]
            assert self.id in trashed, f"{self.name} is neither listed nor in the trash"
            if self.deleted is None or self.value is not None:
                self.deleted = self.value
            return None
        assert len(mine) == 1, mine
        self.id = mine[0]["id"]
        whole = client.get(f"/penstock/workflows/{self.id}").json
        return (whole["description"], whole["default_parameters"].get("1.width"))

    def _create(self) -> Step:
        parts = (("name", None, self.name.encode()), ("file", "workflow.json", json.dumps(GRAPH).encode()))

        def learn(reply: Reply) -> None:
            self.id = reply.json["workflow"]["id"]

        return Step("import workflow", lambda client: client.form("/penstock/workflows", *parts), ("", None), learn)

    def _restore(self) -> Step:
        path = f"/penstock/workflows/{self.id}/restore"
        return Step("restore workflow", lambda client: client.send("POST", path), self.deleted)


@define(eq=False)
class BatchActor(Actor):
    """Batches that were begun: their titles, each with its two cells. The server runs them meanwhile."""

    def steps(self, chance: random.Random) -> Sequence[Step]:
        """One more batch, while there are few."""
        titles = self.value or ()
        title = f"{self.name} {chance.getrandbits(40):x}"
        axis = {"keys": ["1.color"], "values": [chance.randrange(9), 255]}
        body = {"plan": {"document": GRAPH, "title": title, "groups": [{"axes": [axis]}]}}
        if len(titles) >= 4:
            return [Step("list batches", lambda client: client.get("/penstock/batches"), self.value)]
        return [Step("begin batch", lambda client: client.send("POST", "/penstock/batches", body), (*titles, title))]

    def observe(self, client: Client) -> Any:
        """The titles of the batches, the oldest first; each has its cells."""
        listed = client.get("/penstock/batches?limit=200")
        assert listed.ok, listed
        mine = [one for one in listed.json["batches"] if one["title"].startswith(f"{self.name} ")]
        for one in mine:
            cells = client.get(f"/penstock/batches/{one['id']}/cells")
            assert len(cells.json["cells"]) == 2, cells.json
        titles = {one["title"] for one in mine}
        known = self.pending if set(self.pending or ()) == titles else self.value
        assert titles == set(known or ()), (titles, self.value, self.pending)
        return known


@define(eq=False)
class SettingActor(Actor):
    """A setting; `name` is its id."""

    def steps(self, chance: random.Random) -> Sequence[Step]:
        """Another value."""
        value = chance.randrange(1, 178)
        path, body = f"/penstock/settings/{self.name}", {"value": value}
        return [Step("set", lambda client: client.send("PUT", path, body), value)]

    def observe(self, client: Client) -> Any:
        """The value now."""
        found = client.get(f"/penstock/settings/{self.name}")
        assert found.ok, found
        return found.json["value"]
