/** A menu at an element or a point, above everything, in both hosts. */

import { followAnchor, keepAt, returnFocus, whenClosed } from "./anchored.js";
import { element } from "./elements.js";
import { icon as checkMark } from "./icons.js";
import { keepEvents } from "./isolation.js";
import { keyNames } from "./key_names.js";
import { topParent } from "./top_layer.js";

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
 * @typedef {import("./anchored.js").Place} Place
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
  whenClosed(menu, () => menu.remove());
  returnFocus(menu, before);
  topParent().append(menu);
  menu.showPopover();
  if ("anchor" in place) followAnchor(menu, place.anchor);
  keepAt(menu, place);
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
