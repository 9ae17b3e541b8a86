/** Sending many files: a few at a time, each file with its own result. */

const FILES_AT_ONCE = 4;
const BYTES_AT_ONCE = 24 * 1024 * 1024;

/**
 * @typedef {{name: string, message: string, hint: string, file: File | null}} Problem `file` where sending it again may help
 * @typedef {(pool: import("./types.js").PoolState) => void} Stored
 */

/** What a pool is being sent right now. `changed` is called after every step. */
export class Uploads {
  total = 0;
  done = 0;
  /** @type {Problem[]} */
  problems = [];
  #client;
  #changed;
  #tail = Promise.resolve();

  /**
   * @param {import("./client.js").PoolClient} client
   * @param {() => void} changed
   */
  constructor(client, changed) {
    this.#client = client;
    this.#changed = changed;
  }

  get busy() {
    return this.done < this.total;
  }

  /**
   * @param {File[]} files
   * @param {Stored} stored called whenever the server has stored some
   * @returns {Promise<number>} how many of them are stored
   */
  send(files, stored) {
    if (!this.busy) Object.assign(this, { total: 0, done: 0 });
    this.total += files.length;
    this.#changed();
    const sent = this.#tail.then(() => this.#sendAll(files, stored));
    this.#tail = sent.then(() => undefined);
    return sent;
  }

  /**
   * What cannot even be sent, such as a picture of a page that does not share it.
   * @param {string} name
   * @param {{message?: string, hint?: string}} error
   */
  refuse(name, error) {
    this.#note(name, error);
    this.#changed();
  }

  /**
   * The files that may be sent again; their problems are forgotten.
   * @returns {File[]}
   */
  takeBack() {
    const files = this.problems.flatMap(({ file }) => file ?? []);
    this.problems = this.problems.filter(({ file }) => !file);
    this.#changed();
    return files;
  }

  forgetProblems() {
    this.problems = [];
    this.#changed();
  }

  /**
   * @param {File[]} files
   * @param {Stored} stored
   */
  async #sendAll(files, stored) {
    let count = 0;
    for (const batch of batches(files)) {
      count += await this.#sendBatch(batch, stored);
      this.done += batch.length;
      this.#changed();
    }
    return count;
  }

  /**
   * @param {File[]} batch
   * @param {Stored} stored
   * @returns {Promise<number>}
   */
  async #sendBatch(batch, stored) {
    try {
      const { results, pool } = await this.#client.add(batch);
      stored(pool);
      for (const result of results) if (result.error) this.#note(result.file_name, result.error);
      return results.filter((result) => !result.error).length;
    } catch (/** @type {any} */ error) {
      if (error.status >= 400 && error.status < 500 && batch.length > 1) return this.#sendAlone(batch, stored);
      for (const file of batch) this.#note(file.name, error, error.retryable ? file : null);
      return 0;
    }
  }

  /**
   * Too large together, or none of them good: each for itself tells which and why.
   * @param {File[]} batch
   * @param {Stored} stored
   */
  async #sendAlone(batch, stored) {
    let count = 0;
    for (const file of batch) count += await this.#sendBatch([file], stored);
    return count;
  }

  /**
   * @param {string} name
   * @param {{message?: string, hint?: string}} error
   * @param {File | null} [file]
   */
  #note(name, error, file = null) {
    this.problems.push({ name, message: error.message ?? "", hint: error.hint ?? "", file });
  }
}

/**
 * @param {File[]} files
 * @returns {File[][]}
 */
export function batches(files) {
  const made = /** @type {File[][]} */ ([]);
  let bytes = 0;
  for (const file of files) {
    const last = made.at(-1);
    if (!last || last.length >= FILES_AT_ONCE || bytes + file.size > BYTES_AT_ONCE) {
      made.push([file]);
      bytes = file.size;
    } else {
      last.push(file);
      bytes += file.size;
    }
  }
  return made;
}
