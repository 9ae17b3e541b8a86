"""The tables of docs/reliability.md: each stands between two comments and is made from the figures."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from .gathering import Row

_PLACE: Final = re.compile(r"(<!-- figures (G\d+) -->\n).*?(<!-- end of figures -->)", re.DOTALL)
_HEAD: Final = "| What was tried | With each change | Nightly | Measured |\n|---|---:|---:|---|\n"


def filled(page: str, rows: Iterable[Row]) -> str:
    """`page` with the table of each goal at its place."""
    every = list(rows)
    return _PLACE.sub(lambda found: found[1] + _table([row for row in every if row.goal == found[2]]) + found[3], page)


def goals(page: str) -> list[str]:
    """The goals that have a place, in order."""
    return [goal for _, goal, _ in _PLACE.findall(page)]


def _table(rows: Sequence[Row]) -> str:
    if not rows:
        return "\nNo figures yet.\n\n"
    lines = "".join(
        _line([row for row in rows if row.what == what]) for what in dict.fromkeys(row.what for row in rows)
    )
    files = sorted({test.partition("::")[0] for row in rows for test in row.tests})
    lacking = sorted({text for row in rows for text in row.lacking})
    said = "".join(f"\nNot tried: {text}\n" for text in lacking)
    return f"\n{_HEAD}{lines}\nIn {', '.join(f'`{file}`' for file in files)}.\n{said}\n"


def _line(rows: Sequence[Row]) -> str:
    by_size = {row.size: row for row in rows}
    cells = [_amount(by_size.get("change")), _amount(by_size.get("nightly"))]
    widest = by_size.get("nightly") or rows[0]
    measured = ", ".join(f"{name}: {value:,.4g}" for name, value in sorted(widest.measured.items()))
    return f"| {rows[0].what} | {cells[0]} | {cells[1]} | {measured} |\n"


def _amount(row: Row | None) -> str:
    return f"{row.tried:,} {row.unit}" if row else ""
