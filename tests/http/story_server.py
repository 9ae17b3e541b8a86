"""A server with scenes, stories and executions, and what tests ask of it."""

import io
from typing import Any
from urllib.parse import quote

import numpy
from attrs import frozen
from PIL import Image

from penstock.core.contracts.executions import ExecutionKey, Executions, ExecutionScene

KINDS = ("scenes", "stories")


def picture(shade: int = 9, side: int = 8) -> bytes:
    """A PNG of one shade."""
    data = io.BytesIO()
    Image.new("RGB", (side, side), (shade, shade, shade)).save(data, "PNG")
    return data.getvalue()


@frozen
class StoryServer:
    """`server` is one of the fixtures of `conftest`. A document is `scenes/<name>` or `stories/<name>`."""

    server: Any

    def scene(self, name: str) -> str:
        """A saved scene with a base picture; its document."""
        assert self.server.post_json("/penstock/scenes", {"name": name}).status == 201
        assert self.put(name, "base", picture()).status == 200
        return f"scenes/{name}"

    def put(self, scene: str, name: str, data: bytes) -> Any:
        """What putting a picture into a scene answers."""
        path = f"/penstock/scenes/{quote(scene)}/pictures/{quote(name)}"
        return self.server.post_form(path, ("file", "picture.png", data))

    def story(self, name: str, *scenes: str) -> str:
        """A saved story; its document."""
        body = {"name": name, "scenes": scenes}
        answer = self.server.post_json("/penstock/stories", body)
        assert answer.status == 201, answer
        return f"stories/{name}"

    def write(self, document: str, text: str) -> None:
        """Give every scene of a saved story a text of its own: it can be run then."""
        draft = self.opened(document)
        scenes = [key for key in draft["entries"] if key.startswith("scene:")]
        edits = [{"key": key, "value": {"prompt_source": "custom", "custom_prompt": text}} for key in scenes]
        assert self.edit(draft, *edits).status == 200
        self.saved(self.read(draft))
        assert self.server.request("DELETE", self.path(draft)).status == 204

    def execution(self, story: str, *scenes: str, images: int = 1) -> ExecutionKey:
        """An execution with so many pictures a scene; only of a server in this process."""
        executions: Executions = self.server.subject.application.services.get(Executions)
        places = [ExecutionScene(order=at, name=name) for at, name in enumerate(scenes)]
        made, _ = executions.start(story, places, numpy.full((1, 4, 4, 3), 0.5, dtype="float32"))
        for place in places:
            shades = range(images)
            executions.save_images(made.key, place, [lambda shade=shade: picture(shade) for shade in shades], "png")
        return made.key

    def opened(self, document: str) -> dict[str, Any]:
        """The open draft of a document."""
        answer = self.server.post_json(f"/penstock/{quote(document)}/drafts", {})
        assert answer.status == 201, answer
        return dict(answer.json)

    def path(self, draft: dict[str, Any]) -> str:
        """The path of a draft."""
        return f"/penstock/{draft['kind']}/{quote(draft['name'])}/drafts/{draft['id']}"

    def edit(self, draft: dict[str, Any], *edits: dict[str, Any], **more: Any) -> Any:
        """What an edit answers."""
        return self.server.post_json(self.path(draft), {"edits": edits, **more}, "PATCH")

    def described(self, draft: dict[str, Any], text: str) -> dict[str, Any]:
        """The draft with another description."""
        answer = self.edit(draft, {"key": "description", "value": text})
        assert answer.status == 200, answer
        return self.read(draft)

    def read(self, draft: dict[str, Any]) -> dict[str, Any]:
        """The draft as it stands."""
        answer = self.server.get(self.path(draft))
        assert answer.status == 200, answer
        return dict(answer.json)

    def save(self, draft: dict[str, Any], **more: Any) -> Any:
        """What a save of the draft answers, at the revision that it had when it was read."""
        return self.server.post_json(f"{self.path(draft)}/save", {"revision": draft["revision"], **more})

    def saved(self, draft: dict[str, Any], **more: Any) -> dict[str, Any]:
        """The draft after a save that must go well."""
        answer = self.save(draft, **more)
        assert answer.status == 200, answer
        return dict(answer.json)

    def kept(self, document: str) -> dict[str, Any]:
        """A document as it is saved."""
        answer = self.server.get(f"/penstock/{quote(document)}")
        assert answer.status == 200, answer
        return dict(answer.json)

    def made(self, kind: str, name: str) -> str:
        """A saved document of either kind; a story has two scenes."""
        if kind == "scenes":
            return self.scene(name)
        for scene in ("beach", "hills"):
            if self.server.get(f"/penstock/scenes/{scene}").status == 404:
                self.scene(scene)
        return self.story(name, "beach", "hills")


def path_of(key: ExecutionKey) -> str:
    """The path of an execution."""
    return "/penstock/executions/" + "/".join(quote(part) for part in (key.story, key.job, key.exec_id))
