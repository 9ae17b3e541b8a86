"""What is private stays private, and no adapter knows a plugin by its name but where the reason stands here."""

import ast
from pathlib import Path

import pytest

from penstock.adapters.bundled import BUNDLED

from .sources import ROOT, by_folder, imported, parsed, private_uses, shown

MODULES = sorted(path for layer in ("core", "plugins", "adapters") for path in (ROOT / layer).rglob("*.py"))
FOLDERS = by_folder(MODULES)
NAMES = frozenset(module.rpartition(".")[2] for module in BUNDLED)

PRIVATE_ALL_THE_SAME = {
    ("plugins/database/migrating.py", "script._upgrade_revs"): "Alembic's command `upgrade` does the same",
    ("adapters/testing/export_house.py", "self.datasets.exporting.journal._staged"): "a killed process loses its locks",
    ("adapters/testing/export_house.py", "self.datasets.exporting.journal._staged._own"): "as above",
    ("adapters/testing/saving_house.py", "self.saving.journal._staged"): "a killed process loses its locks",
    ("adapters/testing/saving_house.py", "self.saving.journal._staged._own"): "as above",
}
"""Where another's private name is used, and why."""

COMMANDS = "the commands of a feature that comes with Penstock are drawn here, its work is the plugin's"
KNOWN_PLUGINS = {
    "standalone/batch_work.py": COMMANDS,
    "standalone/dataset_commands.py": COMMANDS,
    "standalone/dataset_work.py": COMMANDS,
    "standalone/profile_work.py": COMMANDS,
    "standalone/run_work.py": COMMANDS,
    "standalone/text_work.py": COMMANDS,
    "standalone/workflow_files.py": COMMANDS,
    "standalone/workflow_values.py": COMMANDS,
    "standalone/workflow_work.py": COMMANDS,
    "standalone/doctor.py": "`penstock doctor` looks at folders that no service can open",
    "standalone/comfy_upload.py": "ComfyUI's own routes, standalone: pictures are checked as everywhere",
    "standalone/comfy_view.py": "ComfyUI's own routes, standalone: pictures are checked as everywhere",
}
"""Adapters that import from plugins, and why; `testing` fakes and houses may, since they stand in for hosts."""

NAMED_PLUGINS = {
    ("bundled.py", "system"): "the list of what comes with Penstock says what it cannot do without",
    ("bundled.py", "pools_s3"): "the list of what comes with Penstock says what is off at first",
    ("http/edge.py", "compat"): "`RouteSpec.legacy` promises it: such a path is there with `compat` only",
    ("comfyui/server_edge.py", "system"): "the routes that no plugin brings are counted as the platform's",
    ("standalone/doctor.py", "profiles"): "a folder of that name",
    ("standalone/run_commands.py", "runs"): "an argument of that name",
    ("standalone/remote.py", "system"): "a word of ComfyUI's /system_stats",
    ("standalone/comfy_catalog.py", "system"): "a word of ComfyUI's /system_stats",
}
"""Where an adapter holds the name of a plugin, and why."""


def adapters() -> list[Path]:
    return [path for path in MODULES if path.is_relative_to(ROOT / "adapters") and "testing" not in path.parts]


@pytest.mark.parametrize("folder", FOLDERS)
def test_nobody_uses_what_is_private_to_another(folder: str) -> None:
    """No `_name` of another module or object: what somebody needs is made public, or the reason stands above."""
    files = FOLDERS[folder]
    found = {(shown(path), used): line for path in files for line, used in private_uses(parsed(path))}
    assert {used: line for used, line in found.items() if used not in PRIVATE_ALL_THE_SAME} == {}


def test_no_exception_is_left_behind() -> None:
    """What was mended is taken out of the lists above."""
    private = {(p.relative_to(ROOT).as_posix(), used) for p in MODULES for _, used in private_uses(parsed(p))}
    assert set(PRIVATE_ALL_THE_SAME) <= private
    assert set(KNOWN_PLUGINS) == {path.relative_to(ROOT / "adapters").as_posix() for path in adapters() if knows(path)}
    named = {(path.relative_to(ROOT / "adapters").as_posix(), name) for path in adapters() for name in named_in(path)}
    assert set(NAMED_PLUGINS) == named


def knows(path: Path) -> bool:
    """Whether a module imports from a plugin."""
    package = ".".join(["penstock", *path.relative_to(ROOT).parts[:-1]])
    return any(f"{module}.{name}".startswith("penstock.plugins.") for module, name in imported(parsed(path), package))


def named_in(path: Path) -> set[str]:
    """The names of bundled plugins that stand in a module as texts of their own."""
    return {node.value for node in ast.walk(parsed(path)) if isinstance(node, ast.Constant) and node.value in NAMES}


@pytest.mark.parametrize("folder", [name for name in FOLDERS if name.startswith("plugins")])
def test_bundled_plugins_use_of_penstock_what_a_third_party_may(folder: str) -> None:
    """Themselves, `penstock.core`, and the version: nothing that somebody else's plugin could not import."""
    for path in FOLDERS[folder]:
        uses_what_a_third_party_may(path)


def uses_what_a_third_party_may(path: Path) -> None:
    """Fails for the first other import of a module."""
    package = ".".join(["penstock", *path.relative_to(ROOT).parts[:-1]])
    own = ".".join(package.split(".")[:3])
    for module, name in imported(parsed(path), package):
        if module.split(".")[0] != "penstock":
            continue
        full = f"{module}.{name}" if name else module
        allowed = (own, "penstock.core", "penstock.__version__")
        assert any(full == one or full.startswith(f"{one}.") for one in allowed), f"{shown(path)}: {full}"
