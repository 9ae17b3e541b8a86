/** What an export by a node would write, asked of the server before it runs. */

import { DatasetClient } from "../dataset_client.js";

/** What is typed and chosen goes on for so long without a pause. */
const PAUSE_MS = 350;
const EVENTS = ["slot_added", "slot_removed", "slot_restored", "slot_labelled", "mask_saved", "mask_cleared", "pool_changed_elsewhere", "pool_deleted", "pool_restored", "dataset_exported", "dataset_restored", "reconnected"];

/**
 * @typedef {import("../types.js").ExportRequest} ExportRequest
 * @typedef {{plan: import("../types.js").ExportPlan | null, problem: string}} Planned
 */

export class ExportPlanner {
  #client;
  #changed;
  #host;
  #asked = "";
  #request = /** @type {ExportRequest | null} */ (null);
  #timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  #reads = 0;
  #deaf = /** @type {(() => void)[]} */ ([]);
  planned = /** @type {Planned} */ ({ plan: null, problem: "" });

  /**
   * @param {import("../../library/host.js").Host} host
   * @param {() => void} changed called when `planned` is another
   */
  constructor(host, changed) {
    this.#host = host;
    this.#client = new DatasetClient(host.requests);
    this.#changed = changed;
  }

  /** @param {ExportRequest | null} request null where only a run can tell */
  ask(request) {
    const asked = JSON.stringify(request);
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.#request = request;
    if (!request) return this.#stop();
    if (!this.#deaf.length) this.#deaf = EVENTS.map((name) => this.#host.events.listen(name, () => this.#readSoon()));
    this.#readSoon();
  }

  /** Asks no more. */
  close() {
    this.#asked = "";
    this.#request = null;
    this.#stop();
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#reads += 1;
    for (const stop of this.#deaf.splice(0)) stop();
    this.#show({ plan: null, problem: "" });
  }

  #readSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(), PAUSE_MS);
  }

  async #read() {
    const request = this.#request;
    if (!request) return;
    const mine = (this.#reads += 1);
    const planned = await this.#client.planExport(request).then(
      (plan) => ({ plan, problem: "" }),
      (error) => ({ plan: null, problem: [error.message, error.hint].filter(Boolean).join(" ") }),
    );
    if (mine === this.#reads) this.#show(planned);
  }

  /** @param {Planned} planned */
  #show(planned) {
    this.planned = planned;
    this.#changed();
  }
}
