"""What the commands of `penstock prompts` and `penstock libbers` do."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ...core.contracts.libbers import Libbers
from ...core.contracts.prompts import PromptCollection, PromptDocument, Prompts
from ...core.errors import NotFound, PenstockError
from ...core.services import Services
from ...plugins.prompts.closing import restored_version_1
from ...plugins.prompts.composing import said
from .headless import headless
from .paths import data_paths, default_data
from .said_warnings import Say, said_warnings


def _nothing(_line: str) -> None:
    """What is said is in the list itself."""


@contextmanager
def opened(data: Path | None, say: Say = _nothing) -> Iterator[Services]:
    """The services of a data folder while the block runs; warnings are said."""
    with said_warnings(say), headless(data_paths(data or default_data())) as started:
        yield started.application.services


def listed_prompts(services: Services) -> list[dict[str, Any]]:
    """Every folder with the number of its prompts; None where they cannot be read."""
    prompts = services.get(Prompts)
    return [_listed(prompts, folder) for folder in prompts.folders()]


def _listed(prompts: Prompts, folder: str) -> dict[str, Any]:
    try:
        document = prompts.read(folder)
    except PenstockError as error:
        return {"folder": folder, "count": None, "version": None, "problems": [f"{error.message} {error.hint}".strip()]}
    return {
        "folder": folder,
        "count": len(document.collection.prompts),
        "version": 1 if document.migrated else document.collection.version,
        "problems": list(document.problems),
    }


def prompt_lines(found: list[dict[str, Any]]) -> str:
    """A line for each folder; its name last."""
    return "\n".join(f"{_count(one)}  {_version(one['version']):<9}  {one['folder']}" for one in found)


def _count(one: Mapping[str, Any]) -> str:
    return f"{'damaged' if one['count'] is None else one['count']:>7}"


def _version(version: int | None) -> str:
    return "" if version is None else f"version {version}"


def shown_prompts(services: Services, folder: str) -> tuple[PromptDocument, Any]:
    """The prompts of a folder, and the same as JSON; `NotFound` where it has none."""
    prompts = services.get(Prompts)
    document = prompts.read(folder)
    if document.revision is None:
        raise NotFound(f"The folder {folder} has no prompts.", hint="penstock prompts list shows all.")
    return document, json.loads(prompts.text_of(document.collection))


def as_sheet(collection: PromptCollection) -> str:
    """The prompts for people: a line with the name and what belongs to it, the text indented below."""
    made = []
    for name, prompt in collection.prompts.items():
        belongs = [prompt.category or "", *prompt.tags, f"libber {prompt.libber_name}" if prompt.libber_name else ""]
        about = ", ".join(one for one in belongs if one)
        made.append(f"{name}{f' ({about})' if about else ''}\n{_indented(prompt.value)}")
    made += [f"{name} = {' + '.join(parts)}" for name, parts in collection.compositions.items()]
    return "\n".join(made)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines()) or "  "


def restored(services: Services, folder: str, *, discard: bool) -> int:
    """Bring version 1 back; how many prompts it has."""
    return len(restored_version_1(services, folder, discard=discard).collection.prompts)


def listed_libbers(services: Services) -> list[dict[str, Any]]:
    """Every library with the number of its snippets; None where it cannot be read."""
    libbers = services.get(Libbers)
    return [_listed_libber(libbers, name) for name in libbers.names()]


def _listed_libber(libbers: Libbers, name: str) -> dict[str, Any]:
    try:
        document = libbers.get(name)
    except PenstockError as error:
        return {"name": name, "count": None, "problems": [f"{error.message} {error.hint}".strip()]}
    return {"name": name, "count": len(document.libber.libs), "problems": list(document.problems)}


def libber_lines(found: list[dict[str, Any]]) -> str:
    """A line for each library; its name last."""
    return "\n".join(f"{_count(one)}  {one['name']}" for one in found)


def shown_libber(services: Services, name: str) -> dict[str, Any]:
    """A library as JSON; `NotFound`."""
    document = services.get(Libbers).get(name)
    libber = document.libber
    return {
        "libs": dict(libber.libs),
        "delimiter": libber.delimiter,
        "max_depth": libber.max_depth,
        "problems": list(document.problems),
    }


def snippets(libs: Mapping[str, str]) -> str:
    """The snippets for people: a line with the key, the text indented below."""
    return "\n".join(f"{key}\n{_indented(text)}" for key, text in libs.items())


def applied(services: Services, name: str, text: str, seed: int) -> tuple[str, tuple[str, ...]]:
    """The filled text, and sentences about what stayed; `NotFound`, `TooLarge`."""
    found = services.get(Libbers).substitute(text, (name,), seed)
    return found.text, tuple(f"{name}: {sentence}" for sentence in said(found))
