/** The entries of the bar that do not fit on the screen stand in a menu behind "More"; that of the page always fits. */

import { button, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { openMenu } from "../library/menu.js";

export class NavOverflow {
  #host;
  #nav;
  #links;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {HTMLElement} nav what holds the links
   * @param {HTMLAnchorElement[]} links in their order
   */
  constructor(host, nav, links) {
    this.#host = host;
    this.#nav = nav;
    this.#links = links;
    this.root = button(host.t("page.more"), () => this.#open(), { icon: icon("more"), showLabel: true, class: "penstock-nav-more" });
    setAttribute(this.root, "aria-haspopup", "menu");
    nav.append(this.root);
    new ResizeObserver(() => this.update()).observe(nav);
  }

  /** Decides anew what is shown: the size, the current page or a badge changed. */
  update() {
    for (const link of this.#links) link.hidden = false;
    this.root.hidden = true;
    if (this.#fits()) return;
    this.root.hidden = false;
    for (const link of this.#candidates()) {
      if (this.#fits()) break;
      link.hidden = true;
    }
    this.root.classList.toggle("penstock-waits", this.#hidden().some((link) => link.querySelector(".penstock-badge:not([hidden])")));
  }

  #fits() {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = this.#nav;
    return getComputedStyle(this.#nav).flexDirection === "row" ? scrollWidth <= clientWidth : scrollHeight <= clientHeight;
  }

  /** What may be hidden, the last first. */
  #candidates() {
    return this.#links.filter((link) => !link.hasAttribute("aria-current")).reverse();
  }

  #hidden() {
    return this.#links.filter((link) => link.hidden);
  }

  #open() {
    const items = this.#hidden().map((link) => ({
      label: link.querySelector("span")?.textContent ?? "",
      icon: /** @type {SVGElement | undefined} */ (link.querySelector("svg")?.cloneNode(true)),
      run: () => link.click(),
    }));
    openMenu(this.#host, { anchor: this.root }, items);
  }
}
