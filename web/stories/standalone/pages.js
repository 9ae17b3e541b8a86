/** The pages of stories in the standalone app: all stories, and one. */

import { loadStyles } from "../../library/styles.js";
import { SceneBook } from "../scene_book.js";
import { Stories } from "../stories.js";
import { storiesPage } from "./stories_page.js";
import { storyPage } from "./story_page.js";

const SHEETS = ["../../library/list_page.css", "../../library/deleted_list.css", "./stories.css", "./story_page.css", "../story_board.css", "../story_cards.css", "../story_detail.css"];

/**
 * What the pages share.
 * @typedef {object} StoryApp
 * @property {import("../../library/host.js").Host} host
 * @property {Stories} stories
 * @property {SceneBook} book
 * @property {(story: string) => void} open shows a story
 * @property {(story: string) => void} executions shows the runs of a story
 * @property {() => void} overview shows all stories
 * @property {{story: string}} last the story that was opened last
 */

/**
 * @param {import("../../standalone/app.js").App} app
 * @returns {Promise<import("../../standalone/app.js").Part>}
 */
export async function storyPages({ host, go }) {
  await loadStyles(SHEETS.map((name) => new URL(name, import.meta.url).href));
  /** @type {StoryApp} */
  const app = {
    host,
    stories: Stories.of(host),
    book: SceneBook.of(host),
    open: (story) => go(`/stories/${encodeURIComponent(story)}`),
    executions: (story) => go(`/executions?story=${encodeURIComponent(story)}`),
    overview: () => go("/stories"),
    last: { story: "" },
  };
  return {
    pages: [
      { path: "/stories", open: () => storiesPage(app) },
      { path: "/stories/{story}", open: ({ story }) => storyPage(app, story) },
    ],
  };
}
