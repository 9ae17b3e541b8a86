/** What a view shows where there is nothing to answer: idle, how a gate ended, or what became of a decision. */

import { button, element } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { decision, standing } from "./gate_words.js";
import { keyCap } from "./kind.js";

/**
 * @typedef {import("./types.js").Gate} Gate
 * @typedef {import("../library/strings.js").Translate} Translate
 */

/**
 * Nothing waits: what will be asked, quietly.
 * @param {Translate} t
 * @param {import("./types.js").Idle} idle
 */
export function idleMessage(t, { routes = [], hint = "" }) {
  const key = (/** @type {string} */ name, /** @type {number} */ at) => (name === String(at + 1) ? null : keyCap(String((at + 1) % 10)));
  const names = routes.map((name, at) => element("li", {}, key(name, at), element("span", { text: name })));
  const list = names.length ? element("ul", { class: "penstock-gate-idle-routes", attributes: { role: "list", "aria-label": t("gates.routes") } }, ...names) : null;
  return element("div", { class: "penstock-gate-message" }, icon("gate"), element("p", { text: hint || t("gates.idle") }), list);
}

/**
 * @param {string} text how a gate ended that this view has not shown
 */
export function endMessage(text) {
  return element("div", { class: "penstock-gate-message" }, icon("check"), element("p", { text, attributes: { role: "status" } }));
}

/**
 * A parked gate that was decided: nothing is asked any more.
 * @param {Translate} t
 * @param {Gate} gate
 * @param {() => void} requeue
 * @returns {HTMLElement} what stands in place of the answers
 */
export function decidedMessage(t, gate, requeue) {
  const { run_state: run, run_error: error } = gate;
  const failed = run === "failed" || run === "lost";
  const again = failed ? button(t("gates.requeue"), ({ detail }) => void (detail < 2 && requeue()), { icon: icon("refresh"), showLabel: true, class: "penstock-button penstock-primary" }) : null;
  const why = element("small", { text: failed ? error || t("gates.requeue_hint") : standing(t, gate) });
  return element("div", { class: "penstock-gate-decided" }, icon(failed ? "warning" : "check"), element("span", {}, decision(t, gate), why), again);
}

/**
 * A text that was typed and did not count.
 * @param {Translate} t
 * @param {() => void} copy
 */
export function unusedText(t, copy) {
  return element("p", { class: "penstock-gate-unused" }, element("span", { text: t("gates.text_unused") }), button(t("library.copy"), copy, { class: "penstock-text-button" }));
}
