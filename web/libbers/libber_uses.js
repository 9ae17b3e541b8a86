/** Which saved prompts take snippets from a library; nothing where the plugin of prompts is off. */

const EVENTS = ["prompts_saved", "prompts_deleted", "prompts_restored", "prompts_changed_elsewhere", "libber_changed", "reconnected"];

/** @typedef {{folder: string, prompt: string}} Use */

/** Dispatches `change`. */
export class LibberUses extends EventTarget {
  #host;
  #client;
  #name = "";
  #byKey = /** @type {Map<string, Use[]> | null} */ (null);
  #reading = false;
  #stale = false;
  #stops = /** @type {(() => void)[]} */ ([]);

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./libber_client.js").LibberClient} client
   */
  constructor(host, client) {
    super();
    this.#host = host;
    this.#client = client;
  }

  /** Whether it is known who uses what. */
  get isKnown() {
    return this.#byKey !== null;
  }

  /**
   * @param {string} key
   * @returns {readonly Use[]}
   */
  of(key) {
    return this.#byKey?.get(key) ?? [];
  }

  /** How many prompts take anything from the library. */
  get prompts() {
    return new Set([...(this.#byKey?.values() ?? [])].flat().map(({ folder, prompt }) => JSON.stringify([folder, prompt]))).size;
  }

  /** Follows a library until it is another one, or `stop`. @param {string} name */
  follow(name) {
    this.stop();
    this.#name = name;
    this.#stops = EVENTS.map((event) => this.#host.events.listen(event, () => void this.#read()));
    void this.#read();
  }

  stop() {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#byKey = null;
    this.#name = "";
  }

  async #read() {
    this.#stale = true;
    if (this.#reading) return;
    this.#reading = true;
    while (this.#stale) {
      this.#stale = false;
      const name = this.#name;
      const found = name ? await this.#client.uses(name).then(({ uses }) => byKey(uses), () => null) : null;
      if (name === this.#name) this.#byKey = found;
    }
    this.#reading = false;
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * @param {{folder: string, prompt: string, keys: string[]}[]} uses
 * @returns {Map<string, Use[]>}
 */
function byKey(uses) {
  const found = /** @type {Map<string, Use[]>} */ (new Map());
  for (const { folder, prompt, keys } of uses) {
    for (const key of keys) found.set(key, [...(found.get(key) ?? []), { folder, prompt }]);
  }
  return found;
}
