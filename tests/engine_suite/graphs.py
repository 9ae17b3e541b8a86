"""The suite of graphs that says what "as in ComfyUI" means: run on the embedded engine and on real ComfyUIs.

`suite(salt)` gives the graphs; a salt of its own for each run keeps the caches of earlier runs out. A graph is a
list of steps, run one after the other in one host; each step is a prompt and what must come of it.
"""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

Prompt = dict[str, dict[str, Any]]


@frozen(kw_only=True)
class Expected:
    """What must come of a prompt.

    `status` is `success`, `error`, `interrupted` or `rejected`. `ran` are the nodes that the host said it executes,
    `ran_types` how many of each class type; `cached` those that it named as cached. `calls` is how often a node's
    function was called in this run, `shown` what the outputs show. `failed` is the node that ended the run, `raised`
    the name of the exception. `error` is the type of the rejection, `faults` the types of error by node. None is
    "whatever".
    """

    status: str = "success"
    ran: frozenset[str] | None = None
    ran_types: Mapping[str, int] | None = None
    cached: frozenset[str] | None = None
    calls: Mapping[str, int] = field(factory=dict)
    shown: Mapping[str, list[str]] | None = None
    failed: str | None = None
    raised: str | None = None
    error: str | None = None
    faults: Mapping[str, frozenset[str]] = field(factory=dict)


@frozen(kw_only=True)
class Step:
    """A prompt, which outputs of it, at which node the user stops it, and what must come of it."""

    prompt: Prompt
    expected: Expected
    targets: list[str] | None = None
    stop_at: str | None = None


@frozen(kw_only=True)
class SuiteGraph:
    """`says` is the sentence that must hold, in ComfyUI from the version `since` on."""

    name: str
    says: str
    steps: tuple[Step, ...]
    since: tuple[int, int] = (0, 8)


def node(class_type: str, **inputs: Any) -> dict[str, Any]:
    """One node; a link is `["3", 0]`."""
    return {"class_type": class_type, "inputs": inputs}


def link(node_id: str, output: int = 0) -> list[Any]:
    """The link to an output."""
    return [node_id, output]


def ids(text: str) -> frozenset[str]:
    """`"1 2"` as a set."""
    return frozenset(text.split())


def graph(name: str, says: str, *steps: Step, since: tuple[int, int] = (0, 8)) -> SuiteGraph:
    """A graph of the suite."""
    return SuiteGraph(name=name, says=says, steps=steps, since=since)


def step(prompt: Prompt, *, targets: list[str] | None = None, stop_at: str | None = None, **expected: Any) -> Step:
    """A step; `expected` are the fields of `Expected`."""
    return Step(prompt=prompt, expected=Expected(**expected), targets=targets, stop_at=stop_at)


def suite(salt: str) -> tuple[SuiteGraph, ...]:
    """All graphs; `salt` goes into their texts, so that nothing is cached from elsewhere."""
    from engine_suite.dataset_graphs import datasets
    from engine_suite.execution_graphs import executions
    from engine_suite.gate_graphs import gates
    from engine_suite.libber_graphs import libbers
    from engine_suite.profile_graphs import profiles
    from engine_suite.prompt_graphs import prompts
    from engine_suite.story_graphs import stories

    return (
        *caching(salt),
        *lists(salt),
        *blocking(salt),
        *laziness(salt),
        *waiting(salt),
        *failing(salt),
        *stopping(salt),
        *choosing(salt),
        *values(salt),
        *pictures(),
        *refused(salt),
        *gates(salt),
        *profiles(salt),
        *libbers(salt),
        *prompts(salt),
        *stories(salt),
        *executions(salt),
        *datasets(salt),
    )


