"""The example plugins are what docs/examples.md says: short, shown as they are, made of public names.

Their own tests run in a fresh environment, see tests/examples/run.py.
"""

import ast
import sys
import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = sorted(path.parent for path in (ROOT / "examples").glob("*/pyproject.toml"))
LIMIT = 120
TESTS_MAY_USE = ("penstock.core.", "penstock.adapters.testing")


def sources(example: Path) -> list[Path]:
    """Its Python, without tests."""
    return [path for path in example.rglob("*.py") if "tests" not in path.relative_to(example).parts]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_is_short(example: Path) -> None:
    """Fewer than 120 lines of Python in all, docstrings included."""
    assert 0 < sum(path.read_text().count("\n") for path in sources(example)) < LIMIT


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_is_a_whole_distribution(example: Path) -> None:
    """Its entry point names what is there; README, license and tests are, too."""
    told = tomllib.loads((example / "pyproject.toml").read_text())
    ((name, value),) = told["project"]["entry-points"]["penstock"].items()
    module = value.partition(":")[0]
    assert (told["project"]["name"], module) == (example.name, f"penstock_{name}")
    assert module in {path.stem if path.stem != "__init__" else path.parent.name for path in sources(example)}
    assert {"README.md", "LICENSE"} <= {path.name for path in example.iterdir()}
    assert list((example / "tests").glob("test_*.py"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_imports_public_names_alone(example: Path) -> None:
    """`penstock`, `penstock.core` and nothing with an underscore; tests may use `penstock.adapters.testing`, too."""
    for path in example.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.level == 0 and (node.module or "").startswith("penstock."):
                public = (
                    ("penstock.core.",) if path in sources(example) else ("penstock.core.", "penstock.adapters.testing")
                )
                assert (node.module or "").startswith(public), f"{path.name}: {node.module}"
                assert not [one.name for one in node.names if one.name.startswith("_")]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_a_readme_says_the_right_number_of_lines(example: Path) -> None:
    """It says how short it is."""
    lines = sum(path.read_text().count("\n") for path in sources(example))
    assert f"It is {lines} lines of Python" in (example / "README.md").read_text()


def test_the_page_shows_the_files_as_they_are() -> None:
    """Run `python tests/lint/examples_page.py` after a change."""
    spec = spec_from_file_location("examples_page", ROOT / "tests" / "lint" / "examples_page.py")
    assert spec is not None
    assert spec.loader is not None
    writer = module_from_spec(spec)
    sys.modules["examples_page"] = writer
    spec.loader.exec_module(writer)
    text = writer.TARGET.read_text()
    assert writer.page(text) == text
    for example in EXAMPLES:
        assert f"<!-- code: examples/{example.name}/" in text
