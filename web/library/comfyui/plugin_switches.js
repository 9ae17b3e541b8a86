/**
 * One switch for each plugin in ComfyUI's settings. The server's file is the truth: the dialog shows it, and what the
 * dialog says while ComfyUI starts (its own old copy) is ignored.
 */

const SECTION = "Penstock";

/** @typedef {{name: string, title: string, description: string, status: string, reason: string, essential: boolean, wanted: boolean, forced: string}} PluginLine */

export class PluginSwitches {
  #host;
  #app;
  #plugins;
  #open = false;

  /**
   * @param {import("../host.js").Host} host
   * @param {any} app
   * @param {PluginLine[]} plugins
   */
  constructor(host, app, plugins) {
    this.#host = host;
    this.#app = app;
    this.#plugins = plugins.filter((plugin) => !plugin.essential);
    host.events.listen("plugin_enabled", (event) => void this.#changedElsewhere(event.plugin, true));
    host.events.listen("plugin_disabled", (event) => void this.#changedElsewhere(event.plugin, false));
  }

  /** What ComfyUI's settings dialog shows. */
  settings() {
    const { t } = this.#host;
    return this.#plugins.map((plugin) => ({
      id: settingId(plugin),
      name: this.#label(plugin),
      category: [SECTION, t("plugins.category"), plugin.name],
      tooltip: this.#tip(plugin),
      type: "boolean",
      attrs: { disabled: Boolean(plugin.forced) },
      defaultValue: plugin.wanted,
      onChange: (/** @type {boolean} */ wanted) => void this.#changed(plugin, wanted),
    }));
  }

  /**
   * Its title; what is wrong with it stands beside it.
   * @param {PluginLine} plugin
   */
  #label({ title, name, status }) {
    const wrong = ["failed", "conflict", "unapproved"].includes(status) ? ` (${this.#host.t(`plugins.status_${status}`)})` : "";
    return `${title || name}${wrong}`;
  }

  /** @param {PluginLine} plugin */
  #tip({ description, status, reason, forced }) {
    const { t } = this.#host;
    const why = forced ? t("plugins.forced", { why: forced }) : status !== "active" && reason ? t("plugins.because", { reason }) : "";
    const hint = status === "unapproved" ? t("plugins.unapproved_hint") : "";
    return [description, why, hint, forced ? "" : t("plugins.restart")].filter(Boolean).join(" ");
  }

  /** Brings the dialog in line with the server, then listens to it. */
  async open() {
    for (const plugin of this.#plugins) await this.#show(plugin);
    this.#open = true;
  }

  /**
   * @param {PluginLine} plugin
   * @param {boolean} wanted
   */
  async #changed(plugin, wanted) {
    if (!this.#open || wanted === plugin.wanted) return;
    const { requests, toasts, t } = this.#host;
    try {
      const answer = await requests.send("POST", `/penstock/plugins/${plugin.name}/${wanted ? "enable" : "disable"}`);
      plugin.wanted = answer.wanted;
      toasts.show({ message: t(wanted ? "plugins.switched_on" : "plugins.switched_off", { title: plugin.title }) });
    } catch (error) {
      toasts.showError(error);
      await this.#show(plugin);
    }
  }

  /**
   * @param {string} name
   * @param {boolean} wanted
   */
  async #changedElsewhere(name, wanted) {
    const plugin = this.#plugins.find((one) => one.name === name);
    if (!plugin || plugin.wanted === wanted) return;
    plugin.wanted = wanted;
    await this.#show(plugin);
  }

  /** @param {PluginLine} plugin */
  async #show(plugin) {
    const { setting } = this.#app.extensionManager;
    if (setting.get(settingId(plugin)) !== plugin.wanted) await setting.set(settingId(plugin), plugin.wanted);
  }
}

/** @param {PluginLine} plugin */
function settingId(plugin) {
  return `Penstock.Plugins.${plugin.name}`;
}