def caching(salt: str) -> tuple[SuiteGraph, ...]:
    """What runs again, and what does not."""

    def chain(name: str, right: str = "b", **more: Any) -> Prompt:
        return {
            "1": node("SuiteText", text=f"a {salt} {name}"),
            "2": node("SuiteText", text=f"{right} {salt} {name}"),
            "3": node("SuiteJoin", left=link("1"), right=link("2")),
            "4": node("SuiteShow", value=link("3")),
            **more,
        }

    def stamped(mode: str) -> Prompt:
        return {
            "1": node("SuiteText", text=f"{salt} stamp {mode}"),
            "2": node("SuiteStamped", text=link("1"), mode=mode),
            "3": node("SuiteShow", value=link("2")),
        }

    def pair(kind: str) -> Prompt:
        text = f"{salt} {kind} twin"
        return {
            "1": node(kind, text=text),
            "2": node(kind, text=text),
            "3": node("SuiteJoin", left=link("1"), right=link("2")),
            "4": node("SuiteShow", value=link("3")),
        }

    def both(kind: str) -> str:
        return f"{salt} {kind} twin+{salt} {kind} twin"

    again = chain("again")
    shown = {"4": [f"a {salt} again+b {salt} again"]}
    return (
        graph(
            "unchanged",
            "A graph that is run again unchanged runs nothing, and its outputs show the same.",
            step(again, ran=ids("1 2 3 4"), cached=ids(""), shown=shown, calls={"1": 1, "3": 1}),
            step(again, ran=ids(""), cached=ids("1 2 3 4"), shown=shown),
        ),
        graph(
            "renumbered",
            "The cache knows nodes by what they are, not by their ids.",
            step(chain("renumbered"), ran=ids("1 2 3 4")),
            step(
                {
                    "9": node("SuiteText", text=f"a {salt} renumbered"),
                    "8": node("SuiteText", text=f"b {salt} renumbered"),
                    "7": node("SuiteJoin", left=link("9"), right=link("8")),
                    "6": node("SuiteShow", value=link("7")),
                },
                ran=ids(""),
                cached=ids("9 8 7 6"),
                shown={"6": [f"a {salt} renumbered+b {salt} renumbered"]},
            ),
        ),
        graph(
            "changed_constant",
            "A changed constant runs that node and what is downstream of it, the rest comes from the cache.",
            step(chain("changed"), ran=ids("1 2 3 4")),
            step(
                chain("changed", right="c"),
                ran=ids("2 3 4"),
                cached=ids("1"),
                shown={"4": [f"a {salt} changed+c {salt} changed"]},
            ),
        ),
        graph(
            "grown",
            "Nodes that are added run, those that were there do not.",
            step(chain("grown"), ran=ids("1 2 3 4")),
            step(chain("grown", **{"5": node("SuiteShow", value=link("1"))}), ran=ids("5"), cached=ids("1 2 3 4")),
        ),
        graph(
            "twins",
            "Two equal nodes of one prompt share one result.",
            step(
                pair("SuiteText"),
                ran_types={"SuiteText": 1, "SuiteJoin": 1, "SuiteShow": 1},
                shown={"4": [both("SuiteText")]},
            ),
        ),
        graph(
            "not_idempotent",
            "Two equal nodes that are not idempotent both run, and neither runs again.",
            step(
                pair("SuiteUnique"),
                ran_types={"SuiteUnique": 2, "SuiteJoin": 1, "SuiteShow": 1},
                shown={"4": [both("SuiteUnique")]},
            ),
            step(pair("SuiteUnique"), ran=ids(""), cached=ids("1 2 3 4")),
        ),
        graph(
            "fingerprint_fixed",
            "A node with the same fingerprint as before comes from the cache.",
            step(stamped("fixed"), ran=ids("1 2 3")),
            step(stamped("fixed"), ran=ids(""), cached=ids("1 2 3")),
        ),
        graph(
            "fingerprint_changed",
            "A node with a new fingerprint runs again, with what is downstream of it.",
            step(stamped("always"), ran=ids("1 2 3")),
            step(stamped("always"), ran=ids("2 3"), cached=ids("1")),
        ),
        graph(
            "fingerprint_failed",
            "A node whose fingerprint fails runs every time.",
            step(stamped("fails"), ran=ids("1 2 3")),
            step(stamped("fails"), ran=ids("2 3"), cached=ids("1"), shown={"3": [f"{salt} stamp fails"]}),
        ),
        graph(
            "kept_after_failure",
            "What ran before a failure is not run again.",
            step(
                {
                    "1": node("SuiteText", text=f"{salt} kept"),
                    "2": node("SuiteFail", text=link("1")),
                    "3": node("SuiteShow", value=link("2")),
                },
                status="error",
                failed="2",
                raised="ValueError",
                ran=ids("1 2"),
            ),
            step(
                {"1": node("SuiteText", text=f"{salt} kept"), "3": node("SuiteShow", value=link("1"))},
                ran=ids("3"),
                cached=ids("1"),
            ),
        ),
    )


