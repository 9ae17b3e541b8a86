/** One image of a pool at a time, on the whole screen. */

import { openFullDialog } from "../library/dialogs.js";
import { linkStyles } from "../library/elements.js";
import { ZoomView } from "./zoom_view.js";

/**
 * @param {import("../library/host.js").Host} host
 * @param {import("./pool.js").Pool} pool
 * @param {number} position the image to begin with
 * @param {{commands: import("./commands.js").PoolCommands}} options what acts on the pool, with the grid's own messages
 * @returns {Promise<number>} the position that was shown last
 */
export async function openZoom(host, pool, position, { commands }) {
  for (const name of ["zoom", "zoom_small"]) linkStyles(new URL(`./${name}.css`, import.meta.url).href);
  const view = new ZoomView({ host, pool, position, commands, close: () => dialog.close() });
  const dialog = openFullDialog(host, { title: host.t("zoom.title"), content: view.root, className: "penstock-zoom", onClose: () => view.close() });
  // The dialog gets the focus when what had it goes away, and keys are heard in the view; but Tab goes on from there.
  let isTab = false;
  dialog.root.addEventListener("keydown", ({ key }) => (isTab = key === "Tab"), { capture: true });
  dialog.root.addEventListener("focus", () => isTab || view.focus());
  view.start();
  await dialog.closed;
  return view.position;
}
