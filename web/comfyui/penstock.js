/**
 * What ComfyUI loads of Penstock. It imports the browser modules of the plugins that are switched on; a module's
 * `comfyui(page)` returns its part of the extension.
 */

// @ts-expect-error ComfyUI serves it
import { api } from "../../scripts/api.js";
// @ts-expect-error ComfyUI serves it
import { app } from "../../scripts/app.js";

const PACK = decodeURIComponent(new URL(".", import.meta.url).pathname.split("/").at(-2) ?? "");
const address = (/** @type {string} */ path) => new URL(api.apiURL(path), location.href).href;

/** @param {string} path */
const load = (path) => import(address(path));

/**
 * Starts the plugins' modules before ComfyUI creates its first node.
 * @returns {Promise<object>} the extension
 */
async function extension() {
  const { openPage } = await load("/penstock/web/library/comfyui/page.js");
  const page = await openPage({ api, app, address, pack: PACK });
  const started = page.plugins.filter((/** @type {any} */ { web }) => web).map(async (/** @type {any} */ plugin) => [plugin, await start(plugin, page)]);
  return page.extension((await Promise.all(started)).filter(([, part]) => part));
}

/**
 * A module that fails is reported, the others go on.
 * @param {{name: string, title: string, web: string}} plugin
 * @param {any} page
 */
async function start(plugin, page) {
  try {
    const module = await load(plugin.web);
    return await module.comfyui?.(page);
  } catch (error) {
    page.failed(plugin, error);
    return null;
  }
}

try {
  app.registerExtension(await extension());
} catch (error) {
  console.error("Penstock: its server part does not answer; see ComfyUI's log.", error);
}
