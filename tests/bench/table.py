"""What the bench prints: one row for each measured thing, with the goal it is held against."""

from collections.abc import Iterable, Sequence

from attrs import field, frozen
from bench.timing import Series


@frozen
class Wanted:
    """A goal: a number that must be reached (`at_least`), must not be passed (`at_most`), or both."""

    at_least: float | None = None
    at_most: float | None = None

    def holds(self, value: float) -> bool:
        """Whether `value` meets the goal."""
        enough = self.at_least is None or value >= self.at_least
        return enough and (self.at_most is None or value <= self.at_most)

    def __str__(self) -> str:
        if self.at_least is not None and self.at_least == self.at_most:
            return f"= {number(self.at_least)}"
        parts = [(">=", self.at_least), ("<=", self.at_most)]
        return ", ".join(f"{sign} {number(limit)}" for sign, limit in parts if limit is not None)


@frozen(kw_only=True)
class Row:
    """One line. `ratios` (of the minima, of the medians) must all meet `wanted`; `met` None means: not measured.

    What is no ratio but an amount of ours that must meet the goal by itself is `amount`.
    """

    goal: str
    what: str
    rival: str = ""
    theirs: str = ""
    ours: str = ""
    ratios: tuple[float, ...] = ()
    amount: float | None = None
    wanted: Wanted = field(factory=Wanted)
    met: bool | None = None

    @property
    def measured(self) -> tuple[float, ...]:
        """The numbers that are held against the goal."""
        return self.ratios if self.amount is None else (self.amount,)


def faster(goal: str, what: str, theirs: Series, ours: Series, times: float, rival: str = "baseline") -> Row:
    """Ours must be `times` faster than theirs: ratio is theirs / ours, of the minima and of the medians."""
    ratios = (theirs.best / ours.best, theirs.median / ours.median)
    return _timed(goal, what, theirs, ours, ratios, Wanted(at_least=times), rival)


def costs(goal: str, what: str, theirs: Series, ours: Series, times: float, rival: str) -> Row:
    """Ours may cost at most `times` theirs: ratio is ours / theirs, of the minima and of the medians."""
    ratios = (ours.best / theirs.best, ours.median / theirs.median)
    return _timed(goal, what, theirs, ours, ratios, Wanted(at_most=times), rival)


def _timed(
    goal: str, what: str, theirs: Series, ours: Series, ratios: tuple[float, ...], wanted: Wanted, rival: str
) -> Row:
    return Row(
        goal=goal,
        what=what,
        rival=rival,
        theirs=str(theirs),
        ours=str(ours),
        ratios=ratios,
        wanted=wanted,
        met=all(wanted.holds(ratio) for ratio in ratios),
    )


def ratio(
    goal: str, what: str, theirs: float, ours: float, wanted: Wanted | None, rival: str = "baseline", unit: str = ""
) -> Row:
    """Two amounts; the ratio is ours / theirs where `wanted` is an upper bound, else theirs / ours."""
    upper = wanted is not None and wanted.at_most is not None
    value = ours / max(theirs, 1e-12) if upper else theirs / max(ours, 1e-12)
    return Row(
        goal=goal,
        what=what,
        rival=rival,
        theirs=f"{number(theirs)}{unit}",
        ours=f"{number(ours)}{unit}",
        ratios=(value,),
        wanted=wanted or Wanted(),
        met=None if wanted is None else wanted.holds(value),
    )


def count(goal: str, what: str, ours: float, wanted: Wanted, theirs: str = "", rival: str = "") -> Row:
    """An amount of ours that must meet the goal by itself; `theirs` is shown beside it."""
    met = wanted.holds(ours)
    return Row(goal=goal, what=what, rival=rival, theirs=theirs, ours=number(ours), amount=ours, wanted=wanted, met=met)


def shown(goal: str, what: str, theirs: Series, ours: Series, rival: str = "baseline") -> Row:
    """A comparison to read beside the others: theirs / ours, without a goal of its own."""
    ratios = (theirs.best / ours.best, theirs.median / ours.median)
    return Row(goal=goal, what=what, rival=rival, theirs=str(theirs), ours=str(ours), ratios=ratios)


def unmeasured(goal: str, what: str, why: str) -> Row:
    """A line that says why there is no figure."""
    return Row(goal=goal, what=what, ours=f"not measured: {why}")


def number(value: float) -> str:
    """Three digits that matter, thousands apart."""
    if value == int(value) and abs(value) < 1e9:
        return f"{int(value):,}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


_HEAD = ("goal", "what", "against", "theirs", "ours", "ratio min", "ratio median", "wanted", "met")


def cells(row: Row) -> tuple[str, ...]:
    """The texts of one line."""
    ratios = [number(value) for value in row.ratios]
    ratios += ratios[:1] * (2 - len(ratios)) if ratios else ["", ""]
    met = {True: "yes", False: "NO", None: "-"}[row.met]
    wanted = "" if row.met is None else str(row.wanted)
    return (row.goal, row.what, row.rival, row.theirs, row.ours, ratios[0], ratios[1], wanted, met)


def as_text(rows: Iterable[Row]) -> str:
    """A Markdown table, its columns aligned."""
    lines: list[Sequence[str]] = [_HEAD, *(cells(row) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(_HEAD))]
    drawn = [
        "| " + " | ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)) + " |" for line in lines
    ]
    drawn.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(drawn)
