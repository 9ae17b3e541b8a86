"""A server with libbers and prompts, and what tests ask of it."""

from typing import Any
from urllib.parse import quote

from attrs import frozen

KINDS = ("libbers", "prompts")
ENTRY = {"libbers": "lib:{}", "prompts": "prompt:{}"}


@frozen
class TextServer:
    """`server` is one of the fixtures of `conftest`. A document is `libbers/<name>` or `prompts/<folder>`."""

    server: Any

    def libber(self, name: str, **libs: str) -> str:
        """A saved library; its document."""
        answer = self.server.post_json("/penstock/libbers", {"name": name, "libs": libs})
        assert answer.status == 201, answer
        return f"libbers/{name}"

    def prompts(self, folder: str, **values: str) -> str:
        """A saved collection; its document."""
        answer = self.server.post_json("/penstock/prompts", {"folder": folder})
        assert answer.status == 201, answer
        if values:
            draft = self.saved(self.put(self.opened(f"prompts/{folder}"), **values))
            assert self.server.request("DELETE", self.path(draft)).status == 204
        return f"prompts/{folder}"

    def made(self, kind: str, name: str, **texts: str) -> str:
        """A saved document of either kind; its path below /penstock."""
        return self.libber(name, **texts) if kind == "libbers" else self.prompts(name, **texts)

    def opened(self, document: str, *, create: bool = False) -> dict[str, Any]:
        """The open draft of a document."""
        answer = self.server.post_json(f"/penstock/{quote(document)}/drafts", {"create": create})
        assert answer.status == 201, answer
        return dict(answer.json)

    def path(self, draft: dict[str, Any]) -> str:
        """The path of a draft."""
        return f"/penstock/{draft['kind']}/{quote(draft['name'])}/drafts/{draft['id']}"

    def edit(self, draft: dict[str, Any], *edits: dict[str, Any], **more: Any) -> Any:
        """What an edit answers."""
        return self.server.post_json(self.path(draft), {"edits": edits, **more}, "PATCH")

    def edited(self, draft: dict[str, Any], *edits: dict[str, Any], **more: Any) -> dict[str, Any]:
        """The draft after an edit that must go well."""
        answer = self.edit(draft, *edits, **more)
        assert answer.status == 200, answer
        return dict(answer.json)

    def put(self, draft: dict[str, Any], **texts: str) -> dict[str, Any]:
        """The draft with these texts: snippets, or prompts."""
        return self.edited(draft, *(edit_of(draft["kind"], key, text) for key, text in texts.items()))

    def read(self, draft: dict[str, Any]) -> dict[str, Any]:
        """The draft as it stands."""
        answer = self.server.get(self.path(draft))
        assert answer.status == 200, answer
        return dict(answer.json)

    def texts(self, draft: dict[str, Any]) -> dict[str, str]:
        """The snippets or the prompts of a draft as it stands."""
        return texts_of(self.read(draft))

    def save(self, draft: dict[str, Any], **more: Any) -> Any:
        """What a save of the draft answers, at the revision that it had when it was read."""
        return self.server.post_json(f"{self.path(draft)}/save", {"revision": draft["revision"], **more})

    def saved(self, draft: dict[str, Any], **more: Any) -> dict[str, Any]:
        """The draft after a save that must go well."""
        answer = self.save(draft, **more)
        assert answer.status == 200, answer
        return dict(answer.json)

    def kept(self, document: str) -> dict[str, str]:
        """The texts of a document as it is saved."""
        found = self.server.get(f"/penstock/{quote(document)}").json
        if document.startswith("libbers/"):
            return dict(found["libs"])
        return {name: prompt["value"] for name, prompt in found["prompts"].items()}


def edit_of(kind: str, key: str, text: str) -> dict[str, Any]:
    """An edit that puts a snippet or a prompt."""
    return {"key": ENTRY[kind].format(key), "value": text if kind == "libbers" else {"value": text}}


def texts_of(draft: dict[str, Any]) -> dict[str, str]:
    """The snippets or the prompts of a draft that was read."""
    start = ENTRY[draft["kind"]].format("")
    found = {key.removeprefix(start): one["value"] for key, one in draft["entries"].items() if key.startswith(start)}
    return {key: value if isinstance(value, str) else value["value"] for key, value in found.items()}