def lists(salt: str) -> tuple[SuiteGraph, ...]:
    """How lists flow."""
    three = node("SuiteList", items=f"a{salt},b,c")
    return (
        graph(
            "mapped",
            "A node that is fed a list is called once per item, and so is what follows.",
            step(
                {"1": three, "2": node("SuiteText", text=link("1")), "3": node("SuiteShow", value=link("2"))},
                calls={"1": 1, "2": 3, "3": 3},
                shown={"3": [f"a{salt}", "b", "c"]},
            ),
        ),
        graph(
            "shorter_list",
            "Of lists of different length the shorter one repeats its last item.",
            step(
                {
                    "1": three,
                    "2": node("SuiteList", items=f"x,y{salt}"),
                    "3": node("SuiteJoin", left=link("1"), right=link("2")),
                    "4": node("SuiteShow", value=link("3")),
                },
                calls={"3": 3},
                shown={"4": [f"a{salt}+x", f"b+y{salt}", f"c+y{salt}"]},
            ),
        ),
        graph(
            "constant_beside_list",
            "A constant beside a list is the same for every call.",
            step(
                {
                    "1": three,
                    "2": node("SuiteJoin", left=link("1"), right="z"),
                    "3": node("SuiteShow", value=link("2")),
                },
                shown={"3": [f"a{salt}+z", "b+z", "c+z"]},
            ),
        ),
        graph(
            "whole_list",
            "A node that takes whole lists is called once, with all items.",
            step(
                {
                    "1": three,
                    "2": node("SuiteGather", text=link("1"), separator="/"),
                    "3": node("SuiteShow", value=link("2")),
                    "4": node("SuiteShow", value=link("2", 1)),
                },
                calls={"2": 1},
                shown={"3": [f"a{salt}/b/c"], "4": ["3"]},
            ),
        ),
        graph(
            "joined_lists",
            "The lists that mapped calls return are joined.",
            step(
                {
                    "1": node("SuiteList", items=f"p{salt},q"),
                    "2": node("SuiteTwice", text=link("1")),
                    "3": node("SuiteGather", text=link("2")),
                    "4": node("SuiteShow", value=link("3")),
                },
                calls={"2": 2, "3": 1},
                shown={"4": [f"p{salt}1|p{salt}2|q1|q2"]},
            ),
        ),
    )


def blocking(salt: str) -> tuple[SuiteGraph, ...]:
    """How blocked values flow."""
    return (
        graph(
            "blocked",
            "Nothing downstream of a blocked value is called, quietly; the rest runs.",
            step(
                {
                    "1": node("SuiteText", text=f"{salt} stop"),
                    "2": node("SuiteBlock", text=link("1"), when=f"{salt} stop"),
                    "3": node("SuiteText", text=link("2")),
                    "4": node("SuiteShow", value=link("3")),
                    "5": node("SuiteShow", value=link("1")),
                },
                calls={"2": 1, "3": 0, "4": 0, "5": 1},
                shown={"5": [f"{salt} stop"]},
            ),
        ),
        graph(
            "blocked_item",
            "A blocked item of a list stops only its own calls.",
            step(
                {
                    "1": node("SuiteList", items=f"a{salt},b,c"),
                    "2": node("SuiteBlock", text=link("1"), when="b"),
                    "3": node("SuiteShow", value=link("2")),
                },
                calls={"2": 3, "3": 2},
                shown={"3": [f"a{salt}", "c"]},
            ),
        ),
        graph(
            "blocked_list_output",
            "A blocked call adds one blocked item to a list output, whatever the others add.",
            step(
                {
                    "1": node("SuiteList", items=f"d{salt},b"),
                    "2": node("SuiteBlock", text=link("1"), when="b"),
                    "3": node("SuiteTwice", text=link("2")),
                    "4": node("SuiteShow", value=link("3")),
                },
                calls={"3": 1, "4": 2},
                shown={"4": [f"d{salt}1", f"d{salt}2"]},
            ),
        ),
        graph(
            "blocked_whole_list",
            "A node that takes whole lists is not called when one item is blocked.",
            step(
                {
                    "1": node("SuiteList", items=f"a{salt},b"),
                    "2": node("SuiteBlock", text=link("1"), when="b"),
                    "3": node("SuiteGather", text=link("2")),
                    "4": node("SuiteShow", value=link("3")),
                },
                calls={"2": 2, "3": 0, "4": 0},
                shown={},
            ),
        ),
    )


