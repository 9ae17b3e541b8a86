/** The bar that leads to the pages: at the left, or at the top of a narrow screen. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { openMenu } from "../library/menu.js";
import { NavOverflow } from "./nav_overflow.js";
import { chooseTheme, savedTheme, THEMES } from "./theme.js";

const THEME_ICONS = /** @type {const} */ ({ system: "screen", dark: "moon", light: "sun" });

export class Navigation {
  #host;
  #links = /** @type {Map<import("./app.js").PageSpec, HTMLAnchorElement>} */ (new Map());
  #overflow;

  /**
   * @param {import("./app.js").App} app
   * @param {import("./app.js").PageSpec[]} entries
   * @param {() => void} help
   */
  constructor({ host, about, hasEditor }, entries, help) {
    const { t } = (this.#host = host);
    const logo = element("img", { attributes: { src: new URL("./icon.svg", import.meta.url).href, alt: t("page.title"), width: 26, height: 26 } });
    const home = element("a", { class: "penstock-home", attributes: { href: "#/", title: `${t("page.title")} ${about.version}` } }, logo);
    for (const entry of entries) this.#links.set(entry, this.#entry(entry));
    const editor = hasEditor ? link(t("page.graph"), "/", icon("graph")) : null;
    const theme = tool(t("page.theme"), "moon", () => this.#chooseTheme(theme));
    setAttribute(theme, "aria-haspopup", "menu");
    const tools = element("div", { class: "penstock-tools" }, theme, tool(t("library.shortcuts"), "keyboard", help));
    const nav = element("nav", { attributes: { "aria-label": t("page.title") } }, ...this.#links.values(), editor);
    this.#overflow = new NavOverflow(this.#host, nav, [...this.#links.values(), ...(editor ? [editor] : [])]);
    for (const { badge } of entries) badge?.addEventListener("change", () => this.#overflow.update());
    this.root = element("header", { class: "penstock-header" }, home, nav, tools, element("span", { class: "penstock-version", text: about.version }));
  }

  /**
   * @param {import("./app.js").PageSpec | undefined} current the entry to which the page belongs
   * @param {string} path of the page
   */
  mark(current, path) {
    for (const [entry, anchor] of this.#links) {
      setAttribute(anchor, "aria-current", entry !== current ? null : entry.path === path ? "page" : "true");
    }
    this.#overflow.update();
  }

  /** @param {import("./app.js").PageSpec} entry */
  #entry({ title = "", path, icon: drawing, badge }) {
    const made = link(title, `#${path}`, drawing);
    if (badge) made.append(this.#badge(badge));
    return made;
  }

  /** @param {import("./app.js").Badge} badge */
  #badge(badge) {
    const number = element("span", { class: "penstock-badge" });
    const show = () => {
      setAttribute(number, "hidden", badge.count ? null : "");
      setText(number, shortCount(badge.count));
      setAttribute(number, "aria-label", this.#host.t("page.waiting", { count: badge.count }));
      setAttribute(number, "role", "img");
    };
    badge.addEventListener("change", show);
    show();
    return number;
  }

  /** @param {HTMLElement} anchor */
  #chooseTheme(anchor) {
    const now = savedTheme();
    const { t } = this.#host;
    const texts = { system: t("page.themes.system"), dark: t("page.themes.dark"), light: t("page.themes.light") };
    const items = THEMES.map((theme) => ({ label: texts[theme], icon: icon(THEME_ICONS[theme]), checked: theme === now, run: () => chooseTheme(theme) }));
    openMenu(this.#host, { anchor }, items);
  }
}

/** A larger number does not fit into a badge. */
const MOST_SHOWN = 99;

/**
 * @param {string} text
 * @param {string} href
 * @param {SVGElement} [drawing]
 */
function link(text, href, drawing) {
  return element("a", { attributes: { href } }, drawing, element("span", { text }));
}

/**
 * @param {string} label
 * @param {"moon" | "keyboard"} shape
 * @param {() => void} run
 */
function tool(label, shape, run) {
  return button(label, run, { icon: icon(shape), class: "penstock-quiet" });
}

/**
 * @param {number} count
 * @returns {string} as it fits into a badge, empty for none
 */
function shortCount(count) {
  if (count > MOST_SHOWN) return `${MOST_SHOWN}+`;
  return count ? String(count) : "";
}
