/** The names of the libbers that there are, as they are now: none where the plugin of libbers is switched off. */

const NAMES = /** @type {WeakMap<object, LibberNames>} */ (new WeakMap());

/** Dispatches `change`. One for each page: `LibberNames.of(host)`. */
export class LibberNames extends EventTarget {
  #host;
  #read = /** @type {Promise<readonly string[]> | null} */ (null);

  /**
   * @param {import("../library/host.js").Host} host
   * @returns {LibberNames}
   */
  static of(host) {
    const names = NAMES.get(host) ?? new LibberNames(host);
    NAMES.set(host, names);
    return names;
  }

  /** @param {import("../library/host.js").Host} host */
  constructor(host) {
    super();
    this.#host = host;
    for (const name of ["libber_changed", "reconnected"]) host.events.listen(name, () => this.#again());
  }

  /** @returns {Promise<readonly string[]>} never rejects */
  all() {
    return (this.#read ??= this.#names());
  }

  #again() {
    this.#read = null;
    this.dispatchEvent(new Event("change"));
  }

  async #names() {
    try {
      const { libbers } = await this.#host.requests.get("/penstock/libbers");
      const saved = libbers.filter((/** @type {{revision: string | null, read_only: boolean}} */ one) => one.revision !== null || one.read_only);
      return saved.map((/** @type {{name: string}} */ { name }) => name);
    } catch {
      this.#read = null; // asked again by whoever needs them next
      return [];
    }
  }
}
