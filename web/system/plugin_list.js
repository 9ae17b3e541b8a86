/** All plugins: what is on, what is not and why, what each brought, and a switch for each. A page, or in a dialog. */

import { button, element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { pluginCard } from "./plugin_card.js";
import { startNotes } from "./plugin_notes.js";
import { inOrder, isAbout, nextStart, withModuleFault } from "./plugin_states.js";

/** The style sheets that it needs. */
export const SHEETS = ["../library/list_page.css", "./plugins.css"].map((name) => new URL(name, import.meta.url).href);

export class PluginList {
  #host;
  #plugins = /** @type {import("./types.js").PluginLine[]} */ ([]);
  #list = element("ul", { class: "penstock-plugins" });
  #count = element("span", { class: "penstock-count", attributes: { role: "status" } });
  #restart;
  #notes = element("div", { class: "penstock-plugins-notes" });
  #message = element("div");
  #search;
  #closed = new AbortController();

  /**
   * @param {import("../library/host.js").Host} host
   * @param {{heading?: boolean}} [options] `heading`: it is a page, and says what it is itself
   */
  constructor(host, { heading = false } = {}) {
    this.#host = host;
    const { t, events } = host;
    const label = t("plugins.search");
    const attributes = { type: "search", placeholder: label, "aria-label": label, autocomplete: "off", spellcheck: "false" };
    this.#search = element("input", { attributes, on: { input: () => this.#show() } });
    const search = element("label", { class: "penstock-list-search" }, icon("search"), this.#search);
    const bar = element("div", { class: "penstock-list-bar" }, heading ? element("h1", { text: t("plugins.title") }) : null, this.#count, search);
    this.#restart = element("p", { class: "penstock-plugins-restart", attributes: { role: "status", hidden: "" } });
    this.root = element("section", { class: "penstock-list-page" }, bar, this.#restart, this.#notes, this.#message, this.#list);
    for (const [name, wanted] of /** @type {[string, boolean][]} */ ([["plugin_enabled", true], ["plugin_disabled", false]])) {
      const stop = events.listen(name, (event) => this.#switched(event.plugin, wanted));
      this.#closed.signal.addEventListener("abort", stop);
    }
    void this.#read();
  }

  close() {
    this.#closed.abort();
  }

  focusSearch() {
    this.#search.focus();
    this.#search.select();
  }

  async #read() {
    setAttribute(this.root, "aria-busy", "true");
    this.#message.replaceChildren();
    try {
      const known = await this.#host.requests.get("/penstock/plugins", { signal: this.#closed.signal });
      this.#plugins = inOrder(known.plugins.map((/** @type {import("./types.js").PluginLine} */ plugin) => withModuleFault(plugin, this.#host.moduleFaults)));
      this.#notes.replaceChildren(...startNotes(this.#host.t, this.#plugins, known.limits ?? []));
      this.#show();
    } catch (error) {
      if (!this.#closed.signal.aborted) this.#failed(/** @type {any} */ (error));
    } finally {
      setAttribute(this.root, "aria-busy", null);
    }
  }

  /** @param {any} error */
  #failed(error) {
    const retry = button(this.#host.t("retry"), () => void this.#read(), { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
    this.#message.replaceChildren(element("div", { class: "penstock-empty" }, icon("warning"), element("strong", { text: error.message }), element("p", { text: error.hint ?? "" }), retry));
  }

  #show() {
    const { t } = this.#host;
    const found = this.#plugins.filter((plugin) => isAbout(plugin, this.#search.value.trim()));
    const on = this.#plugins.filter(({ status }) => status === "active").length;
    const all = this.#plugins.length;
    setText(this.#count, found.length < all ? t("page.found", { shown: found.length, count: all }) : t("plugins.count", { on, all }));
    this.#list.replaceChildren(...found.map((plugin) => this.#card(plugin)));
    const none = this.#plugins.length && !found.length;
    this.#message.replaceChildren(...(none ? [element("div", { class: "penstock-empty" }, icon("search"), element("strong", { text: t("plugins.none_found") }))] : []));
    this.#showRestart();
  }

  /** @param {import("./types.js").PluginLine} plugin */
  #card(plugin) {
    return pluginCard(this.#host.t, plugin, (wanted) => void this.#switch(plugin, wanted));
  }

  #showRestart() {
    const changing = this.#plugins.filter((plugin) => nextStart(plugin));
    setAttribute(this.#restart, "hidden", changing.length ? null : "");
    setText(this.#restart, changing.length ? this.#host.t("plugins.restart_for", { names: changing.map(({ title }) => title).join(", ") }) : "");
  }

  /**
   * @param {import("./types.js").PluginLine} plugin
   * @param {boolean} wanted
   */
  async #switch(plugin, wanted) {
    const { requests, toasts, t } = this.#host;
    try {
      await requests.send("POST", `/penstock/plugins/${encodeURIComponent(plugin.name)}/${wanted ? "enable" : "disable"}`);
      this.#switched(plugin.name, wanted);
      const undo = { label: t("undo"), run: () => void this.#switch(plugin, !wanted) };
      toasts.show({ message: t(wanted ? "plugins.switched_on" : "plugins.switched_off", { title: plugin.title }), action: undo, about: `plugin-${plugin.name}` });
    } catch (error) {
      this.#switched(plugin.name, !wanted);
      toasts.showError(error);
    }
  }

  /**
   * @param {string} name
   * @param {boolean} wanted
   */
  #switched(name, wanted) {
    const plugin = this.#plugins.find((one) => one.name === name);
    if (!plugin) return;
    plugin.wanted = wanted;
    const shown = this.#list.querySelector(`[data-plugin="${CSS.escape(name)}"]`);
    if (shown) {
      const focused = shown.contains(document.activeElement);
      const card = this.#card(plugin);
      shown.replaceWith(card);
      if (focused) /** @type {HTMLElement} */ (card.querySelector("input")).focus();
    }
    this.#showRestart();
  }
}
