/** Levels of a tile kept small: masks are mostly runs of one level. */

/** @typedef {{runs: boolean, length: number, bytes: Uint8Array}} Packed */

const LONGEST = 255;

/**
 * Pairs of (length, level), or the levels themselves where that is shorter.
 * @param {Uint8Array} levels
 * @returns {Packed}
 */
export function pack(levels) {
  const pairs = new Uint8Array(levels.length);
  let used = 0;
  for (let at = 0; at < levels.length; ) {
    if (used + 2 > pairs.length) return { runs: false, length: levels.length, bytes: levels };
    const level = levels[at];
    let end = at + 1;
    while (end < levels.length && end - at < LONGEST && levels[end] === level) end += 1;
    pairs[used] = end - at;
    pairs[used + 1] = level;
    used += 2;
    at = end;
  }
  return { runs: true, length: levels.length, bytes: pairs.slice(0, used) };
}

/**
 * @param {Packed} packed
 * @returns {Uint8Array} not to be written to
 */
export function unpack({ runs, length, bytes }) {
  if (!runs) return bytes;
  const levels = new Uint8Array(length);
  let at = 0;
  for (let pair = 0; pair < bytes.length; pair += 2) {
    levels.fill(bytes[pair + 1], at, at + bytes[pair]);
    at += bytes[pair];
  }
  return levels;
}
