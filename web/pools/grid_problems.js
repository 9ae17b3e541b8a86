/** Which files were not added, and why; those that only the network kept away can be sent again. */

import { button, element, setAttribute } from "../library/elements.js";
import { icon } from "../library/icons.js";

/** @typedef {import("./uploads.js").Problem} Problem */

export class GridProblems {
  #t;
  #actions;
  #shown = /** @type {Problem[]} */ ([]);

  /**
   * @param {{retryUploads: () => void, forgetProblems: () => void}} actions
   * @param {import("../library/strings.js").Translate} t
   */
  constructor(actions, t) {
    this.#t = t;
    this.#actions = actions;
    this.root = element("div", { class: "penstock-problems", attributes: { role: "alert", hidden: "" } });
  }

  /** @param {Problem[]} problems */
  show(problems) {
    if (problems.length === this.#shown.length && problems.every((problem, place) => problem === this.#shown[place])) return;
    this.#shown = [...problems];
    setAttribute(this.root, "hidden", problems.length ? null : "");
    const t = this.#t;
    const retry = problems.some(({ file }) => file)
      ? button(t("pools.send_again"), this.#actions.retryUploads, { icon: icon("refresh"), showLabel: true, class: "penstock-text-button" })
      : null;
    const head = element(
      "div",
      { class: "penstock-problems-head" },
      icon("warning"),
      element("strong", { text: t("pools.problems", { count: problems.length }) }),
      retry,
      button(t("close"), this.#actions.forgetProblems, { icon: icon("close"), class: "penstock-quiet" }),
    );
    this.root.replaceChildren(head, element("ul", {}, ...lines(problems)));
  }
}

/**
 * Each reason is said once, with all the files that it keeps out.
 * @param {Problem[]} problems
 */
function lines(problems) {
  const names = /** @type {Map<string, string[]>} by reason */ (new Map());
  for (const { name, message, hint } of problems) {
    const reason = ` ${message} ${hint}`.trimEnd();
    names.set(reason, [...(names.get(reason) ?? []), name]);
  }
  return [...names].map(([reason, all]) => element("li", {}, element("b", { text: all.join(", ") }), reason));
}
