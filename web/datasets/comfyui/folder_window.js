/** The part of a folder that a node shows, read from the server. */

import { DatasetClient } from "../dataset_client.js";

/** Typing goes on for so long without a pause. */
const TYPING_MS = 250;
/** Pictures that were used already, and those in all. */
const BEFORE = 2;
const SHOWN = 18;
/** What may have changed what lies in a folder. */
const EVENTS = ["dataset_exported", "dataset_restored", "dataset_images_saved", "reconnected"];

/**
 * @typedef {{folder: string, depth: number, index: number}} Place
 * @typedef {{status: "none" | "loading" | "ready" | "failed", listing: import("../types.js").Listing | null, problem: string, hint: string}} Seen
 */

const NOTHING = /** @type {Seen} */ ({ status: "none", listing: null, problem: "", hint: "" });

export class FolderWindow {
  #client;
  #changed;
  #asked = "";
  #timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  #abort = new AbortController();
  #place = /** @type {Place | null} */ (null);
  #deaf = /** @type {(() => void)[]} */ ([]);
  seen = NOTHING;

  /**
   * @param {import("../../library/host.js").Host} host
   * @param {() => void} changed called when `seen` is another
   */
  constructor(host, changed) {
    this.#client = new DatasetClient(host.requests);
    this.#changed = changed;
    this.host = host;
  }

  get client() {
    return this.#client;
  }

  /**
   * Looks at the pictures around a place; the same place is read once.
   * @param {Place | null} place
   */
  look(place) {
    const asked = place ? JSON.stringify(place) : "";
    if (asked === this.#asked) return;
    const isTyped = place?.folder !== this.#place?.folder && this.#asked !== "";
    this.#asked = asked;
    const isOther = place?.folder !== this.#place?.folder || place?.depth !== this.#place?.depth;
    this.#place = place;
    if (!place) return this.close();
    this.#listen();
    if (isOther) this.#show({ ...NOTHING, status: "loading" });
    this.#readIn(isTyped ? TYPING_MS : 0);
  }

  /** Reads again: files come and go. */
  again() {
    if (this.#place) this.#readIn(0);
  }

  /** Forgets what was seen, and listens no more. */
  close() {
    clearTimeout(this.#timer);
    this.#abort.abort();
    for (const stop of this.#deaf.splice(0)) stop();
    this.#asked = "";
    this.#place = null;
    if (this.seen !== NOTHING) this.#show(NOTHING);
  }

  #listen() {
    if (this.#deaf.length) return;
    const again = () => this.again();
    window.addEventListener("focus", again);
    this.#deaf = [...EVENTS.map((name) => this.host.events.listen(name, again)), () => window.removeEventListener("focus", again)];
  }

  /** @param {number} wait milliseconds */
  #readIn(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(), wait);
  }

  async #read() {
    const place = this.#place;
    if (!place) return;
    this.#abort.abort();
    const { signal } = (this.#abort = new AbortController());
    const seen = await this.#around(place, signal).catch((error) => ({ ...NOTHING, status: /** @type {const} */ ("failed"), problem: String(error.message), hint: String(error.hint ?? "") }));
    if (!signal.aborted) this.#show(seen);
  }

  /**
   * Around the place; behind the last picture the first ones.
   * @param {Place} place
   * @param {AbortSignal} signal
   * @returns {Promise<Seen>}
   */
  async #around({ folder, depth, index }, signal) {
    const start = Math.max(0, Math.min(index - BEFORE, Number.MAX_SAFE_INTEGER));
    const first = await this.#client.listing(folder, { depth, start, limit: SHOWN, signal });
    const isPast = index >= first.count && start > 0;
    const listing = isPast ? await this.#client.listing(folder, { depth, limit: SHOWN, signal }) : first;
    return { ...NOTHING, status: "ready", listing };
  }

  /** @param {Seen} seen */
  #show(seen) {
    this.seen = seen;
    this.#changed();
  }
}
