"""The plan of a batch as its builder has it: lists, ranges, groups, seeds, and what is wrong at which place."""

from collections.abc import Callable
from typing import Any

Evaluate = Callable[[str], Any]

PLAN = """
import { entries, kindsOf } from "./web/batches/axis_model.js";
import { planFaults } from "./web/batches/plan_faults.js";
import { PlanModel, product } from "./web/batches/plan_model.js";
const parameter = (address, type, more = {}) => ({ address, type, label: address, rank: 0, value: 1, options: null,
  minimum: null, maximum: null, step: null, multiple: false, node_title: "", class_type: "", ...more });
const MODEL = new PlanModel();
MODEL.show({ option_lists: [["euler", "ddim", "dpm"]], parameters: [parameter("3.seed", "seed", { minimum: 0 }),
  parameter("3.steps", "integer", { minimum: 1, maximum: 100 }), parameter("3.cfg", "float"),
  parameter("3.sampler", "select", { options: 0 }), parameter("6.text", "text")] });
const add = (address, value, changes = {}) => {
  const { id } = MODEL.add(address, value);
  MODEL.change(id, changes);
  return id;
};
const keys = () => MODEL.groups.map((group) => group.map(({ keys }) => keys[0]));
"""


def test_lists_are_lines_or_blocks(evaluate: Evaluate) -> None:
    """Each line is a value, blank ones are none; lines of --- divide values of several lines."""
    body = 'give([entries(" a fox \\n\\n b\\r\\n"), entries("one\\ntwo\\n---\\n\\nthree\\n----\\n"), entries("  ")]);'
    assert evaluate(PLAN + body) == [["a fox", "b"], ["one\ntwo", "three"], []]


def test_a_parameter_is_varied_as_its_type_allows(evaluate: Evaluate) -> None:
    """Numbers take lists and ranges, texts lists and replacements, choices and switches their options."""
    body = """give([kindsOf(parameter("a", "integer"), null), kindsOf(parameter("a", "text"), null),
      kindsOf(parameter("a", "model"), ["x"]), kindsOf(parameter("a", "boolean"), null),
      kindsOf(parameter("a", "image"), null), kindsOf(parameter("a", "select", { multiple: true }), ["x"])]);"""
    numbers, texts, models, switches, images, several = evaluate(PLAN + body)
    assert numbers == ["list", "range"]
    assert texts == ["list", "search"]
    assert models == switches == ["options"]
    assert images == several == ["list"]


def test_nothing_varied_is_a_run_with_a_random_seed(evaluate: Evaluate) -> None:
    """What the simple form says: so many runs, and a rule for the seed; counting from a number keeps all its digits."""
    body = """
    const first = MODEL.plan;
    MODEL.set({ runs: "4" });
    MODEL.seed({ mode: "increment", start: "18446744073709551000" });
    const second = MODEL.plan;
    MODEL.seed({ mode: "fixed", start: "" });
    give([first, second, MODEL.plan]);
    """
    first, second, third = evaluate(PLAN + body)
    assert first == {"plan": {"seeds": [{"mode": "random", "key": "3.seed"}]}, "faults": []}
    rule = {"mode": "increment", "start": "18446744073709551000", "key": "3.seed"}
    assert second == {"plan": {"seeds": [rule], "runs": 4}, "faults": []}
    assert third == {"plan": {"runs": 4}, "faults": []}


def test_axes_are_groups_side_by_side_or_each_with_each(evaluate: Evaluate) -> None:
    """Axes that are joined make a group; moving one into a group joins it, out of it lets it go."""
    body = """
    const steps = add("3.steps", 20);
    const cfg = add("3.cfg", 8, { joined: true });
    const text = add("6.text", "a fox");
    const before = keys();
    MODEL.move(text, 1);
    const inside = keys();
    MODEL.move(text, 0);
    const outside = keys();
    MODEL.remove(steps);
    give([before, inside, outside, keys(), MODEL.groups[0][0].joined]);
    """
    before, inside, outside, removed, first = evaluate(PLAN + body)
    assert before == [["3.steps", "3.cfg"], ["6.text"]]
    assert inside == [["3.steps", "6.text", "3.cfg"]]
    assert outside == [["6.text"], ["3.steps", "3.cfg"]]
    assert removed == [["6.text"], ["3.cfg"]]
    assert first is False


