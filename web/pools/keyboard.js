/** The keys of the grid: one table, by which keys act and from which the help is shown. */

import { takesText } from "../library/elements.js";
import { chordOf } from "../library/key_chords.js";
import { moveFocus } from "./layout.js";

/**
 * @typedef {import("./cell.js").Cell} Cell
 * @typedef {import("./cell.js").ShownCell} ShownCell
 * @typedef {import("./grid_actions.js").GridActions} GridActions
 *
 * @typedef {object} KeyTarget
 * @property {GridActions} actions
 * @property {import("./cells.js").Cells} cells
 * @property {HTMLElement} scroller
 * @property {import("./pool.js").Pool | null} pool
 * @property {import("./marking.js").Marking} marking
 * @property {(position: number) => void} focusPosition
 * @property {(cell: ShownCell) => void} openMenu
 * @property {() => void} openHelp
 *
 * @typedef {object} Key
 * @property {string[]} chords as `chordOf` writes them
 * @property {string} shown in the help
 * @property {string} text what it does, a key of the texts
 * @property {(grid: KeyTarget, cell: ShownCell) => void} [run] on an image; keys without it are handled elsewhere
 */

const ARROWS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
const FAR = ["Home", "End", "PageUp", "PageDown"];

/** @type {{title: string, keys: Key[]}[]} */
export const KEYS = [
  {
    title: "pools.keys.move",
    keys: [
      { chords: ARROWS, shown: "Left Right Up Down", text: "pools.keys.arrows" },
      { chords: FAR, shown: "Home End PageUp PageDown", text: "pools.keys.far" },
    ],
  },
  {
    title: "pools.keys.choose",
    keys: [
      { chords: ["Enter"], shown: "Enter", text: "pools.keys.select", run: ({ actions }, cell) => actions.select(cell) },
      { chords: ["Space"], shown: "Space", text: "pools.keys.mark", run: ({ actions }, cell) => actions.mark(cell) },
      { chords: [...ARROWS, ...FAR].map((key) => `Shift+${key}`), shown: "Shift+Left Right Up Down Home End", text: "pools.keys.extend" },
      { chords: ["Ctrl+A"], shown: "Ctrl+A", text: "pools.keys.all", run: ({ actions }) => actions.markAll() },
      { chords: ["Escape"], shown: "Escape", text: "pools.keys.clear", run: ({ actions }) => actions.clearMarks() },
    ],
  },
  {
    title: "pools.keys.act",
    keys: [
      { chords: ["Z"], shown: "Z", text: "pools.keys.zoom", run: ({ actions }, cell) => void actions.zoom(cell) },
      { chords: ["M"], shown: "M", text: "pools.keys.paint", run: ({ actions }, cell) => actions.paint(cell) },
      { chords: ["F2"], shown: "F2", text: "pools.keys.label", run: ({ actions }, cell) => actions.editLabel(cell) },
      { chords: ["D"], shown: "D", text: "pools.keys.duplicate", run: ({ actions }, cell) => actions.duplicate(actions.idsOf(cell)) },
      { chords: ["Delete", "Backspace"], shown: "Delete / Backspace", text: "pools.keys.remove", run: ({ actions }, cell) => void actions.remove(cell) },
      ...moves(),
      { chords: ["Shift+F10", "ContextMenu"], shown: "Shift+F10 / ContextMenu", text: "pools.keys.menu", run: (grid, cell) => grid.openMenu(cell) },
    ],
  },
  {
    title: "pools.keys.history",
    keys: [
      { chords: [], shown: "Ctrl+Z", text: "pools.keys.undo" },
      { chords: [], shown: "Ctrl+Shift+Z / Ctrl+Y", text: "pools.keys.redo" },
      { chords: [], shown: "?", text: "pools.keys.help" },
    ],
  },
];

/** @returns {Key[]} */
function moves() {
  const ways = /** @type {[string, import("./moving.js").Way][]} */ ([
    ["ArrowLeft", "left"],
    ["ArrowRight", "right"],
    ["ArrowUp", "up"],
    ["ArrowDown", "down"],
    ["Home", "start"],
    ["End", "end"],
  ]);
  return ways.map(([key, way], index) => ({
    chords: [`Alt+${key}`],
    shown: index === 0 ? "Alt+Left Right Up Down Home End" : "",
    text: "pools.keys.reorder",
    run: ({ actions }, cell) => actions.moveBy(cell, way),
  }));
}

/**
 * What the help lists.
 * @param {import("../library/strings.js").Translate} t
 * @returns {{title: string, keys: [string, string][]}[]}
 */
export function shownKeys(t) {
  return KEYS.map(({ title, keys }) => ({
    title: t(title),
    keys: keys.filter(({ shown }) => shown).map(({ shown, text }) => [shown, t(text)]),
  }));
}

/**
 * @param {KeyboardEvent} event
 * @param {KeyTarget} grid
 */
export function onGridKey(event, grid) {
  if (takesText(event.target) || event.defaultPrevented) return;
  const chord = chordOf(event);
  if (chord === "?") return act(event, () => grid.openHelp());
  if (!grid.scroller.contains(/** @type {Node} */ (event.target))) return;
  const cell = grid.cells.cellOf(event.target);
  if (move(event, chord, cell ?? grid.cells.cellAt(grid.cells.active), grid)) return;
  // The tools of a cell are buttons with keys of their own.
  const own = cell && event.target !== cell.tile && (chord === "Enter" || chord === "Space");
  const key = KEYS.flatMap(({ keys }) => keys).find(({ chords }) => chords.includes(chord));
  if (key?.run && cell?.isRead() && !own) act(event, () => key.run?.(grid, cell));
}

/**
 * Arrows and their like lead on, with Shift they mark on the way.
 * @param {KeyboardEvent} event
 * @param {string} chord
 * @param {Cell | undefined} cell
 * @param {KeyTarget} grid
 */
function move(event, chord, cell, grid) {
  const { pool, cells, marking, actions } = grid;
  const extends_ = chord.startsWith("Shift+");
  const key = extends_ ? chord.slice("Shift+".length) : chord;
  if (!cell || !pool || ![...ARROWS, ...FAR].includes(key)) return false;
  const next = moveFocus(key, cell.position, cells.layout.columns, pool.state.count, cells.rowsInView);
  if (next === null) return false;
  act(event, () => {
    if (!extends_) marking.rest();
    grid.focusPosition(next);
    if (extends_) actions.markTo(next, cell.position);
  });
  return true;
}

/**
 * @param {KeyboardEvent} event
 * @param {() => void} run
 */
function act(event, run) {
  event.preventDefault();
  event.stopPropagation();
  run();
}

/**
 * Keeps keys to ourselves: ComfyUI would delete the node on Delete, and open side bars on single letters. What is
 * pressed with Ctrl or Cmd (queue, undo) goes through.
 * @param {KeyboardEvent} event
 */
export function keepKeys(event) {
  if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
}
