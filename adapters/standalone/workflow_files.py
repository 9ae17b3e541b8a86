"""Files that the commands of `penstock workflow` read and write."""

import sys
from pathlib import Path
from typing import Any

from ...core.errors import Invalid, NotFound, TooLarge, from_os_error
from ...core.files import Files
from ...core.services import Services
from ...core.settings import Settings
from ...plugins.workflows.carriers import carried
from ...plugins.workflows.documents.decode import Limits, decoded
from ...plugins.workflows.settings import MAX_NODES, file_bytes


def document_of(services: Services, file: str) -> Any:
    """The decoded document of a file (`-`: of stdin), which may be a picture that carries one."""
    data, most = bytes_of(services, file), file_bytes(services)
    picture = carried(data, most)
    text = data if picture is None else picture.workflow or picture.prompt
    if not text:
        raise Invalid("This picture carries no workflow.", hint="Choose one that ComfyUI saved.", field="file")
    return decoded(text, Limits(nodes=int(services.get(Settings).get(MAX_NODES.id)), bytes=most))


def bytes_of(services: Services, file: str) -> bytes:
    """The bytes of a file, or of stdin (`-`), up to the largest size."""
    most = file_bytes(services)
    try:
        if file == "-":
            data = sys.stdin.buffer.read(most + 1)
        else:
            with Path(file).open("rb") as opened:
                data = opened.read(most + 1)
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {file}.") from error
    except OSError as error:
        raise from_os_error(error, f"read {file}") from error
    if len(data) > most:
        raise TooLarge(f"{file} has more than {most >> 20} MiB.", hint="The setting workflows.max_megabytes says so.")
    return data


def written(services: Services, file: Path, text: str) -> None:
    """Write a file, whole or not at all."""
    try:
        services.get(Files).write(file.absolute(), text.encode() + b"\n")
    except OSError as error:
        raise from_os_error(error, f"write {file}") from error
