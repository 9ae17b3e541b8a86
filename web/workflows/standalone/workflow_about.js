/** What a workflow says about itself: its picture, description and tags, and its versions. */

import { button, element, setAttribute, setText } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { VersionList } from "../version_list.js";
import { editTags, importVersion, setPicture } from "../workflow_actions.js";
import { ago, dateAndTime } from "./times.js";

/** @typedef {import("../workflow_types.js").Detail} Detail */

export class WorkflowAbout {
  #app;
  #one;
  #detail = /** @type {Detail | null} */ (null);
  #versions;
  #picture;
  #tags = element("div", { class: "penstock-workflow-tags" });
  #facts = element("p", { class: "penstock-workflow-about-facts" });
  #count = element("span", { class: "penstock-count" });
  #description;

  /**
   * @param {import("./pages.js").WorkflowApp} app
   * @param {import("../workflow_book_one.js").OneWorkflow} one
   * @param {import("../version_list.js").VersionWays} ways
   */
  constructor(app, one, ways) {
    this.#app = app;
    this.#one = one;
    const { host } = app;
    const { t } = host;
    this.#versions = new VersionList(host, ways);
    this.#picture = button(t("workflows.set_picture"), () => void (this.#detail && setPicture(host, app.book, this.#detail)), { icon: icon("images"), class: "penstock-workflow-about-picture" });
    this.#description = element("textarea", {
      attributes: { rows: 2, placeholder: t("workflows.description_hint"), "aria-label": t("workflows.description"), dir: "auto" },
      on: { change: () => void this.#describe(), keydown: (event) => this.#onDescriptionKey(event) },
    });
    const tag = button(t("workflows.edit_tags"), () => void (this.#detail && editTags(host, app.book, this.#detail)), { icon: icon("label"), class: "penstock-quiet" });
    const add = button(t("workflows.new_version"), () => void importVersion(host, one.id), { icon: icon("upload"), class: "penstock-quiet" });
    const about = element("section", { class: "penstock-workflow-about-words" }, this.#picture, this.#description, element("div", { class: "penstock-workflow-about-tags" }, this.#tags, tag), this.#facts);
    const versions = element("section", { class: "penstock-workflow-about-versions" }, element("div", { class: "penstock-workflow-about-head" }, element("h2", { text: t("workflows.versions") }), this.#count, add), this.#versions.root);
    this.root = element("aside", { class: "penstock-workflow-about", attributes: { "aria-label": t("workflows.about") } }, about, versions);
  }

  /**
   * @param {Detail} detail
   * @param {number} shown the version whose form is shown
   */
  show(detail, shown) {
    const { t } = this.#app.host;
    const had = this.#detail;
    this.#detail = detail;
    this.#versions.show(detail, shown);
    setText(this.#count, String(detail.history.length));
    if (document.activeElement !== this.#description && had?.description !== detail.description) this.#description.value = detail.description;
    const none = element("span", { class: "penstock-workflow-no-tags", text: t("workflows.no_tags") });
    const tags = detail.tags.map((text) => element("span", { class: "penstock-workflow-tag", text, attributes: { dir: "auto" } }));
    this.#tags.replaceChildren(...(tags.length ? tags : [none]));
    const used = detail.last_used ? t("workflows.used", { when: ago(this.#app.host, detail.last_used) }) : t("workflows.never_used");
    setText(this.#facts, [used, t("workflows.added", { when: dateAndTime(detail.created) })].join(" · "));
    if (had?.thumbnail !== detail.thumbnail || had.map !== detail.map) this.#showPicture(detail);
  }

  /** @param {Detail} detail */
  #showPicture(detail) {
    const image = element("img", { attributes: { src: this.#app.book.client.pictureUrl(detail), alt: "" } });
    image.addEventListener("error", () => this.#picture.replaceChildren(icon(detail.thumbnail ? "warning" : "images")));
    this.#picture.replaceChildren(image);
    this.#picture.classList.toggle("penstock-workflow-has-picture", Boolean(detail.thumbnail));
  }

  /** What could not be saved stays in the field. */
  async #describe() {
    const detail = this.#detail;
    const description = this.#description.value.trim();
    if (!detail || description === detail.description) return;
    try {
      await this.#app.book.change(detail, { description });
      setAttribute(this.#description, "aria-invalid", null);
    } catch (error) {
      setAttribute(this.#description, "aria-invalid", "true");
      this.#app.host.toasts.showError(error);
    }
    void this.#one.refresh();
  }

  /** @param {KeyboardEvent} event */
  #onDescriptionKey(event) {
    if (event.key === "Escape" && this.#detail) this.#description.value = this.#detail.description;
    else if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    this.#description.blur();
  }
}
