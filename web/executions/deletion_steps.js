/** What was deleted while somebody looked on: Ctrl+Z takes it back, as the notice's Undo does. */

/**
 * @typedef {() => Promise<boolean>} TakesBack false where that was done before
 * @typedef {() => Promise<TakesBack | null>} Deletion null where it failed
 */

export class DeletionSteps {
  #done = /** @type {{deletion: Deletion, back: Promise<TakesBack | null>}[]} */ ([]);
  #undone = /** @type {Deletion[]} */ ([]);

  /** @param {Deletion} deletion */
  async run(deletion) {
    this.#undone = [];
    await this.#run(deletion);
  }

  async undo() {
    for (let step = this.#done.pop(); step; step = this.#done.pop()) {
      const back = await step.back;
      if (!back || !(await back())) continue;
      this.#undone.push(step.deletion);
      return;
    }
  }

  async redo() {
    const deletion = this.#undone.pop();
    if (deletion) await this.#run(deletion);
  }

  /** @param {Deletion} deletion */
  async #run(deletion) {
    const back = deletion();
    this.#done.push({ deletion, back });
    await back;
  }
}
