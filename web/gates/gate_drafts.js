/**
 * What somebody has begun at a gate and not sent yet: an edited text, chosen images, a mask that the server could not
 * take. The browser keeps it, for all its tabs and over reloads, until the gate ends.
 */

const PREFIX = "penstock.gate.";
/** One that another tab has begun at a gate which this one does not know yet is left alone. */
const SETTLED_MS = 120_000;

/**
 * @typedef {object} GateDraft
 * @property {string} [text]
 * @property {number[]} [selection]
 * @property {string} [mask] a PNG as a `data:` URL
 * @property {boolean} [cleared] the painted mask is to be taken away
 */

export class GateDrafts {
  #storage;
  #now;
  /** What a storage that is full or forbidden does not keep lives as long as the page. */
  #known = /** @type {Map<string, GateDraft>} */ (new Map());

  /**
   * @param {Storage | null} storage
   * @param {() => number} now milliseconds
   */
  constructor(storage, now = Date.now) {
    this.#storage = storage;
    this.#now = now;
  }

  /**
   * @param {string} token
   * @returns {GateDraft} empty where nothing was begun
   */
  get(token) {
    return this.#known.get(token) ?? this.#stored(token);
  }

  /**
   * @param {string} token
   * @param {GateDraft} part undefined takes something out
   */
  set(token, part) {
    const draft = Object.fromEntries(Object.entries({ ...this.get(token), ...part }).filter(([, value]) => value !== undefined));
    if (Object.keys(draft).length === 0) return this.drop(token);
    this.#known.set(token, draft);
    try {
      this.#storage?.setItem(PREFIX + token, JSON.stringify({ ...draft, at: this.#now() }));
    } catch {
      // A full storage only means that a reload loses it; an older one would be wrong.
      this.#storage?.removeItem(PREFIX + token);
    }
    return undefined;
  }

  /** @param {string} token */
  drop(token) {
    this.#known.delete(token);
    this.#storage?.removeItem(PREFIX + token);
  }

  /**
   * Another tab has changed what is stored.
   * @param {string | null} key
   * @returns {string | null} the token of its gate; null where it is none of ours
   */
  changedElsewhere(key) {
    if (!key?.startsWith(PREFIX)) return null;
    const token = key.slice(PREFIX.length);
    this.#known.delete(token);
    return token;
  }

  /**
   * Drops what belongs to gates that ended while nobody looked.
   * @param {(token: string) => boolean} isOpen
   */
  sweep(isOpen) {
    for (const key of Object.keys(this.#storage ?? {}).filter((name) => name.startsWith(PREFIX))) {
      const token = key.slice(PREFIX.length);
      if (!isOpen(token) && this.#now() - this.#begun(key) > SETTLED_MS) this.drop(token);
    }
  }

  /** The gates with a mask that the server has not taken yet. */
  get unsentMasks() {
    const stored = Object.keys(this.#storage ?? {}).filter((name) => name.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
    return [...new Set([...stored, ...this.#known.keys()])].filter((token) => this.get(token).mask || this.get(token).cleared);
  }

  /**
   * @param {string} token
   * @returns {GateDraft}
   */
  #stored(token) {
    const { at: _, ...draft } = this.#read(PREFIX + token);
    return draft;
  }

  /** @param {string} key */
  #begun(key) {
    return this.#read(key).at ?? 0;
  }

  /**
   * @param {string} key
   * @returns {GateDraft & {at?: number}}
   */
  #read(key) {
    try {
      return JSON.parse(this.#storage?.getItem(key) ?? "{}") ?? {};
    } catch {
      return {};
    }
  }
}
