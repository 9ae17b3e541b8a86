"""The root module under the names that ComfyUI gives it, each time in an interpreter of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]

LOAD = """
import importlib.util, json, sys

def without_installed():
    sys.meta_path[:] = [one for one in sys.meta_path if "ditable" not in getattr(one, "__name__", type(one).__name__)]
    sys.path[:] = [one for one in sys.path if "editable" not in one]

def load(folder, name):
    spec = importlib.util.spec_from_file_location(name, folder + "/__init__.py")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

def public(module):
    return sorted(name for name in vars(module) if not name.startswith("_"))
"""


def _run(code, *arguments, check=True):
    """The JSON that `code` prints, run with no import path of ours but what is installed."""
    done = subprocess.run(
        [sys.executable, "-c", LOAD + code, *map(str, arguments)],
        cwd="/", capture_output=True, text=True, check=False,
    )  # fmt: skip
    if not check:
        return done
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def pack(tmp_path):
    """The checkout under a folder name that is no Python name."""
    link = tmp_path / "penstock-main.0"
    link.symlink_to(ROOT, target_is_directory=True)
    return link


def test_comfyui_finds_its_entry_point_and_nothing_else_of_ours(pack):
    """Loaded by path under any name the module exports the entry point and an absolute web folder, no V1 mapping."""
    found = _run(
        "without_installed(); made = load(sys.argv[1], sys.argv[1].replace('.', '_x_'));"
        "print(json.dumps([public(made), made.WEB_DIRECTORY, sys.modules['penstock'].__path__]))",
        pack,
    )
    names, web, path = found
    assert names == ["WEB_DIRECTORY", "comfy_entrypoint"]
    assert Path(web).is_absolute()
    assert (Path(web).parent.parent / "core").is_dir()
    assert path == [str(pack)]


def test_one_copy_of_every_class_however_it_is_imported(pack):
    """What a plugin imports from `penstock` is the very module that ComfyUI loaded."""
    assert _run(
        "without_installed(); made = load(sys.argv[1], 'custom');"
        "from penstock import Plugin, hookimpl; import penstock.core.plugin as again;"
        "print(json.dumps(Plugin is again.Plugin and 'core' not in sys.modules))",
        pack,
    )


def test_a_second_folder_hands_on_the_first_ones_entry_point_only(pack, tmp_path):
    """Two folders share one Penstock, and only the first one's web modules are served."""
    (tmp_path / "copy").symlink_to(ROOT, target_is_directory=True)
    first, second, same = _run(
        "without_installed(); one = load(sys.argv[1], 'one'); two = load(sys.argv[2], 'two');"
        "print(json.dumps([public(one), public(two), one.comfy_entrypoint is two.comfy_entrypoint]))",
        pack, tmp_path / "copy",
    )  # fmt: skip
    assert first == ["WEB_DIRECTORY", "comfy_entrypoint"]
    assert second == ["comfy_entrypoint"]
    assert same


def test_an_installed_penstock_wins(pack):
    """Where a distribution is imported already the folder hands on that one's entry point."""
    assert _run(
        "import types; other = types.ModuleType('penstock'); other.__version__ = '0.9';"
        "other.__path__ = [sys.argv[1]]; sys.modules['penstock'] = other; made = load(sys.argv[1], 'pack');"
        "print(json.dumps(sys.modules['penstock'] is other and callable(made.comfy_entrypoint)))",
        pack,
    )


def test_an_installed_penstock_of_another_major_version_is_refused(pack):
    """A version that does not fit is an ImportError with the command that mends it."""
    done = _run(
        "import types; other = types.ModuleType('penstock'); other.__version__ = '7.0';"
        "sys.modules['penstock'] = other; load(sys.argv[1], 'pack')",
        pack, check=False,
    )  # fmt: skip
    assert "penstock 7.0 does not fit" in done.stderr
    assert "-m pip install --upgrade comfyui-penstock==" in done.stderr


def test_another_project_of_the_same_name_is_told(pack, tmp_path):
    """A stranger's package `penstock` on the path is refused before it is imported, with the command that mends it."""
    (tmp_path / "penstock").mkdir()
    (tmp_path / "penstock" / "__init__.py").write_text('raise SystemExit("a stranger was imported")')
    done = _run(
        "without_installed(); sys.path.insert(0, sys.argv[2]); load(sys.argv[1], 'pack')",
        pack, tmp_path, check=False,
    )  # fmt: skip
    assert "Another project's package `penstock` is installed" in done.stderr
    assert "-m pip uninstall penstock" in done.stderr


def test_missing_requirements_are_named_with_the_command(pack):
    """Without pluggy and cattrs the error names both and says how to install them."""
    done = _run(
        "find = importlib.util.find_spec;"
        "importlib.util.find_spec = lambda name, *a: None if name in ('pluggy', 'cattrs') else find(name, *a);"
        "load(sys.argv[1], 'pack')",
        pack, check=False,
    )  # fmt: skip
    assert "Penstock needs cattrs, pluggy. Run:" in done.stderr
    assert "requirements.txt" in done.stderr


def test_a_bare_folder_named_penstock_is_no_distribution(pack, tmp_path):
    """A folder of that name somewhere on the path does not keep the pack from loading."""
    (tmp_path / "path" / "penstock").mkdir(parents=True)
    assert _run(
        "without_installed(); sys.path.insert(0, sys.argv[2]); load(sys.argv[1], 'pack');"
        "print(json.dumps(sys.modules['penstock'].__path__ == [sys.argv[1]]))",
        pack, tmp_path / "path",
    )  # fmt: skip


def test_loading_imports_nothing_heavy(pack):
    """Loading the pack imports neither torch, Pillow, numpy, aiohttp nor SQLAlchemy."""
    assert not _run(
        "without_installed(); load(sys.argv[1], 'pack');"
        "print(json.dumps([one for one in ('torch', 'PIL', 'numpy', 'aiohttp', 'sqlalchemy') if one in sys.modules]))",
        pack,
    )
