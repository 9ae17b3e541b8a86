/** The answers that gates use again, as the server keeps them. */

import { isNode } from "./execution_ids.js";

/** @typedef {import("../types.js").Gate} Gate */

export class KeptAnswers {
  #host;
  #changed;
  /** @type {Record<string, Gate>} by place */
  #kept = {};
  /** @type {Map<string, Gate>} those that no list has had yet */
  #added = new Map();
  #reading = false;
  #again = false;

  /**
   * @param {import("../../library/host.js").Host} host
   * @param {() => void} changed
   */
  constructor(host, changed) {
    this.#host = host;
    this.#changed = changed;
  }

  /**
   * Those of one node.
   * @param {string} workflow
   * @param {string[]} ids of the node in a run
   * @param {import("../types.js").GateKind} kind
   * @returns {Gate[]}
   */
  of(workflow, ids, kind) {
    const ours = (/** @type {Gate} */ gate) => gate.kind === kind && gate.workflow_id === workflow && ids.some((id) => isNode(gate.node_id, id));
    return Object.values(this.#kept).filter(ours);
  }

  /**
   * An answer that the next run uses again. The event tells of it before a list does.
   * @param {Gate} gate that was answered
   */
  put(gate) {
    const isKept = gate.repeat !== "ask" && (gate.decided?.by === "user" || gate.decided?.by === "plugin");
    if (isKept) this.#added.set(gate.place, gate);
    if (isKept) this.#kept = { ...this.#kept, [gate.place]: gate };
  }

  /** Reads them, once more where they may have changed meanwhile. */
  async read() {
    this.#again = true;
    if (this.#reading) return;
    this.#reading = true;
    try {
      while (this.#again) {
        this.#again = false;
        const { kept } = await this.#host.requests.get("/penstock/kept_answers");
        for (const place of Object.keys(kept)) this.#added.delete(place);
        this.#kept = { ...kept, ...Object.fromEntries(this.#added) };
      }
      this.#changed();
    } catch (error) {
      this.#host.toasts.showError(error);
    } finally {
      this.#reading = false;
    }
  }

  /**
   * The next run asks again.
   * @param {Gate[]} gates
   */
  async forget(gates) {
    const { requests, toasts, t } = this.#host;
    try {
      for (const { place } of gates) {
        await requests.send("DELETE", `/penstock/kept_answers/${encodeURIComponent(place)}`);
        this.#added.delete(place);
      }
      toasts.show({ message: t("gate_node.will_ask"), severity: "success" });
    } catch (error) {
      toasts.showError(error);
    }
    await this.read();
  }
}
