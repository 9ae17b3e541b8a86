/** What the plugin `system` adds to ComfyUI's page: the list of plugins, from the menu, a command and the settings. */

import { openDialog } from "../../library/dialogs.js";
import { button, element, setText } from "../../library/elements.js";
import { arriving } from "../../library/requests.js";
import { needsAttention, nextStart } from "../plugin_states.js";

export const SHOW = "Penstock.ShowPlugins";

/**
 * @param {import("../../library/comfyui/page.js").Page} page
 * @returns {import("../../library/comfyui/page.js").Part}
 */
export function systemPart({ host }) {
  const { t } = host;
  const show = () => void showPlugins(host).catch((error) => host.toasts.showError(error));
  const summary = new PluginSummary(host, show);
  return {
    commands: [{ id: SHOW, label: t("plugins.command"), icon: "pi pi-box", function: show }],
    menuCommands: [{ path: ["Penstock"], commands: [SHOW] }],
    settings: [
      {
        id: "Penstock.Plugins",
        name: t("plugins.all"),
        category: ["Penstock", t("plugins.category"), "all"],
        sortOrder: 100,
        type: () => summary.shown(),
        defaultValue: "",
      },
    ],
  };
}

/**
 * The list with faults, tracebacks and switches, above whatever is open.
 * @param {import("../../library/host.js").Host} host
 */
async function showPlugins(host) {
  const [{ PluginList, SHEETS }, { loadStyles }] = await arriving(Promise.all([import("../plugin_list.js"), import("../../library/styles.js")]));
  await loadStyles(SHEETS);
  const list = new PluginList(host);
  openDialog(host, { title: host.t("plugins.title"), content: list.root, className: "penstock-plugins-dialog", wide: true, onClose: () => list.close() });
}

/** The first row of the switches in ComfyUI's settings: how many are on, what a restart changes, and the way to the list. */
class PluginSummary {
  #host;
  #text = element("span", { attributes: { role: "status" } });
  #root;

  /**
   * @param {import("../../library/host.js").Host} host
   * @param {() => void} show
   */
  constructor(host, show) {
    this.#host = host;
    this.#root = element("div", { class: "penstock-plugins-summary" }, this.#text, button(host.t("plugins.show"), show, { class: "penstock-button" }));
    for (const name of ["plugin_enabled", "plugin_disabled"]) host.events.listen(name, () => void (this.#root.isConnected && this.#read()));
  }

  shown() {
    void this.#read();
    return this.#root;
  }

  async #read() {
    const { requests, t, moduleFaults } = this.#host;
    try {
      const { plugins } = await requests.get("/penstock/plugins");
      const on = plugins.filter((/** @type {any} */ { status }) => status === "active").length;
      const bad = plugins.filter((/** @type {any} */ plugin) => needsAttention(plugin) || moduleFaults.has(plugin.name)).length;
      const changed = plugins.filter(nextStart).map((/** @type {any} */ { title }) => title);
      const said = [t("plugins.count", { on, all: plugins.length }), bad ? t("plugins.attention", { count: bad }) : ""];
      setText(this.#text, [...said, changed.length ? t("plugins.restart_for", { names: changed.join(", ") }) : ""].filter(Boolean).join(" · "));
    } catch (/** @type {any} */ error) {
      setText(this.#text, error.message);
    }
  }
}
