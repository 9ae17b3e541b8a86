"""Every block of data is data, and is what it claims to be; every block of JavaScript is JavaScript that runs."""

import configparser
import json
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from .models import check
from .pages import Block, all_blocks


def _id(block: Block) -> str:
    return block.name


@pytest.mark.parametrize("block", all_blocks("json"), ids=_id)
def test_json_is_read(block: Block) -> None:
    """As JSON, and as the model that the page names for it."""
    data = json.loads(block.text)
    if block.model:
        check(block.model, data)


@pytest.mark.parametrize("block", all_blocks("toml", "yaml", "ini"), ids=_id)
def test_settings_of_other_tools_are_read(block: Block) -> None:
    """TOML, YAML and INI."""
    if block.language == "toml":
        assert tomllib.loads(block.text)
    elif block.language == "yaml":
        assert yaml.safe_load(block.text)
    else:
        parser = configparser.ConfigParser()
        parser.read_string(block.text)
        assert parser.sections()


@pytest.mark.parametrize("block", all_blocks("js"), ids=_id)
def test_javascript_is_read_and_imported(block: Block, tmp_path: Path) -> None:
    """By node, as a module; what a page alone has is asked for when a function is called, not before."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    module = tmp_path / "block.mjs"
    module.write_text(block.text, encoding="utf-8")
    subprocess.run([node, "--check", str(module)], check=True, timeout=60)
    if not block.not_run:
        subprocess.run([node, str(module)], check=True, timeout=60)
