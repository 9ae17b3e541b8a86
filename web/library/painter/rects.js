/**
 * Rectangles of pixels: whole numbers, right and bottom not included. `null` is no pixel at all.
 *
 * @typedef {{left: number, top: number, right: number, bottom: number}} Rect
 */

/**
 * The smallest one around both.
 * @param {Rect | null} one
 * @param {Rect | null} other
 * @returns {Rect | null}
 */
export function around(one, other) {
  if (!one || !other) return one ?? other;
  return {
    left: Math.min(one.left, other.left),
    top: Math.min(one.top, other.top),
    right: Math.max(one.right, other.right),
    bottom: Math.max(one.bottom, other.bottom),
  };
}

/**
 * The part of it that lies in a picture of `width` x `height`; its edges may be fractions.
 * @param {Rect} rect
 * @param {number} width
 * @param {number} height
 * @returns {Rect | null}
 */
export function within({ left, top, right, bottom }, width, height) {
  const cut = {
    left: Math.max(0, Math.floor(left)),
    top: Math.max(0, Math.floor(top)),
    right: Math.min(width, Math.ceil(right)),
    bottom: Math.min(height, Math.ceil(bottom)),
  };
  return cut.left < cut.right && cut.top < cut.bottom ? cut : null;
}
