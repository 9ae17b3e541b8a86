/** Where the cells of a batch stand among its axes; knows nothing of the page. */

/**
 * @typedef {import("./types.js").Batch} Batch
 *
 * One of what a batch runs through: a group of axes, or its repetitions.
 * @typedef {object} Dimension
 * @property {number} index in a cell's `at`
 * @property {string} title
 * @property {string[]} labels
 */

/**
 * @param {Pick<Batch, "groups" | "runs">} batch
 * @param {{repetition: string, times: (number: number) => string}} words
 * @returns {Dimension[]} those with more than one value; the first is the outermost
 */
export function dimensionsOf({ groups, runs }, { repetition, times }) {
  const made = groups.map((axes, index) => ({ index, title: axes.map(({ title }) => title).join(" · "), labels: joined(axes) }));
  const repeated = { index: groups.length, title: repetition, labels: Array.from({ length: runs }, (_, at) => times(at + 1)) };
  return [...made, repeated].filter(({ labels }) => labels.length > 1);
}

/** @param {import("./types.js").AxisSummary[]} axes side by side: the shorter ones begin anew */
function joined(axes) {
  const length = Math.max(0, ...axes.map(({ labels }) => labels.length));
  return Array.from({ length }, (_, at) => axes.map(({ labels }) => labels[at % labels.length]).join(" · "));
}

/** Which cell stands where. */
export class CellPlaces {
  #lengths;
  #known = /** @type {Map<string, number>} */ (new Map());

  /** @param {Pick<Batch, "groups" | "runs" | "total">} batch */
  constructor({ groups, runs, total }) {
    this.#lengths = [...groups.map((axes) => Math.max(1, ...axes.map(({ labels }) => labels.length))), runs];
    /** Whether every combination is there, so that places follow from arithmetic alone. */
    this.isWhole = this.#lengths.reduce((product, length) => product * length, 1) === total;
  }

  /** @param {Iterable<{place: number, at: number[]}>} cells */
  learn(cells) {
    for (const { place, at } of cells) this.#known.set(at.join(), place);
  }

  /**
   * @param {number} place
   * @returns {number[] | null} null where only the cell itself could tell
   */
  at(place) {
    if (!this.isWhole) return null;
    let rest = place;
    return this.#lengths
      .toReversed()
      .map((length) => {
        const index = rest % length;
        rest = (rest - index) / length;
        return index;
      })
      .reverse();
  }

  /**
   * @param {number[]} at
   * @returns {number | null} null where there is no such cell, or it is not known
   */
  place(at) {
    if (!this.isWhole) return this.#known.get(at.join()) ?? null;
    return at.reduce((place, index, level) => place * this.#lengths[level] + index, 0);
  }

  /** @returns {number[]} the index in each group and the repetition of the first cell */
  get origin() {
    return this.#lengths.map(() => 0);
  }
}
