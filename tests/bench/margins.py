"""How far a row is from its goal: 1 is the goal, 2 is twice as good, 0.5 half as good as wanted."""

from bench.table import Row

_LEAST = 1e-9


def margin(row: Row) -> float | None:
    """None where there is no goal, or one that is met or not (an exact count, none at all) and no matter of more."""
    wanted = row.wanted
    if row.met is None or not row.measured or _exact(row):
        return None
    found = []
    if wanted.at_least:
        found.append(min(row.measured) / wanted.at_least)
    if wanted.at_most:
        found.append(wanted.at_most / max(_LEAST, max(row.measured)))
    return min(found) if found else None


def _exact(row: Row) -> bool:
    """A count between two bounds, or one that must be 0, is right or wrong."""
    return row.wanted.at_most == 0 or (row.wanted.at_least is not None and row.wanted.at_most is not None)


def worst(rows: list[Row]) -> float | None:
    """The smallest of the rows' margins."""
    return min((found for row in rows if (found := margin(row)) is not None), default=None)
