/** The pages of scenes in the standalone app: all scenes, and one. */

import { loadStyles } from "../../library/styles.js";
import { SceneBook } from "../scene_book.js";
import { scenePage } from "./scene_page.js";
import { scenesPage } from "./scenes_page.js";

const SHEETS = ["../../library/list_page.css", "../../library/deleted_list.css", "./scenes.css", "./scene_page.css", "../scene_editor.css", "../scene_pictures.css", "../scene_form.css"];

/**
 * What the pages share.
 * @typedef {object} SceneApp
 * @property {import("../../library/host.js").Host} host
 * @property {SceneBook} book
 * @property {(scene: string) => void} open shows a scene
 * @property {() => void} overview shows all of them
 * @property {{scene: string}} last the scene that was opened last
 */

/**
 * @param {import("../../standalone/app.js").App} app
 * @returns {Promise<import("../../standalone/app.js").Part>}
 */
export async function scenePages({ host, go }) {
  await loadStyles(SHEETS.map((name) => new URL(name, import.meta.url).href));
  /** @type {SceneApp} */
  const app = {
    host,
    book: SceneBook.of(host),
    open: (scene) => go(`/scenes/${encodeURIComponent(scene)}`),
    overview: () => go("/scenes"),
    last: { scene: "" },
  };
  return {
    pages: [
      { path: "/scenes", open: () => scenesPage(app) },
      { path: "/scenes/{scene}", open: ({ scene }) => scenePage(app, scene) },
    ],
  };
}
