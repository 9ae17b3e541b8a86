"""Libbers, prompts, scenes and stories with their drafts, and the pictures of scenes, as actors."""

import random
from collections.abc import Sequence
from typing import Any

from attrs import define, frozen

from .real_actors import Actor, Step
from .real_actors_pools import SMALL, picture, shade_of
from .real_apps import Client, Reply


@frozen
class Kind:
    """How documents of a kind are made, named and read."""

    name: str
    entry: str
    trash: str
    trash_key: str = "trash"
    renames: bool = False

    def body(self, name: str) -> dict[str, Any]:
        """What a new one is made of."""
        return {"folder": name} if self.name == "prompts" else {"name": name}

    def edit(self, text: str) -> dict[str, Any]:
        """An edit that puts the text."""
        return {"edits": [{"key": self.entry, "value": {"value": text} if self.name == "prompts" else text}]}

    def text(self, entries: Any) -> str:
        """The text of a draft's entries."""
        found = entries.get(self.entry, {}).get("value", "")
        return str(found["value"] if isinstance(found, dict) else found)

    def saved(self, document: Any) -> str:
        """The text of a document."""
        if self.name == "libbers":
            return str(document["libs"].get("text", ""))
        if self.name == "prompts":
            return str(document["prompts"].get("text", {"value": ""})["value"])
        return str(document["description"])


KINDS = (
    Kind("libbers", "lib:text", "libber_trash", "id", renames=True),
    Kind("prompts", "prompt:text", "prompt_trash"),
    Kind("scenes", "description", "scene_trash", renames=True),
    Kind("stories", "description", "story_trash"),
)


@define(eq=False)
class DocumentActor(Actor):
    """A document: its name, the text of its file, and the text of its draft (None: nobody edits it)."""

    kind: Kind = KINDS[0]
    draft: str = ""
    revision: int = 0
    trash: tuple[str, Any] | None = None

    def steps(self, chance: random.Random) -> Sequence[Step]:
        """What can be done to the document."""
        if self.value is None:
            return [self._create(), *self._restore()]
        self.trash = None
        name, _saved, draft = self.value
        path = f"/penstock/{self.kind.name}/{name}"
        if draft is None:
            renamed = [self._rename(path)] if self.kind.renames else []
            return [self._open(path)] * 3 + [self._delete(path), *renamed]
        path = f"{path}/drafts/{self.draft}"
        return [self._edit(path, chance)] * 3 + [self._save(path)] * 2 + [self._close(path)]

    def observe(self, client: Client) -> Any:
        """The document under one of its names."""
        found = [one for name in self._names() if (one := self._look(client, name)) is not None]
        assert len(found) <= 1, found
        return found[0] if found else None

    def _names(self) -> tuple[str, ...]:
        return (self.name, f"{self.name}-too")

    def _look(self, client: Client, name: str) -> Any:
        path = f"/penstock/{self.kind.name}/{name}"
        saved = client.get(path)
        if saved.status == 404:
            return None
        assert saved.ok, saved
        assert not saved.json.get("problems"), saved.json["problems"]
        looked = client.get(f"{path}/drafts")
        assert looked.ok, looked
        self._learn(looked)
        return (name, self.kind.saved(saved.json), self.kind.text(looked.json["entries"]) if self.draft else None)

    def _learn(self, reply: Reply) -> None:
        self.draft, self.revision = reply.json["id"], reply.json["revision"]

    def _create(self) -> Step:
        path, body = f"/penstock/{self.kind.name}", self.kind.body(self.name)
        return Step(f"create {self.kind.name}", lambda client: client.send("POST", path, body), (self.name, "", None))

    def _restore(self) -> list[Step]:
        if self.trash is None:
            return []
        trash, value = self.trash
        path = f"/penstock/{self.kind.trash}/{trash}/restore"
        return [Step(f"restore {self.kind.name}", lambda client: client.send("POST", path), value)] * 3

    def _delete(self, path: str) -> Step:
        value = self.value

        def learn(reply: Reply) -> None:
            self.trash = (reply.json[self.kind.trash_key], value)

        return Step(f"delete {self.kind.name}", lambda client: client.send("DELETE", path), None, learn)

    def _rename(self, path: str) -> Step:
        name, saved, _ = self.value
        other = next(one for one in self._names() if one != name)
        body = {"name": other}
        return Step(f"rename {self.kind.name}", lambda client: client.send("PATCH", path, body), (other, saved, None))

    def _open(self, path: str) -> Step:
        name, saved, _ = self.value
        after = (name, saved, saved)
        return Step("open draft", lambda client: client.send("POST", f"{path}/drafts", {}), after, self._learn)

    def _edit(self, path: str, chance: random.Random) -> Step:
        name, saved, _ = self.value
        text = f"written {chance.getrandbits(40):x}"
        edit = self.kind.edit(text)
        return Step("edit draft", lambda client: client.send("PATCH", path, edit), (name, saved, text), self._learn)

    def _save(self, path: str) -> Step:
        name, _, text = self.value
        body = {"revision": self.revision}
        after = (name, text, text)
        return Step(
            f"save {self.kind.name}", lambda client: client.send("POST", f"{path}/save", body), after, self._learn
        )

    def _close(self, path: str) -> Step:
        name, saved, _ = self.value
        return Step("close draft", lambda client: client.send("DELETE", path), (name, saved, None))


@define(eq=False)
class ScenePictureActor(Actor):
    """The base picture of a scene: its shade, "" without one, None without the scene."""

    side: int = SMALL
    trash: tuple[str, int] | None = None

    def steps(self, chance: random.Random) -> Sequence[Step]:
        """What can be done to the picture."""
        if self.value is None:
            body = {"name": self.name}
            return [Step("create scene", lambda client: client.send("POST", "/penstock/scenes", body), "")]
        path = f"/penstock/scenes/{self.name}/pictures/base"
        shade = chance.randrange(256)
        part = ("file", "picture.png", picture(shade, self.side))
        made = [Step("put picture", lambda client: client.form(path, part), shade)] * 2
        if self.value != "":
            self.trash, value = None, self.value

            def learn(reply: Reply) -> None:
                self.trash = (reply.json["trash"], value)

            made.append(Step("delete picture", lambda client: client.send("DELETE", path), "", learn))
        elif self.trash is not None:
            trash, old = self.trash
            back = f"/penstock/scene_picture_trash/{trash}/restore"
            made.append(Step("restore picture", lambda client: client.send("POST", back), old, self._restored))
        return made

    def observe(self, client: Client) -> Any:
        """The shade of the picture."""
        if client.get(f"/penstock/scenes/{self.name}").status == 404:
            return None
        found = client.get(f"/penstock/scenes/{self.name}/pictures/base")
        return "" if found.status == 404 else shade_of(found.body)

    def _restored(self, _reply: Reply) -> None:
        self.trash = None
