/**
 * Areas as runs of pixels in rows: what a rectangle and a lasso enclose. A pixel belongs to an area if its centre does.
 *
 * @typedef {{y: number, from: number, to: number}} Span `to` is not included
 * @typedef {import("../view_math.js").Point} Point
 */

import { within } from "./rects.js";

/**
 * The pixels between two corners: those that either of them lies in, and all between.
 * @param {Point} one
 * @param {Point} other
 * @param {{width: number, height: number}} size
 * @returns {Span[]}
 */
export function rectangleSpans(one, other, { width, height }) {
  const rect = within(cornersRect(one, other), width, height);
  if (!rect) return [];
  return Array.from({ length: rect.bottom - rect.top }, (_, row) => ({ y: rect.top + row, from: rect.left, to: rect.right }));
}

/**
 * @param {Point} one
 * @param {Point} other
 * @returns {import("./rects.js").Rect}
 */
export function cornersRect(one, other) {
  return {
    left: Math.floor(Math.min(one.x, other.x)),
    top: Math.floor(Math.min(one.y, other.y)),
    right: Math.floor(Math.max(one.x, other.x)) + 1,
    bottom: Math.floor(Math.max(one.y, other.y)) + 1,
  };
}

/**
 * What a closed line encloses; where it crosses itself, both loops are inside.
 * @param {Point[]} points
 * @param {{width: number, height: number}} size
 * @returns {Span[]}
 */
export function polygonSpans(points, { width, height }) {
  if (points.length < 3) return [];
  const rows = points.map(({ y }) => y);
  const last = Math.min(height - 1, Math.ceil(Math.max(...rows)));
  const spans = [];
  for (let y = Math.max(0, Math.floor(Math.min(...rows))); y <= last; y += 1) {
    for (const [start, end] of insideOfRow(points, y + 0.5)) {
      const from = Math.max(0, Math.ceil(start - 0.5));
      const to = Math.min(width, Math.ceil(end - 0.5));
      if (from < to) spans.push({ y, from, to });
    }
  }
  return spans;
}

/**
 * @param {Point[]} points
 * @param {number} y
 * @returns {[number, number][]}
 */
function insideOfRow(points, y) {
  const crossings = points.flatMap((point, at) => crossing(point, points[(at + 1) % points.length], y));
  crossings.sort((one, other) => one.x - other.x);
  const found = /** @type {[number, number][]} */ ([]);
  for (let at = 0, turns = 0, start = 0; at < crossings.length; at += 1) {
    if (turns === 0) start = crossings[at].x;
    turns += crossings[at].turn;
    if (turns === 0) found.push([start, crossings[at].x]);
  }
  return found;
}

/**
 * @param {Point} one
 * @param {Point} other
 * @param {number} y
 * @returns {{x: number, turn: number}[]}
 */
function crossing(one, other, y) {
  if (one.y <= y === other.y <= y) return [];
  const x = one.x + ((y - one.y) / (other.y - one.y)) * (other.x - one.x);
  return [{ x, turn: one.y < other.y ? 1 : -1 }];
}
