"""The part of the suite about libbers: what a text becomes, and that no run serves the words of yesterday."""

import json
from typing import Any

from engine_suite.graphs import Prompt, Step, SuiteGraph, graph, ids, link, node, step

FAULT = frozenset({"custom_validation_failed"})


def libbers(salt: str) -> tuple[SuiteGraph, ...]:
    """What runs get from libbers."""
    return (*_replaced(salt), *_saved(salt), *_gone(salt), *_managed(salt))


def does(libber: str, *what: str) -> Step:
    """A step that does something to a libber, as a person does between two runs."""
    return step({"1": node("SuiteLibber", name=libber, does=";".join(what))}, shown={"1": list(what)})


def saves(libber: str, **libs: str) -> Step:
    """A step that saves a libber with these snippets and no others."""
    return does(libber, f"save {json.dumps(libs)}")


def applied(text: Any, *names: str, seed: int = 0, linked: bool = False) -> Prompt:
    """A run of the text with libbers; `linked`: the name of the first comes over a link."""
    first, *more = names
    prompt: Prompt = {
        "1": node("LibberApply", libber_name=first, text=text, seed=seed, more_libbers="\n".join(more)),
        "2": node("SuiteShow", value=link("1")),
        "3": node("SuiteShow", value=link("1", 1)),
    }
    if linked:
        prompt["9"] = node("SuiteText", text=first)
        prompt["1"]["inputs"]["libber_name"] = link("9")
    return prompt


def becomes(text: str, result: str, *names: str, info: str | None = None, seed: int = 0, **expected: Any) -> Step:
    """A run in which the text becomes `result`; `info` is what the node says of it."""
    prompt = applied(text, *names, seed=seed)
    if info is None:
        del prompt["3"]
        return step(prompt, shown={"2": [result]}, **expected)
    return step(prompt, shown={"2": [result], "3": [info]}, **expected)


def meanwhile(result: str, libber: str, other: str, what: str) -> Step:
    """A run of `%key%` beside a node that does something to a libber: only that node runs, the text was made before."""
    prompt = applied("%key%", libber)
    prompt["3"] = node("SuiteLibber", name=other, does=what)
    return step(prompt, shown={"2": [result], "3": [what]}, ran=ids("3"))


def _replaced(salt: str) -> tuple[SuiteGraph, ...]:
    one, two, chance = f"{salt}_animals", f"{salt}_styles", f"{salt}_chance"
    return (
        graph(
            "libber_nested",
            "Snippets that refer to others are replaced to the end, and the node says which.",
            saves(one, subject="a %animal% of %mood%", animal="fox", mood=""),
            becomes(
                "%subject%!",
                "a fox of !",
                one,
                info=f"Replaced from '{one}': %subject%, %animal%, %mood%.",
            ),
        ),
        graph(
            "libber_unknown",
            "What no libber knows stays as it is written, and is told.",
            saves(f"{one}_2", subject="fox"),
            becomes(
                r"%subject% %hat% 100% \%subject%",
                "fox %hat% 100% %subject%",
                f"{one}_2",
                info=f"Replaced from '{one}_2': %subject%.\nUnknown, left as written: %hat%.",
            ),
        ),
        graph(
            "libber_cycle",
            "Snippets that lead back to themselves end at the depth, and the way is told.",
            saves(f"{one}_3", a="x%b%", b="y%a%"),
            becomes(
                "%a%",
                "xyxyxyxyxy%a%",
                f"{one}_3",
                info=f"Replaced from '{one}_3': %a%, %b%.\nSnippets that lead back to themselves: a -> b -> a.\n"
                "Left as written below 10 levels: %a%.",
            ),
        ),
        graph(
            "libber_chained",
            "The first libber that knows a key counts, and a number means one of them.",
            saves(f"{one}_4", mood="grim"),
            saves(two, mood="calm", style="oil"),
            becomes("%mood% %style% %mood:2% %style:1%", "grim oil calm %style:1%", f"{one}_4", two),
        ),
        graph(
            "libber_chance",
            "The same seed draws the same snippets, everything once before anything twice.",
            saves(chance, a="1", b="2", c="3", nothing=""),
            becomes("%*%%*%%*%", "231", chance, seed=0),
            becomes("%*%%*%%*%", "132", chance, seed=3),
            becomes("%*%%*%%*%", "123", chance, seed=4),
            becomes("%*%%*%%*%", "132", chance, seed=2**64 - 1),
        ),
        graph(
            "libber_none",
            "Without a libber the text passes unchanged.",
            becomes(f"%x% {salt}", f"%x% {salt}", "", info="No libber is chosen: the text is unchanged."),
        ),
        graph(
            "libber_grows",
            "A libber in which each snippet holds the one before twice ends in an error of its node.",
            saves(f"{one}_5", **{f"k{at}": f"%k{at + 1}%%k{at + 1}%" for at in range(9)}, k9="x" * 50_000),
            step(applied("%k0%", f"{one}_5"), status="error", failed="1"),
        ),
    )


