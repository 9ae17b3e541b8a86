/** One workflow on the page of all: its picture, name, tags, how large it is and when it was used. */

import { button, element, setAttribute } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { ago } from "./times.js";

const MOST_TAGS = 4;

/** @typedef {import("../workflow_types.js").Entry} Entry */

export class WorkflowCard {
  #app;
  #options;
  #drawn = "";
  #tags = element("span", { class: "penstock-workflow-tags" });

  /**
   * @param {import("./pages.js").WorkflowApp} app
   * @param {Entry} workflow
   * @param {import("./workflow_cards.js").CardsOptions} options
   */
  constructor(app, workflow, options) {
    this.#app = app;
    this.#options = options;
    this.workflow = workflow;
    const { id } = workflow;
    this.link = element("a", { class: "penstock-workflow-link", attributes: { href: `#/workflows/${encodeURIComponent(id)}`, draggable: "false" }, on: { click: () => void (app.last.workflow = id) } });
    this.more = button("", () => options.menu(this.workflow, { anchor: this.more }), { icon: icon("more"), class: "penstock-quiet" });
    for (const [key, value] of [["aria-haspopup", "menu"], ["tabindex", "-1"]]) setAttribute(this.more, key, value);
    this.root = element("li", { class: "penstock-workflow-card", attributes: { "data-workflow": id } }, this.link, this.#tags, this.more);
    this.root.addEventListener("contextmenu", (event) => {
      event.preventDefault();
      options.menu(this.workflow, event.button === 2 ? { x: event.clientX, y: event.clientY } : { anchor: this.more });
    });
  }

  /** @param {Entry} workflow */
  show(workflow) {
    this.workflow = workflow;
    const { host } = this.#app;
    const { t } = host;
    const used = workflow.last_used ? t("workflows.used", { when: ago(host, workflow.last_used) }) : t("workflows.added", { when: ago(host, workflow.created) });
    const drawn = JSON.stringify([workflow, used]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const { name, nodes, versions, description } = workflow;
    const facts = [t("workflows.node_count", { count: nodes }), ...(versions > 1 ? [t("workflows.version_count", { count: versions })] : []), used];
    const words = element(
      "span",
      { class: "penstock-workflow-words" },
      element("span", { class: "penstock-workflow-name", text: name, attributes: { dir: "auto", title: description ? `${name}\n${description}` : name } }),
      element("span", { class: "penstock-workflow-facts", text: facts.join(" · "), attributes: { title: facts.join(" · ") } }),
    );
    this.link.replaceChildren(this.#picture(workflow), words);
    for (const attribute of ["aria-label", "title"]) setAttribute(this.more, attribute, t("workflows.menu_of", { name }));
    this.#showTags(workflow);
  }

  /** @param {Entry} workflow */
  #showTags({ tags }) {
    const { t } = this.#app.host;
    const shown = tags.slice(0, MOST_TAGS).map((tag) => {
      const one = button(tag, () => this.#options.tag(tag), { class: "penstock-workflow-tag", title: t("workflows.show_tag", { tag }) });
      setAttribute(one, "tabindex", -1);
      return one;
    });
    const rest = tags.length - shown.length;
    const more = rest > 0 ? [element("span", { class: "penstock-workflow-tag", text: `+${rest}`, attributes: { title: tags.slice(MOST_TAGS).join(", ") } })] : [];
    this.#tags.replaceChildren(...shown, ...more);
  }

  /** @param {Entry} workflow */
  #picture(workflow) {
    const source = this.#app.book.client.pictureUrl(workflow);
    const image = element("img", { attributes: { src: source, alt: "", loading: "lazy", decoding: "async", draggable: "false" } });
    const frame = element("span", { class: "penstock-workflow-picture" }, image);
    image.addEventListener("error", () => frame.replaceChildren(icon("workflows")));
    return frame;
  }
}
