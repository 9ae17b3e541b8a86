/** Keys within one gate. */

import { takesText } from "../library/elements.js";
import { chordOf } from "../library/key_chords.js";
import { ownUndoKeys } from "../library/undo_keys.js";

/** What Enter presses by itself; on pictures it is the main action. */
const PRESSABLE = "button:not(.penstock-gate-tile, .penstock-gate-frame, .penstock-gate-strip button), a[href]";

/**
 * A key that is held acts once: it would answer the next gate too.
 * @param {HTMLElement} root
 * @param {(chord: string, event: KeyboardEvent) => boolean} run whether the key meant something
 * @param {import("../library/undo_keys.js").UndoActions} history
 */
export function listenForGateKeys(root, run, history) {
  ownUndoKeys(root, history);
  root.addEventListener("keydown", (event) => {
    const chord = chordOf(event);
    const onAnswer = /** @type {Element} */ (event.target).closest(".penstock-gate-answer");
    if (chord === "Escape" && takesText(event.target) && !event.isComposing) return leave(root, event);
    if (event.repeat && onAnswer && (chord === "Enter" || chord === "Space")) event.preventDefault();
    if (!isForGate(chord, event) || !run(chord, event)) return;
    event.preventDefault();
    event.stopPropagation();
  });
}

/**
 * What was typed stays; letters are keys again.
 * @param {HTMLElement} root
 * @param {KeyboardEvent} event
 */
function leave(root, event) {
  event.preventDefault();
  event.stopPropagation();
  root.focus({ preventScroll: true });
}

/**
 * Whether a gate may be asked about a key.
 * @param {string} chord
 * @param {KeyboardEvent} event
 */
export function isForGate(chord, event) {
  if (event.defaultPrevented || (event.repeat && !chord.startsWith("Arrow"))) return false;
  if (takesText(event.target)) return chord === "Ctrl+Enter";
  const target = /** @type {Element | null} */ (event.target instanceof Element ? event.target : null);
  return !(chord === "Enter" && target?.closest(PRESSABLE));
}
