/** What a text becomes, asked of the server as somebody types: one question at a time, always the newest. */

const PAUSE_MS = 120;

/** @typedef {import("./types.js").SubstitutionOrder} SubstitutionOrder */

/** Dispatches `change` when there is another answer, or none any more. */
export class LiveResult extends EventTarget {
  /** @type {import("./types.js").Substitution | null} */
  answer = null;
  /** @type {any} why there is none */
  error = null;
  #client;
  #wanted = "";
  #asked = "";
  #isAsking = false;
  #timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  /** @param {import("./libber_client.js").LibberClient} client */
  constructor(client) {
    super();
    this.#client = client;
  }

  /** Whether what is shown is not the answer to what was asked last. */
  get isBehind() {
    return this.#wanted !== this.#asked || this.#isAsking;
  }

  /**
   * @param {SubstitutionOrder} order
   * @param {boolean} [anew] also where the same was asked before: a library is another by now
   */
  ask(order, anew = false) {
    const wanted = JSON.stringify(order);
    if (wanted === this.#wanted && !anew) return;
    this.#wanted = wanted;
    if (anew) this.#asked = "";
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#askAll(), PAUSE_MS);
  }

  /** Nothing is wanted any more. */
  forget() {
    clearTimeout(this.#timer);
    [this.#wanted, this.#asked, this.answer, this.error] = ["", "", null, null];
  }

  async #askAll() {
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#wanted && this.#asked !== this.#wanted) await this.#askOne(this.#wanted);
    this.#isAsking = false;
    this.dispatchEvent(new Event("change"));
  }

  /** @param {string} wanted */
  async #askOne(wanted) {
    this.#asked = wanted;
    try {
      [this.answer, this.error] = [await this.#client.substitute(JSON.parse(wanted)), null];
    } catch (error) {
      [this.answer, this.error] = [null, error];
    }
    this.dispatchEvent(new Event("change"));
  }
}
