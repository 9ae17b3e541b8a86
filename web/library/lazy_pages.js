/** Pages of the standalone app whose modules are fetched when somebody goes there first. */

/**
 * @typedef {import("../standalone/app.js").PageSpec} PageSpec
 * @typedef {import("../standalone/app.js").Part} Part
 */

/**
 * The part of a plugin whose pages are known and not loaded yet. What failed to load is tried again at the next visit.
 * @param {Omit<PageSpec, "open">[]} specs
 * @param {() => Promise<Part>} load gives the same paths, with what opens them
 * @returns {Part}
 */
export function lazyPages(specs, load) {
  let loading = /** @type {Promise<Part> | null} */ (null);
  const loaded = () => {
    loading ??= load().catch((error) => {
      loading = null;
      throw error;
    });
    return loading;
  };
  return { pages: specs.map((spec) => ({ ...spec, open: async (/** @type {Record<string, string>} */ values) => openerOf(await loaded(), spec.path)(values) })) };
}

/**
 * @param {Part} part
 * @param {string} path
 */
function openerOf({ pages }, path) {
  const found = pages.find((page) => page.path === path);
  if (!found) throw new Error(`no page has the path ${path}`);
  return found.open;
}
