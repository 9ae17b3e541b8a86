/** Menus and lists that belong to a button: they stand beside it, and it says that they are open. */

import { setAttribute } from "./elements.js";

const GAP = 4;
const EDGE = 8;

/** @typedef {{anchor: HTMLElement} | {x: number, y: number}} Place */

/**
 * Below the anchor or at the point, moved so far that it is on the screen; again whenever its size or the window's changes.
 * @param {HTMLElement} popover
 * @param {Place} place
 */
export function keepAt(popover, place) {
  const put = () => putAt(popover, place);
  // Its size may change when fonts or styles arrive.
  new ResizeObserver(put).observe(popover);
  const closed = new AbortController();
  window.addEventListener("resize", put, { signal: closed.signal });
  whenClosed(popover, () => closed.abort());
}

/**
 * The anchor says that its popover is open; pressing it again closes that rather than opening it anew.
 * @param {HTMLElement} popover
 * @param {HTMLElement} anchor
 */
export function followAnchor(popover, anchor) {
  const closed = new AbortController();
  const swallow = (/** @type {Event} */ event) => event.stopImmediatePropagation();
  const pressed = () => {
    anchor.addEventListener("click", swallow, { capture: true, once: true });
    window.addEventListener("pointerup", () => setTimeout(() => anchor.removeEventListener("click", swallow, true)), { capture: true, once: true });
  };
  anchor.addEventListener("pointerdown", pressed, { signal: closed.signal });
  setAttribute(anchor, "aria-expanded", "true");
  whenClosed(popover, () => {
    setAttribute(anchor, "aria-expanded", "false");
    closed.abort();
  });
}

/**
 * @param {HTMLElement} popover
 * @param {() => void} callback
 */
export function whenClosed(popover, callback) {
  popover.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "closed") callback();
  });
}

/**
 * What is closed with the focus inside gives it back to where it was.
 * @param {HTMLElement} popover
 * @param {HTMLElement | null} before
 */
export function returnFocus(popover, before) {
  popover.addEventListener("beforetoggle", (event) => {
    const closes = /** @type {ToggleEvent} */ (event).newState === "closed";
    if (closes && popover.contains(document.activeElement)) before?.focus({ preventScroll: true });
  });
}

/**
 * @param {HTMLElement} popover
 * @param {Place} place
 */
function putAt(popover, place) {
  const { width, height } = popover.getBoundingClientRect();
  const [wide, high] = [document.documentElement.clientWidth, window.innerHeight];
  const box = "anchor" in place ? place.anchor.getBoundingClientRect() : null;
  const x = box ? box.left : /** @type {{x: number}} */ (place).x;
  const below = box ? box.bottom + GAP : /** @type {{y: number}} */ (place).y;
  const above = (box ? box.top - GAP : below) - height;
  const y = below + height + EDGE <= high || above < EDGE ? below : above;
  popover.style.left = `${Math.max(EDGE, Math.min(x, wide - width - EDGE))}px`;
  popover.style.top = `${Math.max(EDGE, Math.min(y, high - height - EDGE))}px`;
}