def test_each_kind_of_axis_becomes_its_part_of_the_plan(evaluate: Evaluate) -> None:
    """Lists are values of their type, ranges are decimal text, replacements begin with the text itself."""
    body = """
    add("3.steps", 20, { text: "10\\n 20 " });
    add("3.cfg", 8, { kind: "range", range: { start: "0,1", stop: "0.5", step: "0.2", count: "3", by: "step" } });
    add("3.sampler", "euler", { chosen: ["ddim", "euler"], cycle: true, joined: true });
    add("6.text", "a fox", { kind: "search", search: "fox", text: "wolf\\nfox\\nbear" });
    give(MODEL.plan);
    """
    made = evaluate(PLAN + body)
    assert made["faults"] == []
    assert [group["axes"] for group in made["plan"]["groups"]] == [
        [{"keys": ["3.steps"], "values": [10, 20]}],
        [
            {"keys": ["3.cfg"], "range": {"start": "0.1", "stop": "0.5", "step": "0.2"}},
            {"keys": ["3.sampler"], "cycle": True, "values": ["ddim", "euler"]},
        ],
        [{"keys": ["6.text"], "search": "fox", "replacements": ["fox", "wolf", "bear"]}],
    ]


def test_what_is_wrong_is_said_at_its_place(evaluate: Evaluate) -> None:
    """An empty list, a word among numbers, a step of 0 and no runs are faults before the server is asked."""
    body = """
    const steps = add("3.steps", 20, { text: "10\\nmany" });
    const cfg = add("3.cfg", 8, { kind: "range", range: { start: "1", stop: "2", step: "0", count: "1", by: "step" } });
    const sampler = add("3.sampler", "euler", { chosen: [] });
    const text = add("6.text", "", { kind: "search", search: "", text: "x" });
    MODEL.set({ runs: "0", sample: "1.5" });
    const { faults } = MODEL.plan;
    give(faults.map(({ place, said }) => [[steps, cfg, sampler, text].indexOf(place), place, said.key]));
    """
    found = [(at if at >= 0 else place, key) for at, place, key in evaluate(PLAN + body)]
    assert found == [
        (0, "not_integer"),
        (1, "range_step"),
        (2, "none_chosen"),
        (3, "no_search"),
        ("runs", "not_runs"),
        ("sample", "not_count"),
    ]


def test_faults_of_the_server_find_their_axes(evaluate: Evaluate) -> None:
    """Fields such as groups[1].axes[0].values[3] lead to the axis; shared values and others are told apart."""
    body = """
    const steps = add("3.steps", 20);
    const cfg = add("3.cfg", 8);
    const fault = (field) => ({ field, code: "x", message: field });
    const { places, values, others } = planFaults(["groups[1].axes[0].values[3]", "groups[0]", "seeds[0].start",
      "limit", "values.6.text", "plan.runs", "workflow"].map(fault), MODEL);
    give([...[cfg, steps, "start", "limit", "runs"].map((place) => places.get(place)), values[0].field, others]);
    """
    expected = ["groups[1].axes[0].values[3]", "groups[0]", "seeds[0].start", "limit", "plan.runs", "6.text"]
    assert evaluate(PLAN + body) == [*expected, ["workflow"]]


def test_the_product_is_told_in_factors(evaluate: Evaluate) -> None:
    """Lengths of groups and the repetitions, with a cross between; one factor alone is no product."""
    body = """
    const axis = (length) => ({ labels: Array.from({ length }, String) });
    give([product({ groups: [[axis(3), axis(2)], [axis(4)]] }, 2), product({ groups: [[axis(3)]] }, 1),
      product({ groups: [] }, 5)]);
    """
    cross = "\N{MULTIPLICATION SIGN}"
    assert evaluate(PLAN + body) == [f"3 {cross} 4 {cross} 2", "", ""]


def test_axes_go_with_their_node(evaluate: Evaluate) -> None:
    """A parameter that the form lacks, or that is another node's now, is not varied any more; the others stay."""
    body = """
    for (const name of ["3.steps", "3.cfg", "6.text"]) add(name, 1);
    const [steps, cfg, text] = ["3.steps", "3.cfg", "6.text"].map((name) => MODEL.find(name));
    MODEL.show({ option_lists: [], parameters: [{ ...steps, value: 5 }, { ...text, class_type: "Other" }] });
    const left = keys();
    const kept = MODEL.state;
    MODEL.restore();
    const none = keys();
    MODEL.restore(kept);
    give([left, none, keys()]);
    """
    assert evaluate(PLAN + body) == [[["3.steps"]], [], [["3.steps"]]]
