/** The keys of the zoom view: what they do, and the list that `?` shows. */

import { takesText } from "../library/elements.js";
import { keyName } from "../library/key_chords.js";

const PAGE = 10;
const PAN_PX = 80;

/**
 * @typedef {object} ZoomActions
 * @property {(step: number) => void} step
 * @property {(position: number) => void} go
 * @property {(dx: number, dy: number) => void} pan
 * @property {() => void} select
 * @property {() => void} label
 * @property {() => void} paint
 * @property {() => void} toggleMask
 * @property {() => void} remove
 * @property {() => void} duplicate
 * @property {() => void} fit
 * @property {() => void} help
 * @property {() => void} close
 */

/**
 * @param {ZoomActions} actions
 * @returns {Record<string, () => void>}
 */
function plainKeys(actions) {
  const { step, go } = actions;
  return {
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    PageUp: () => step(-PAGE),
    PageDown: () => step(PAGE),
    Home: () => go(0),
    End: () => go(Infinity),
    F2: actions.label,
    f: actions.fit,
    m: actions.paint,
    o: actions.toggleMask,
    z: actions.close,
    "?": actions.help,
  };
}

/**
 * Keys that change the pool: held down they act once.
 * @param {ZoomActions} actions
 * @returns {Record<string, () => void>}
 */
function changingKeys({ select, remove, duplicate }) {
  return { Enter: select, Delete: remove, Backspace: remove, d: duplicate };
}

/**
 * @param {ZoomActions} actions
 * @returns {Record<string, () => void>}
 */
function shiftKeys({ pan }) {
  return {
    ArrowLeft: () => pan(PAN_PX, 0),
    ArrowRight: () => pan(-PAN_PX, 0),
    ArrowUp: () => pan(0, PAN_PX),
    ArrowDown: () => pan(0, -PAN_PX),
  };
}

/**
 * @param {KeyboardEvent} event
 * @param {ZoomActions} actions
 */
export function onZoomKey(event, actions) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTheirs(event)) return;
  const name = keyName(event);
  const key = name.length === 1 ? name.toLowerCase() : name;
  const changing = changingKeys(actions);
  const shifted = event.shiftKey ? shiftKeys(actions) : {};
  const act = find(shifted, key) ?? find(changing, key) ?? find(plainKeys(actions), key);
  if (!act) return;
  event.preventDefault();
  if (!(event.repeat && key in changing)) act();
}

/**
 * @param {Record<string, () => void>} keys
 * @param {string} key
 */
function find(keys, key) {
  return Object.hasOwn(keys, key) ? keys[key] : undefined;
}

/**
 * Whether the control that has the focus needs the key itself.
 * @param {KeyboardEvent} event
 */
function isTheirs({ target, key }) {
  if (takesText(target)) return true;
  if (target instanceof HTMLInputElement) return key.startsWith("Arrow") || ["Home", "End", "PageUp", "PageDown"].includes(key);
  return key === "Enter" && target instanceof HTMLButtonElement;
}

/**
 * @param {import("../library/strings.js").Translate} t
 * @returns {{title: string, keys: [string, string][]}[]}
 */
export function zoomShortcuts(t) {
  return [
    {
      title: t("zoom.keys_images"),
      keys: [
        ["Left / Right", t("zoom.keys_step")],
        ["PageUp / PageDown", t("zoom.keys_page")],
        ["Home / End", t("zoom.keys_ends")],
        ["Enter", t("zoom.select")],
        ["F2", t("zoom.label")],
        ["M", t("zoom.paint")],
        ["D", t("zoom.duplicate")],
        ["Delete", t("zoom.remove")],
        ["Ctrl+Z", t("undo")],
        ["Ctrl+Shift+Z", t("zoom.redo")],
      ],
    },
    {
      title: t("zoom.keys_view"),
      keys: [
        ["O", t("zoom.overlay")],
        ["0 / F", t("zoom.fit")],
        ["1", t("zoom.actual")],
        ["＋ / −", t("zoom.keys_zoom")],
        ["Shift+Left / Right / Up / Down", t("zoom.keys_pan")],
        ["Z / Escape", t("close")],
      ],
    },
  ];
}
