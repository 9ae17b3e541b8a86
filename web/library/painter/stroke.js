/**
 * One stroke of the brush. Between two points of the pointer the brush covers the band that a disc sweeps, so that a
 * stroke has no beads however fast the hand is. Within one stroke the largest cover of a pixel counts, never a sum.
 *
 * A hard brush (softness 0) sets whole pixels: its centre goes to the nearest pixel centre (odd sizes) or corner (even
 * sizes), and a pixel is covered if its centre lies in the disc. A soft one fades from the inside to its edge.
 */

import { PAINTED, TILE } from "./mask.js";
import { around, within } from "./rects.js";

/**
 * @typedef {import("./rects.js").Rect} Rect
 * @typedef {{size: number, softness: number, strength: number, erase: boolean}} Brush size in image pixels, the others 0..1
 * @typedef {{x: number, y: number, size?: number, strength?: number}} Dab size and strength are factors (pen pressure)
 * @typedef {{x: number, y: number, radius: number, cover: number}} Disc
 */

/** Positions are kept in such parts of a pixel: the same gesture is the same stroke at every zoom. */
const GRID = 64;
const LEAST_SIZE = 1;
/** Points nearer than this part of the size wait for the next one. */
const SPACING = 1 / 50;
const LEAST_SPACING = 0.25;

export class Stroke {
  #mask;
  #history;
  #brush;
  #covers = /** @type {Map<number, Uint8Array>} */ (new Map());
  #last = /** @type {Disc | null} */ (null);
  #waiting = /** @type {Disc | null} */ (null);

  /**
   * @param {import("./mask.js").Mask} mask
   * @param {import("./history.js").History} history with a change under way
   * @param {Brush} brush
   */
  constructor(mask, history, brush) {
    this.#mask = mask;
    this.#history = history;
    this.#brush = brush;
  }

  /**
   * @param {Dab} dab
   * @returns {Rect | null} what may look different now
   */
  to(dab) {
    const disc = this.#disc(dab);
    const last = this.#last;
    if (last && !isApart(last, disc)) {
      this.#waiting = disc;
      return null;
    }
    return this.#sweep(last ?? disc, disc);
  }

  /** @returns {Rect | null} */
  end() {
    const disc = this.#waiting;
    return disc && this.#last ? this.#sweep(this.#last, disc) : null;
  }

  /**
   * @param {Dab} dab
   * @returns {Disc}
   */
  #disc({ x, y, size = 1, strength = 1 }) {
    const { softness } = this.#brush;
    const across = Math.max(LEAST_SIZE, this.#brush.size * size);
    const cover = Math.min(1, this.#brush.strength * strength);
    const place = softness > 0 ? onGrid : Math.round(across) % 2 ? onCentre : Math.round;
    const radius = (softness > 0 ? across : Math.round(across)) / 2;
    return { x: place(onGrid(x)), y: place(onGrid(y)), radius, cover };
  }

  /**
   * @param {Disc} from
   * @param {Disc} to
   * @returns {Rect | null}
   */
  #sweep(from, to) {
    this.#last = to;
    this.#waiting = null;
    const profile = new Profile(from, to, this.#brush.softness);
    const bounds = within(profile.bounds, this.#mask.width, this.#mask.height);
    let changed = /** @type {Rect | null} */ (null);
    for (const tile of bounds ? this.#mask.tilesIn(bounds) : []) {
      const box = this.#mask.tileBounds(tile);
      if (profile.misses(box)) continue;
      this.#coverTile(tile, box, profile);
      changed = around(changed, box);
    }
    return changed && within(intersection(changed, profile.bounds), this.#mask.width, this.#mask.height);
  }

  /**
   * @param {number} tile
   * @param {Rect} box
   * @param {Profile} profile
   */
  #coverTile(tile, { left, top, right, bottom }, profile) {
    const before = this.#history.before(tile);
    const covers = this.#coversOf(tile, before.length);
    const whole = profile.wholly({ left, top, right, bottom });
    const { levels, width } = this.#mask;
    const { erase } = this.#brush;
    for (let y = top, at = 0; y < bottom; y += 1) {
      for (let x = left; x < right; x += 1, at += 1) {
        if (covers[at] >= profile.most) continue;
        const cover = whole || profile.at(x + 0.5, y + 0.5);
        if (cover <= covers[at]) continue;
        covers[at] = cover;
        levels[y * width + x] = blended(before[at], cover, erase);
      }
    }
  }

  /**
   * @param {number} tile
   * @param {number} length
   */
  #coversOf(tile, length) {
    let covers = this.#covers.get(tile);
    if (!covers) this.#covers.set(tile, (covers = new Uint8Array(length)));
    return covers;
  }
}

/** How much of each pixel a disc covers on its way between two places, 0..255. */
class Profile {
  #from;
  #to;
  #dx;
  #dy;
  #square;
  #softness;
  #reach;

