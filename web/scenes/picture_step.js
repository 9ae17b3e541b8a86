/** Something that was done to a picture: it is taken back and done again by a notice, or among the steps of the drafts. */

export class PictureStep {
  #does;
  #isDone = true;

  /** @param {{undo: () => Promise<unknown>, redo: () => Promise<unknown>}} does neither rejects */
  constructor(does) {
    this.#does = does;
  }

  get canUndo() {
    return this.#isDone;
  }

  get canRedo() {
    return !this.#isDone;
  }

  async undo() {
    if (!this.#isDone) return;
    this.#isDone = false;
    await this.#does.undo();
  }

  async redo() {
    if (this.#isDone) return;
    this.#isDone = true;
    await this.#does.redo();
  }
}
