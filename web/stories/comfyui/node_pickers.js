/** The pickers of a node of stories: names as the server has them now, written into the node's widgets. */

import { setAttribute } from "../../library/elements.js";
import { makeNamePicker } from "../../library/texts/name_picker.js";
import { newStory } from "../story_actions.js";
import { SCENE_EVENTS } from "../scene_book.js";
import { STORY_EVENTS } from "../stories.js";

const EXECUTION_EVENTS = ["execution_started", "execution_finished", "execution_images_deleted", "execution_images_restored"];
const PROMPT_EVENTS = ["prompts_saved", "prompts_deleted", "prompts_restored", "prompts_changed_elsewhere"];

/**
 * @typedef {import("../../library/texts/name_picker.js").NamePicker} NamePicker
 * @typedef {{name: string, detail?: string}} Named
 *
 * @typedef {object} PickerParts
 * @property {import("../../library/host.js").Host} host
 * @property {import("./story_nodes.js").Shared} shared
 * @property {(name: string) => string} value of a widget
 * @property {(values: Record<string, string>) => void} put values by widget
 * @property {() => string} story the name of the story that a run takes
 */

/**
 * @param {import("./node_kinds.js").NodeKind} kind
 * @param {PickerParts} parts
 * @returns {Map<string, NamePicker>} by the widget that each stands for
 */
export function nodePickers(kind, parts) {
  const { host, shared, put } = parts;
  const { t } = host;
  const made = /** @type {Map<string, NamePicker>} */ (new Map());
  const add = (/** @type {string | undefined} */ input, /** @type {Omit<import("../../library/texts/name_picker.js").PickerOptions, "host" | "value" | "chosen"> & {chosen?: (name: string) => void}} */ options) => {
    if (!input) return;
    const picker = makeNamePicker();
    picker.show({ host, value: "", chosen: (name) => put({ [input]: name }), ...options });
    made.set(input, picker);
  };
  add(kind.story, { label: t("story_node.story"), placeholder: t("story_node.no_story"), names: () => shared.stories.names(), events: STORY_EVENTS, create: (typed) => newStory(host, shared.stories, typed || undefined) });
  add(kind.anyScene, { label: t("stories.scene"), none: t("story_node.no_scene"), names: () => allScenes(shared), events: SCENE_EVENTS, chosen: (name) => void takeScene(parts, kind, name) });
  add(kind.scene, { label: t("stories.scene"), none: t("story_node.first_scene"), free: !kind.story, names: async () => scenesOf(parts), events: STORY_EVENTS });
  add(kind.job, { label: t("story_node.job"), none: t("story_node.new_job"), free: true, names: () => jobsOf(parts), events: EXECUTION_EVENTS });
  add(kind.exec, { label: t("story_node.execution"), none: t("story_node.no_execution"), free: true, names: () => executionsOf(parts, kind), events: EXECUTION_EVENTS });
  add(kind.mask, { label: t("stories.mask_name"), none: t("story_node.no_mask"), free: true, names: async () => shared.book.find(parts.value(kind.anyScene ?? ""))?.masks ?? [], events: SCENE_EVENTS });
  add(kind.prompt, { label: t("stories.prompt_name"), none: t("story_node.no_prompt"), free: true, names: () => promptsOf(parts, kind), events: PROMPT_EVENTS });
  return made;
}

/**
 * Shows the values of the widgets; what a link brings is not chosen here.
 * @param {Map<string, NamePicker>} pickers
 * @param {(name: string) => any} widgetOf the widget that decides about an input; null where only a run can tell
 */
export function showPickers(pickers, widgetOf) {
  for (const [input, picker] of pickers) {
    const widget = widgetOf(input);
    setAttribute(picker, "hidden", widget ? null : "");
    picker.value = String(widget?.value ?? "").trim();
  }
}

/**
 * A scene with its first prompt, where none is chosen that it has: without one the story could not run.
 * @param {PickerParts} parts
 * @param {import("./node_kinds.js").NodeKind} kind
 * @param {string} name
 */
async function takeScene(parts, kind, name) {
  parts.put({ [kind.anyScene ?? ""]: name });
  const { prompt = "" } = kind;
  if (!name || !prompt || parts.value("prompt_source") === "custom") return;
  const names = await promptsOf(parts, kind).catch(() => /** @type {string[]} */ ([]));
  const isStill = parts.value(kind.anyScene ?? "") === name;
  if (isStill && names.length && !names.includes(parts.value(prompt))) parts.put({ [prompt]: names[0] });
}

/** @param {import("./story_nodes.js").Shared} shared */
async function allScenes({ book }) {
  await book.refresh();
  return book.list.map(({ name }) => name);
}

/** @param {PickerParts} parts */
async function scenesOf({ shared, story, host }) {
  const found = shared.stories.find(story());
  const names = [...new Set(found?.scenes ?? [])];
  return names.map((name) => ({ name, detail: found?.missing.includes(name) ? host.t("story_node.missing") : "" }));
}

/** @param {PickerParts} parts */
async function jobsOf({ shared, story }) {
  return story() ? (await shared.stories.client.jobs(story())).jobs : [];
}

/**
 * The executions of the story, of the job where one is chosen.
 * @param {PickerParts} parts
 * @param {import("./node_kinds.js").NodeKind} kind
 * @returns {Promise<Named[]>} the newest first
 */
async function executionsOf({ shared, story, value, host }, kind) {
  if (!story()) return [];
  const { executions } = await shared.stories.client.executions(story());
  const job = value(kind.job ?? "");
  const shown = executions.filter((one) => !job || one.job === job);
  return shown.map(({ exec_id: name, images_count: images, wanted }) => ({ name, detail: wanted ? host.t("story_node.progress", { images, wanted }) : host.t("story_node.images", { count: images }) }));
}

/**
 * @param {PickerParts} parts
 * @param {import("./node_kinds.js").NodeKind} kind
 * @returns {Promise<string[]>}
 */
async function promptsOf({ host, value }, kind) {
  const scene = value(kind.anyScene ?? "");
  if (!scene) return [];
  const { prompts = {}, compositions = {} } = await host.requests.get(`/penstock/prompts/${encodeURIComponent(scene)}`);
  return Object.keys(value("prompt_source") === "composition" ? compositions : prompts);
}
