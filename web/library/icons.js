/** Line icons on a 16 x 16 grid, drawn in the text colour. */

const SHAPES = {
  upload: "M8 10.5V2.5M4.8 5.5 8 2.3l3.2 3.2M2.5 10.5v2c0 .6.4 1 1 1h9c.6 0 1-.4 1-1v-2",
  close: "M4 4l8 8M12 4l-8 8",
  check: "M3.2 8.4 6.4 11.6 12.8 4.6",
  images: "M4.5 4.5v-1c0-.6.4-1 1-1h7c.6 0 1 .4 1 1v7c0 .6-.4 1-1 1h-1M3.5 4.5h7c.6 0 1 .4 1 1v7c0 .6-.4 1-1 1h-7c-.6 0-1-.4-1-1v-7c0-.6.4-1 1-1ZM2.6 11.2 5.3 8.6l2.4 2.2 1.2-1 2.4 2",
  mask: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 2.5v11",
  warning: "M8 5.8v3.4M8 11.4v.2M7.1 2.7 1.9 11.9c-.4.7.1 1.6.9 1.6h10.4c.8 0 1.3-.9.9-1.6L8.9 2.7a1 1 0 0 0-1.8 0Z",
  plus: "M8 3v10M3 8h10",
  back: "M9.8 3.5 5.3 8l4.5 4.5",
  trash: "M2.8 4.3h10.4M6.2 4.2V2.8c0-.3.2-.5.5-.5h2.6c.3 0 .5.2.5.5v1.4M4 4.3l.6 8.4c0 .6.5 1 1 1h4.8c.5 0 1-.4 1-1l.6-8.4M6.6 6.8v4.4M9.4 6.8v4.4",
  link: "M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.2-2.2A2.6 2.6 0 1 0 9 3.3l-.8.8M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.3 9a2.6 2.6 0 1 0 3.7 3.7l.8-.8",
  refresh: "M13.2 8a5.2 5.2 0 1 1-1.5-3.7M13.3 2.3v2.9h-2.9",
  forward: "M6.2 3.5 10.7 8l-4.5 4.5",
  eye: "M1.6 8c1.5-2.7 3.7-4 6.4-4s4.9 1.3 6.4 4c-1.5 2.7-3.7 4-6.4 4S3.1 10.7 1.6 8ZM8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z",
  duplicate: "M5.5 10.5h-2c-.6 0-1-.4-1-1v-6c0-.6.4-1 1-1h6c.6 0 1 .4 1 1v2M6.5 5.5h6c.6 0 1 .4 1 1v6c0 .6-.4 1-1 1h-6c-.6 0-1-.4-1-1v-6c0-.6.4-1 1-1Z",
  fit: "M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3",
  keyboard: "M2.5 4h11c.6 0 1 .4 1 1v6c0 .6-.4 1-1 1h-11c-.6 0-1-.4-1-1V5c0-.6.4-1 1-1ZM4.2 6.6h.1M6.7 6.6h.1M9.2 6.6h.1M11.7 6.6h.1M5.2 9.5h5.6",
  brush: "M13.4 2.6c-3 1.3-5.4 3.4-7 6l1.9 1.8c2.5-1.7 4.5-4.5 5.1-7.8ZM5.7 9.4c-1.3 0-2.1.9-2.2 2-.1.9-.5 1.4-1.3 1.7 1 .6 2.2.7 3.3.3 1.2-.4 1.8-1.3 1.7-2.5Z",
  eraser: "M6 13 2.7 9.7a1 1 0 0 1 0-1.4l5.6-5.6a1 1 0 0 1 1.4 0l3.6 3.6a1 1 0 0 1 0 1.4L8 13ZM5.5 5.5l5 5M6 13h7.5",
  fill: "M7.2 2.2 2.6 6.8a1 1 0 0 0 0 1.4l3.4 3.4a1 1 0 0 0 1.4 0l4.6-4.6ZM2.8 7.3h8.8M7.2 2.2 5.9 1M13.3 10c.7 1 1.1 1.7 1.1 2.3a1.1 1.1 0 0 1-2.2 0c0-.6.4-1.3 1.1-2.3Z",
  rectangle: "M2.5 4.5v-1h1M6.5 3.5h3M12.5 3.5h1v1M13.5 7v2M13.5 11.5v1h-1M9.5 12.5h-3M3.5 12.5h-1v-1M2.5 9V7",
  lasso: "M5 10.6c-1.8-.7-2.9-1.9-2.9-3.3C2.1 5 4.7 3.2 8 3.2s5.9 1.8 5.9 4.1S11.3 11.4 8 11.4c-.5 0-.9 0-1.4-.1M5.2 9.6a1.3 1.3 0 1 0 .1 2.6 1.3 1.3 0 0 0-.1-2.6ZM4.9 12.2c.2.8 0 1.5-.7 2.1",
  undo: "M5.6 3 2.6 6l3 3M2.8 6h6.4a3.9 3.9 0 0 1 0 7.8H6.5",
  redo: "M10.4 3l3 3-3 3M13.2 6H6.8a3.9 3.9 0 0 0 0 7.8h2.7",
  invert: "M3.5 2.5h9c.6 0 1 .4 1 1v9c0 .6-.4 1-1 1h-9c-.6 0-1-.4-1-1v-9c0-.6.4-1 1-1ZM2.9 13.1 13.1 2.9M8 8v5.5M10.5 5.5v8M5.5 10.5v3",
  help: "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2ZM6.3 6.4a1.7 1.7 0 1 1 2.5 1.5c-.5.3-.8.6-.8 1.2M8 11.2v.1",
  sliders: "M2.5 4.5h5M11 4.5h2.5M9.2 3a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3ZM2.5 11.5H5M8.5 11.5h5M6.8 10a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3Z",
};

const SVG = "http://www.w3.org/2000/svg";

/**
 * An icon for sighted people only: its button or badge carries the name.
 * @param {keyof typeof SHAPES} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 16 16", "aria-hidden": "true", class: "penstock-icon" })) {
    drawing.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name]);
  drawing.append(path);
  return drawing;
}
