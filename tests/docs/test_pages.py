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
    "docs/index.md": 1,
    "docs/reference.md": 1,
    "docs/runs.md": 3,
    "docs/writing-a-plugin.md": 1,
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
