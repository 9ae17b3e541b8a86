"""What the mask editor of ComfyUI's frontend sends to the standalone server."""

import io
from collections.abc import Callable
from typing import Any

from PIL import Image


def test_an_upload_that_names_its_original_is_stored(serve_standalone: Callable[..., Any]) -> None:
    """Frontends up to 1.45 send the layers of a painting with the name of the picture that was painted on."""
    server = serve_standalone()
    data = io.BytesIO()
    Image.new("RGBA", (2, 2)).save(data, "PNG")
    reference = ("original_ref", None, b'{"filename": "a.png", "type": "temp"}')
    place = ("subfolder", None, b"clipspace"), ("type", None, b"input")
    reply = server.post_form("/upload/image", ("image", "clipspace-paint-1.png", data.getvalue()), reference, *place)
    assert reply.json == {"name": "clipspace-paint-1.png", "subfolder": "clipspace", "type": "input"}
