/** The plugin `profiles` in ComfyUI: the node Pool Profile gets a list of the profiles' names. */

import { ProfilePicker } from "./profile_picker.js";

const CLASS = "PoolProfile";

/**
 * @param {import("../library/comfyui/page.js").Page} page
 * @returns {import("../library/comfyui/page.js").Part}
 */
export function comfyui(page) {
  return {
    nodeCreated: (node) => {
      if (page.owns(node, CLASS)) new ProfilePicker(page, node);
    },
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
