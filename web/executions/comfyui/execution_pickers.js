/** Pickers of executions and jobs in nodes. */

import { makeNamePicker } from "../../library/texts/name_picker.js";
import { imagesDirOf, isUnfinished, progressText, textOf, titleOf } from "../execution_names.js";

const EVENTS = ["execution_started", "execution_finished", "execution_images_deleted", "execution_images_restored"];

/**
 * @typedef {import("../types.js").ExecutionKey} ExecutionKey
 * @typedef {import("../types.js").Listed} Listed
 * @typedef {import("../../library/host.js").Host} Host
 * @typedef {import("../execution_book.js").ExecutionBook} ExecutionBook
 */

/** A picker of executions by when they began; those that lack pictures come first, ids can be typed. */
export class ExecutionPicker {
  #host;
  #book;
  #options;
  #list = /** @type {Listed[] | null} */ (null);
  #names = /** @type {Map<string, string>} */ (new Map());
  #offered = /** @type {Map<string, Listed>} */ (new Map());

  /**
   * @param {Host} host
   * @param {ExecutionBook} book
   * @param {object} options
   * @param {(one: Listed) => boolean} options.fits
   * @param {boolean} options.withStory whether names begin with that of the story
   * @param {(typed: string, one: Listed | undefined) => void} options.chosen `one` where it is known
   * @param {string} [options.none]
   */
  constructor(host, book, options) {
    this.#host = host;
    this.#book = book;
    this.#options = options;
    const { none } = options;
    this.field = makeNamePicker();
    const chosen = (/** @type {string} */ text) => options.chosen(text, this.#offered.get(text) ?? book.list.find((one) => one.exec_id === text || textOf(one) === text));
    this.field.show({ host, label: host.t("execution_node.execution"), placeholder: none ?? host.t("execution_node.pick_one"), value: "", names: () => this.#read(), events: EVENTS, none, free: true, chosen });
  }

  /**
   * @param {ExecutionKey | null} key
   * @param {string} text where it is not known
   */
  show(key, text) {
    const name = key && this.#nameOf(key);
    this.field.value = name || text;
    this.field.title = key ? textOf(key) : text;
  }

  async #read() {
    await this.#book.refresh();
    const found = this.#book.list.filter((one) => this.#options.fits(one));
    found.sort((one, other) => Number(isUnfinished(other)) - Number(isUnfinished(one)));
    this.#offered = new Map(found.map((one) => [this.#nameOf(one), one]));
    return [...this.#offered].map(([name, one]) => ({ name, detail: this.#detailOf(one) }));
  }

  /** @param {ExecutionKey} key */
  #nameOf(key) {
    if (this.#list !== this.#book.list) this.#nameAll();
    return this.#names.get(textOf(key)) ?? "";
  }

  /** Those that began in the same second have their ids in their names. */
  #nameAll() {
    const list = (this.#list = this.#book.list);
    const names = list.map((one) => [...(this.#options.withStory ? [one.story] : []), titleOf(one)].join(" · "));
    const taken = /** @type {Map<string, number>} */ (new Map());
    for (const name of names) taken.set(name, (taken.get(name) ?? 0) + 1);
    this.#names = new Map(list.map((one, at) => [textOf(one), (taken.get(names[at]) ?? 0) > 1 ? `${names[at]} · ${one.exec_id}` : names[at]]));
  }

  /** @param {Listed} one */
  #detailOf(one) {
    const { t } = this.#host;
    return [progressText(t, one), t("executions.job", { job: one.job })].join(" · ");
  }
}

/**
 * @param {Host} host
 * @param {() => string | null} story
 * @param {(job: string) => void} chosen
 */
export function jobPicker(host, story, chosen) {
  const picker = makeNamePicker();
  const names = async () => {
    const name = story();
    if (!name) return [];
    const { jobs } = await host.requests.get(`/penstock/story_jobs/${encodeURIComponent(name)}`);
    return jobs;
  };
  picker.show({ host, label: host.t("execution_node.job"), none: host.t("execution_node.new_job"), value: "", names, events: EVENTS, free: true, chosen });
  return picker;
}

/**
 * @param {string} typed a folder, where `one` is not known
 * @param {Listed | undefined} one
 * @param {"images" | "videos"} kind
 */
export function folderOf(typed, one, kind) {
  return one ? imagesDirOf(one).replace(/images$/, kind) : typed;
}
