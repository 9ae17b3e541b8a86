/** The plugin `profiles`: the profile in the node Pool Profile, and the page of profiles in the standalone app. */

/** What the server tells when nobody here waits for it: ComfyUI complains of events without a listener. */
const TOLD_ANYWAY = ["job_changed", "profile_exported"];

/**
 * @param {import("../library/comfyui/page.js").Page} page
 * @returns {Promise<import("../library/comfyui/page.js").Part>}
 */
export async function comfyui(page) {
  for (const name of TOLD_ANYWAY) page.host.events.listen(name, () => {});
  const [{ ProfileNodes }, { ProfileBook }] = await Promise.all([import("./comfyui/profile_nodes.js"), import("./profile_book.js")]);
  const nodes = new ProfileNodes(page, ProfileBook.of(page.host));
  return {
    nodeCreated: (node) => nodes.created(node),
    getNodeMenuItems: (node) => nodes.menu(node),
    // At once: what ComfyUI then takes for the workflow's first state has the names as they are.
    afterConfigureGraph: () => nodes.opened(),
  };
}

/**
 * @param {import("../standalone/app.js").App} app
 * @returns {Promise<import("../standalone/app.js").Part>}
 */
export async function standalone(app) {
  const { profilePages } = await import("./standalone/pages.js");
  return profilePages(app);
}
