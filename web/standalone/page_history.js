/** Tells steps back from other ways to an address: each page that is shown is numbered in the browser's history. */

export class PageHistory {
  #at = 0;

  /** Whether the address is one that was shown before the page that is shown. */
  get isBack() {
    return (numberOf(history.state) ?? Infinity) < this.#at;
  }

  /** The page of the address is shown now. */
  arrive() {
    this.#at = numberOf(history.state) ?? this.#at + 1;
    this.#mark("replaceState", location.hash);
  }

  /**
   * A step back is taken back.
   * @param {string} hash of the page that is shown
   */
  stay(hash) {
    this.#mark("pushState", hash);
  }

  /**
   * @param {"pushState" | "replaceState"} how
   * @param {string} hash
   */
  #mark(how, hash) {
    history[how]({ ...history.state, penstockPage: this.#at }, "", hash);
  }
}

/** @param {any} state */
function numberOf(state) {
  return /** @type {number | undefined} */ (state?.penstockPage);
}
