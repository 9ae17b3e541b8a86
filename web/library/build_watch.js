/** Tells when the server was updated under an open page: old modules would talk to new routes. */

/**
 * @typedef {{version: string, api: number, web: string, host: string}} About what the server tells of itself
 */

/**
 * @param {import("./host.js").Host} host
 * @returns {Promise<About>}
 */
export async function watchBuild(host) {
  const about = await host.requests.get("/penstock/about");
  let told = false;
  host.events.listen("reconnected", async () => {
    const now = await host.requests.get("/penstock/about").catch(() => about);
    if (told || now.web === about.web) return;
    told = true;
    const reload = { label: host.t("reload"), run: () => location.reload() };
    host.toasts.show({ message: host.t("updated"), action: reload, stays: true });
  });
  return about;
}
