/** The keys of the contact sheet: one table, by which keys act and from which the help is shown. */

import { chordOf } from "../library/key_chords.js";
import { nextSpot } from "./sheet_steps.js";

/**
 * @typedef {import("./contact_sheet.js").ContactSheet} ContactSheet
 * @typedef {NonNullable<ContactSheet["active"]>} Active
 *
 * @typedef {object} Key
 * @property {string[]} chords as `chordOf` writes them
 * @property {string} shown in the help
 * @property {string} text what it does, a key of the texts
 * @property {(sheet: ContactSheet, active: Active) => void} [run] on a picture; keys without it are handled elsewhere
 */

/** @type {Key[]} */
export const SHEET_KEYS = [
  { chords: [], shown: "Left Right Up Down", text: "executions.keys.move" },
  { chords: [], shown: "Home / End / Ctrl+Home / Ctrl+End", text: "executions.keys.far" },
  { chords: ["Enter", "Z"], shown: "Enter / Z", text: "executions.keys.open", run: ({ actions }, { spot, picture }) => actions.open(spot.side, picture) },
  { chords: ["P", "*"], shown: "P", text: "executions.keys.pick", run: ({ actions }, { spot, picture }) => actions.pick(spot.side, picture) },
  { chords: ["Space", "X"], shown: "Space / X", text: "executions.keys.mark", run: toggleMark },
  { chords: ["Ctrl+A"], shown: "Ctrl+A", text: "executions.keys.mark_all", run: markAll },
  { chords: ["Escape"], shown: "Escape", text: "executions.keys.clear", run: (sheet) => sheet.clearMarks() },
  { chords: ["Delete", "Backspace"], shown: "Delete", text: "executions.keys.remove", run: remove },
  { chords: [], shown: "Ctrl+Z / Ctrl+Shift+Z", text: "executions.keys.undo" },
  { chords: ["Shift+F10", "ContextMenu"], shown: "Shift+F10", text: "page.keys.menu", run: openMenu },
  { chords: ["?"], shown: "", text: "", run: ({ actions }) => actions.help?.() },
];

/**
 * What the help lists.
 * @param {import("../library/strings.js").Translate} t
 * @returns {[string, string][]}
 */
export function shownKeys(t) {
  return SHEET_KEYS.filter(({ shown }) => shown).map(({ shown, text }) => [shown, t(text)]);
}

/**
 * @param {KeyboardEvent} event
 * @param {ContactSheet} sheet
 */
export function onSheetKey(event, sheet) {
  if (event.defaultPrevented || event.altKey) return;
  const { active } = sheet;
  const chord = chordOf(event);
  const spot = active && nextSpot(chord, active.spot, { bands: sheet.bands, columns: sheet.layout.columns, page: sheet.page });
  // The star of a picture is a button with keys of its own.
  const own = (chord === "Enter" || chord === "Space") && /** @type {Element} */ (event.target).closest(".penstock-sheet-star");
  const run = own ? undefined : SHEET_KEYS.find(({ chords }) => chords.includes(chord))?.run;
  if (!active || (!spot && !run) || !isMeant(chord, sheet)) return;
  event.preventDefault();
  event.stopPropagation();
  if (spot) sheet.focus(spot);
  else run?.(sheet, active);
}

/**
 * Escape closes a dialog where nothing is marked; `?` is the page's where that has help of its own.
 * @param {string} chord
 * @param {ContactSheet} sheet
 */
function isMeant(chord, { marks, actions }) {
  if (chord === "Escape") return marks.size > 0;
  return chord !== "?" || actions.help !== undefined;
}

/**
 * @param {ContactSheet} sheet
 * @param {Active} active
 */
function toggleMark(sheet, { spot, picture }) {
  sheet.mark(spot.side, [picture.name], !sheet.marks.has(spot.side, picture.name));
  sheet.focus(spot);
}

/**
 * @param {ContactSheet} sheet
 * @param {Active} active
 */
function markAll(sheet, { spot }) {
  const names = sheet.executions[spot.side].images.map(({ name }) => name);
  sheet.mark(spot.side, names, true);
}

/**
 * @param {ContactSheet} sheet
 * @param {Active} active
 */
function remove(sheet, { spot, picture }) {
  sheet.actions.remove(spot.side, sheet.marks.targets(spot.side, picture));
}

/**
 * @param {ContactSheet} sheet
 * @param {Active} active
 */
function openMenu(sheet, { spot, picture }) {
  const anchor = document.activeElement;
  if (anchor instanceof HTMLElement) sheet.actions.menu(spot.side, picture, { anchor });
}
