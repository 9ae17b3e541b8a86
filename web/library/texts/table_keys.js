/** What keys do in a table while nobody types into a cell. */

import { chordOf } from "../key_chords.js";
import { undoAction } from "../undo_keys.js";

/**
 * @typedef {object} KeyActions
 * @property {(rows: number, columns: number) => void} move infinite: to the first or last one
 * @property {() => void} edit
 * @property {(text: string) => boolean} type begins to type in the place of the value; false where the cell takes nothing
 * @property {() => void} remove
 * @property {() => void} duplicate
 * @property {() => void} toggle the row's detail
 * @property {() => void} menu
 * @property {() => void} add
 * @property {() => void} search
 * @property {() => boolean} leave takes the search back; false where there is none
 * @property {() => void} save
 * @property {() => void} undo
 * @property {() => void} redo
 * @property {() => number} page how many rows are on the screen
 */

const MOVES = /** @type {Record<string, [rows: number, columns: number]>} */ ({
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, -Infinity],
  End: [0, Infinity],
  "Ctrl+Home": [-Infinity, -Infinity],
  "Ctrl+End": [Infinity, Infinity],
  "Ctrl+ArrowUp": [-Infinity, 0],
  "Ctrl+ArrowDown": [Infinity, 0],
  "Ctrl+ArrowLeft": [0, -Infinity],
  "Ctrl+ArrowRight": [0, Infinity],
});

const ACTIONS = /** @type {Record<string, Exclude<keyof KeyActions, "move" | "type" | "leave" | "page">>} */ ({
  Enter: "edit",
  F2: "edit",
  Delete: "remove",
  "Ctrl+D": "duplicate",
  "Alt+Enter": "toggle",
  Space: "toggle",
  ContextMenu: "menu",
  "Shift+F10": "menu",
  "Ctrl+Enter": "add",
  Insert: "add",
  "/": "search",
  "Ctrl+F": "search",
  "Ctrl+S": "save",
});

/**
 * @param {KeyboardEvent} event
 * @param {KeyActions} actions
 * @returns {boolean} whether the key meant something here
 */
export function onTableKey(event, actions) {
  const chord = chordOf(event);
  const history = undoAction(event);
  const move = chord === "PageDown" ? [actions.page(), 0] : chord === "PageUp" ? [-actions.page(), 0] : MOVES[chord];
  if (history) actions[history]();
  else if (move) actions.move(move[0], move[1]);
  else if (ACTIONS[chord]) actions[ACTIONS[chord]]();
  else if (chord === "Escape") return actions.leave();
  else return types(event, actions);
  return true;
}

/**
 * A key that types begins to type: the field has the focus before the browser types the letter into it, so that dead keys
 * and input methods work.
 * @param {KeyboardEvent} event
 * @param {KeyActions} actions
 */
function types(event, actions) {
  const { key, ctrlKey, metaKey, altKey } = event;
  if ((ctrlKey || metaKey || altKey) && !event.getModifierState("AltGraph")) return false;
  if (key.length === 1 || ["Dead", "Process", "Backspace"].includes(key)) actions.type("");
  // The letter itself goes into the field; nobody else is to hear it.
  return false;
}

/**
 * What a page tells of a table's keys.
 * @param {import("../strings.js").Translate} t
 * @returns {import("../shortcuts.js").ShortcutGroup}
 */
export function tableShortcuts(t) {
  return {
    title: t("texts.keys"),
    keys: [
      ["Enter / F2", t("texts.key_edit")],
      ["Shift+Enter", t("texts.key_line")],
      ["Tab", t("texts.key_next")],
      ["Escape", t("texts.key_back")],
      ["Ctrl+Enter", t("texts.key_add")],
      ["Ctrl+D", t("texts.duplicate")],
      ["Delete", t("texts.remove")],
      ["Space / Alt+Enter", t("texts.key_detail")],
      ["/ / Ctrl+F", t("texts.search")],
      ["Ctrl+S", t("texts.save")],
      ["Ctrl+Z / Ctrl+Shift+Z", t("texts.key_undo")],
    ],
  };
}
