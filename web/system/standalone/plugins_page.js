/** The page of all plugins in the standalone app. */

import { PluginList } from "../plugin_list.js";

/**
 * @param {import("../../standalone/app.js").App} app
 * @returns {import("../../standalone/app.js").Page}
 */
export function pluginsPage({ host }) {
  const { t } = host;
  const list = new PluginList(host, { heading: true });
  const keys = /** @type {[string, string][]} */ ([["/", t("plugins.search")], ["Space", t("plugins.switch")]]);
  return {
    root: list.root,
    title: t("plugins.title"),
    close: () => list.close(),
    keys: { "/": () => list.focusSearch() },
    shortcuts: () => [{ title: t("plugins.title"), keys }],
  };
}
