/** One node Story Execution Init: whether each run gets a folder of its own, or goes on in one that is chosen. */

import { rememberChange } from "../../library/comfyui/history.js";
import { addElement, after, hideWidget, keepSocket, widgetOf } from "../../library/comfyui/widgets.js";
import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { ExecutionPicker, jobPicker } from "./execution_pickers.js";
import { ExecutionStrip } from "./execution_strip.js";
import { storyFeed } from "./story_feed.js";

const EXEC = "exec_id";
const JOB = "job_id";
const MIN_HEIGHT = 200;
const FIRST_SIZE = [380, 430];
const CHOICE_HEIGHT = 40;

export class InitNode {
  #page;
  #node;
  #book;
  #strip;
  #exec;
  #job;
  #newId;
  #modes = /** @type {Record<"new" | "continue", HTMLButtonElement>} */ ({});
  #hint = element("p", { class: "penstock-execution-strip-note" });
  #choose;
  #wantsContinue = false;
  #shared;
  #shownStory = /** @type {string | null} */ ("");

  /**
   * @param {import("../../library/comfyui/page.js").Page} page
   * @param {any} node inside its constructor
   * @param {import("./folder_feed.js").Shared} shared
   */
  constructor(page, node, shared) {
    this.#page = page;
    this.#shared = shared;
    this.#node = node;
    const { host } = page;
    const { t } = host;
    this.#book = shared.book;
    for (const name of [EXEC, JOB]) hideWidget(widgetOf(node, name));
    this.#keepSockets();
    this.#strip = new ExecutionStrip(page);
    this.#exec = new ExecutionPicker(host, this.#book, {
      fits: ({ story }) => !this.#story || story === this.#story,
      withStory: false,
      chosen: (typed, one) => this.#set({ [EXEC]: one?.exec_id ?? typed, ...(one ? { [JOB]: one.job } : {}) }),
    });
    this.#job = jobPicker(host, () => this.#story, (job) => this.#set({ [JOB]: job }));
    this.#newId = button(t("execution_node.new_id"), () => void this.#mint(), { icon: icon("plus"), class: "penstock-quiet", title: t("execution_node.new_id_hint") });
    this.#choose = element("div", { class: "penstock-execution-node-row" }, this.#exec.field, this.#newId);
    this.#modes.new = button(t("execution_node.new_each_run"), () => this.#turn("new"), { class: "penstock-button" });
    this.#modes.continue = button(t("execution_node.continue"), () => this.#turn("continue"), { class: "penstock-button" });
    const modes = element("div", { class: "penstock-execution-modes", attributes: { role: "group", "aria-label": t("execution_node.mode") } }, this.#modes.new, this.#modes.continue);
    this.root = element("div", { class: "penstock-execution-node penstock-texts" }, element("div", { class: "penstock-execution-node-body" }, modes, this.#hint, this.#choose, this.#job, this.#strip.root));
    this.root.addEventListener("keydown", (event) => event.ctrlKey || event.metaKey || event.stopPropagation());
    addElement(node, "penstock_execution_init", this.root, MIN_HEIGHT);
    node.setSize([Math.max(node.size[0], FIRST_SIZE[0]), Math.max(node.size[1], FIRST_SIZE[1])]);
    this.#listen();
  }

  /** Brings what is shown up to date. */
  update() {
    const { t } = this.#page.host;
    const [exec, job] = [this.#widget(EXEC), this.#widget(JOB)];
    const id = String(exec?.value ?? "").trim();
    const continues = !exec || id !== "" || this.#wantsContinue;
    for (const mode of /** @type {const} */ (["new", "continue"])) {
      setAttribute(this.#modes[mode], "aria-pressed", String(continues === (mode === "continue")));
      this.#modes[mode].disabled = !exec;
    }
    const found = id ? this.#find(id) : null;
    setText(this.#hint, exec ? (continues ? this.#continueHint(found) : t("execution_node.new_each_run_hint")) : t("execution_node.run_only"));
    setAttribute(this.#choose, "hidden", continues && exec ? null : "");
    setAttribute(this.#job, "hidden", job ? null : "");
    this.#exec.show(found, id);
    this.#job.value = String(job?.value ?? "").trim();
    if (this.#shownStory !== this.#story) {
      this.#shownStory = this.#story;
      for (const picker of [this.#exec.field, this.#job]) if (picker.isConnected) void picker.refresh();
    }
    this.#showStrip(id, found);
  }

  close() {
    this.#strip.close();
  }

  get #story() {
    return storyFeed(this.#page.app, this.#node).name;
  }

  /**
   * The execution that is chosen; null where there is none yet.
   * @param {string} id
   */
  #find(id) {
    const story = this.#story;
    const job = String(this.#widget(JOB)?.value ?? "").trim();
    return this.#book.list.find((one) => one.exec_id === id && (!story || one.story === story) && (!job || one.job === job)) ?? null;
  }

  /** A run that would find nothing to do says so before. @param {import("../types.js").Listed | null} found */
  #continueHint(found) {
    const { t } = this.#page.host;
    const isWhole = found && found.wanted > 0 && found.images_count >= found.wanted;
    return isWhole ? t("execution_node.all_there", { count: found.images_count }) : t("execution_node.continue_hint");
  }

  /**
   * @param {string} id
   * @param {import("../types.js").Listed | null} found
   */
  #showStrip(id, found) {
    const { t } = this.#page.host;
    const before = this.#shared.last.get(this.#node) ?? null;
    if (!id) return this.#strip.show(before, this.#widget(EXEC) ? "" : t("execution_node.run_only"));
    const last = before?.exec_id === id ? before : null;
    const key = found ? { story: found.story, job: found.job, exec_id: found.exec_id } : last;
    return this.#strip.show(key, this.#book.status === "ready" ? t("execution_node.unsaved_id") : "");
  }

  /** @param {"new" | "continue"} mode */
  #turn(mode) {
    const wasContinued = this.#modes.continue.getAttribute("aria-pressed") === "true";
    this.#wantsContinue = mode === "continue";
    if (wasContinued !== this.#wantsContinue) this.#growBy(this.#wantsContinue ? CHOICE_HEIGHT : -CHOICE_HEIGHT);
    if (mode === "new") return this.#set({ [EXEC]: "" });
    this.update();
    return this.#exec.field.querySelector("input")?.focus();
  }

  /** The row with the choice takes no room from the pictures. @param {number} height */
  #growBy(height) {
    const [width, before] = this.#node.size;
    const [, least] = this.#node.computeSize();
    this.#node.setSize([width, Math.max(least, before + height)]);
  }

  async #mint() {
    try {
      const { exec_id: id } = await this.#book.client.newId();
      this.#set({ [EXEC]: id });
    } catch (error) {
      this.#page.host.toasts.showError(error);
    }
  }

  /** @param {string} name */
  #widget(name) {
    return this.#page.graphProfiles.widget(this.#node, name);
  }

  /** @param {Record<string, string>} values by widget */
  #set(values) {
    for (const [name, value] of Object.entries(values)) {
      const widget = this.#widget(name);
      if (widget) widget.value = value;
    }
    rememberChange(this.#page.app);
    this.#page.app.canvas?.setDirty?.(true, true);
    this.#page.graphProfiles.changed();
  }

  #keepSockets() {
    for (const name of [EXEC, JOB]) keepSocket(this.#node, name);
  }

  #listen() {
    const { graphProfiles } = this.#page;
    for (const method of ["onConfigure", "onConnectionsChange", "onAdded"]) after(this.#node, method, () => graphProfiles.changed());
    after(this.#node, "onConfigure", () => this.#keepSockets());
    after(this.#node, "onRemoved", () => (this.close(), graphProfiles.changed()));
  }
}
