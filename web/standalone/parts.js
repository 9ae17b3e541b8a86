/** What the plugins that are switched on add to the page. */

const FAILED = Symbol("failed");

/**
 * @param {import("./app.js").App} app
 * @returns {Promise<{parts: import("./app.js").Part[], failed: boolean}>} `failed`: some module did not start
 */
export async function loadParts(app) {
  const { plugins } = await app.host.requests.get("/penstock/plugins");
  const loaded = await Promise.all(plugins.filter((/** @type {any} */ { web }) => web).map((/** @type {any} */ plugin) => load(app, plugin)));
  return { parts: loaded.filter((part) => part !== null && part !== FAILED), failed: loaded.includes(FAILED) };
}

/**
 * A plugin whose module fails is reported, and the others go on.
 * @param {import("./app.js").App} app
 * @param {{name: string, title: string, web: string}} plugin
 * @returns {Promise<any>} its part; null where it has nothing for this page, FAILED where it did not start
 */
async function load(app, { name, title, web }) {
  const { requests, toasts, t, moduleFaults } = app.host;
  try {
    const module = await imported(requests, web);
    return (await module.standalone?.(app)) ?? null;
  } catch (/** @type {any} */ error) {
    // Nobody's fault: the whole page starts again when the server is back.
    if (error.status === 0) throw error;
    moduleFaults.set(name, error);
    console.warn(`Penstock: the browser module of the plugin ${name} failed.`, error);
    toasts.show({ message: t("page.plugin_failed", { title }), hint: error.message, severity: "error", stays: true });
    return FAILED;
  }
}

/**
 * What could not be fetched is asked for once more, if the server is there at all.
 * @param {import("../library/requests.js").Requests} requests
 * @param {string} path
 */
async function imported(requests, path) {
  const url = new URL(requests.address(path), location.href).href;
  try {
    return await import(url);
  } catch {
    await requests.get("/penstock/about");
    return import(url);
  }
}
