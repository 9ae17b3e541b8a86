"""The part of the suite about profiles: which pool a grid takes, and that no picture of another one comes out."""

from collections.abc import Sequence
from typing import Any

from engine_suite.graphs import Prompt, Step, SuiteGraph, graph, ids, link, node, step

HEIGHT = 5
"""Pixels; a picture of the suite's profiles is told by its width."""


def profiles(salt: str) -> tuple[SuiteGraph, ...]:
    """What a linked profile gives to a run."""
    return (*_chosen(salt), *_changed(salt), *_gone(salt))


def does(profile: str, *what: str) -> Step:
    """A step that does something to a profile, as a person does between two runs."""
    return step({"1": node("SuiteProfile", profile=profile, does=";".join(what))}, shown={"1": list(what)})


def reads(profile: Any, widths: Sequence[int] | None, own: str = "", **expected: Any) -> Step:
    """A run of a grid with `profile` linked: the picture as wide as the first of `widths`, of as many; None: none."""
    prompt: Prompt = {
        "1": node("PoolProfile", profile="any name", profile_id=profile),
        "2": node("GridImagePool", index=-1, pool_id=own, profile=link("1")),
        "3": node("SuiteSize", image=link("2")),
        "4": node("SuiteShow", value=link("2", 3)),
    }
    if isinstance(profile, list):
        prompt["9"] = node("SuiteText", text=profile.pop())
        prompt["1"]["inputs"]["profile_id"] = link("9")
    if widths is None:
        return step(prompt, status="rejected", faults={"1": frozenset({"custom_validation_failed"})}, **expected)
    size = f"1 {HEIGHT} {widths[0]} 3" if widths else "1 1 1 3"
    return step(prompt, shown={"3": [size], "4": [str(len(widths))]}, **expected)


def _chosen(salt: str) -> tuple[SuiteGraph, ...]:
    cats, dogs, own = f"{salt}_cats", f"{salt}_dogs", f"{salt}_own"
    return (
        graph(
            "profile_switched",
            "The chosen profile's pool comes out, after each switch and after each switch back.",
            does(cats, "create", "add 21"),
            does(dogs, "create", "add 34", "add 55"),
            reads(cats, (21,)),
            reads(dogs, (34, 55)),
            reads(cats, (21,)),
            reads(dogs, (34, 55)),
        ),
        graph(
            "profile_not_chosen",
            "A profile node where none is chosen leaves the grid its own pool.",
            does(own, "add 13"),
            reads("", (13,), own),
            reads("", (), f"{own}_empty"),
        ),
        graph(
            "profile_wins",
            "A chosen profile wins over the grid's own pool, also an empty one.",
            does(f"{own}_2", "add 13"),
            does(f"{salt}_birds", "create"),
            reads(f"{salt}_birds", (), f"{own}_2"),
            does(f"{salt}_birds", "add 8"),
            reads(f"{salt}_birds", (8,), f"{own}_2"),
            reads("", (13,), f"{own}_2"),
        ),
        graph(
            "profile_linked_id",
            "An id that comes over a link counts as one that was chosen.",
            does(f"{salt}_linked", "create", "add 89"),
            reads([f"{salt}_linked"], (89,)),
        ),
        graph(
            "profile_of_two_grids",
            "Two grids on one profile show the same picture.",
            does(f"{salt}_both", "create", "add 44"),
            step(
                {
                    "1": node("PoolProfile", profile="", profile_id=f"{salt}_both"),
                    "2": node("GridImagePool", index=-1, pool_id=f"{own}_3", profile=link("1")),
                    "3": node("GridImagePool", index=-1, pool_id=f"{own}_4", profile=link("1")),
                    "4": node("SuiteSize", image=link("2")),
                    "5": node("SuiteSize", image=link("3")),
                },
                shown={"4": [f"1 {HEIGHT} 44 3"], "5": [f"1 {HEIGHT} 44 3"]},
            ),
        ),
    )


def _changed(salt: str) -> tuple[SuiteGraph, ...]:
    seen, named, seeded = f"{salt}_seen", f"{salt}_named", f"{salt}_seeded"
    return (
        graph(
            "profile_unchanged",
            "An unchanged profile that is run again runs nothing.",
            does(f"{salt}_still", "create", "add 9"),
            reads(f"{salt}_still", (9,), ran=ids("1 2 3 4")),
            reads(f"{salt}_still", (9,), ran=ids("")),
        ),
        graph(
            "profile_changed",
            "A picture that came into a chosen profile, and another selection, are seen by the next run.",
            does(seen, "create", "add 10"),
            reads(seen, (10,)),
            does(seen, "add 20"),
            reads(seen, (10, 20)),
            does(seen, "select 1"),
            reads(seen, (20, 10)),
        ),
        graph(
            "profile_renamed",
            "A renamed profile stays chosen: the id decides, whatever name the graph has.",
            does(named, "create", "add 11"),
            reads(named, (11,)),
            does(named, f"rename {salt} renamed"),
            reads(named, (11,)),
        ),
        graph(
            "profile_seeded",
            "What is copied into an empty profile comes out of it, and stays in the pool that it came from.",
            does(f"{seeded}_from", "add 12"),
            does(seeded, "create", f"seed {seeded}_from"),
            reads(seeded, (12,)),
            reads("", (12,), f"{seeded}_from"),
        ),
    )


def _gone(salt: str) -> tuple[SuiteGraph, ...]:
    gone = f"{salt}_gone"
    return (
        graph(
            "profile_missing",
            "A profile that nobody has is refused before the run, and the grid's own pool does not stand in for it.",
            does(f"{salt}_mine", "add 13"),
            reads(f"{salt}_nobody", None, f"{salt}_mine"),
        ),
        graph(
            "profile_deleted",
            "A deleted profile is refused, and a restored one runs again.",
            does(gone, "create", "add 14"),
            reads(gone, (14,)),
            does(gone, "delete"),
            reads(gone, None),
            does(gone, "restore"),
            reads(gone, (14,)),
        ),
    )
