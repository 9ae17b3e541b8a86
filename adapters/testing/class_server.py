"""A ComfyUI server of which there is nothing but its node classes."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@contextmanager
def class_server(classes: Mapping[str, Any]) -> Iterator[str]:
    """Answers `GET /object_info`; its address."""
    answer = json.dumps(classes).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, name="class-server", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


MAKER: dict[str, Any] = {
    "Maker": {
        "input": {
            "required": {
                "prompt": ["STRING", {"multiline": True}],
                "model": [
                    "COMFY_DYNAMICCOMBO_V3",
                    {
                        "options": [
                            {"key": "fast", "inputs": {"required": {"speed": ["INT", {"default": 5, "max": 9}]}}},
                            {"key": "good", "inputs": {"required": {"size": [["1K", "2K"]]}}},
                            {"key": "huge", "inputs": {"required": {"size": [["8K"]]}}},
                        ]
                    },
                ],
            }
        },
        "output": ["IMAGE"],
        "output_node": True,
    }
}
"""A class whose `model` brings other inputs with each option, as partners' nodes have it."""

MADE: dict[str, Any] = {
    "1": {"class_type": "Maker", "inputs": {"prompt": "a fox", "model": "fast", "model.speed": 7}},
}
"""A graph of it."""
