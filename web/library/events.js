/**
 * Events of the server, the same for both hosts: `listen("slot_added", data => ...)`. Events that were sent while the
 * connection was down are lost; `listen("reconnected", ...)` is the moment to read again.
 */

/**
 * @typedef {object} HostEvents
 * @property {(name: string, callback: (data: any) => void) => () => void} listen returns what stops listening
 */

const FIRST_RETRY_MS = 300;
const LAST_RETRY_MS = 5000;

/**
 * Events through ComfyUI's own connection.
 * @param {{addEventListener: Function, removeEventListener: Function}} api ComfyUI's `api`
 * @returns {HostEvents}
 */
export function comfyEvents(api) {
  return {
    listen(name, callback) {
      const type = name === "reconnected" ? name : `penstock.${name}`;
      const listener = (/** @type {CustomEvent} */ event) => callback(event.detail);
      api.addEventListener(type, listener);
      return () => api.removeEventListener(type, listener);
    },
  };
}

/**
 * Events through a WebSocket of our own, which is opened again whenever it breaks.
 * @implements {HostEvents}
 */
export class SocketEvents {
  #listeners = /** @type {Map<string, Set<(data: any) => void>>} */ (new Map());
  #retry = FIRST_RETRY_MS;
  #wasOpen = false;

  /** @param {string} url ws: or wss: */
  constructor(url) {
    this.url = url;
  }

  /**
   * @param {string} name
   * @param {(data: any) => void} callback
   */
  listen(name, callback) {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(callback));
    return () => void listeners.delete(callback);
  }

  /** Opens the connection and keeps it open. */
  connect() {
    const socket = new WebSocket(this.url);
    socket.addEventListener("open", () => this.#opened());
    socket.addEventListener("message", (event) => this.#received(event.data));
    socket.addEventListener("close", () => this.#closed());
  }

  #opened() {
    this.#retry = FIRST_RETRY_MS;
    if (this.#wasOpen) this.#tell("reconnected", null);
    this.#wasOpen = true;
    this.#tell("connected", null);
  }

  #closed() {
    this.#tell("disconnected", null);
    setTimeout(() => this.connect(), this.#retry);
    this.#retry = Math.min(this.#retry * 2, LAST_RETRY_MS);
  }

  /** @param {unknown} frame previews of pictures are binary and not for us */
  #received(frame) {
    if (typeof frame !== "string") return;
    const message = JSON.parse(frame);
    if (message.type?.startsWith("penstock.")) this.#tell(message.type.slice("penstock.".length), message.data);
  }

  /**
   * @param {string} name
   * @param {any} data
   */
  #tell(name, data) {
    for (const callback of this.#listeners.get(name) ?? []) callback(data);
  }
}
