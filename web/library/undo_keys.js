/**
 * Undo and redo by key for a part of the page. ComfyUI's graph has the same keys: with the focus in such a part they are
 * that part's alone.
 */

import { takesText } from "./elements.js";
import { chordOf } from "./key_chords.js";

/** @typedef {{undo: () => void, redo: () => void}} UndoActions */

/**
 * Ctrl or Cmd with Z undoes, with Shift and Z, or with Y, redoes. Text fields keep these keys for their text.
 * @param {HTMLElement} root
 * @param {UndoActions} actions
 * @returns {() => void} what gives the keys back
 */
export function ownUndoKeys(root, actions) {
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    const name = takesText(event.target) || event.defaultPrevented ? null : undoAction(event);
    if (!name) return;
    event.preventDefault();
    hide(event);
    actions[name]();
  };
  root.addEventListener("keydown", onKey);
  return () => root.removeEventListener("keydown", onKey);
}

/**
 * What a key means, in every alphabet.
 * @param {import("./key_chords.js").KeyPress} event
 * @returns {"undo" | "redo" | null}
 */
export function undoAction(event) {
  const chord = chordOf(event);
  if (chord === "Ctrl+Z") return "undo";
  return chord === "Ctrl+Shift+Z" || chord === "Ctrl+Y" ? "redo" : null;
}

/**
 * ComfyUI listens on the window before everybody else, and reads the key again in the next animation frame: there it
 * must find none.
 * @param {KeyboardEvent} event
 */
function hide(event) {
  event.stopImmediatePropagation();
  Object.defineProperty(event, "key", { value: "Unidentified" });
}
