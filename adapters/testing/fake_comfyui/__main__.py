"""`python -m penstock.adapters.testing.fake_comfyui [PORT] [FOLDER]`: a server until it is ended; says its address."""

import sys
import threading
from pathlib import Path

from . import FakeComfyUI


def main(arguments: list[str]) -> None:
    """Serve."""
    port = int(arguments[0]) if arguments else 0
    folder = Path(arguments[1]) if len(arguments) > 1 else None
    with FakeComfyUI(port=port, folder=folder) as server:
        sys.stdout.write(server.url + "\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main(sys.argv[1:])
