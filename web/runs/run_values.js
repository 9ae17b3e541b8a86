/** The values with which a run ran. */

import { copyText } from "../library/clipboard.js";
import { button, element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { WorkflowClient } from "../workflows/workflow_client.js";
import { RunClient } from "./run_client.js";
import { valueText } from "./run_words.js";

const MOST_SHORT = 4;
const LONGEST_SHORT = 40;
/** What people look for in a run, also where it is the workflow's own. */
const LOOKED_FOR = /^(.*seed|text|prompt|steps|ckpt_name|unet_name|model_name)$/;
const NAMES = /** @type {WeakMap<object, Map<string, Promise<Map<string, string>>>>} */ (new WeakMap());

/** @typedef {import("./types.js").Run} Run */

export class RunValues {
  #host;
  #own = element("div");
  #all = element("dl", { class: "penstock-run-values" });
  #rest;
  #summary = element("summary");
  #shown = "";

  /**
   * @param {import("../library/host.js").Host} host
   * @param {"h2" | "h3"} heading
   */
  constructor(host, heading) {
    this.#host = host;
    const { t } = host;
    this.#rest = element("details", {}, this.#summary, this.#all);
    this.copy = button(t("runs.copy_values"), () => this.#copy(), { icon: icon("clipboard"), class: "penstock-quiet" });
    this.use = button(t("runs.use_values"), () => this.run && host.runs?.useValues?.(this.run), { class: "penstock-text-button" });
    this.run = /** @type {Run | null} */ (null);
    const head = element(heading, {}, t("runs.values"), this.use, this.copy);
    this.root = element("section", { class: "penstock-run-part", attributes: { "aria-label": t("runs.values") } }, head, this.#own, this.#rest);
  }

  /** @param {Run} run */
  show(run) {
    this.run = run;
    const said = JSON.stringify([run.values, run.parameters_used]);
    if (said === this.#shown) return;
    this.#shown = said;
    setAttribute(this.use, "hidden", run.workflow && this.#host.runs?.useValues ? null : "");
    this.#fill(new Map());
    void namesOf(this.#host, run).then((names) => this.#shown === said && names.size && this.#fill(names));
  }

  /** @param {Map<string, string>} names by address */
  #fill(names) {
    const { t } = this.#host;
    const { values, parameters_used: used } = /** @type {Run} */ (this.run);
    const others = Object.entries(used ?? {}).filter(([address]) => !Object.hasOwn(values, address));
    const looked = others.filter(([address]) => isLookedFor(address));
    const rest = others.filter(([address]) => !isLookedFor(address));
    const own = Object.entries(values).map(([address, value]) => /** @type {[string, any]} */ ([address, used?.[address] ?? value]));
    const shown = [...own, ...looked];
    const list = shown.length ? [element("dl", { class: "penstock-run-values" }, ...valueRows(shown, names))] : [];
    this.#own.replaceChildren(...(own.length ? [] : [element("p", { class: "penstock-run-note", text: t("runs.no_values") })]), ...list);
    setAttribute(this.#rest, "hidden", rest.length ? null : "");
    this.#summary.textContent = t(shown.length ? "runs.other_values" : "runs.all_values", { count: rest.length });
    this.#all.replaceChildren(...valueRows(rest, names));
  }

  #copy() {
    const { t } = this.#host;
    void copyText(this.#host, JSON.stringify(this.run?.parameters_used ?? this.run?.values ?? {}, null, 2), t("runs.values_copied"));
  }
}

/** @param {string} address */
const isLookedFor = (address) => LOOKED_FOR.test(inputOf(address));

/** @param {string} address whose last part names the input */
const inputOf = (address) => address.slice(address.lastIndexOf(".") + 1);

/**
 * The values that tell a run from others, in a line.
 * @param {Run} run
 */
export function shortValues({ values, parameters_used: used }) {
  const seeds = Object.entries(used ?? {}).filter(([address]) => /seed$/.test(address));
  const all = new Map([...Object.entries(values), ...seeds]);
  const words = [...all].slice(0, MOST_SHORT).map(([address, value]) => `${inputOf(address).replaceAll("_", " ")} ${cut(valueText(value))}`);
  return words.join(", ");
}

/** @param {string} text */
const cut = (text) => (text.length > LONGEST_SHORT ? `${text.slice(0, LONGEST_SHORT)}…` : text);

/**
 * @param {[string, any][]} entries
 * @param {Map<string, string>} names
 */
export function valueRows(entries, names) {
  return entries.map(([address, value]) => element("div", {}, element("dt", { text: names.get(address) ?? address, attributes: { title: address, dir: "auto" } }), element("dd", { text: valueText(value), attributes: { dir: "auto" } })));
}

/**
 * How the workflow of a run calls its parameters, by address; empty where nobody knows.
 * @param {import("../library/host.js").Host} host
 * @param {Run} run
 * @returns {Promise<Map<string, string>>}
 */
export function namesOf(host, run) {
  const known = NAMES.get(host) ?? new Map();
  NAMES.set(host, known);
  const key = run.workflow ? `${run.workflow} ${run.version}` : run.document;
  if (!known.has(key)) known.set(key, readNames(host, run).then((names) => (names.size || known.delete(key), names)));
  return known.get(key);
}

/**
 * @param {import("../library/host.js").Host} host
 * @param {Run} run
 * @returns {Promise<Map<string, string>>}
 */
async function readNames(host, { id, workflow, version, attempt }) {
  if (!workflow && !attempt) return new Map(); // nothing was sent yet: addresses name them well enough
  const client = new WorkflowClient(host.requests);
  // What is not kept in the library, or not any more, is named by what was sent.
  const ofPrompt = async () => client.formOf(await new RunClient(host.requests).prompt(id));
  try {
    const { parameters } = await (workflow ? client.form(workflow, version).catch(ofPrompt) : ofPrompt());
    return new Map(parameters.map((/** @type {any} */ one) => [one.address, nameOf(one)]));
  } catch {
    return new Map();
  }
}

/** @param {{label: string, node_title?: string}} parameter whose label may begin with the title already */
function nameOf({ label, node_title: title }) {
  return !title || title === label || label.startsWith(`${title}: `) ? label : `${title}: ${label}`;
}
