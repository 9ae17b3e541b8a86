/** Which picture the large view shows, and where its keys lead from there: through variants, scenes and executions. */

/**
 * @typedef {import("./open_execution.js").OpenExecution} OpenExecution
 * @typedef {import("./types.js").Picture} Picture
 */

export class LargeTour {
  #executions;
  #at = 0;

  /**
   * @param {OpenExecution[]} executions one, or two that are compared
   * @param {number} side
   * @param {Picture} picture
   */
  constructor(executions, side, picture) {
    this.#executions = executions;
    this.side = side;
    this.picture = picture;
    this.#at = this.index;
  }

  get execution() {
    return this.#executions[this.side];
  }

  get images() {
    return this.execution.images;
  }

  get index() {
    return this.images.findIndex(({ name }) => name === this.picture.name);
  }

  /** The pictures of the scene that is shown. */
  get variants() {
    return this.images.filter(({ order }) => order === this.picture.order);
  }

  get sceneName() {
    const { order, scene } = this.picture;
    return this.execution.about?.scenes.find((one) => one.order === order)?.name ?? scene;
  }

  /** The picture of the other execution that belongs to this one: of the same variant, else the picked one, else the first. */
  get counterpart() {
    const other = this.#executions[1 - this.side];
    if (!other) return null;
    const { order, variant } = this.picture;
    const there = other.images.filter((one) => one.order === order);
    return there.find((one) => one.variant === variant) ?? there.find((one) => other.isPicked(one)) ?? there[0] ?? null;
  }

  /** @param {number} step through all pictures */
  step(step) {
    this.#to(this.images[Math.min(this.images.length - 1, Math.max(0, this.index + step))]);
  }

  /** @param {1 | -1} step to the next scene that has pictures: its picked one, else its first */
  stepScene(step) {
    const orders = [...new Set(this.images.map(({ order }) => order))];
    const wanted = orders[orders.indexOf(this.picture.order) + step];
    const there = this.images.filter(({ order }) => order === wanted);
    this.#to(there.find((one) => this.execution.isPicked(one)) ?? there[0]);
  }

  /** @param {number} end of the pictures: 0, or -1 for the last */
  toEnd(end) {
    this.#to(this.images.at(end));
  }

  /** @param {Picture} picture of this execution */
  show(picture) {
    this.#to(picture);
  }

  /** To the picture of the other execution; false where that has none of this scene. */
  cross() {
    const other = this.counterpart;
    if (!other) return false;
    this.side = 1 - this.side;
    this.#to(other);
    return true;
  }

  /** Pictures came and went: what is gone makes way for the one after it. False where none is left. */
  follow() {
    const there = this.images[this.index] ?? this.images[Math.min(this.#at, this.images.length - 1)];
    this.#to(there);
    return there !== undefined;
  }

  /** @param {Picture | undefined} picture */
  #to(picture) {
    if (picture) this.picture = picture;
    this.#at = Math.max(0, this.index);
  }
}