def laziness(salt: str) -> tuple[SuiteGraph, ...]:
    """What lazy inputs leave out."""

    def switch(choice: Any, name: str) -> Prompt:
        return {
            "1": node("SuiteText", text=f"{salt} {name} left"),
            "2": node("SuiteText", text=f"{salt} {name} right"),
            "3": node("SuiteSwitch", choice=choice, left=link("1"), right=link("2")),
            "4": node("SuiteShow", value=link("3")),
        }

    linked = switch(link("5"), "linked") | {"5": node("SuiteText", text="right")}
    each = switch(link("5"), "each") | {"5": node("SuiteList", items="left,right,left")}
    return (
        graph(
            "lazy",
            "A lazy input that is not needed is never computed.",
            step(switch("left", "one"), ran=ids("1 3 4"), calls={"3": 1}, shown={"4": [f"{salt} one left"]}),
            step(switch("right", "one"), ran=ids("2 3 4"), cached=ids("1"), shown={"4": [f"{salt} one right"]}),
        ),
        graph(
            "lazy_by_link",
            "What a lazy node needs may depend on another node.",
            step(linked, ran=ids("2 3 4 5"), shown={"4": [f"{salt} linked right"]}),
        ),
        graph(
            "lazy_each",
            "A lazy node that is mapped computes what any of its calls needs.",
            step(
                each,
                ran=ids("1 2 3 4 5"),
                calls={"1": 1, "2": 1, "3": 3},
                shown={"4": [f"{salt} each left", f"{salt} each right", f"{salt} each left"]},
            ),
        ),
        graph(
            "lazy_unasked",
            "A lazy input that nobody asked for is None, even where its value was computed for others.",
            step(
                {
                    "1": node("SuiteText", text=f"{salt} known"),
                    "2": node("SuiteJoin", left=link("1"), right="x"),
                    "3": node("SuiteUnasked", after=link("2"), lazy=link("1")),
                    "4": node("SuiteShow", value=link("3")),
                },
                shown={"4": [f"{salt} known+x None"]},
            ),
        ),
        graph(
            "lazy_same_source",
            "A lazy input has its value where an eager one is fed by the same node.",
            step(
                {
                    "1": node("SuiteText", text=f"{salt} same"),
                    "2": node("SuiteUnasked", after=link("1"), lazy=link("1")),
                    "3": node("SuiteShow", value=link("2")),
                },
                shown={"3": [f"{salt} same {f'{salt} same'!r}"]},
            ),
        ),
        graph(
            "lazy_shared",
            "A node that another output computes anyway is there for the lazy one too.",
            step(
                switch("left", "shared") | {"6": node("SuiteShow", value=link("2"))},
                ran=ids("1 2 3 4 6"),
                shown={"4": [f"{salt} shared left"], "6": [f"{salt} shared right"]},
            ),
        ),
    )


