/** The versions of a workflow, the newest first, with what can be done to each. */

import { button, element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { openMenu } from "../library/menu.js";
import { download } from "./workflow_actions.js";

/**
 * @typedef {import("./workflow_types.js").Detail} Detail
 * @typedef {import("./workflow_types.js").Version} Version
 *
 * @typedef {object} VersionWays
 * @property {(version: number) => void} show its form
 * @property {(version: number) => void} restore makes it the newest
 * @property {(a: number, b: number) => string} compareUrl
 * @property {(version: number) => string} documentUrl
 */

const KILO = 1024;

export class VersionList {
  root = element("ol", { class: "penstock-versions" });
  #host;
  #ways;
  #drawn = "";

  /**
   * @param {import("../library/host.js").Host} host
   * @param {VersionWays} ways
   */
  constructor(host, ways) {
    this.#host = host;
    this.#ways = ways;
    setAttribute(this.root, "aria-label", host.t("workflows.versions"));
  }

  /**
   * @param {Detail} detail
   * @param {number} shown the one whose form is shown
   */
  show({ history, latest }, shown) {
    const drawn = JSON.stringify([history, shown]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const focused = /** @type {HTMLElement | null | undefined} */ (document.activeElement?.closest(".penstock-versions > li"))?.dataset.version;
    this.root.replaceChildren(...history.map((version) => this.#row(version, latest, shown)));
    if (focused) /** @type {HTMLElement | null} */ (this.root.querySelector(`[data-version="${CSS.escape(focused)}"] button`))?.focus({ preventScroll: true });
  }

  /**
   * @param {Version} version
   * @param {number} latest
   * @param {number} shown
   */
  #row(version, latest, shown) {
    const { t } = this.#host;
    const { number, note } = version;
    const facts = [new Date(version.created).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" }), t("workflows.node_count", { count: version.nodes }), sizeOf(version.bytes), version.format === "api" ? t("workflows.format_api") : ""];
    const name = element("span", { class: "penstock-version-name", text: t("workflows.version", { version: number }) });
    if (number === latest) name.append(element("small", { text: t("workflows.newest") }));
    const lines = [name, element("span", { class: "penstock-version-facts", text: facts.filter(Boolean).join(" · ") }), ...(note ? [element("span", { class: "penstock-version-note", text: note, attributes: { dir: "auto" } })] : [])];
    const choose = element("button", { class: "penstock-version-show", attributes: { type: "button", "aria-current": number === shown ? "true" : null, title: t("workflows.version_show", { version: number }) }, on: { click: () => this.#ways.show(number) } }, ...lines);
    const more = button(t("workflows.version_menu", { version: number }), () => this.#openMenu(more, version, latest), { icon: icon("more"), class: "penstock-quiet" });
    setAttribute(more, "aria-haspopup", "menu");
    return element("li", { attributes: { "data-version": number } }, choose, more);
  }

  /**
   * @param {HTMLElement} anchor
   * @param {Version} version
   * @param {number} latest
   */
  #openMenu(anchor, { number }, latest) {
    const { t } = this.#host;
    const other = number === latest ? latest - 1 : latest;
    const compare = () => void (location.href = this.#ways.compareUrl(Math.min(number, other), Math.max(number, other)));
    openMenu(this.#host, { anchor }, [
      { label: t("workflows.version_show", { version: number }), icon: icon("sliders"), run: () => this.#ways.show(number) },
      { label: number === latest ? t("workflows.compare_before") : t("workflows.compare_newest"), icon: icon("compare"), disabled: other < 1, run: compare },
      { label: t("workflows.download"), icon: icon("download"), run: () => download(this.#ways.documentUrl(number)) },
      null,
      { label: t("workflows.version_restore"), icon: icon("undo"), disabled: number === latest, run: () => this.#ways.restore(number) },
    ]);
  }
}

/** @param {number} bytes */
function sizeOf(bytes) {
  if (bytes < KILO) return `${bytes} B`;
  return bytes < KILO * KILO ? `${Math.round(bytes / KILO)} kB` : `${(bytes / KILO / KILO).toFixed(1)} MB`;
}
