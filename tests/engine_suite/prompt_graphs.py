"""The part of the suite about prompts: what is composed of them, and that no run serves the words of yesterday."""

import json
from typing import Any

from engine_suite.graphs import Prompt, Step, SuiteGraph, graph, ids, link, node, step
from engine_suite.libber_graphs import FAULT, saves


def prompts(salt: str) -> tuple[SuiteGraph, ...]:
    """What runs get from prompts."""
    return (*_composed(salt), *_edited(salt), *_stored(salt))


def collection(compositions: dict[str, list[str]] | None = None, **values: Any) -> str:
    """A collection of version 2; a value is a text, or the fields of a prompt."""
    made = {name: value if isinstance(value, dict) else {"value": value} for name, value in values.items()}
    return json.dumps({"version": 2, "prompts": made, "compositions": compositions or {}})


def from_libber(value: str, libber: str) -> dict[str, str]:
    """The fields of a prompt that is filled from a libber."""
    return {"value": value, "processing_type": "libber", "libber_name": libber}


def composed(given: Any, wanted: str = "", **more: Any) -> Prompt:
    """A run of the composer: its text, its texts, what it says."""
    inputs = {"prompt_collection_json_in": given, "composition": wanted, "seed": 0, **more}
    return {
        "1": node("PromptComposer", **inputs),
        **{str(2 + at): node("SuiteShow", value=link("1", at)) for at in range(3)},
    }


def says(text: str, texts: dict[str, str], *info: str) -> dict[str, list[str]]:
    """What the composer puts out."""
    return {"2": [text], "3": [json.dumps(texts)], "4": ["\n".join(info)]}


def does(folder: str, *what: str) -> Step:
    """A step that does something to stored prompts."""
    return step({"1": node("SuitePrompts", folder=folder, does=";".join(what))}, shown={"1": list(what)})


def reads(folder: str, text: str, **expected: Any) -> Step:
    """A run that composes all prompts of a folder."""
    return step(stored(folder), shown={"2": [text]}, **expected)


def stored(folder: str) -> Prompt:
    """A composer of all prompts of a folder, and its text."""
    return {key: one for key, one in composed("", collection=folder).items() if key in ("1", "2")}


def _composed(salt: str) -> tuple[SuiteGraph, ...]:
    libber = f"{salt}_words"
    three = collection({"end": ["c", "a"]}, a=f"A{salt}", b="", c="C")
    return (
        graph(
            "prompts_all",
            "Without a composition all prompts make up the text, in their order; empty ones are left out.",
            step(composed(three), shown=says(f"A{salt} C", {"end": f"C A{salt}"}, "All prompts: 3 prompts.")),
        ),
        graph(
            "prompts_composition",
            "A composition by its name; names one a line or as a list; one that there is none of is told.",
            step(
                composed(three, "end"), shown=says(f"C A{salt}", {"end": f"C A{salt}"}, 'Composition "end": 2 prompts.')
            ),
            step(
                composed(three, "c\nc\nnobody"),
                shown=says("C C", {"end": f"C A{salt}"}, "Picked prompts: 2 prompts.", 'There is no prompt "nobody".'),
            ),
            step(
                composed(three, '["end", "c"]'),
                shown=says(f"C A{salt} C", {"end": f"C A{salt}"}, "Picked prompts: 3 prompts."),
            ),
        ),
        graph(
            "prompts_of_a_link",
            "The older way to say compositions counts first, and its first one is the text.",
            step(
                composed(three, "end", composition_json='{"out": ["a"], "other": ["c"]}'),
                shown=says(f"A{salt}", {"out": f"A{salt}", "other": "C"}, 'Composition "out": 1 prompt.'),
            ),
        ),
        graph(
            "prompts_filled",
            "Prompts that want it are filled from their libber, and again when that is saved; others are not.",
            saves(libber, animal="fox"),
            *(
                part
                for animal in ("fox", "cat")
                for part in (
                    saves(libber, animal=animal),
                    step(
                        composed(collection(a=from_libber("%animal%", libber), b=f"%animal% {salt}")),
                        shown=says(f"{animal} %animal% {salt}", {}, f"All prompts: 2 prompts, filled from {libber}."),
                    ),
                )
            ),
        ),
        graph(
            "prompts_without_libber",
            "A prompt whose libber is not there is used as it is written, and that is told.",
            step(
                composed(collection(a=from_libber("%animal%", f"{salt}_nobody"))),
                shown=says(
                    "%animal%",
                    {},
                    f"All prompts: 1 prompt, filled from {salt}_nobody.",
                    f'There is no libber "{salt}_nobody": "a" is used as it is.',
                ),
            ),
        ),
        graph(
            "prompts_of_version_1",
            "A version 1 collection is taken as it is.",
            step(
                composed(json.dumps({"girl_pos": f"G{salt}", "male_pos": "", "four_image_prompt": "F", "n": 1})),
                shown=says(f"G{salt} F", {}, "All prompts: 2 prompts."),
            ),
        ),
        graph(
            "prompts_damaged",
            "What is no collection is refused before the run.",
            step(composed("{"), status="rejected", faults={"1": FAULT}),
            step(composed(three, "[1"), status="rejected", faults={"1": FAULT}),
        ),
    )