def waiting(salt: str) -> tuple[SuiteGraph, ...]:
    """What runs while async nodes wait."""
    return (
        graph(
            "async_beside_others",
            "While an async node waits, other nodes run.",
            step(
                {
                    "1": node("SuiteWait", text=f"{salt} waited", key="go"),
                    "2": node("SuiteShow", value=link("1")),
                    "3": node("SuiteText", text=f"{salt} beside"),
                    "4": node("SuiteSignal", text=link("3"), key="go"),
                    "5": node("SuiteShow", value=link("4")),
                },
                ran=ids("1 2 3 4 5"),
                shown={"2": [f"{salt} waited"], "5": [f"{salt} beside"]},
            ),
        ),
        graph(
            "async_calls_together",
            "The calls of a mapped async node run at the same time, and their results keep their order.",
            step(
                {
                    "1": node("SuiteList", items=f"a{salt},b,c"),
                    "2": node("SuiteMeet", text=link("1"), people=3),
                    "3": node("SuiteShow", value=link("2")),
                },
                calls={"2": 3},
                shown={"3": [f"a{salt}", "b", "c"]},
            ),
        ),
        graph(
            "async_nodes_together",
            "Several async nodes wait at the same time.",
            step(
                {
                    "1": node("SuiteWait", text=f"{salt} first", key="one"),
                    "2": node("SuiteWait", text=f"{salt} second", key="two"),
                    "3": node("SuiteSignal", text=f"{salt} both", key="two"),
                    "4": node("SuiteSignal", text=link("2"), key="one"),
                    "5": node("SuiteShow", value=link("1")),
                    "6": node("SuiteShow", value=link("3")),
                    "7": node("SuiteShow", value=link("4")),
                },
                shown={"5": [f"{salt} first"], "6": [f"{salt} both"], "7": [f"{salt} second"]},
            ),
        ),
        graph(
            "async_at_once",
            "An async node that does not wait is like any other, cache included.",
            step(
                {"1": node("SuiteAtOnce", text=f"{salt} quick"), "2": node("SuiteShow", value=link("1"))},
                ran=ids("1 2"),
                shown={"2": [f"{salt} quick"]},
            ),
            step(
                {"1": node("SuiteAtOnce", text=f"{salt} quick"), "2": node("SuiteShow", value=link("1"))},
                ran=ids(""),
                cached=ids("1 2"),
            ),
        ),
    )


def failing(salt: str) -> tuple[SuiteGraph, ...]:
    """What a node that raises leads to."""
    return (
        graph(
            "failed",
            "A node that raises ends the run with an error that names it.",
            step(
                {
                    "1": node("SuiteText", text=f"{salt} f"),
                    "2": node("SuiteFail", text=link("1")),
                    "3": node("SuiteShow", value=link("2")),
                },
                status="error",
                failed="2",
                raised="ValueError",
                calls={"1": 1, "3": 0},
                shown={},
            ),
        ),
        graph(
            "failed_later",
            "An async node that raises after a while ends the run in the same way.",
            step(
                {"1": node("SuiteFailLater", text=f"{salt} later"), "2": node("SuiteShow", value=link("1"))},
                status="error",
                failed="1",
                raised="ValueError",
            ),
        ),
        graph(
            "failed_beside_waiting",
            "A failure ends the run although another node still waits; the next run is not touched by it.",
            step(
                {
                    "1": node("SuiteWait", text=f"{salt} never", key="never"),
                    "2": node("SuiteShow", value=link("1")),
                    "3": node("SuiteFail", text=f"{salt} meanwhile"),
                    "4": node("SuiteShow", value=link("3")),
                },
                status="error",
                failed="3",
                raised="ValueError",
            ),
            step(
                {"1": node("SuiteText", text=f"{salt} next"), "2": node("SuiteShow", value=link("1"))},
                shown={"2": [f"{salt} next"]},
            ),
        ),
    )


