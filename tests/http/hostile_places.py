"""How a name from outside gets into the server: in paths, fields, forms and edits."""

import io
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from PIL import Image

Send = Callable[[Any, str], Any]


def pixel() -> bytes:
    """A small picture that is one."""
    data = io.BytesIO()
    Image.new("L", (1, 1), 9).save(data, "PNG")
    return data.getvalue()


PIXEL = pixel()


def in_path(method: str, pattern: str, body: bytes | None = None) -> Send:
    """A request with the name in its path."""
    headers = {"Content-Type": "application/json"} if body is not None else {}
    return lambda server, name: server.request(method, pattern.format(as_part(name)), body, headers)


def in_field(method: str, path: str, key: str, **more: Any) -> Send:
    """A JSON request with the name in a field."""
    return lambda server, name: server.post_json(path, {**more, key: name}, method)


def as_file(path: str, key: str, *fields: tuple[str, bytes]) -> Send:
    """A form with the name as that of a file."""

    def send(server: Any, name: str) -> Any:
        head = name.encode("utf-8", "replace").replace(b"\\", b"\\\\").replace(b'"', b'\\"')
        parts = b"".join(
            b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (one.encode(), value)
            for one, value in fields
        )
        body = b'%s--b\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n\r\n%s\r\n--b--\r\n'
        data = body % (parts, key.encode(), head, PIXEL)
        return server.request("POST", path, data, {"Content-Type": "multipart/form-data; boundary=b"})

    return send


def as_text(path: str, key: str) -> Send:
    """A form with the name as a text of it."""
    return lambda server, name: server.post_form(
        path, ("image", "a.png", PIXEL), (key, None, name.encode("utf-8", "surrogatepass"))
    )


def in_edit(kind: str, key: str, value: Any, instead_of: str | None = None) -> Send:
    """An edit of the draft of the document `kept`, where `{}` is the name."""

    def send(server: Any, name: str) -> Any:
        draft = server.post_json(f"/penstock/{kind}/kept/drafts", {}).json["id"]
        old = None if instead_of is None else instead_of.replace("{}", name)
        edit = {"key": key.replace("{}", name), "value": value, "instead_of": old}
        return server.post_json(f"/penstock/{kind}/kept/drafts/{draft}", {"edits": [edit]}, "PATCH")

    return send


def as_part(name: str) -> str:
    """The name as one part of a path."""
    return quote(name.encode("utf-8", "surrogatepass"), safe="")