def _edited(salt: str) -> tuple[SuiteGraph, ...]:
    def edit(given: Any, operation: str = "list", name: str = "", value: str = "", **more: str) -> dict[str, Any]:
        inputs = {
            "prompt_collection_json_in": given,
            "operation": operation,
            "prompt_name": name,
            "prompt_value": value,
        }
        return node("PromptCollectionEdit", **{**inputs, "prompt_category": "", "prompt_description": "", **more})

    two = collection({"both": ["a", "b"]}, a=f"A{salt}", b={"value": "B", "category": "kept"})
    chain = {
        "1": edit(two, "add", "c", "C", prompt_category="new"),
        "2": edit(link("1"), "rename", "a", "z"),
        "3": edit(link("2"), "update", "b", "", prompt_description="what for"),
        "4": edit(link("3"), "remove", "c"),
        "5": node("SuiteShow", value=link("4", 1)),
        "6": node("PromptComposer", prompt_collection_json_in=link("4"), composition="both", seed=0),
        "7": node("SuiteShow", value=link("6")),
        "8": node("SuiteShow", value=link("4")),
    }
    made = {
        "version": 2,
        "prompts": {
            "z": {"value": f"A{salt}", "processing_type": "raw"},
            "b": {"value": "B", "processing_type": "raw", "category": "kept", "description": "what for"},
        },
        "compositions": {"both": ["z", "b"]},
    }
    shown = {"5": ['["b", "z"]'], "7": [f"A{salt} B"], "8": [json.dumps(made, indent=2)]}
    refused = (("add", "a"), ("remove", "x"), ("update", "x"), ("rename", "x"))
    return (
        graph(
            "prompts_edited",
            "Changes follow each other along a chain: compositions follow a rename, an update changes what is given.",
            step(chain, shown=shown, ran=ids("1 2 3 4 5 6 7 8")),
            step(chain, shown=shown, ran=ids("")),
        ),
        graph(
            "prompts_not_edited",
            "Adding what is there, and changing what is not, fails the node.",
            *(
                step(
                    {"1": edit(two, operation, name, "v"), "2": node("SuiteShow", value=link("1"))},
                    status="error",
                    failed="1",
                )
                for operation, name in refused
            ),
        ),
    )


def _stored(salt: str) -> tuple[SuiteGraph, ...]:
    folder = f"{salt}_scene"
    return (
        graph(
            "prompts_stored",
            "Saved prompts are seen by the next run, what is edited and not saved is not.",
            does(folder, f"save {collection(a='one')}"),
            reads(folder, "one", ran=ids("1 2")),
            reads(folder, "one", ran=ids("")),
            step(
                {**stored(folder), "3": node("SuitePrompts", folder=folder, does='edit {"a": "two"}')},
                shown={"2": ["one"], "3": ['edit {"a": "two"}']},
                ran=ids("3"),
            ),
            reads(folder, "one", ran=ids("")),
            does(folder, "save_draft"),
            reads(folder, "two", ran=ids("1 2")),
        ),
        graph(
            "prompts_deleted",
            "A folder without prompts is refused, a restored one runs again; no folder is a path.",
            does(f"{folder}_2", f"save {collection(a='back')}"),
            reads(f"{folder}_2", "back"),
            does(f"{folder}_2", "delete"),
            step(composed("", collection=f"{folder}_2"), status="rejected", faults={"1": FAULT}),
            does(f"{folder}_2", "restore"),
            reads(f"{folder}_2", "back"),
            step(composed("", collection="../x"), status="rejected", faults={"1": FAULT}),
        ),
    )
