/** The libraries that a page knows: the list of all, and those that somebody looks into. One for each page. */

import { LibberClient } from "./libber_client.js";
import { isUnsaved } from "./libber_names.js";

const NOT_FOUND = 404;
const KIND = "libbers";
/** What is read that is no library: no name of one holds it. */
const FUNCTIONS = "|functions";

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./types.js").Libber} Libber
 *
 * `libber` is null while it is not known, and where there is none of that name (`missing`) or it cannot be read (`error`).
 * @typedef {{libber: Libber | null, libs: ReadonlyMap<string, string>, missing: boolean, error: any}} Shelf
 */

const EMPTY = /** @type {Shelf} */ ({ libber: null, libs: new Map(), missing: false, error: null });

/** Dispatches `change` when anything that can be read here is different. */
export class LibberBook extends EventTarget {
  #host;
  /** @type {import("./types.js").ListedLibber[]} by name */
  list = [];
  status = /** @type {"loading" | "ready" | "failed"} */ ("loading");
  /** @type {any} why the list could not be read */
  error = null;
  /** What the text functions that there are do, by name. @type {ReadonlyMap<string, string>} */
  functions = new Map();
  #shelves = /** @type {Map<string, Shelf>} */ (new Map());
  #stale = new Set(/** @type {string[]} */ ([]));
  #reading = new Map(/** @type {[string, Promise<void>][]} */ ([]));
  #watched = false;

  /**
   * The book of this page.
   * @param {Host} host
   * @returns {LibberBook}
   */
  static of(host) {
    return /** @type {LibberBook} */ (host.libbers ??= new LibberBook(host));
  }

  /** @param {Host} host */
  constructor(host) {
    super();
    this.#host = host;
    this.client = new LibberClient(host.requests);
  }

  /** Reads the list and follows the server's events, from the first call on. */
  watch() {
    if (this.#watched) return;
    this.#watched = true;
    const { events } = this.#host;
    events.listen("libber_changed", (event) => this.#heard(event));
    events.listen("draft_changed", ({ draft }) => this.#drafted(draft, draft));
    events.listen("draft_closed", ({ draft }) => this.#drafted(draft, null));
    events.listen("reconnected", () => this.#all());
    void this.refresh();
    void this.#again(FUNCTIONS, () => this.#readFunctions());
  }

  /** Reads the list again; done when it is as new as this call. Never rejects, see `status`. */
  refresh() {
    return this.#again("", () => this.#readList());
  }

  /**
   * A library as it is saved; read when it is asked for first, and again as it changes.
   * @param {string} name
   * @returns {Shelf}
   */
  shelf(name) {
    if (!name) return EMPTY;
    this.watch();
    const key = name.toLowerCase();
    if (!this.#shelves.has(key)) {
      this.#shelves.set(key, EMPTY);
      void this.#read(name);
    }
    return this.#shelves.get(key) ?? EMPTY;
  }

  /**
   * Whether there is a saved library of that name, in any case; null while that is not known.
   * @param {string} name
   */
  has(name) {
    if (this.status === "loading") return null;
    const found = this.find(name);
    return found !== undefined && !isUnsaved(found);
  }

  /** @param {string} name */
  find(name) {
    return this.list.find((one) => one.name.toLowerCase() === name.toLowerCase());
  }

  /** @param {{libber: string, old_name: string}} event */
  #heard({ libber, old_name: before }) {
    void this.refresh();
    for (const name of [libber, before]) if (name && this.#shelves.has(name.toLowerCase())) void this.#read(name);
  }

  /**
   * Told with every step of typing: nothing is read for it, unless a library comes or goes by it.
   * @param {{kind: string, name: string}} changed
   * @param {{id: string, dirty: boolean} | null} draft
   */
  #drafted({ kind, name }, draft) {
    if (kind !== KIND) return;
    const listed = this.find(name);
    // Those without a file are listed while something of them is not saved.
    if (listed ? isUnsaved(listed) && !draft?.dirty : draft?.dirty) void this.refresh();
    if (!listed) return;
    const isNews = listed.draft?.dirty !== draft?.dirty;
    listed.draft = draft;
    // What is being read now may be from before that.
    if (this.#reading.has("")) void this.refresh();
    else if (isNews) this.dispatchEvent(new Event("change"));
  }

  #all() {
    void this.refresh();
    // Another start may have other plugins.
    void this.#again(FUNCTIONS, () => this.#readFunctions());
    for (const name of this.#shelves.keys()) void this.#read(name);
  }

  /** @param {string} name */
  #read(name) {
    return this.#again(name.toLowerCase(), async () => void this.#shelves.set(name.toLowerCase(), await this.#shelfOf(name)));
  }

  /**
   * @param {string} name
   * @returns {Promise<Shelf>}
   */
  async #shelfOf(name) {
    try {
      const libber = await this.client.one(name);
      return { libber, libs: new Map(Object.entries(libber.libs)), missing: false, error: null };
    } catch (/** @type {any} */ error) {
      if (error.status === NOT_FOUND) return { ...EMPTY, missing: true };
      const known = this.#shelves.get(name.toLowerCase()) ?? EMPTY;
      // It is read again when the server is back.
      return error.status ? { ...EMPTY, error } : { ...known, error };
    }
  }

  async #readList() {
    try {
      const { libbers } = await this.client.list();
      [this.list, this.status, this.error] = [libbers, "ready", null];
    } catch (error) {
      [this.status, this.error] = [this.status === "ready" ? "ready" : "failed", error];
    }
  }

  /** Without them nothing is offered and nothing marked; the server fills texts all the same. */
  async #readFunctions() {
    const found = await this.client.functions().catch(() => null);
    if (found) this.functions = new Map(found.functions.map(({ name, summary }) => [name, summary]));
  }

  /**
   * One reading at a time of each; once more where it changed meanwhile.
   * @param {string} what
   * @param {() => Promise<void>} read
   * @returns {Promise<void>}
   */
  #again(what, read) {
    this.#stale.add(what);
    const known = this.#reading.get(what);
    if (known) return known;
    const reading = this.#readAll(what, read).finally(() => this.#reading.delete(what));
    this.#reading.set(what, reading);
    return reading;
  }

  /**
   * @param {string} what
   * @param {() => Promise<void>} read
   */
  async #readAll(what, read) {
    while (this.#stale.delete(what)) await read();
    this.dispatchEvent(new Event("change"));
  }
}
