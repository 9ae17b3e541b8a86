"""Code blocks of the documentation, with what HTML comments on the line before them declare.

`<!-- not run: REASON -->` checks a block and does not run it. `<!-- needs: NAME, NAME -->` prepares a situation.
`<!-- is: MODEL -->` says what a JSON block claims to be, or with `output` that it is what the command before it prints.
`<!-- file: PATH -->` and `<!-- add: PATH -->` make it a file, or the end of one: such a page leads through a project.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from attrs import frozen

ROOT: Final = Path(__file__).resolve().parents[2]
PAGES: Final = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "examples").glob("*/*.md")))
_FENCE: Final = re.compile(r"^(?P<indent> *)(?P<fence>```+)(?P<language>[\w+-]*)(?P<rest>.*)$")
_COMMENT: Final = re.compile(r"^\s*<!-- (?P<word>not run|needs|is|file|add): (?P<value>.+?) -->\s*$")


@frozen(kw_only=True)
class Block:
    """One fenced block. `line` is that of its fence, from 1; `rest` is what follows the language."""

    page: Path
    line: int
    language: str
    text: str
    rest: str = ""
    not_run: str = ""
    needs: tuple[str, ...] = ()
    model: str = ""
    file: str = ""
    adds: bool = False

    @property
    def name(self) -> str:
        """`docs/gates.md:12`."""
        return f"{self.page.relative_to(ROOT).as_posix()}:{self.line}"


@cache
def blocks_of(page: Path) -> tuple[Block, ...]:
    """The blocks of a page, in order."""
    return tuple(_blocks(page, page.read_text(encoding="utf-8").splitlines()))


def _blocks(page: Path, lines: list[str]) -> Iterator[Block]:
    said: dict[str, str] = {}
    at = 0
    while at < len(lines):
        opened, comment = _FENCE.match(lines[at]), _COMMENT.match(lines[at])
        if opened:
            end = next(place for place in range(at + 1, len(lines)) if lines[place].strip() == opened["fence"])
            indent = len(opened["indent"])
            yield Block(
                page=page,
                line=at + 1,
                language=opened["language"],
                rest=opened["rest"].strip(),
                text="".join(f"{line[indent:]}\n" for line in lines[at + 1 : end]),
                not_run=said.get("not run", ""),
                needs=tuple(one.strip() for one in said["needs"].split(",")) if "needs" in said else (),
                model=said.get("is", ""),
                file=said.get("file") or said.get("add", ""),
                adds="add" in said,
            )
            at, said = end, {}
        elif comment:
            said[comment["word"]] = comment["value"]
        elif lines[at].strip():
            said = {}
        at += 1


def all_blocks(*languages: str) -> list[Block]:
    """The blocks in these languages on all pages."""
    return [block for page in PAGES for block in blocks_of(page) if block.language in languages]
