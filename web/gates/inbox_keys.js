/** Keys of the inbox: between gates, and those of the chosen gate wherever the focus is. */

import { takesText } from "../library/elements.js";
import { chordOf } from "../library/key_chords.js";
import { topDialog } from "../library/top_layer.js";
import { isForGate } from "./gate_keys.js";

/** Also while a text is typed. */
const ALWAYS = /** @type {Record<string, number>} */ ({ "Alt+ArrowDown": 1, "Alt+ArrowUp": -1 });
const PLAIN = /** @type {Record<string, number>} */ ({ J: 1, K: -1 });
const IN_LIST = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1 });

/**
 * @param {import("./inbox.js").GateInbox} inbox
 * @param {KeyboardEvent} event
 */
export function onInboxKey(inbox, event) {
  const elsewhere = event.target instanceof Element && event.target.closest("[popover], dialog");
  if (event.defaultPrevented || topDialog() || elsewhere) return;
  const chord = chordOf(event);
  const step = stepOf(chord, event);
  if (step) inbox.step(step);
  else if (!others(inbox, chord, event)) return;
  event.preventDefault();
  event.stopPropagation();
}

/**
 * In ComfyUI letters open side bar tabs and Delete removes nodes; its chords with Ctrl go on working.
 * @param {KeyboardEvent} event
 */
export function keepFromPage(event) {
  if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
}

/**
 * @param {string} chord
 * @param {KeyboardEvent} event
 */
function stepOf(chord, { target }) {
  const inList = target instanceof Element && target.closest(".penstock-inbox-list") !== null;
  return ALWAYS[chord] ?? (takesText(target) ? undefined : PLAIN[chord]) ?? (inList ? IN_LIST[chord] : undefined);
}

/**
 * @param {import("./inbox.js").GateInbox} inbox
 * @param {string} chord
 * @param {KeyboardEvent} event
 */
function others(inbox, chord, event) {
  const { view } = inbox;
  if (!view?.gate || !isForGate(chord, event)) return false;
  if (chord === "Enter" && view.ended) inbox.goOn();
  else if (!view.key(chord, event)) return false;
  // Who uses its keys is at the gate: Enter is its main action then, and not that of the row.
  if (inbox.listHasFocus) view.focus({ preventScroll: true });
  return true;
}

/**
 * What the keys do, for the list that `?` shows.
 * @param {import("../library/strings.js").Translate} t
 * @returns {import("../library/shortcuts.js").ShortcutGroup[]}
 */
export function inboxShortcuts(t) {
  return [
    {
      title: t("gates.title"),
      keys: [
        ["J / Alt+Down", t("gates.keys.next")],
        ["K / Alt+Up", t("gates.keys.previous")],
      ],
    },
    {
      title: t("gates.keys.image"),
      keys: [
        ["1–9 / 0", t("gates.keys.route")],
        ["Enter", t("gates.keys.first")],
        ["M", t("gates.paint")],
        ["O", t("gates.keys.mask")],
        ["Left / Right", t("gates.keys.batch")],
        ["Z", t("gates.zoom")],
      ],
    },
    {
      title: t("gates.keys.chooser"),
      keys: [
        ["Left Right Up Down", t("gates.keys.move")],
        ["Space / 1–9 / 0", t("gates.keys.toggle")],
        ["Ctrl+A / Ctrl+Shift+A", t("gates.keys.all")],
        ["Ctrl+Z / Ctrl+Shift+Z", t("gates.keys.history")],
        ["Enter", t("gates.keys.pass_selected")],
      ],
    },
    {
      title: t("gates.keys.text"),
      keys: [
        ["E", t("gates.keys.edit")],
        ["Escape", t("gates.keys.leave")],
        ["Ctrl+Enter", t("gates.pass")],
      ],
    },
  ];
}
