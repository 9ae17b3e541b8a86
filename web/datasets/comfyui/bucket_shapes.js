/** Sizes of pictures drawn to their shape. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {...Node} children
 */
function shape(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/**
 * A picture, and what is kept of it.
 * @param {readonly [number, number]} size of the picture, in pixels
 * @param {readonly [number, number, number, number]} box what is kept: left, top, right, bottom
 * @param {number} most its longer side in CSS pixels
 * @param {string} [picture] the address of the picture itself
 */
export function keptShape([width, height], [left, top, right, bottom], most, picture = "") {
  const unit = Math.max(width, height) / most;
  const shown = picture ? [shape("image", { href: picture, x: 0, y: 0, width, height, preserveAspectRatio: "none" })] : [];
  const around = `M0 0H${width}V${height}H0ZM${left} ${top}V${bottom}H${right}V${top}Z`;
  const cut = shape("path", { class: "penstock-dataset-shape-cut", d: around });
  const kept = shape("rect", { class: "penstock-dataset-shape-kept", x: left, y: top, width: right - left, height: bottom - top });
  const frame = { width: width / unit, height: height / unit, viewBox: `${-unit} ${-unit} ${width + 2 * unit} ${height + 2 * unit}`, "aria-hidden": "true", class: `penstock-dataset-shape${picture ? " penstock-dataset-shape-shown" : ""}` };
  return shape("svg", frame, ...shown, cut, kept);
}

/**
 * A bucket.
 * @param {number} width
 * @param {number} height
 * @param {number} most its longer side in CSS pixels
 */
export function bucketShape(width, height, most) {
  return keptShape([width, height], [0, 0, width, height], most);
}
