/** Changes of our own on their way to the server: shown at once, sent one after another, in the order they were made. */

/**
 * @typedef {import("./types.js").Changed | import("./types.js").Copied} Answer
 *
 * @typedef {object} OwnChange
 * @property {import("./optimistic.js").Appearance | null} appearance null where only the server can tell what it does
 * @property {() => Promise<Answer>} send
 * @property {number | null} revision the pool's revision with it, once the server has answered
 *
 * @typedef {{change: OwnChange, resolve: (answer: any) => void, reject: (error: any) => void}} Waiting
 */

const UNREACHABLE = 0;

export class OwnChanges {
  /** @type {OwnChange[]} those that the list of the server's slots does not have yet */
  shown = [];
  #waiting = /** @type {Waiting[]} */ ([]);
  #turn = /** @type {Promise<void>} */ (Promise.resolve());
  #isSending = false;
  #answered;
  #refused;

  /**
   * @param {(change: OwnChange, answer: Answer) => void} answered called at once, before the next is sent
   * @param {(error: any) => void} refused the same; it is not shown any more
   */
  constructor(answered, refused) {
    this.#answered = answered;
    this.#refused = refused;
  }

  /** Whether something was not answered yet. */
  get busy() {
    return this.#waiting.length > 0;
  }

  /**
   * @param {OwnChange} change
   * @returns {Promise<any>} rejected with what the server refuses it with, or with what became of one before it
   *   when the server could not be reached
   */
  add(change) {
    if (change.appearance) this.shown.push(change);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ change, resolve, reject });
      if (!this.#isSending) void this.#sendAll();
    });
  }

  /**
   * Does something between two changes: none is on its way meanwhile.
   * @template T
   * @param {() => Promise<T>} act
   * @returns {Promise<T>}
   */
  alone(act) {
    const done = this.#turn.then(act);
    this.#turn = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }

  /**
   * The list of the server's slots has these by now.
   * @param {number} revision
   */
  forgetUntil(revision) {
    this.shown = this.shown.filter((change) => change.revision === null || change.revision > revision);
  }

  /** @param {OwnChange} change */
  forget(change) {
    this.shown = this.shown.filter((one) => one !== change);
  }

  async #sendAll() {
    this.#isSending = true;
    while (this.#waiting.length) await this.alone(() => this.#sendFirst());
    this.#isSending = false;
  }

  async #sendFirst() {
    const { change, resolve } = this.#waiting[0];
    let answer;
    try {
      answer = await change.send();
    } catch (/** @type {any} */ error) {
      const count = error.status === UNREACHABLE ? this.#waiting.length : 1;
      for (const waiting of this.#waiting.splice(0, count)) this.#refuse(waiting, error);
      return;
    }
    this.#waiting.shift();
    change.revision = answer.pool.revision;
    this.#answered(change, answer);
    resolve(answer);
  }

  /**
   * @param {Waiting} waiting
   * @param {any} error
   */
  #refuse({ change, reject }, error) {
    this.forget(change);
    this.#refused(error);
    reject(error);
  }
}