def stopping(salt: str) -> tuple[SuiteGraph, ...]:
    """What the user's stop leads to."""
    after = step(
        {"1": node("SuiteText", text=f"{salt} after"), "2": node("SuiteShow", value=link("1"))},
        shown={"2": [f"{salt} after"]},
    )
    return (
        graph(
            "stopped_while_waiting",
            "A run that only waits can be stopped, and the next one runs.",
            step(
                {"1": node("SuiteWait", text=f"{salt} ever", key="never"), "2": node("SuiteShow", value=link("1"))},
                stop_at="1",
                status="interrupted",
                failed="1",
                calls={"2": 0},
            ),
            after,
        ),
        graph(
            "stopped_between_nodes",
            "A run that is stopped while a node computes ends before the next one.",
            step(
                {
                    "1": node("SuiteSpin", text=f"{salt} spin"),
                    "2": node("SuiteText", text=link("1")),
                    "3": node("SuiteShow", value=link("2")),
                },
                stop_at="1",
                status="interrupted",
                failed="2",
                calls={"1": 1, "2": 0, "3": 0},
            ),
            after,
        ),
        graph(
            "stopped_by_a_node",
            "A node may end the whole run as stopped.",
            step(
                {"1": node("SuiteStop", text=f"{salt} enough"), "2": node("SuiteShow", value=link("1"))},
                status="interrupted",
                failed="1",
            ),
            after,
        ),
    )


def choosing(salt: str) -> tuple[SuiteGraph, ...]:
    """Which outputs run."""
    two = {
        "1": node("SuiteText", text=f"{salt} one"),
        "2": node("SuiteShow", value=link("1")),
        "3": node("SuiteText", text=f"{salt} two"),
        "4": node("SuiteShow", value=link("3")),
        "5": node("SuiteText", text=f"{salt} unused"),
    }
    return (
        graph(
            "unused",
            "Nodes that feed no output do not run.",
            step(two, ran=ids("1 2 3 4"), shown={"2": [f"{salt} one"], "4": [f"{salt} two"]}),
        ),
        graph(
            "targets",
            "With targets only these outputs run.",
            step({**two, "1": node("SuiteText", text=f"{salt} target")}, targets=["2"], ran=ids("1 2")),
        ),
        graph(
            "targets_without_output",
            "Targets that are no output nodes leave nothing to run.",
            step(two, targets=["1"], status="rejected", error="prompt_no_outputs"),
        ),
        graph(
            "partly_wrong",
            "Outputs that can run do, and the answer says what is wrong with the others.",
            step(
                {
                    "1": node("SuiteText", text=f"{salt} right"),
                    "2": node("SuiteShow", value=link("1")),
                    "3": node("SuiteText"),
                    "4": node("SuiteShow", value=link("3")),
                },
                ran=ids("1 2"),
                shown={"2": [f"{salt} right"]},
                faults={"3": frozenset({"required_input_missing"})},
            ),
        ),
    )


