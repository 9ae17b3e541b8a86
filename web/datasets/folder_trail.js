/** The way to a folder: each folder above it is a button. */

import { element } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { crumbsOf } from "./folder_names.js";

export class FolderTrail {
  #t;
  #open;
  #list = element("ol");

  /**
   * @param {import("../library/strings.js").Translate} t
   * @param {(address: string) => void} open
   */
  constructor(t, open) {
    this.#t = t;
    this.#open = open;
    this.root = element("nav", { class: "penstock-dataset-trail", attributes: { "aria-label": t("datasets.trail") } }, this.#list);
  }

  /**
   * @param {readonly import("./types.js").Place[]} places
   * @param {string} address
   */
  show(places, address) {
    const hadFocus = this.#list.contains(document.activeElement);
    const crumbs = crumbsOf(this.#t, places, address);
    this.#list.replaceChildren(...crumbs.map((crumb, at) => this.#crumb(crumb, at === crumbs.length - 1)));
    if (hadFocus) this.#list.querySelector("button")?.focus();
    this.#list.scrollLeft = this.#list.scrollWidth;
  }

  /**
   * @param {{label: string, address: string}} crumb
   * @param {boolean} isLast
   */
  #crumb({ label, address }, isLast) {
    const attributes = { type: "button", "aria-current": isLast ? "location" : null, dir: "auto" };
    const open = element("button", { text: label, attributes, on: { click: () => isLast || this.#open(address) } });
    return element("li", {}, open, isLast ? null : icon("forward"));
  }
}
