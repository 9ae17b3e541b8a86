/** Calls of the plugins' parts in ComfyUI's page: one that fails is told once, and the others go on. */

const CALLS = /** @type {const} */ (["setup", "nodeCreated", "getNodeMenuItems", "afterConfigureGraph"]);
const SAID = /** @type {const} */ (["commands", "menuCommands", "keybindings", "settings"]);

/**
 * @typedef {{name: string, title: string}} PluginName
 */

export class PartGuard {
  #host;
  #app;

  /**
   * @param {import("../host.js").Host} host
   * @param {any} app ComfyUI's `app`
   */
  constructor(host, app) {
    this.#host = host;
    this.#app = app;
  }

  /**
   * A plugin's browser module did something wrong: say so, the first time with the way to the list of plugins.
   * @param {PluginName} plugin
   * @param {unknown} error
   */
  failed({ name, title }, error) {
    const { moduleFaults, toasts, t } = this.#host;
    console.error(`Penstock: the browser module of the plugin ${name} failed.`, error);
    if (moduleFaults.has(name)) return;
    const known = error instanceof Error ? error : new Error(String(error));
    moduleFaults.set(name, known);
    const action = { label: t("plugins.show"), run: () => void this.#app.extensionManager.command.execute("Penstock.ShowPlugins") };
    toasts.show({ message: t("page.plugin_failed", { title }), hint: known.message, severity: "error", stays: true, action });
  }

  /**
   * The part, of which no function throws: what fails gives nothing.
   * @param {PluginName} plugin
   * @param {any} part
   * @returns {import("./page.js").Part}
   */
  guarded(plugin, part) {
    const calls = CALLS.filter((name) => typeof part[name] === "function").map((name) => [name, this.#safe(plugin, part, part[name])]);
    const said = SAID.filter((name) => Array.isArray(part[name])).map((name) => [name, part[name]]);
    return Object.fromEntries([...calls, ...said]);
  }

  /**
   * @param {PluginName} plugin
   * @param {any} part
   * @param {(...args: any[]) => any} call
   */
  #safe(plugin, part, call) {
    return (/** @type {any[]} */ ...args) => {
      try {
        const answer = call.apply(part, args);
        if (answer instanceof Promise) return answer.catch((error) => this.failed(plugin, error));
        return answer;
      } catch (error) {
        this.failed(plugin, error);
        return undefined;
      }
    };
  }
}