def pictures() -> tuple[SuiteGraph, ...]:
    """What ComfyUI's own image nodes make; colours in thousandths: the corners, the middle between them."""

    def scaled(method: str, width: int, height: int, crop: str, *shown: str) -> SuiteGraph:
        scale = node("ImageScale", image=link("1"), upscale_method=method, width=width, height=height, crop=crop)
        prompt = {
            "1": node("SuiteRamp", width=7, height=5),
            "2": scale,
            "3": node("SuitePixels", image=link("2")),
        }
        name = f"scale_{method.replace('-', '_')}_{width}x{height}_{crop}"
        return graph(name, "A picture is resized to the pixel as in ComfyUI.", step(prompt, shown={"3": [*shown]}))

    colour = {"width": 3, "height": 2, "batch_size": 2, "color": 0x336699}
    return (
        graph(
            "colours",
            "A colour and its inverse.",
            step(
                {
                    "1": node("EmptyImage", **colour),
                    "2": node("ImageInvert", image=link("1")),
                    "3": node("SuitePixels", image=link("1")),
                    "4": node("SuitePixels", image=link("2")),
                },
                shown={
                    "3": ["2 2 3 3 float32", *["200 400 600"] * 5],
                    "4": ["2 2 3 3 float32", *["800 600 400"] * 5],
                },
            ),
        ),
        graph(
            "mask_as_picture",
            "A mask becomes three equal channels.",
            step(
                {
                    "1": node("SuiteRamp", width=5, height=2),
                    "2": node("MaskToImage", mask=link("1", 1)),
                    "3": node("SuitePixels", image=link("2")),
                },
                shown={
                    "3": [
                        "1 2 5 3 float32",
                        "0 0 0",
                        "1000 1000 1000",
                        "500 500 500",
                        "0 0 0",
                        "1000 1000 1000",
                    ]
                },
            ),
        ),
        scaled(
            "nearest-exact",
            10,
            3,
            "disabled",
            "1 3 10 3 float32",
            "0 10 19",
            "171 181 190",
            "486 495 505",
            "800 810 819",
            "971 981 990",
        ),
        scaled(
            "bilinear",
            10,
            3,
            "disabled",
            "1 3 10 3 float32",
            "67 76 86",
            "238 248 257",
            "496 505 515",
            "733 743 752",
            "905 914 924",
        ),
        scaled(
            "bilinear",
            4,
            9,
            "center",
            "1 9 4 3 float32",
            "57 67 76",
            "114 124 133",
            "496 506 515",
            "857 867 876",
            "914 924 933",
        ),
        scaled(
            "area",
            3,
            2,
            "disabled",
            "1 2 3 3 float32",
            "229 238 248",
            "343 352 362",
            "686 695 705",
            "629 638 648",
            "743 752 762",
        ),
        scaled(
            "bicubic",
            11,
            8,
            "disabled",
            "1 8 11 3 float32",
            "-21 -12 -2",
            "155 165 175",
            "556 566 575",
            "816 825 835",
            "993 1002 1012",
        ),
        scaled(
            "lanczos",
            5,
            4,
            "disabled",
            "1 4 5 3 float32",
            "31 39 51",
            "192 200 212",
            "612 624 631",
            "776 784 796",
            "937 945 957",
        ),
        scaled(
            "bicubic",
            0,
            8,
            "center",
            "1 8 11 3 float32",
            "-21 -12 -2",
            "155 165 175",
            "556 566 575",
            "816 825 835",
            "993 1002 1012",
        ),
    )


def _given(salt: str, **changed: Any) -> Prompt:
    inputs = {"whole": 1, "real": 0.5, "text": salt, "yes": True, "choice": "red", **changed}
    return {"1": node("SuiteValues", **inputs), "2": node("SuiteShow", value=link("1"))}


def values(salt: str) -> tuple[SuiteGraph, ...]:
    """What becomes of values."""
    return (
        graph(
            "coerced",
            "Values are turned into the type of their input.",
            step(
                _given(salt, whole="7", real="1.25", text=5, yes=1, choice="green"),
                shown={"2": ["7 1.25 '5' True 'green'"]},
            ),
            step(_given(salt, whole=2.9, real=1, yes="", text=None), shown={"2": ["2 1.0 'None' False 'red'"]}),
        ),
        graph(
            "bounds",
            "The bounds of a number are part of its range.",
            step(_given(salt, whole=0, real=0), shown={"2": [f"0 0.0 {salt!r} True 'red'"]}),
            step(_given(salt, whole=10, real=1.5), shown={"2": [f"10 1.5 {salt!r} True 'red'"]}),
        ),
        graph(
            "wrapped_list",
            "A list as a value is wrapped, or it would be a link.",
            step({"1": node("SuiteShow", value={"__value__": [1, 2, salt]})}, shown={"1": [f"[1, 2, {salt!r}]"]}),
        ),
        graph(
            "left_out",
            "An optional input that is left out arrives as its default.",
            step(
                {"1": node("SuiteJoin", left=salt), "2": node("SuiteShow", value=link("1"))},
                shown={"2": [f"{salt}+nothing"]},
            ),
        ),
        graph(
            "undeclared",
            "Inputs that a node does not have are ignored.",
            step(
                {"1": node("SuiteText", text=f"{salt} u", upload="image"), "2": node("SuiteShow", value=link("1"))},
                shown={"2": [f"{salt} u"]},
            ),
        ),
        graph(
            "checked_by_the_node",
            "The host does not check what the node's own validation names.",
            step(
                {
                    "1": node("SuiteChecked", choice=f"blue {salt}", other="red"),
                    "2": node("SuiteShow", value=link("1")),
                },
                shown={"2": [f"blue {salt}/red"]},
            ),
        ),
    )


