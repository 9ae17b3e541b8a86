/** The painter's keys, and the table that `?` shows. */

import { takesText } from "../elements.js";
import { chordOf, keyName } from "../key_chords.js";
import { nextSize } from "./settings.js";

/**
 * @typedef {object} KeyActions
 * @property {(tool: import("./settings.js").Tool) => void} choose
 * @property {() => void} swap brush and eraser, paint and erase
 * @property {() => void} invert
 * @property {() => void} clear
 * @property {() => void} save
 * @property {() => void} help
 * @property {() => boolean} cancelGesture whether there was one
 */

const SOFTER = 0.1;
const TOOLS = /** @type {const} */ ({ b: "brush", e: "eraser", g: "fill", r: "rectangle", l: "lasso" });

/**
 * Undo and redo are the dialog's, zooming is the stage's.
 * @param {HTMLElement} root
 * @param {import("./settings.js").PainterSettings} settings
 * @param {KeyActions} actions
 */
export function listenForKeys(root, settings, actions) {
  root.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    const act = actionOf(event, settings, actions);
    if (!act) return;
    event.preventDefault();
    act();
  });
  // Alone, Alt would take the focus to the browser's menu.
  for (const type of /** @type {const} */ (["keydown", "keyup"])) {
    root.addEventListener(type, (event) => event.key === "Alt" && event.preventDefault());
  }
  // Escape closes the dialog, except while something is being drawn: then it only ends that.
  root.addEventListener("keydown", (event) => event.key === "Escape" && actions.cancelGesture() && stop(event), true);
}

/** @param {KeyboardEvent} event */
function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}

/**
 * @param {KeyboardEvent} event
 * @param {import("./settings.js").PainterSettings} settings
 * @param {KeyActions} actions
 * @returns {(() => void) | null}
 */
function actionOf(event, settings, actions) {
  const chord = chordOf(event);
  if (chord === "Ctrl+S") return actions.save;
  if (/^(Ctrl|Alt)\+/.test(chord) || takesText(event.target)) return null;
  const key = keyName(event).toLowerCase();
  if (!key) return null;
  if (key === "enter") return isControl(event.target) ? null : actions.save;
  if (key in TOOLS) return () => actions.choose(TOOLS[/** @type {keyof typeof TOOLS} */ (key)]);
  const { size, softness, isShown } = settings.now;
  const smaller = () => settings.set(event.shiftKey ? { softness: softness - SOFTER } : { size: nextSize(size, -1) });
  const larger = () => settings.set(event.shiftKey ? { softness: softness + SOFTER } : { size: nextSize(size, 1) });
  /** @type {Record<string, () => void>} */
  const others = {
    "[": smaller,
    "]": larger,
    o: () => settings.set({ isShown: !isShown }),
    x: actions.swap,
    i: actions.invert,
    delete: actions.clear,
    backspace: actions.clear,
    "?": actions.help,
    // Where other signs are typed by these keys, as `{` is with Shift.
    BracketLeft: smaller,
    BracketRight: larger,
  };
  return others[key] ?? others[event.code] ?? null;
}

/** @param {EventTarget | null} target */
function isControl(target) {
  return target instanceof Element && target.closest("button, input, select, a, summary") !== null;
}

/** @typedef {{title: string, keys: [string, string][]}} KeyGroup */

/**
 * @param {import("../strings.js").Translate} t
 * @returns {KeyGroup[]} gestures first where there may be no keys
 */
export function keyTable(t) {
  // A space would stand between keys that are pressed one after another.
  const word = (/** @type {string} */ key) => t(key).replaceAll(" ", "\u00a0");
  const groups = [toolKeys(t), brushKeys(t, word), maskKeys(t), viewKeys(t, word)];
  const touch = touchGestures(t, word);
  return matchMedia("(pointer: coarse)").matches ? [touch, ...groups] : [...groups, touch];
}

/**
 * @param {import("../strings.js").Translate} t
 * @returns {KeyGroup}
 */
function toolKeys(t) {
  return {
    title: t("painter.keys_tools"),
    keys: [
      ["B", t("painter.brush")],
      ["E", t("painter.eraser")],
      ["G", t("painter.fill")],
      ["R", t("painter.rectangle")],
      ["L", t("painter.lasso")],
      ["X", t("painter.key_swap")],
    ],
  };
}

/**
 * @param {import("../strings.js").Translate} t
 * @param {(key: string) => string} word
 * @returns {KeyGroup}
 */
function brushKeys(t, word) {
  return {
    title: t("painter.keys_brush"),
    keys: [
      ["[ / ]", t("painter.key_size")],
      ["Shift+[ / Shift+]", t("painter.key_softness")],
      [`Alt+${word("painter.drag")}`, t("painter.key_drag_size")],
      [`Shift+${word("painter.click")}`, t("painter.key_line")],
      [word("painter.right_drag"), t("painter.key_right")],
      [word("painter.arrows"), t("painter.key_move")],
      ["P", t("painter.key_press")],
    ],
  };
}

/**
 * @param {import("../strings.js").Translate} t
 * @returns {KeyGroup}
 */
function maskKeys(t) {
  return {
    title: t("painter.keys_mask"),
    keys: [
      ["Ctrl+Z", t("undo")],
      ["Ctrl+Shift+Z", t("painter.redo")],
      ["I", t("painter.invert")],
      ["Delete", t("painter.clear")],
      ["Ctrl+S / Enter", t("painter.key_save")],
      ["Escape", t("painter.key_close")],
    ],
  };
}

/**
 * @param {import("../strings.js").Translate} t
 * @param {(key: string) => string} word
 * @returns {KeyGroup}
 */
function viewKeys(t, word) {
  return {
    title: t("painter.keys_view"),
    keys: [
      [`${word("painter.wheel")} / ＋ / −`, t("painter.key_zoom")],
      [`Space+${word("painter.drag")} / ${word("painter.middle_drag")}`, t("painter.key_pan")],
      ["0", t("painter.fit")],
      ["1", t("painter.actual")],
      ["O", t("painter.overlay")],
    ],
  };
}

/**
 * @param {import("../strings.js").Translate} t
 * @param {(key: string) => string} word
 * @returns {KeyGroup}
 */
function touchGestures(t, word) {
  return {
    title: t("painter.keys_touch"),
    keys: [
      [word("painter.one_finger"), t("painter.paints")],
      [word("painter.two_fingers"), `${t("painter.key_pan")}, ${t("painter.key_zoom")}`],
    ],
  };
}