def _saved(salt: str) -> tuple[SuiteGraph, ...]:
    seen, other, linked = f"{salt}_seen", f"{salt}_other", f"{salt}_linked"
    return (
        graph(
            "libber_saved",
            "A saved libber makes the nodes that use it run again, and only those.",
            saves(seen, key="one"),
            saves(other, key="other"),
            becomes("%key%", "one", seen, ran=ids("1 2")),
            meanwhile("one", seen, other, 'save {"key": "another"}'),
            becomes("%key%", "one", seen, ran=ids("")),
            saves(seen, key="two"),
            becomes("%key%", "two", seen, ran=ids("1 2")),
            saves(seen, key="one"),
            becomes("%key%", "one", seen),
        ),
        graph(
            "libber_chained_saved",
            "A libber that is saved counts wherever it stands in the chain.",
            saves(f"{seen}_1", a="a"),
            saves(f"{seen}_2", b="b"),
            becomes("%a%%b%", "ab", f"{seen}_1", f"{seen}_2"),
            saves(f"{seen}_2", b="c"),
            becomes("%a%%b%", "ac", f"{seen}_1", f"{seen}_2"),
        ),
        graph(
            "libber_draft",
            "What is edited and not saved is in no run; saving the draft brings it in.",
            saves(f"{seen}_3", key="saved"),
            becomes("%key%", "saved", f"{seen}_3"),
            meanwhile("saved", f"{seen}_3", f"{seen}_3", 'edit {"key": "edited"}'),
            becomes("%key%", "saved", f"{seen}_3", ran=ids("")),
            does(f"{seen}_3", "save_draft"),
            becomes("%key%", "edited", f"{seen}_3"),
        ),
        graph(
            "libber_linked",
            "A libber whose name comes over a link is never served stale.",
            saves(linked, key="one"),
            step(
                applied("%key%", linked, linked=True), shown={"2": ["one"], "3": [f"Replaced from '{linked}': %key%."]}
            ),
            saves(linked, key="two"),
            step(
                applied("%key%", linked, linked=True), shown={"2": ["two"], "3": [f"Replaced from '{linked}': %key%."]}
            ),
        ),
    )


def _gone(salt: str) -> tuple[SuiteGraph, ...]:
    gone = f"{salt}_gone"
    return (
        graph(
            "libber_missing",
            "A libber that nobody has is refused before the run, also as a further one; over a link it fails the node.",
            saves(f"{gone}_there", key="there"),
            step(applied("%key%", f"{gone}_nobody"), status="rejected", faults={"1": FAULT}),
            step(applied("%key%", f"{gone}_there", f"{gone}_nobody"), status="rejected", faults={"1": FAULT}),
            step(applied("%key%", "../there"), status="rejected", faults={"1": FAULT}),
            step(applied("%key%", f"{gone}_nobody", linked=True), status="error", failed="1"),
        ),
        graph(
            "libber_deleted",
            "A deleted libber is refused, a restored one runs again.",
            saves(gone, key="back"),
            becomes("%key%", "back", gone),
            does(gone, "delete"),
            step(applied("%key%", gone), status="rejected", faults={"1": FAULT}),
            does(gone, "restore"),
            becomes("%key%", "back", gone),
        ),
        graph(
            "libber_renamed",
            "A renamed libber is found by its new name, in any case, and not by the old one.",
            saves(f"{gone}_old", key="named"),
            does(f"{gone}_old", f"rename {gone}_new"),
            becomes("%key%", "named", f"{gone}_NEW"),
            step(applied("%key%", f"{gone}_old"), status="rejected", faults={"1": FAULT}),
        ),
    )


def _managed(salt: str) -> tuple[SuiteGraph, ...]:
    name = f"{salt}_managed"

    def manager(libber: str, folder: str = "") -> Prompt:
        return {
            "1": node("LibberManager", libber_name=libber, libber_dir=folder, delimiter="%", max_depth=10),
            **{str(2 + at): node("SuiteShow", value=link("1", at)) for at in range(3)},
        }

    def shows(status: str, keys: str, libs: str) -> dict[str, list[str]]:
        return {"2": [status], "3": [keys], "4": [libs]}

    return (
        graph(
            "libber_manager",
            "The manager puts out what is saved: a sentence, the keys in order, the snippets.",
            saves(name, b="2", a="1"),
            step(manager(name), shown=shows(f"{name}: 2 snippets.", '["a", "b"]', '{"b": "2", "a": "1"}')),
            saves(name, c="3"),
            step(manager(name, "output/libbers"), shown=shows(f"{name}: 1 snippet.", '["c"]', '{"c": "3"}')),
            step(manager(""), shown=shows("No libber is chosen.", "[]", "{}")),
        ),
        graph(
            "libber_manager_elsewhere",
            "An old workflow that names another folder is refused, and nothing is read there.",
            saves(f"{name}_2", a="1"),
            step(manager(f"{name}_2", "/somewhere/else"), status="rejected", faults={"1": FAULT}),
        ),
    )