def refused(salt: str) -> tuple[SuiteGraph, ...]:
    """What is not run, and why."""

    def wrong(
        name: str, says: str, prompt: Prompt, error: str, *, since: tuple[int, int] = (0, 8), **faults: str
    ) -> SuiteGraph:
        named = {key.removeprefix("n"): frozenset(value.split()) for key, value in faults.items()}
        return graph(name, says, step(prompt, status="rejected", error=error, faults=named), since=since)

    newer = (0, 33)  # ComfyUI 0.8 names unknown class types differently, and does not look for cycles beforehand

    failed = "prompt_outputs_failed_validation"
    show = node("SuiteShow", value=link("1"))
    return (
        wrong("empty", "An empty prompt has no outputs.", {}, "prompt_no_outputs"),
        wrong(
            "no_output_node",
            "A prompt without an output node has no outputs.",
            {"1": node("SuiteText", text=salt)},
            "prompt_no_outputs",
        ),
        wrong(
            "unknown_class",
            "A class type that nobody has is named.",
            {"1": node("SuiteNobodyHasThis"), "2": show},
            "missing_node_type",
            since=newer,
        ),
        wrong(
            "no_class",
            "A node without a class type is named.",
            {"1": {"inputs": {}}, "2": show},
            "missing_node_type",
            since=newer,
        ),
        wrong(
            "missing_input",
            "A required input must be there.",
            {"1": node("SuiteText"), "2": show},
            failed,
            n1="required_input_missing",
        ),
        wrong("too_small", "A number has a least value.", _given(salt, whole=-1), failed, n1="value_smaller_than_min"),
        wrong("too_big", "A number has a greatest value.", _given(salt, real=1.6), failed, n1="value_bigger_than_max"),
        wrong("no_number", "A word is no number.", _given(salt, whole="many"), failed, n1="invalid_input_type"),
        wrong(
            "not_listed", "A choice is one of the list.", _given(salt, choice="blue"), failed, n1="value_not_in_list"
        ),
        wrong(
            "several_faults",
            "All faults of a node are listed.",
            _given(salt, whole=11, choice="blue"),
            failed,
            n1="value_bigger_than_max value_not_in_list",
        ),
        wrong(
            "long_link",
            "A list as a value that is no link is a bad link.",
            {"1": node("SuiteText", text=["1", 0, 0]), "2": show},
            failed,
            n1="bad_linked_input",
        ),
        wrong(
            "wrong_type",
            "An output feeds only inputs of its type.",
            {
                "1": node("SuiteText", text=link("3", 1)),
                "2": show,
                "3": node("SuiteGather", text=link("4")),
                "4": node("SuiteText", text=salt),
            },
            failed,
            n1="return_type_mismatch",
        ),
        wrong(
            "self_loop",
            "A node that feeds itself is a cycle.",
            {"1": node("SuiteText", text=link("1")), "2": show},
            failed,
            since=newer,
            n1="dependency_cycle",
        ),
        wrong(
            "loop",
            "Nodes that feed each other are a cycle, and each of them is named.",
            {"1": node("SuiteText", text=link("3")), "2": show, "3": node("SuiteText", text=link("1"))},
            failed,
            since=newer,
            n1="dependency_cycle",
            n3="dependency_cycle",
        ),
        wrong(
            "refused_by_the_node",
            "A node may refuse its values.",
            {"1": node("SuiteChecked", choice="bad", other="red"), "2": show},
            failed,
            n1="custom_validation_failed",
        ),
        wrong(
            "unchecked_by_the_node",
            "The host still checks what the node's own validation does not name.",
            {"1": node("SuiteChecked", choice="red", other="blue"), "2": show},
            failed,
            n1="value_not_in_list",
        ),
    )
