/** The profiles in the trash, read again as they change while somebody looks. */

const EVENTS = ["profile_deleted", "profile_restored", "profiles_changed_elsewhere", "reconnected"];

/** Dispatches `change`. */
export class DeletedProfiles extends EventTarget {
  /** @type {import("../types.js").DeletedProfile[]} the last deleted first */
  list = [];
  /** @type {any} why they could not be read */
  error = null;
  #book;
  #isWatched = false;
  #reading = /** @type {Promise<void> | null} */ (null);
  #isStale = true;

  /**
   * @param {import("../../library/host.js").Host} host
   * @param {import("../profile_book.js").ProfileBook} book
   */
  constructor({ events }, book) {
    super();
    this.#book = book;
    for (const name of EVENTS) events.listen(name, () => this.refresh());
  }

  /** Keeps the list up to date until the returned function is called. */
  watch() {
    this.#isWatched = true;
    this.#readSoon();
    return () => void (this.#isWatched = false);
  }

  refresh() {
    this.#isStale = true;
    this.#readSoon();
  }

  #readSoon() {
    if (this.#isWatched) this.#reading ??= this.#read().finally(() => (this.#reading = null));
  }

  async #read() {
    while (this.#isStale) {
      this.#isStale = false;
      try {
        [this.list, this.error] = [await this.#book.deleted(), null];
      } catch (error) {
        this.error = error;
      }
    }
    this.dispatchEvent(new Event("change"));
  }
}
