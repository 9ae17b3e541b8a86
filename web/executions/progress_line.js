/** How far an execution is: a bar, and the numbers in words. */

import { element, setAttribute, setText } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { isUnfinished, progressText, shareOf } from "./execution_names.js";

export class ProgressLine {
  #t;
  #fill = element("span", { class: "penstock-progress-fill" });
  #bar;
  #text = element("span", { class: "penstock-execution-numbers", attributes: { role: "status" } });
  #done = element("span", { class: "penstock-execution-done" }, icon("check"));

  /** @param {import("../library/strings.js").Translate} t */
  constructor(t) {
    this.#t = t;
    const attributes = { role: "progressbar", "aria-label": t("executions.progress_bar"), "aria-valuemin": 0, "aria-valuemax": 100 };
    this.#bar = element("div", { class: "penstock-progress", attributes }, this.#fill);
    setAttribute(this.#done, "title", t("executions.finished"));
    this.root = element("div", { class: "penstock-execution-progress" }, element("div", {}, this.#done, this.#text), this.#bar);
  }

  /** @param {{images_count: number, scene_count: number, wanted: number, finished: number | null}} execution */
  show(execution) {
    const share = shareOf(execution);
    const isOpen = isUnfinished(execution) && share !== null;
    setText(this.#text, progressText(this.#t, execution));
    setAttribute(this.#bar, "hidden", isOpen ? null : "");
    setAttribute(this.#done, "hidden", execution.finished === null || (share ?? 1) < 1 ? "" : null);
    setAttribute(this.#bar, "aria-valuenow", Math.round((share ?? 0) * 100));
    this.#fill.style.transform = `scaleX(${share ?? 0})`;
  }
}
