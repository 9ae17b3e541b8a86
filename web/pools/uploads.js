/** Sending many files: a few at a time, each file with its own result. */

const FILES_AT_ONCE = 4;
const BYTES_AT_ONCE = 24 * 1024 * 1024;

/** @typedef {{name: string, message: string, hint: string}} Problem */

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
   * @param {() => void} stored called whenever the server has stored some
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

  forgetProblems() {
    this.problems = [];
    this.#changed();
  }

  /**
   * @param {File[]} files
   * @param {() => void} stored
   */
  async #sendAll(files, stored) {
    let count = 0;
    for (const batch of batches(files)) {
      const added = await this.#sendBatch(batch);
      this.done += batch.length;
      count += added;
      this.#changed();
      if (added) stored();
    }
    return count;
  }

  /**
   * @param {File[]} batch
   * @returns {Promise<number>}
   */
  async #sendBatch(batch) {
    try {
      const { results } = await this.#client.add(batch);
      for (const result of results) if (result.error) this.#note(result.file_name, result.error);
      return results.filter((result) => !result.error).length;
    } catch (/** @type {any} */ error) {
      if (error.status >= 400 && error.status < 500 && batch.length > 1) return this.#sendAlone(batch);
      for (const file of batch) this.#note(file.name, error);
      return 0;
    }
  }

  /** @param {File[]} batch too large together, or none of them good: each for itself tells which and why */
  async #sendAlone(batch) {
    let count = 0;
    for (const file of batch) count += await this.#sendBatch([file]);
    return count;
  }

  /**
   * @param {string} name
   * @param {{message?: string, hint?: string}} error
   */
  #note(name, error) {
    this.problems.push({ name, message: error.message ?? "", hint: error.hint ?? "" });
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
