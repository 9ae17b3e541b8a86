/** Undo and redo of a mask: each step keeps only the tiles that it changed, packed. */

import { pack, unpack } from "./packing.js";
import { around } from "./rects.js";

/**
 * @typedef {import("./rects.js").Rect} Rect
 * @typedef {{id: number, tiles: Map<number, import("./packing.js").Packed>, bytes: number}} Step
 */

const MOST_BYTES = 128 << 20;
const TILE_OVERHEAD = 96;

/** A change is made between `begin` and `commit`, and calls `touch` before it writes. */
export class History {
  #mask;
  #most;
  #undo = /** @type {Step[]} */ ([]);
  #redo = /** @type {Step[]} */ ([]);
  #before = /** @type {Map<number, Uint8Array> | null} */ (null);
  #lastId = 0;
  #baseId = 0;

  /**
   * @param {import("./mask.js").Mask} mask
   * @param {number} [most] bytes that all steps together may take; the oldest go
   */
  constructor(mask, most = MOST_BYTES) {
    this.#mask = mask;
    this.#most = most;
  }

  get canUndo() {
    return this.#undo.length > 0;
  }

  get canRedo() {
    return this.#redo.length > 0;
  }

  /** Names the state that is shown: the same number is the same mask. */
  get state() {
    return this.#undo.at(-1)?.id ?? this.#baseId;
  }

  get bytes() {
    return [...this.#undo, ...this.#redo].reduce((sum, step) => sum + step.bytes, 0);
  }

  begin() {
    this.commit();
    this.#before = new Map();
  }

  /**
   * Keeps the tiles of a rectangle as they are.
   * @param {Rect} rect
   */
  touch(rect) {
    for (const tile of this.#mask.tilesIn(rect)) this.before(tile);
  }

  /**
   * A tile as it was when the change began; keeps it.
   * @param {number} tile
   * @returns {Uint8Array}
   */
  before(tile) {
    if (!this.#before) throw new Error("a change must begin first");
    let levels = this.#before.get(tile);
    if (!levels) this.#before.set(tile, (levels = this.#mask.readTile(tile)));
    return levels;
  }

  /** Ends the change; one that changed nothing is no step. */
  commit() {
    const changed = [...(this.#before ?? [])].filter(([tile, levels]) => !same(levels, this.#mask.readTile(tile)));
    this.#before = null;
    if (!changed.length) return;
    this.#redo = [];
    this.#undo.push(step((this.#lastId += 1), new Map(changed)));
    this.#forgetOldest();
  }

  /**
   * Takes back the change that is under way.
   * @returns {Rect | null} what is different now
   */
  cancel() {
    const kept = this.#before ?? new Map();
    this.#before = null;
    for (const [tile, levels] of kept) this.#mask.writeTile(tile, levels);
    return this.#bounds(kept.keys());
  }

  /** @returns {Rect | null} what is different now */
  undo() {
    this.commit();
    return this.#turn(this.#undo, this.#redo);
  }

  /** @returns {Rect | null} what is different now */
  redo() {
    this.commit();
    return this.#turn(this.#redo, this.#undo);
  }

  /**
   * @param {Step[]} from
   * @param {Step[]} to
   */
  #turn(from, to) {
    const taken = from.pop();
    if (!taken) return null;
    const now = new Map([...taken.tiles.keys()].map((tile) => [tile, this.#mask.readTile(tile)]));
    for (const [tile, packed] of taken.tiles) this.#mask.writeTile(tile, unpack(packed));
    to.push(step(taken.id, now));
    return this.#bounds(taken.tiles.keys());
  }

  #forgetOldest() {
    let bytes = this.bytes;
    while (bytes > this.#most && this.#undo.length > 1) {
      const oldest = /** @type {Step} */ (this.#undo.shift());
      bytes -= oldest.bytes;
      this.#baseId = oldest.id;
    }
  }

  /** @param {Iterable<number>} tiles */
  #bounds(tiles) {
    let bounds = /** @type {Rect | null} */ (null);
    for (const tile of tiles) bounds = around(bounds, this.#mask.tileBounds(tile));
    return bounds;
  }
}

/**
 * @param {number} id
 * @param {Map<number, Uint8Array>} tiles
 * @returns {Step}
 */
function step(id, tiles) {
  const packed = new Map([...tiles].map(([tile, levels]) => [tile, pack(levels)]));
  const bytes = [...packed.values()].reduce((sum, { bytes }) => sum + bytes.length + TILE_OVERHEAD, 0);
  return { id, tiles: packed, bytes };
}

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
function same(one, other) {
  for (let at = 0; at < one.length; at += 1) if (one[at] !== other[at]) return false;
  return true;
}