  /**
   * @param {Disc} from
   * @param {Disc} to
   * @param {number} softness
   */
  constructor(from, to, softness) {
    this.#from = from;
    this.#to = to;
    this.#softness = softness;
    this.#dx = to.x - from.x;
    this.#dy = to.y - from.y;
    this.#square = this.#dx ** 2 + this.#dy ** 2;
    this.#reach = Math.max(from.radius, to.radius) + (softness > 0 ? 0.5 : 0);
    this.most = Math.round(Math.max(from.cover, to.cover) * PAINTED);
  }

  /** @returns {Rect} with fractions */
  get bounds() {
    const { x, y } = this.#from;
    return {
      left: Math.min(x, x + this.#dx) - this.#reach,
      top: Math.min(y, y + this.#dy) - this.#reach,
      right: Math.max(x, x + this.#dx) + this.#reach,
      bottom: Math.max(y, y + this.#dy) + this.#reach,
    };
  }

  /**
   * Whether a tile is certainly out of reach.
   * @param {Rect} box
   */
  misses({ left, top, right, bottom }) {
    const x = (left + right) / 2;
    const y = (top + bottom) / 2;
    return this.#distance(x, y, this.#along(x, y)) > this.#reach + TILE * Math.SQRT1_2;
  }

  /**
   * The cover of every pixel where they all have the same full one, else 0.
   * @param {Rect} box
   */
  wholly({ left, top, right, bottom }) {
    const { radius, cover } = this.#from;
    if (radius !== this.#to.radius || cover !== this.#to.cover) return 0;
    const corners = [[left, top], [right, top], [left, bottom], [right, bottom]];
    return corners.every(([x, y]) => this.at(x, y) === this.most) ? this.most : 0;
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  at(x, y) {
    const along = this.#along(x, y);
    const distance = this.#distance(x, y, along);
    if (distance > this.#reach) return 0;
    const radius = this.#from.radius + along * (this.#to.radius - this.#from.radius);
    const cover = (this.#from.cover + along * (this.#to.cover - this.#from.cover)) * PAINTED;
    if (this.#softness === 0) return distance <= radius ? Math.round(cover) : 0;
    const inside = (radius + 0.5 - distance) / Math.max(1, radius * this.#softness);
    return inside <= 0 ? 0 : Math.round(inside >= 1 ? cover : cover * inside * inside * (3 - 2 * inside));
  }

  /**
   * How far along the way the nearest place is, 0..1.
   * @param {number} x
   * @param {number} y
   */
  #along(x, y) {
    if (this.#square === 0) return 1;
    const along = ((x - this.#from.x) * this.#dx + (y - this.#from.y) * this.#dy) / this.#square;
    return along < 0 ? 0 : along > 1 ? 1 : along;
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} along
   */
  #distance(x, y, along) {
    const toX = x - this.#from.x - along * this.#dx;
    const toY = y - this.#from.y - along * this.#dy;
    return Math.sqrt(toX * toX + toY * toY);
  }
}

/**
 * @param {number} level
 * @param {number} cover 0..255
 * @param {boolean} erase
 */
export function blended(level, cover, erase) {
  return erase ? Math.round((level * (PAINTED - cover)) / PAINTED) : level + Math.round(((PAINTED - level) * cover) / PAINTED);
}

/**
 * @param {Disc} one
 * @param {Disc} other
 */
function isApart(one, other) {
  const least = Math.max(LEAST_SPACING, Math.min(one.radius, other.radius) * 2 * SPACING);
  return Math.hypot(one.x - other.x, one.y - other.y) >= least;
}

/** @param {number} length */
const onGrid = (length) => Math.round(length * GRID) / GRID;

/** @param {number} length */
const onCentre = (length) => Math.floor(length) + 0.5;

/**
 * @param {Rect} one
 * @param {Rect} other
 * @returns {Rect}
 */
function intersection(one, other) {
  return {
    left: Math.max(one.left, other.left),
    top: Math.max(one.top, other.top),
    right: Math.min(one.right, other.right),
    bottom: Math.min(one.bottom, other.bottom),
  };
}
