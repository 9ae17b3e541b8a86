"""Libber Manager: a library as a table in its node, and what it holds as outputs. A run never writes."""

import json
import os
from pathlib import Path

from ...core.contracts.libbers import LARGEST_DEPTH, MAX_DEPTH, Libbers
from ...core.errors import Invalid, NotFound
from ...core.host import HostPaths
from ...core.nodes import INT, STRING, InputSpec, NodeCall, NodeResult, NodeSpec, OutputSpec
from ...core.services import Services
from .folders import libbers_folder
from .nodes_inputs import CATEGORY, LIBBER_NAME, checked, checked_text, chosen, not_there, shown, signatures

_KEPT = "Kept for old workflows: the libber says this itself."


def libber_manager() -> NodeSpec:
    """Libber Manager."""
    return NodeSpec(
        id="LibberManager",
        display_name="Libber Manager",
        category=CATEGORY,
        description="Edits a libber, a library of text snippets, in a table. What you save is what runs use.",
        search_aliases=("snippets", "wildcards", "template", "library", "fbt_LibberManager"),
        inputs=(
            LIBBER_NAME,
            InputSpec(
                id="libber_dir",
                type=STRING,
                default="",
                optional=True,
                hidden=True,
                tooltip="Kept for old workflows: empty, or the folder of the libbers.",
            ),
            InputSpec(id="delimiter", type=STRING, default="%", optional=True, hidden=True, tooltip=_KEPT),
            InputSpec(
                id="max_depth",
                type=INT,
                default=MAX_DEPTH,
                minimum=0,
                maximum=LARGEST_DEPTH,
                optional=True,
                hidden=True,
                tooltip=_KEPT,
            ),
        ),
        outputs=(
            OutputSpec(id="status", type=STRING, tooltip="What the libber holds, in a sentence."),
            OutputSpec(id="keys_list", type=STRING, tooltip="Its keys as a JSON list, sorted."),
            OutputSpec(id="lib_dict", type=STRING, tooltip="Its snippets by key, as a JSON object."),
        ),
        run=run,
        fingerprint=fingerprint,
        validate=validate,
        is_output=True,
    )


def run(call: NodeCall, *, libber_name: str = "", libber_dir: str = "", **_kept: object) -> NodeResult:
    """Status, keys and snippets. `NotFound` names a library that is not there."""
    _check_folder(call.services, checked_text(libber_dir or "", "libber_dir"))
    names = chosen(libber_name)
    if not names:
        return _result("No libber is chosen.", {}, ())
    try:
        document = call.services.get(Libbers).get(names[0])
    except NotFound as error:
        raise not_there(error) from error
    count = len(document.libber.libs)
    status = f"{document.name}: {count:,} snippet{'' if count == 1 else 's'}."
    return _result(status, dict(document.libber.libs), document.problems)


def _result(status: str, libs: dict[str, str], problems: tuple[str, ...]) -> NodeResult:
    told = " ".join((status, *problems))
    keys = json.dumps(sorted(libs), ensure_ascii=False)
    return NodeResult(values=(told, keys, json.dumps(libs, ensure_ascii=False)), ui={"text": [keys, shown(libs), told]})


def _check_folder(services: Services, libber_dir: str) -> None:
    """Old workflows name a folder: it is taken where it is that of the libraries. Nothing else is looked at."""
    folder = libbers_folder(services.get(HostPaths))
    allowed = {"", "libbers", os.path.normpath("output/libbers"), os.path.normcase(folder)}
    if os.path.normcase(os.path.normpath(libber_dir.strip())) in {*allowed, "."}:
        return
    raise Invalid(
        "Libbers lie in output/libbers only.",
        hint=f"Move the files of {Path(libber_dir).name[:80]!r} there, and leave libber_dir empty.",
        field="libber_dir",
    )


def validate(services: Services, *, libber_name: str | None = None, libber_dir: str | None = None) -> bool | str:
    """True, or what is wrong with the library or the folder; a linked value is known in the run only."""
    try:
        _check_folder(services, libber_dir or "")
    except Invalid as error:
        return f"{error.message} {error.hint}"
    return checked(services, chosen(libber_name))


def fingerprint(services: Services, *, libber_name: str | None = None, **_inputs: object) -> str:
    """The library as it is now; of all libraries where its name is linked."""
    return signatures(services, None if libber_name is None else chosen(libber_name))
