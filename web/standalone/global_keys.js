/** Keys that work on every page: `g` and a letter lead to a page, the others are the page's own. */

import { takesText } from "../library/elements.js";
import { chordOf } from "../library/key_chords.js";
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
    const typed = plainKey(event);
    const begun = event.timeStamp - this.#startedAt < SEQUENCE_MS;
    this.#startedAt = typed === "g" ? event.timeStamp : -SEQUENCE_MS;
    const entry = begun ? this.#keys.entries.find(({ key }) => key === typed) : undefined;
    if (!entry) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#keys.go(entry.path);
  }

  /** @param {KeyboardEvent} event */
  #single(event) {
    if (!isPlain(event) || event.defaultPrevented) return;
    const key = plainKey(event);
    const run = key === "?" ? this.#keys.help : this.#keys.page()[key];
    if (!run) return;
    event.preventDefault();
    run();
  }
}

/**
 * Pages name their letters in small ones.
 * @param {KeyboardEvent} event
 */
function plainKey(event) {
  const chord = chordOf(event);
  return chord.length === 1 ? chord.toLowerCase() : chord;
}

/** @param {KeyboardEvent} event */
function isPlain(event) {
  return !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat && !takesText(event.target) && !topDialog();
}
