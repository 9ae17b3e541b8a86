/** What happens to a draft elsewhere: in another window, by another program, while the connection was down. */

import { listenToDocuments } from "./document_events.js";

/** Well below the half hour after which an unused draft goes. */
const KEEP_MS = 5 * 60_000;

/**
 * @typedef {object} Happenings
 * @property {() => boolean} isShown
 * @property {() => void} look read the document anew
 * @property {() => void} catchUp read what changed
 * @property {(isExpired: boolean) => void} ended
 * @property {(name: string) => void} renamed the document
 * @property {() => void} wake the server may be back
 */

export class DraftListener {
  #host;
  #content;
  #on;
  #stops = /** @type {(() => void)[]} */ ([]);
  #ownEnds = /** @type {Set<string>} */ (new Set());

  /**
   * @param {import("../host.js").Host} host
   * @param {import("./draft_content.js").DraftContent} content
   * @param {Happenings} on
   */
  constructor(host, content, on) {
    this.#host = host;
    this.#content = content;
    this.#on = on;
    const { events } = host;
    this.#stops.push(
      events.listen("draft_changed", ({ draft }) => this.#changed(draft)),
      events.listen("draft_closed", ({ draft, expired }) => this.#closed(draft, expired)),
      events.listen("reconnected", () => (on.wake(), on.catchUp())),
    );
    const seen = () => void (document.visibilityState === "visible" && this.#content.id && on.catchUp());
    const timer = setInterval(seen, KEEP_MS);
    document.addEventListener("visibilitychange", seen);
    this.#stops.push(
      () => clearInterval(timer),
      () => document.removeEventListener("visibilitychange", seen),
    );
  }

  #isFollowing = false;

  /** The kind of the document is known: what happens to its file is heard from now on. */
  follow() {
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    this.#stops.push(listenToDocuments(this.#host.events, this.#content.kind, (told) => this.#told(told)));
  }

  /**
   * A draft that this page itself ends.
   * @param {string} id
   */
  ownEnd(id) {
    this.#ownEnds.add(id);
  }

  stop() {
    for (const stop of this.#stops.splice(0)) stop();
  }

  /** @param {{id: string, kind: string, name: string, revision: number}} draft */
  #changed({ id, kind, name, revision }) {
    const { content, on } = { content: this.#content, on: this.#on };
    if (id === content.id) return void (revision > content.revision && on.catchUp());
    if (kind === content.kind && name === content.name && !content.id && !this.#ownEnds.has(id)) on.look();
  }

  /**
   * @param {{id: string}} draft
   * @param {boolean} isExpired
   */
  #closed({ id }, isExpired) {
    if (id === this.#content.id && !this.#ownEnds.has(id)) this.#on.ended(isExpired);
  }

  /** @param {import("./document_events.js").Told} told */
  #told({ name, oldName, revision }) {
    const same = (/** @type {string | undefined} */ one) => one?.toLowerCase() === this.#content.name.toLowerCase();
    if (same(oldName) && !same(name)) return this.#on.renamed(name);
    if (!same(name) || (revision && revision === this.#content.fileRevision)) return undefined;
    return this.#on.look();
  }
}
