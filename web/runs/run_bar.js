/** The bar that says how far a run is. */

import { element, setAttribute } from "../library/elements.js";
import { percentOf } from "./run_words.js";

export class RunBar {
  #fill = element("span", { class: "penstock-progress-fill" });

  /** @param {string} label what screen readers call it */
  constructor(label) {
    this.root = element("div", { class: "penstock-progress penstock-run-bar", attributes: { role: "progressbar", "aria-label": label, "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": 0 } }, this.#fill);
  }

  /**
   * @param {import("./types.js").Run} run
   * @param {import("./types.js").RunProgress | null} progress
   */
  show(run, progress) {
    const percent = run.status === "completed" ? 100 : run.status === "running" ? percentOf(progress) : 0;
    this.fill(percent, run.status);
  }

  /**
   * @param {number} percent whole
   * @param {import("./types.js").RunStatus} status
   */
  fill(percent, status) {
    this.root.dataset.status = status;
    setAttribute(this.root, "aria-valuenow", percent);
    this.#fill.style.transform = `scaleX(${percent / 100})`;
  }
}
