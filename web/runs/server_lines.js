/** The servers to which runs may go, and how they are. */

import { element, setAttribute, setText } from "../library/elements.js";

/** @typedef {import("./types.js").ServerState} ServerState */

export class ServerLines {
  #host;
  #list = element("ul", { class: "penstock-run-servers" });
  #lines = /** @type {Map<string, ServerLine>} */ (new Map());

  /** @param {import("../library/host.js").Host} host */
  constructor(host) {
    this.#host = host;
    const label = host.t("runs.servers");
    this.root = element("section", { class: "penstock-run-server-part", attributes: { "aria-label": label, hidden: "" } }, element("h2", { text: label }), this.#list);
  }

  /** @param {ServerState[] | null} servers null while they are not known */
  show(servers) {
    setAttribute(this.root, "hidden", servers ? null : "");
    if (!servers) return;
    const { t } = this.#host;
    const wanted = new Set(servers.map(({ id }) => id));
    for (const [id, line] of this.#lines) {
      if (wanted.has(id)) continue;
      line.root.remove();
      this.#lines.delete(id);
    }
    for (const server of servers) {
      const line = this.#lines.get(server.id) ?? new ServerLine(this.#host);
      this.#lines.set(server.id, line);
      line.show(server);
      this.#list.append(...(line.root.isConnected ? [] : [line.root]));
    }
    setAttribute(this.#list, "data-none", servers.length ? null : t("runs.no_servers"));
  }
}

class ServerLine {
  #host;
  #dot = element("span", { class: "penstock-run-dot", attributes: { role: "img" } });
  #title = element("strong");
  #state = element("small");
  #more = element("small");

  /** @param {import("../library/host.js").Host} host */
  constructor(host) {
    this.#host = host;
    this.root = element("li", {}, this.#dot, element("span", {}, this.#title, this.#state, this.#more));
  }

  /** @param {ServerState} server */
  show(server) {
    const { t } = this.#host;
    const { status, reason, running, waiting, others, devices, version } = server;
    this.#dot.dataset.server = status;
    const word = t(`runs.server_${status}`);
    setAttribute(this.#dot, "aria-label", word);
    setText(this.#title, server.title);
    setAttribute(this.#title, "title", server.url);
    const load = [running ? t("runs.count_running", { count: running }) : "", waiting ? t("runs.count_waiting", { count: waiting }) : "", others ? t("runs.count_others", { count: others }) : ""].filter(Boolean);
    setText(this.#state, status === "online" ? (load.join(" · ") || t("runs.server_idle")) : [word, reason].filter(Boolean).join(": "));
    setText(this.#more, status === "online" ? [version ? `ComfyUI ${version}` : "", ...devices].filter(Boolean).join(" · ") : "");
  }
}
