/** What a board says in place of cards, and above them. */

import { button, element } from "../library/elements.js";
import { icon } from "../library/icons.js";

/** @typedef {import("../library/texts/draft.js").Draft} Draft */

/**
 * @param {import("../library/host.js").Host} host
 * @param {Draft} story
 * @returns {Node[]}
 */
export function boardNotices({ t }, story) {
  if (story.status !== "ready") return [];
  return [
    ...(story.readOnly ? [notice(t("stories.read_only"), [t("stories.read_only_hint")])] : []),
    ...(story.migrates ? [notice(t("stories.migrates"), [t("stories.migrates_hint")])] : []),
    ...(story.problems.length ? [notice(t("stories.problems"), story.problems)] : []),
  ];
}

/**
 * @param {import("../library/host.js").Host} host
 * @param {Draft} story
 * @param {number} count of its scenes
 * @param {{retry: () => void, add: () => void}} ways
 * @returns {Node[]}
 */
export function boardMessage({ t }, { status, error, readOnly }, count, ways) {
  const retry = button(t("retry"), ways.retry, { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
  if (status === "failed") return [empty("warning", error?.message ?? "", error?.hint ?? "", retry)];
  if (status === "missing") return [empty("warning", t("stories.no_such_story"), t("stories.no_such_story_hint"), retry)];
  if (status !== "ready" || count) return [];
  const add = button(t("stories.add_scenes"), ways.add, { icon: icon("plus"), showLabel: true, class: "penstock-button penstock-primary" });
  return [empty("story", t("stories.no_scenes"), t("stories.no_scenes_hint"), ...(readOnly ? [] : [add]))];
}

/**
 * @param {"story" | "warning"} shape
 * @param {string} title
 * @param {string} hint
 * @param {...Node} actions
 */
function empty(shape, title, hint, ...actions) {
  return element("div", { class: "penstock-story-empty" }, icon(shape), element("strong", { text: title }), element("p", { text: hint }), element("div", {}, ...actions));
}

/**
 * @param {string} title
 * @param {readonly string[]} sentences
 */
function notice(title, sentences) {
  const texts = sentences.map((text) => element("p", { text, attributes: { dir: "auto" } }));
  return element("div", { class: "penstock-story-notice" }, icon("warning"), element("div", {}, element("strong", { text: title }), ...texts));
}
