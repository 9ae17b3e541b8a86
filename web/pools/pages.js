/** Which part of a pool has to be read for what is on the screen: a hundred slots at a time. */

export const PAGE_SIZE = 100;

/**
 * Where the next read starts, so that positions `start` to `end` (not included) are known; undefined when they are.
 *
 * Reads begin at a multiple of a hundred, or behind what is known there: where images were removed, what moved up is
 * read together with the next hundred, not again and again.
 * @param {(position: number) => boolean} isKnown
 * @param {number} start
 * @param {number} end
 * @returns {number | undefined}
 */
export function nextRead(isKnown, start, end) {
  for (let position = start; position < end; position += 1) {
    if (isKnown(position)) continue;
    let first = position - (position % PAGE_SIZE);
    while (isKnown(first)) first += 1;
    return first;
  }
  return undefined;
}
