/** Parked gates that were thrown away a moment ago: hidden, and discarded when the message with Undo closes. */

import { outcome, shortTitle } from "./gate_words.js";

/**
 * @typedef {import("./types.js").Gate} Gate
 *
 * @typedef {object} DiscardActions
 * @property {(token: string, options: {keepalive: boolean, answered: boolean}) => Promise<unknown>} discard
 * @property {() => void} changed another set of gates is hidden
 */

export class GateDiscards {
  #host;
  #actions;
  #hidden = /** @type {Set<string>} */ (new Set());

  /**
   * @param {import("../library/host.js").Host} host
   * @param {DiscardActions} actions
   */
  constructor(host, actions) {
    this.#host = host;
    this.#actions = actions;
  }

  /** @param {string} token */
  has(token) {
    return this.#hidden.has(token);
  }

  /** @param {Gate} gate */
  begin({ token, title, decided }) {
    const { t, toasts } = this.#host;
    this.#hidden.add(token);
    toasts.show({
      message: t("gates.discarded", { title: shortTitle(title) }),
      about: topic(token),
      action: { label: t("undo"), run: () => this.#show(token) },
      closed: () => this.#send(token, !!decided),
    });
    this.#actions.changed();
  }

  /** The page may not come back. */
  sendAll() {
    for (const token of this.#hidden) this.#host.toasts.closeAbout(topic(token));
  }

  /** @param {string} token */
  #show(token) {
    this.#hidden.delete(token);
    this.#actions.changed();
  }

  /**
   * @param {string} token
   * @param {boolean} answered whether the gate was answered when it was thrown away
   */
  #send(token, answered) {
    this.#actions.discard(token, { keepalive: true, answered }).then(
      () => this.#show(token),
      (error) => {
        this.#show(token);
        // Somebody else was faster: it is gone, as wanted.
        if (error.status !== 404 && error.current?.state !== "cancelled") this.#tell(error);
      },
    );
  }

  /** @param {any} error */
  #tell(error) {
    const { t, toasts } = this.#host;
    if (!error.current?.decided) return toasts.showError(error);
    return toasts.show({ message: t("gates.too_late", { outcome: outcome(t, error.current, false) }), severity: "error" });
  }
}

/** @param {string} token */
function topic(token) {
  return `discard ${token}`;
}
