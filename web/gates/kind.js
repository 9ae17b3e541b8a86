/** What the three kinds of gates have in common for the view that shows them. */

import { button, element } from "../library/elements.js";
import { icon } from "../library/icons.js";

/**
 * @typedef {import("./types.js").Gate} Gate
 *
 * @typedef {object} KindContext what a kind needs of its view
 * @property {import("../library/host.js").Host} host
 * @property {import("./gates.js").Gates} gates
 * @property {import("./gate_pictures.js").GatePictures} pictures
 * @property {(answer: import("./types.js").Answer) => void} answer
 * @property {(event: MouseEvent) => boolean} slipped whether a click was meant for the gate before, as the second of a double click
 * @property {(run: () => Promise<unknown>) => void} act runs something that may fail, with its error shown in the view
 * @property {(text: string) => void} say to screen readers
 * @property {() => void} forget what went wrong, for it is not so any more
 *
 * @typedef {object} Kind
 * @property {HTMLElement} root what is decided about
 * @property {HTMLElement} tools
 * @property {HTMLElement} answers
 * @property {(gate: Gate) => void} show
 * @property {(gate: Gate) => void} over shows what was decided
 * @property {() => void} main what Enter does
 * @property {(chord: string, event: KeyboardEvent) => boolean} key whether the key meant something
 * @property {() => void} [undo]
 * @property {() => void} [redo]
 * @property {() => void} close
 */

/**
 * A button of the row of tools; without room only its icon shows.
 * @param {string} label
 * @param {Parameters<typeof icon>[0]} shape
 * @param {() => void} run
 * @param {string} [key]
 */
export function tool(label, shape, run, key) {
  const made = button(label, run, { icon: icon(shape), showLabel: true, class: "penstock-quiet penstock-gate-tool", title: key ? `${label} (${key})` : label });
  if (key) made.setAttribute("aria-keyshortcuts", key);
  return made;
}

/**
 * @param {string} text of the key that does the same
 */
export function keyCap(text) {
  return element("kbd", { text, attributes: { "aria-hidden": "true" } });
}

/**
 * The number that a digit key stands for: 1 to 9, and 0 for ten.
 * @param {string} chord
 * @returns {number} 0 where it is no digit
 */
export function digit(chord) {
  if (!/^\d$/.test(chord)) return 0;
  return chord === "0" ? 10 : Number(chord);
}
