/** What a batch is to run, as the builder has it; knows nothing of the page. */

import { parse } from "../workflows/form_values.js";
import { newAxis, planned, wholeNumber } from "./axis_model.js";

/**
 * @typedef {import("./axis_model.js").AxisState} AxisState
 * @typedef {import("./axis_model.js").Said} Said
 * @typedef {import("../workflows/types.js").FormShape} FormShape
 * @typedef {import("../workflows/types.js").Parameter} Parameter
 * @typedef {import("./types.js").Plan} Plan
 *
 * @typedef {object} Seeding
 * @property {import("./types.js").SeedMode} mode
 * @property {string} key the address of a seed, "" for all of them
 * @property {string} start
 * @property {boolean | null} shared all combinations of one repetition have the same one; null until somebody chooses
 *
 * @typedef {{runs: string, sample: string, limit: string, priority: string, title: string, server: string, webhook: string, dedupe: boolean}} Rest what is typed
 * @typedef {keyof Rest | "start"} Place
 *
 * @typedef {{axes: AxisState[], seeding: Seeding, rest: Rest}} PlanState
 *
 * @typedef {{place: string, said: Said}} PlanFault `place`: the id of an axis, or a field
 */

const NUMBERS = /** @type {const} */ (["sample", "limit", "priority"]);
export const NOTHING = /** @type {Rest} */ ({ runs: "1", sample: "", limit: "", priority: "", title: "", server: "", webhook: "", dedupe: false });

const SEEDING = /** @type {Seeding} */ ({ mode: "random", key: "", start: "", shared: null });

/** Dispatches `change` after each change. */
export class PlanModel extends EventTarget {
  shape = /** @type {FormShape | null} */ (null);
  axes = /** @type {AxisState[]} */ ([]);
  seeding = { ...SEEDING };
  rest = { ...NOTHING };
  #made = 0;

  /** @param {FormShape | null} shape axes of parameters that it lacks are left out */
  show(shape) {
    const before = new Map(this.shape?.parameters.map(({ address, class_type: kind }) => [address, kind]));
    this.shape = shape;
    if (!shape) return;
    // Another node may have the number of one that was deleted.
    const isThere = (/** @type {string} */ key) => (before.get(key) ?? this.find(key)?.class_type) === this.find(key)?.class_type && this.find(key) !== null;
    this.axes = this.axes.map((axis) => ({ ...axis, keys: axis.keys.filter(isThere) })).filter(({ keys }) => keys.length);
    this.#mend();
    this.#tell();
  }

  /** @returns {PlanState} all that was entered */
  get state() {
    const { axes, seeding, rest } = this;
    return { axes, seeding, rest };
  }

  /** @param {PlanState | undefined} state of another workflow; nothing for one that is new */
  restore(state) {
    this.shape = null;
    [this.axes, this.seeding, this.rest] = [state?.axes ?? [], state?.seeding ?? { ...SEEDING }, state?.rest ?? { ...NOTHING }];
  }

  /** @returns {Parameter[]} by rank */
  get parameters() {
    return (this.shape?.parameters ?? []).toSorted((one, other) => one.rank - other.rank);
  }

  /** @returns {Parameter[]} those that no axis has yet */
  get free() {
    const taken = new Set(this.axes.flatMap(({ keys }) => keys));
    return this.parameters.filter(({ address }) => !taken.has(address));
  }

  /** @returns {Parameter[]} seeds that no axis has */
  get seeds() {
    return this.free.filter(({ type }) => type === "seed");
  }

  /** Whether all combinations of one repetition have the same seed: until somebody chooses, where there is something to compare. */
  get sharesSeeds() {
    return this.seeding.shared ?? this.axes.some(({ keys }) => this.find(keys[0])?.type !== "seed");
  }

  /** @param {string} address */
  find(address) {
    return this.shape?.parameters.find((one) => one.address === address) ?? null;
  }

  /** @param {Parameter} parameter */
  options({ type, options }) {
    if (type === "boolean") return [false, true];
    return options === null ? null : (this.shape?.option_lists[options] ?? null);
  }

  /**
   * @param {string} address
   * @param {any} value what it has now
   * @returns {AxisState | null}
   */
  add(address, value) {
    const parameter = this.find(address);
    if (!parameter) return null;
    const axis = newAxis(parameter, this.options(parameter), value, `axis-${(this.#made += 1)}`);
    this.axes = [...this.axes, axis];
    this.#tell();
    return axis;
  }

  /**
   * @param {string} id
   * @param {Partial<AxisState>} changes
   */
  change(id, changes) {
    this.axes = this.axes.map((axis) => (axis.id === id ? { ...axis, ...changes } : axis));
    this.#tell();
  }

  /** @param {string} id */
  remove(id) {
    this.#take(id);
    this.#tell();
  }

  /**
   * @param {string} id
   * @param {number} before its place among all, as they are now; between two that stand side by side it joins them
   */
  move(id, before) {
    const from = this.axes.findIndex((axis) => axis.id === id);
    if (from < 0 || before === from || before === from + 1) return;
    const to = before > from ? before - 1 : before;
    const axis = this.#take(id);
    this.axes.splice(to, 0, { ...axis, joined: this.axes[to]?.joined ?? false });
    this.#mend();
    this.#tell();
  }

