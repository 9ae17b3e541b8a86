"""The part of the suite about gates: the suite's plugin answers those whose title says how."""

from typing import Any

from engine_suite.graphs import Prompt, SuiteGraph, graph, ids, link, node, step


def _gate(class_type: str, title: str, **inputs: Any) -> dict[str, Any]:
    return {**node(class_type, **inputs), "_meta": {"title": title}}


def gates(salt: str) -> tuple[SuiteGraph, ...]:
    """What gates pass on, and what they stop."""
    return (*_images(), *_texts(salt))


def _images() -> tuple[SuiteGraph, ...]:
    def routed(width: int, title: str = "suite route 2") -> Prompt:
        return {
            "1": node("SuiteRamp", width=width, height=4),
            "2": _gate("ImageGate", title, image=link("1"), routes=3),
            "3": node("SuiteSize", image=link("2", 1)),
            "4": node("SuiteSize", image=link("2", 2)),
            "5": node("SuiteSize", image=link("2", 3)),
            "6": node("SuiteSize", image=link("2", 4)),
            "7": node("SuiteSize", image=link("2", 0)),
        }

    return (
        graph(
            "gate_route",
            "Only what follows the chosen route runs; the mask always has the image's size.",
            step(
                routed(31),
                calls={"3": 0, "4": 1, "5": 0, "6": 0, "7": 1},
                shown={"4": ["1 4 31 3"], "7": ["1 4 31"]},
            ),
        ),
        graph(
            "gate_asks_again",
            "The unchanged graph asks again; what feeds the gate comes from the cache, what follows it runs.",
            step(routed(32), shown={"4": ["1 4 32 3"], "7": ["1 4 32"]}),
            step(routed(32), cached=ids("1"), shown={"4": ["1 4 32 3"], "7": ["1 4 32"]}),
        ),
        graph(
            "gate_chooser",
            "The chosen images go on as one batch.",
            step(
                {
                    "1": node("EmptyImage", width=33, height=2, batch_size=4, color=1),
                    "2": _gate("ImageChooserGate", "suite choose 3,1", images=link("1")),
                    "3": node("SuiteSize", image=link("2")),
                },
                shown={"3": ["2 2 33 3"]},
            ),
        ),
        graph(
            "gate_mask_alone",
            "What takes only the mask runs whatever route was chosen.",
            step(
                {
                    "1": node("SuiteRamp", width=34, height=4),
                    "2": _gate("ImageGate", "suite route 1", image=link("1"), routes=1),
                    "3": node("SuiteSize", image=link("2", 0)),
                },
                ran=ids("1 2 3"),
                shown={"3": ["1 4 34"]},
            ),
        ),
    )


def _texts(salt: str) -> tuple[SuiteGraph, ...]:
    def text_gate(title: str, **inputs: Any) -> Prompt:
        return {
            "1": node("SuiteText", text=f"{salt} {title}"),
            "2": _gate("TextGate", title, **{"text": link("1"), **inputs}),
            "3": node("SuiteShow", value=link("2")),
        }

    return (
        graph(
            "gate_text",
            "The answered text goes on.",
            step(text_gate("suite upper"), ran=ids("1 2 3"), shown={"3": [f"{salt} suite upper".upper()]}),
        ),
        graph(
            "gate_text_unlinked",
            "Without a link the gate asks about its own text.",
            step(
                {
                    "2": _gate("TextGate", "suite upper", stored_text=f"{salt} own"),
                    "3": node("SuiteShow", value=link("2")),
                },
                shown={"3": [f"{salt} own".upper()]},
            ),
        ),
        graph(
            "gate_text_protected",
            "A protected gate computes nothing for its text, and comes from the cache.",
            step(
                text_gate("suite upper", protected=True, stored_text=f"{salt} kept"),
                ran=ids("2 3"),
                shown={"3": [f"{salt} kept"]},
            ),
            step(text_gate("suite upper", protected=True, stored_text=f"{salt} kept"), ran=ids("")),
        ),
        graph(
            "gate_mapped",
            "Each item of a list is asked about by itself; the order stays.",
            step(
                {
                    "1": node("SuiteList", items=f"gate{salt},b,c"),
                    "2": _gate("TextGate", "suite upper", text=link("1")),
                    "3": node("SuiteShow", value=link("2")),
                },
                calls={"3": 3},
                shown={"3": [f"gate{salt}".upper(), "B", "C"]},
            ),
        ),
        graph(
            "gate_stopped",
            "A run that only waits at a gate can be stopped, and the next one runs.",
            step(
                {
                    "1": _gate("TextGate", "nobody", stored_text=f"{salt} waits"),
                    "2": node("SuiteShow", value=link("1")),
                },
                stop_at="1",
                status="interrupted",
                failed="1",
                calls={"2": 0},
            ),
            step(
                {"1": node("SuiteText", text=f"{salt} after a gate"), "2": node("SuiteShow", value=link("1"))},
                shown={"2": [f"{salt} after a gate"]},
            ),
        ),
        graph(
            "gate_beside_failure",
            "A failure ends a run whose gate still waits; the next run is not touched by it.",
            step(
                {
                    "1": _gate("TextGate", "nobody", stored_text=f"{salt} waits"),
                    "2": node("SuiteShow", value=link("1")),
                    "3": node("SuiteFail", text=f"{salt} beside a gate"),
                    "4": node("SuiteShow", value=link("3")),
                },
                status="error",
                failed="3",
                raised="ValueError",
            ),
            step(
                {"1": node("SuiteText", text=f"{salt} after that"), "2": node("SuiteShow", value=link("1"))},
                shown={"2": [f"{salt} after that"]},
            ),
        ),
    )
