/** What the plugins that are switched on add to the page. */

/**
 * @param {import("./app.js").App} app
 * @returns {Promise<import("./app.js").Part[]>}
 */
export async function loadParts(app) {
  const { plugins } = await app.host.requests.get("/penstock/plugins");
  const parts = await Promise.all(plugins.filter((/** @type {any} */ { web }) => web).map((/** @type {any} */ plugin) => load(app, plugin)));
  return parts.filter((part) => part !== null);
}

/**
 * A plugin whose module fails is reported, and the others go on.
 * @param {import("./app.js").App} app
 * @param {{name: string, title: string, web: string}} plugin
 * @returns {Promise<import("./app.js").Part | null>} null where it has nothing for this page
 */
async function load(app, { name, title, web }) {
  const { requests, toasts, t } = app.host;
  try {
    const module = await import(new URL(requests.address(web), location.href).href);
    return (await module.standalone?.(app)) ?? null;
  } catch (/** @type {any} */ error) {
    console.warn(`Penstock: the browser module of the plugin ${name} failed.`, error);
    toasts.show({ message: t("page.plugin_failed", { title }), hint: error.message, severity: "error", stays: true });
    return null;
  }
}
