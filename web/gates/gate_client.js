/** The routes of gates. */

/**
 * @typedef {import("./types.js").Gate} Gate
 * @typedef {import("./types.js").Answer} Answer
 */

export class GateClient {
  #requests;

  /** @param {import("../library/requests.js").Requests} requests */
  constructor(requests) {
    this.#requests = requests;
  }

  /** @returns {Promise<{gates: Gate[], parked_bytes: number, parked_limit: number}>} every open gate */
  read() {
    return this.#requests.get("/penstock/gates");
  }

  /**
   * @param {string} token
   * @returns {Promise<Gate>} also of one that lately ended
   */
  readOne(token) {
    return this.#requests.get(path(token));
  }

  /**
   * @param {string} token
   * @param {Answer} answer
   * @param {string} clientId
   * @returns {Promise<Gate>}
   */
  answer(token, { mask, ...answer }, clientId) {
    const body = clientId ? { ...answer, client_id: clientId } : answer;
    if (!mask) return this.#requests.send("POST", `${path(token)}/answer`, body);
    const form = new FormData();
    for (const [name, value] of Object.entries(body)) form.append(name, typeof value === "string" ? value : JSON.stringify(value));
    form.append("mask", mask, "mask.png");
    return this.#requests.upload(`${path(token)}/answer`, form);
  }

  /**
   * @param {string} token
   * @param {{keepalive?: boolean, answered?: boolean}} [options] `keepalive`: also when the page is being closed;
   *   `answered`: a parked gate goes with its answer
   * @returns {Promise<Gate>}
   */
  stop(token, { answered = false, ...options } = {}) {
    return this.#requests.send("POST", `${path(token)}/stop`, answered ? { answered } : undefined, options);
  }

  /**
   * @param {string} token
   * @returns {Promise<Gate>}
   */
  park(token) {
    return this.#requests.send("POST", `${path(token)}/park`);
  }

  /**
   * @param {string} token
   * @param {string} clientId
   * @returns {Promise<Gate>}
   */
  requeue(token, clientId) {
    return this.#requests.send("POST", `${path(token)}/requeue`, clientId ? { client_id: clientId } : {});
  }

  /**
   * @param {string} token
   * @param {Blob | null} mask
   * @returns {Promise<Gate>}
   */
  setMask(token, mask) {
    if (!mask) return this.#requests.send("DELETE", `${path(token)}/mask`);
    const form = new FormData();
    form.append("mask", mask, "mask.png");
    return this.#requests.upload(`${path(token)}/mask`, form, "PUT");
  }

  /**
   * The address is another one for another picture, so that browsers may keep it for ever.
   * @param {Gate} gate
   * @param {number} index
   * @param {number} size the longest side in pixels; 0 is the whole picture
   */
  pictureUrl({ token }, index, size) {
    return this.#requests.address(`${path(token)}/images/${index}?size=${size}`);
  }

  /** @param {Gate} gate */
  maskUrl({ token, mask_revision: revision }) {
    return this.#requests.address(`${path(token)}/mask?v=${revision}`);
  }
}

/** @param {string} token */
function path(token) {
  return `/penstock/gates/${encodeURIComponent(token)}`;
}
