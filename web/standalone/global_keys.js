/** Keys that work on every page: `g` and a letter lead to a page, the others are the page's own. */

import { takesText } from "../library/elements.js";
import { topDialog } from "../library/top_layer.js";

const SEQUENCE_MS = 1500;

/**
 * @typedef {object} Keys
 * @property {() => void} help
 * @property {() => Record<string, () => void>} page the keys of the page that is shown
 * @property {import("./app.js").PageSpec[]} entries
 * @property {(path: string) => void} go
 */

export class GlobalKeys {
  #keys;
  #startedAt = -SEQUENCE_MS;

  /** @param {Keys} keys */
  constructor(keys) {
    this.#keys = keys;
  }

  listen() {
    // Before everybody else, so that the second key of a sequence means nothing else.
    window.addEventListener("keydown", (event) => this.#sequence(event), true);
    document.addEventListener("keydown", (event) => this.#single(event));
  }

  /** @param {KeyboardEvent} event */
  #sequence(event) {
    if (!isPlain(event)) return;
    const begun = event.timeStamp - this.#startedAt < SEQUENCE_MS;
    this.#startedAt = event.key === "g" ? event.timeStamp : -SEQUENCE_MS;
    const entry = begun ? this.#keys.entries.find(({ key }) => key === event.key) : undefined;
    if (!entry) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#keys.go(entry.path);
  }

  /** @param {KeyboardEvent} event */
  #single(event) {
    if (!isPlain(event) || event.defaultPrevented) return;
    const run = event.key === "?" ? this.#keys.help : this.#keys.page()[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  }
}

/** @param {KeyboardEvent} event */
function isPlain(event) {
  return !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat && !takesText(event.target) && !topDialog();
}
