"""What holds for every code block of the documentation."""

from collections import Counter
from pathlib import Path

import pytest

from .pages import PAGES, ROOT, Block, all_blocks, blocks_of

LANGUAGES = {"python", "sh", "json", "toml", "yaml", "ini", "js", "text"}
NOT_RUN = {
    "README.md": 4,
    "docs/batches.md": 1,
    "docs/gates.md": 1,
    "docs/index.md": 2,
    "docs/reference.md": 1,
    "docs/reliability.md": 1,
    "docs/runs.md": 3,
    "docs/s3-pools.md": 1,
    "docs/testing-plugins.md": 1,
    "docs/tutorial.md": 7,
    "docs/writing-a-plugin.md": 1,
    "examples/penstock-caption-importer/README.md": 1,
    "examples/penstock-duplicate-finder/README.md": 1,
    "examples/penstock-sharpness-router/README.md": 1,
    "examples/penstock-webhook-notifier/README.md": 1,
}
"""How many blocks of each page are checked and not run. Run them where you can; a higher number needs a good reason."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_block_says_its_language(page: Path) -> None:
    """`text` for what is no code; nothing else is left out of the other tests by accident."""
    strange = [block.name for block in blocks_of(page) if block.language not in LANGUAGES]
    assert not strange


def test_no_more_blocks_are_left_out() -> None:
    """Exactly those that are listed here are not run, page by page, each with a reason of several words."""
    left_out = [block for block in all_blocks(*LANGUAGES) if block.not_run]
    assert all(len(block.not_run.split()) >= 3 for block in left_out)
    assert Counter(_page(block) for block in left_out) == Counter(NOT_RUN)


def _page(block: Block) -> str:
    return block.page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize(
    "block", [block for block in all_blocks(*LANGUAGES) if block.file], ids=lambda block: block.name
)
def test_a_file_is_named_where_people_see_it(block: Block) -> None:
    """Comments are not shown: the name of a file stands above its block, too."""
    above = block.page.read_text(encoding="utf-8").splitlines()[: block.line - 2]
    shown = next(line for line in reversed(above) if line.strip() and not line.startswith("<!--"))
    assert f"`{block.file}`**" in shown
