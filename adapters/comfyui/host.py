"""ComfyUI as a host: its folders, and the way to every open tab."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...core.files import Files
from ...core.host import EventSink, Host, HostPaths


def comfyui_paths(files: Files) -> HostPaths:
    """ComfyUI's folders, whatever its command line made of them; missing ones are made."""
    import folder_paths

    def folder(path: str) -> Path:
        absolute = Path(path).absolute()
        files.make_folder(absolute)
        return absolute

    return HostPaths(
        input=folder(folder_paths.get_input_directory()),
        output=folder(folder_paths.get_output_directory()),
        temp=folder(folder_paths.get_temp_directory()),
        user=folder(folder_paths.get_user_directory()),
    )


def comfyui_host(server: Any) -> Host:
    """The host; `server` is ComfyUI's `PromptServer`, or None in a script that runs nodes without one."""
    files = Files()
    return Host(
        name="comfyui",
        paths=comfyui_paths(files),
        files=files,
        environment=dict(os.environ),
        send=_sender(server),
    )


def _sender(server: Any) -> EventSink:
    def send(kind: str, data: Mapping[str, Any]) -> None:
        if server is not None:
            server.send_sync(kind, dict(data), None)

    return send
