/**
 * Which execution the last run of each node worked on. The browser remembers it, by graph and node: in the workflow every
 * run would be a change to save, and copies of a node would claim what they never did.
 */

import { keep, kept } from "../../library/page_storage.js";
import { keyOf, textOf } from "../execution_names.js";

const KEPT_AS = "penstock.executions.last";
const MOST_KEPT = 200;
/** What a graph is called that was never saved nor loaded. */
const NO_ID = "00000000-0000-0000-0000-000000000000";

/** @typedef {import("../types.js").ExecutionKey} ExecutionKey */

export class LastExecutions {
  #known = /** @type {WeakMap<any, ExecutionKey>} */ (new WeakMap());

  /**
   * @param {any} node
   * @returns {ExecutionKey | undefined}
   */
  get(node) {
    const known = this.#known.get(node);
    if (known) return known;
    const place = placeOf(node);
    const key = place ? keyOf(new Map(readAll()).get(place) ?? null) : null;
    if (key) this.#known.set(node, key);
    return key ?? undefined;
  }

  /**
   * @param {any} node
   * @param {ExecutionKey} key
   */
  set(node, key) {
    this.#known.set(node, key);
    const place = placeOf(node);
    if (!place) return;
    const others = readAll().filter(([one]) => one !== place);
    keep(KEPT_AS, JSON.stringify([...others, [place, textOf(key)]].slice(-MOST_KEPT)));
  }
}

/** @returns {[string, string][]} executions by place, the one that was kept last at the end */
function readAll() {
  try {
    const all = JSON.parse(kept(KEPT_AS) ?? "[]");
    const isPair = (/** @type {unknown} */ one) => Array.isArray(one) && one.length === 2 && one.every((part) => typeof part === "string");
    return Array.isArray(all) ? all.filter(isPair) : [];
  } catch {
    return []; // Not ours: it is written anew with the next run.
  }
}

/** @param {any} node */
function placeOf(node) {
  const { id: graph } = node.graph ?? {};
  return graph && graph !== NO_ID ? `${graph}/${node.id}` : "";
}