  /** @returns {AxisState[][]} those that stand side by side, together */
  get groups() {
    const groups = /** @type {AxisState[][]} */ ([]);
    for (const axis of this.axes) axis.joined && groups.length ? groups.at(-1)?.push(axis) : groups.push([axis]);
    return groups;
  }

  /**
   * Whether others that stand beside it have more values.
   * @param {string} id
   */
  isShorter(id) {
    const group = this.groups.find((axes) => axes.some((axis) => axis.id === id)) ?? [];
    const counts = group.map((axis) => this.#countOf(axis));
    return (counts[group.findIndex((axis) => axis.id === id)] ?? Infinity) < Math.max(...counts);
  }

  /** @param {AxisState} axis */
  #countOf(axis) {
    const parameter = this.find(axis.keys[0]);
    const made = parameter && planned(axis, parameter).axis;
    if (!made) return Infinity;
    const { range } = made;
    if (range) return range.count ?? Math.floor((Number(range.stop) - Number(range.start)) / Number(range.step) + 1e-9) + 1;
    return (made.values ?? made.replacements ?? []).length;
  }

  /**
   * What a fault of the server is about.
   * @param {number} group
   * @param {number} axis
   * @returns {string} an id, "" for nothing
   */
  axisAt(group, axis) {
    return this.groups[group]?.[axis]?.id ?? "";
  }

  /** @param {Partial<Seeding>} changes */
  seed(changes) {
    this.seeding = { ...this.seeding, ...changes };
    this.#tell();
  }

  /** @param {Partial<Rest>} changes */
  set(changes) {
    this.rest = { ...this.rest, ...changes };
    this.#tell();
  }

  /** @returns {{plan: Plan, faults: PlanFault[]}} without the workflow and its values */
  get plan() {
    const faults = /** @type {PlanFault[]} */ ([]);
    const groups = this.groups.map((axes) => ({ axes: axes.map((axis) => this.#planned(axis, faults)) }));
    return { plan: { ...(groups.length ? { groups } : {}), ...this.#seeds(faults), ...this.#numbers(faults) }, faults };
  }

  /**
   * @param {AxisState} axis
   * @param {PlanFault[]} faults
   */
  #planned(axis, faults) {
    const parameter = this.find(axis.keys[0]);
    const { axis: made, fault } = parameter ? planned(axis, parameter) : { axis: null, fault: { key: "no_values" } };
    if (fault) faults.push({ place: axis.id, said: fault });
    return made ?? { keys: axis.keys };
  }

  /** @param {PlanFault[]} faults */
  #seeds(faults) {
    const { mode, key, start } = this.seeding;
    const chosen = this.seeds.filter(({ address }) => !key || address === key);
    if (!chosen.length || (mode === "fixed" && !start.trim())) return {};
    const from = /** @type {{value?: any, fault?: string, limit?: string}} */ (start.trim() && mode !== "random" ? parse(chosen[0], start) : {});
    if (from.fault) faults.push({ place: "start", said: { key: from.fault, values: { entry: start, limit: from.limit ?? "" } } });
    const rule = { mode, ...(from.value === undefined ? {} : { start: from.value }), ...(this.sharesSeeds ? { per: /** @type {const} */ ("run") } : {}) };
    return { seeds: chosen.map(({ address }) => ({ ...rule, key: address })) };
  }

  /** @param {PlanFault[]} faults */
  #numbers(faults) {
    const { runs, title, server, webhook, dedupe } = this.rest;
    const made = /** @type {Plan} */ ({});
    const many = wholeNumber(runs);
    if (many === null || many < 1) faults.push({ place: "runs", said: { key: "not_runs" } });
    else if (many > 1) made.runs = many;
    for (const name of NUMBERS) {
      if (!this.rest[name].trim()) continue;
      const number = wholeNumber(this.rest[name]);
      if (number === null || (name !== "priority" && number < 1)) faults.push({ place: name, said: { key: "not_count" } });
      else if (number) made[name] = number;
    }
    for (const [name, text] of Object.entries({ title, server, webhook })) if (text.trim()) Object.assign(made, { [name]: text.trim() });
    return dedupe ? { ...made, dedupe } : made;
  }

  /** @param {string} id */
  #take(id) {
    const at = this.axes.findIndex((axis) => axis.id === id);
    const axis = this.axes[at];
    const next = this.axes[at + 1];
    this.axes = this.axes.filter((one) => one.id !== id);
    // What stood side by side with the first of its group has a first again.
    if (next?.joined && !axis.joined) this.axes[at] = { ...next, joined: false };
    this.#mend();
    return axis;
  }

  /** Nothing is above the first. */
  #mend() {
    if (this.axes[0]?.joined) this.axes[0] = { ...this.axes[0], joined: false };
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * How many runs there are before anything is left out, as "3 × 4 × 2".
 * @param {import("./types.js").Preview} preview
 * @param {number} runs
 */
export function product({ groups }, runs) {
  const lengths = groups.map((axes) => Math.max(...axes.map(({ labels }) => labels.length)));
  const factors = runs > 1 ? [...lengths, runs] : lengths;
  return factors.length > 1 ? factors.join(" × ") : "";
}

/**
 * All of a parameter that its card draws.
 * @param {PlanModel} model
 * @param {string} address
 */
export function drawnOf(model, address) {
  const parameter = model.find(address);
  if (!parameter) return "";
  const { value, rank, options, ...drawn } = parameter;
  return JSON.stringify([drawn, model.options(parameter)]);
}
