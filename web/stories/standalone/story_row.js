/** One story on the page of all: a strip of its first scenes, its name, what is to be known of it. */

import { button, element, setAttribute } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { isUnsaved } from "../stories.js";

const MOST_PICTURES = 5;

/**
 * @param {import("./pages.js").StoryApp} app
 * @param {import("../types.js").ListedStory} story
 * @param {(story: string, place: import("../../library/menu.js").Place) => void} openMenu
 */
export function storyRow(app, story, openMenu) {
  const { host, last } = app;
  const { t } = host;
  const { name, scenes } = story;
  const link = element(
    "a",
    { attributes: { href: `#/stories/${encodeURIComponent(name)}` }, on: { click: () => void (last.story = name) } },
    strip(app, scenes),
    element("span", { class: "penstock-list-name", text: name, attributes: { dir: "auto" } }),
    element("span", { class: "penstock-list-marks" }, ...marks(t, story)),
    element("span", { class: "penstock-count", text: t("stories.scene_count", { count: scenes.length }) }),
  );
  const more = button(t("stories.story_menu", { name }), () => openMenu(name, { anchor: more }), { icon: icon("more"), class: "penstock-quiet" });
  for (const [attribute, value] of [["aria-haspopup", "menu"], ["tabindex", "-1"]]) setAttribute(more, attribute, value);
  const row = element("li", { attributes: { "data-story": name } }, link, more);
  row.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    openMenu(name, event.button === 2 ? { x: event.clientX, y: event.clientY } : { anchor: more });
  });
  return row;
}

/**
 * @param {import("./pages.js").StoryApp} app
 * @param {readonly string[]} scenes
 */
function strip({ book, host: { t } }, scenes) {
  const pictures = scenes.slice(0, MOST_PICTURES).map((scene) => {
    const url = book.picture(scene, 128);
    return element("span", {}, url ? element("img", { attributes: { src: url, alt: "", loading: "lazy" } }) : icon("images"));
  });
  const none = element("span", {}, icon("story"));
  const rest = scenes.length - MOST_PICTURES;
  if (rest > 0) pictures.at(-1)?.append(element("span", { class: "penstock-stories-rest", text: t("stories.more_scenes", { count: rest }) }));
  return element("span", { class: "penstock-stories-strip", attributes: { "aria-hidden": "true" } }, ...(pictures.length ? pictures : [none]));
}

/**
 * @param {import("../../library/strings.js").Translate} t
 * @param {import("../types.js").ListedStory} story
 */
function marks(t, story) {
  const { missing, problems, read_only: readOnly, draft } = story;
  return [
    ...(isUnsaved(story) ? [mark(t("stories.not_saved"), "penstock-list-unsaved")] : draft?.dirty ? [mark(t("stories.unsaved"), "penstock-list-unsaved")] : []),
    ...(missing.length ? [mark(t("stories.missing_count", { count: missing.length }), "penstock-list-problem", missing.join("\n"))] : []),
    ...(readOnly ? [mark(t("stories.newer"))] : []),
    ...(problems.length && !missing.length ? [mark(t("stories.problems"), "penstock-list-problem", problems.join("\n"))] : []),
  ];
}

/**
 * @param {string} text
 * @param {string} [kind]
 * @param {string} [title]
 */
function mark(text, kind = "", title) {
  return element("span", { class: `penstock-list-mark ${kind}`.trim(), text, attributes: { title: title || null } });
}
