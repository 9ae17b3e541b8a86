"""The model of a form: what differs from the document, its groups and their order, keys, and the controls of seeds."""

from collections.abc import Callable
from typing import Any

Evaluate = Callable[[str], Any]

MODEL = """
import { FormModel, matches } from "./web/workflows/form_model.js";
const one = (address, more = {}) => ({ address, value: 1, type: "integer", group: "g", group_label: "", rank: 0,
  advanced: false,
  targets: [address], role: "", label: address, options: null, node_title: "", field: "", class_type: "", ...more });
const modelOf = (parameters, values = {}, lists = []) => {
  const model = new FormModel();
  model.show({ parameters, option_lists: lists }, values);
  return model;
};
"""

CONTROLS = """
const kept = new Map();
globalThis.window = { localStorage: { getItem: (name) => kept.get(name) ?? null, setItem: (name,
  text) => kept.set(name, text) } };
import { SeedControls } from "./web/workflows/seed_controls.js";
const opened = (workflow) => {
  const controls = new SeedControls();
  controls.open(workflow);
  return controls;
};
"""


def test_values_are_what_differs_from_the_document(evaluate: Evaluate) -> None:
    """What is set back to the document's is no change; unknown addresses are left out; the order is the form's."""
    body = """
    const model = modelOf([one("b.x", { rank: 2 }), one("a.x", { rank: 1 })], { "b.x": 5, "a.x": 1, "gone.x": 3 });
    const first = [model.values, model.changes];
    const changed = [model.set("a.x", "7"), model.set("a.x", 7), model.set("b.x", "1"), model.set("gone.x", 1)];
    give([first, changed, model.values, Object.keys(modelOf([one("b.x", { rank: 2 }), one("a.x", { rank: 1 })],
      { "b.x": 2, "a.x": 3 }).values)]);
    """
    first, changed, values, order = evaluate(MODEL + body)
    assert first == [{"b.x": 5}, 1]
    assert changed == [True, False, True, False]
    assert values == {"a.x": "7"}
    assert order == ["a.x", "b.x"]


def test_groups_stand_in_the_order_of_their_first_parameter(evaluate: Evaluate) -> None:
    """Ranks order groups and what is in them; advanced parameters have their own; a search leaves some out."""
    body = """
    const model = modelOf([one("1.x", { rank: 3, group: "late" }), one("2.x", { rank: 2, group: "early" }),
      one("3.x", { rank: 1, group: "late", advanced: true }), one("4.x", { rank: 4, group: "early" })]);
    const words = ({ main, advanced, count }) => [main, advanced].map((groups) => groups.map(({ key, parameters }) =>
      [key, ...parameters.map(({ address }) => address)])).concat(count);
    give([words(model.groups()), words(model.groups(({ address }) => address !== "2.x"))]);
    """
    whole, some = evaluate(MODEL + body)
    assert whole == [[["early", "2.x", "4.x"], ["late", "1.x"]], [["late", "3.x"]], 4]
    assert some == [[["late", "1.x"], ["early", "4.x"]], [["late", "3.x"]], 3]


def test_faults_find_their_parameter_by_every_key(evaluate: Evaluate) -> None:
    """An address, a target, a role and a label lead to it, as on the server."""
    body = """
    const model = modelOf([one("57.text", { targets: ["57:8.text"], role: "prompt", label: "The Prompt" }),
      one("3.cfg")]);
    give(["57.text", "57:8.text", "Prompt", "the prompt ", "4.cfg"].map((key) => model.find(key)?.address ?? null));
    """
    assert evaluate(MODEL + body) == ["57.text"] * 4 + [None]


def test_options_are_lists_that_parameters_share(evaluate: Evaluate) -> None:
    """The index leads to the list; null and lists that are not there are unknown."""
    body = """
    const model = modelOf([one("1.x", { options: 0 }), one("2.x"), one("3.x", { options: 4 })], {}, [["a", "b"]]);
    give(model.parameters.map((parameter) => model.options(parameter)));
    """
    assert evaluate(MODEL + body) == [["a", "b"], None, None]


def test_a_search_finds_every_word_somewhere(evaluate: Evaluate) -> None:
    """Words of the label, the node, the field, the role and the address count, in any order."""
    body = """
    const parameter = one("57:8.noise_seed", { label: "Seed", node_title: "Refiner", field: "noise_seed",
      role: "seed" });
    const found = (...words) => matches(parameter, words, (text) => text.toLowerCase());
    give([found("seed", "refiner"), found("noise"), found("57:8"), found("seed", "base"), found()]);
    """
    assert evaluate(MODEL + body) == [True, True, True, False, True]


def test_controls_are_kept_for_each_workflow(evaluate: Evaluate) -> None:
    """The document's control holds until the user chooses; what is not kept here forgets; damage is no fault."""
    body = """
    const seed = { address: "3.seed", control: "randomize" };
    const one = opened("w1");
    const first = one.of(seed);
    one.set(seed, "increment");
    const unkept = opened(null);
    unkept.set(seed, "decrement");
    const found = [first, one.of(seed), opened("w1").of(seed), opened("w2").of(seed), unkept.of(seed),
      opened(null).of(seed)];
    opened("w1").set(seed, "randomize");
    found.push(kept.get("penstock.form.seeds.w1"), opened("w1").of({ address: "9.seed", control: null }));
    kept.set("penstock.form.seeds.w1", '{"3.seed": "explode"');
    give([...found, opened("w1").of(seed)]);
    """
    found = evaluate(CONTROLS + body)
    assert found == [
        "randomize",
        "increment",
        "increment",
        "randomize",
        "decrement",
        "randomize",
        "{}",
        "fixed",
        "randomize",
    ]
