/** A menu at an element or a point, above everything, in both hosts. */

import { element, setAttribute } from "./elements.js";
import { icon as checkMark } from "./icons.js";
import { keepEvents } from "./isolation.js";
import { keyNames } from "./key_names.js";
import { topParent } from "./top_layer.js";

const GAP = 4;
const EDGE = 8;

/**
 * @typedef {object} MenuItem
 * @property {string} label
 * @property {SVGElement} [icon]
 * @property {string} [keys] what does the same, such as "Ctrl+A"
 * @property {() => void} run called after the menu has closed and the focus is back
 * @property {boolean} [disabled]
 * @property {boolean} [danger]
 * @property {boolean} [checked] given for each of several of which one is chosen
 *
 * @typedef {{anchor: HTMLElement} | {x: number, y: number}} Place
 */

/**
 * Opens a menu; null among the items is a line between them.
 * @param {import("./host.js").Host} host
 * @param {Place} place
 * @param {(MenuItem | null)[]} items
 */
export function openMenu(host, place, items) {
  const menu = element("div", { class: "penstock-menu", attributes: { role: "menu", popover: "auto", tabindex: -1, "aria-label": host.t("library.menu") } });
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  menu.append(...items.map((item) => (item ? line(menu, item) : element("hr", { attributes: { role: "separator" } }))));
  keepEvents(menu);
  menu.addEventListener("keydown", (event) => onKey(menu, event));
  // The key that opened this menu asks for the browser's own when it is released.
  menu.addEventListener("contextmenu", (event) => event.preventDefault());
  menu.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "closed") menu.remove();
  });
  menu.addEventListener("beforetoggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "closed" && menu.contains(document.activeElement)) before?.focus({ preventScroll: true });
  });
  topParent().append(menu);
  menu.showPopover();
  if ("anchor" in place) followAnchor(menu, place.anchor);
  // Its size may change when fonts or styles arrive.
  new ResizeObserver(() => putAt(menu, place)).observe(menu);
  lines(menu)[0]?.focus({ preventScroll: true });
}

/**
 * @param {HTMLElement} menu
 * @param {MenuItem} item
 */
function line(menu, { label, icon, keys, run, disabled = false, danger = false, checked }) {
  const choose = () => {
    if (disabled) return;
    menu.hidePopover();
    run();
  };
  const kind = checked === undefined ? { role: "menuitem" } : { role: "menuitemradio", "aria-checked": String(checked) };
  const attributes = { type: "button", ...kind, tabindex: -1, "aria-disabled": disabled || null };
  return element(
    "button",
    { class: danger ? "penstock-menu-danger" : "", attributes, on: { click: choose, pointermove: (event) => event.currentTarget.focus({ preventScroll: true }) } },
    icon ?? element("span", { class: "penstock-menu-gap" }),
    element("span", { class: "penstock-menu-label", text: label }),
    checked ? checkMark("check") : null,
    keys ? element("span", { class: "penstock-menu-keys", text: keyNames(keys).join(""), attributes: { "aria-hidden": "true" } }) : null,
  );
}

/**
 * @param {HTMLElement} menu
 * @returns {HTMLElement[]}
 */
function lines(menu) {
  return [...menu.querySelectorAll("button")];
}

/**
 * @param {HTMLElement} menu
 * @param {KeyboardEvent} event
 */
function onKey(menu, event) {
  const all = lines(menu);
  const now = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  if (event.key === "Tab") {
    event.preventDefault();
    return menu.hidePopover();
  }
  const next = nextLine(event, all, now);
  if (next === undefined) return;
  event.preventDefault();
  all[next]?.focus();
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement[]} all
 * @param {number} now
 * @returns {number | undefined}
 */
function nextLine({ key, ctrlKey, metaKey, altKey }, all, now) {
  if (key === "ArrowDown") return (now + 1) % all.length;
  if (key === "ArrowUp") return (now <= 0 ? all.length : now) - 1;
  if (key === "Home") return 0;
  if (key === "End") return all.length - 1;
  if (key.length !== 1 || key === " " || ctrlKey || metaKey || altKey) return undefined;
  const begins = (/** @type {number} */ at) => all[at].textContent?.trim().toLowerCase().startsWith(key.toLowerCase());
  return all.map((_, step) => (now + 1 + step) % all.length).find(begins) ?? now;
}

/**
 * The anchor says that its menu is open; pressing it again closes the menu rather than opening it anew.
 * @param {HTMLElement} menu
 * @param {HTMLElement} anchor
 */
function followAnchor(menu, anchor) {
  const closed = new AbortController();
  const swallow = (/** @type {Event} */ event) => event.stopImmediatePropagation();
  const pressed = () => {
    anchor.addEventListener("click", swallow, { capture: true, once: true });
    window.addEventListener("pointerup", () => setTimeout(() => anchor.removeEventListener("click", swallow, true)), { capture: true, once: true });
  };
  anchor.addEventListener("pointerdown", pressed, { signal: closed.signal });
  setAttribute(anchor, "aria-expanded", "true");
  menu.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState !== "closed") return;
    setAttribute(anchor, "aria-expanded", "false");
    closed.abort();
  });
}

/**
 * Below the anchor or at the point, moved so far that it is on the screen.
 * @param {HTMLElement} menu
 * @param {Place} place
 */
function putAt(menu, place) {
  const { width, height } = menu.getBoundingClientRect();
  const [wide, high] = [document.documentElement.clientWidth, window.innerHeight];
  const box = "anchor" in place ? place.anchor.getBoundingClientRect() : null;
  const x = box ? box.left : /** @type {{x: number}} */ (place).x;
  const below = box ? box.bottom + GAP : /** @type {{y: number}} */ (place).y;
  const above = (box ? box.top - GAP : below) - height;
  const y = below + height + EDGE <= high || above < EDGE ? below : above;
  menu.style.left = `${Math.max(EDGE, Math.min(x, wide - width - EDGE))}px`;
  menu.style.top = `${Math.max(EDGE, Math.min(y, high - height - EDGE))}px`;
}
