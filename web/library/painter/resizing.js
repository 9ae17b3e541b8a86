/** A mask of another size than its image, made as large. */

/**
 * Between the centres of pixels, levels go over into each other.
 * @param {import("./png.js").GrayImage} image
 * @param {number} width
 * @param {number} height
 * @returns {Uint8Array} the same levels where the size is right
 */
export function resized(image, width, height) {
  if (image.width === width && image.height === height) return image.levels;
  const across = samples(image.width, width);
  const down = samples(image.height, height);
  const made = new Uint8Array(width * height);
  for (let y = 0, at = 0; y < height; y += 1) {
    const upper = image.levels.subarray(down.first[y] * image.width);
    const lower = image.levels.subarray(down.second[y] * image.width);
    for (let x = 0; x < width; x += 1, at += 1) {
      const [left, right, part] = [across.first[x], across.second[x], across.part[x]];
      const above = upper[left] + (upper[right] - upper[left]) * part;
      const below = lower[left] + (lower[right] - lower[left]) * part;
      made[at] = Math.round(above + (below - above) * down.part[y]);
    }
  }
  return made;
}

/**
 * For each new pixel the two old ones that it lies between, and how near it is to the second.
 * @param {number} before
 * @param {number} now
 */
function samples(before, now) {
  const [first, second, part] = [new Uint32Array(now), new Uint32Array(now), new Float64Array(now)];
  for (let at = 0; at < now; at += 1) {
    const place = Math.min(before - 1, Math.max(0, ((at + 0.5) * before) / now - 0.5));
    first[at] = Math.floor(place);
    second[at] = Math.min(before - 1, first[at] + 1);
    part[at] = place - first[at];
  }
  return { first, second, part };
}
