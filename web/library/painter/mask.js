/** A mask in memory: one level for each pixel of the image, 0 = untouched, 255 = painted; read and written by tiles. */

/** @typedef {import("./rects.js").Rect} Rect */

export const TILE = 64;
export const PAINTED = 255;

export class Mask {
  /**
   * @param {number} width
   * @param {number} height
   * @param {Uint8Array} [levels] row by row
   */
  constructor(width, height, levels = new Uint8Array(width * height)) {
    this.width = width;
    this.height = height;
    this.levels = levels;
    this.columns = Math.ceil(width / TILE);
  }

  get isEmpty() {
    for (const level of this.levels) if (level > 0) return false;
    return true;
  }

  /** @returns {Rect} */
  get bounds() {
    return { left: 0, top: 0, right: this.width, bottom: this.height };
  }

  /**
   * The numbers of the tiles that a rectangle inside the mask touches.
   * @param {Rect} rect
   * @returns {number[]}
   */
  tilesIn({ left, top, right, bottom }) {
    const found = [];
    for (let row = Math.floor(top / TILE); row * TILE < bottom; row += 1) {
      for (let column = Math.floor(left / TILE); column * TILE < right; column += 1) found.push(row * this.columns + column);
    }
    return found;
  }

  /**
   * @param {number} tile
   * @returns {Rect} at the right and lower edge a tile is smaller
   */
  tileBounds(tile) {
    const left = (tile % this.columns) * TILE;
    const top = Math.floor(tile / this.columns) * TILE;
    return { left, top, right: Math.min(left + TILE, this.width), bottom: Math.min(top + TILE, this.height) };
  }

  /**
   * A copy of a tile's levels, row by row.
   * @param {number} tile
   */
  readTile(tile) {
    const { left, top, right, bottom } = this.tileBounds(tile);
    const wide = right - left;
    const copy = new Uint8Array(wide * (bottom - top));
    for (let y = top; y < bottom; y += 1) {
      const start = y * this.width;
      copy.set(this.levels.subarray(start + left, start + right), (y - top) * wide);
    }
    return copy;
  }

  /**
   * @param {number} tile
   * @param {Uint8Array} levels as `readTile` gave them
   */
  writeTile(tile, levels) {
    const { left, top, right, bottom } = this.tileBounds(tile);
    const wide = right - left;
    for (let y = top; y < bottom; y += 1) {
      this.levels.set(levels.subarray((y - top) * wide, (y - top + 1) * wide), y * this.width + left);
    }
  }
}
