/** What the pointer does between down and up, for each tool. */

import { cornersRect } from "./spans.js";

/**
 * @typedef {import("../view_math.js").Point} Point
 * @typedef {import("./rects.js").Rect} Rect
 *
 * @typedef {object} Context what tools work on
 * @property {import("./painting.js").Painting} painting
 * @property {import("./settings.js").PainterSettings} settings
 * @property {import("./stage.js").Stage} stage
 * @property {() => Uint8ClampedArray} pixels the image's colours, RGBA
 * @property {(rect: Rect | null) => void} changed the mask is different there
 * @property {Point | null} lastPoint where the last stroke ended
 *
 * @typedef {{move: (event: PointerEvent) => void, end: () => void, cancel: () => void}} Gesture
 */

const RIGHT = 2;
const PEN_ERASER = 32;
const LEAST_PRESSURE = 0.05;
/** Moving so far up or down changes the softness from none to all. */
const SOFTNESS_PX = 200;

/**
 * @param {Context} context
 * @param {PointerEvent} event
 * @returns {Gesture | null} null where it was done at once
 */
export function beginGesture(context, event) {
  const { tool } = context.settings.now;
  const isBrush = tool === "brush" || tool === "eraser";
  if (isBrush && event.altKey) return new Resizing(context, event);
  if (isBrush) return new Brushing(context, event);
  if (event.button === RIGHT && tool !== "fill") return null;
  if (tool === "rectangle") return new Selecting(context, event, rectangleOf);
  if (tool === "lasso") return new Selecting(context, event, (points) => points);
  fill(context, event);
  return null;
}

/**
 * @param {Context} context
 * @param {PointerEvent} event
 */
function fill({ painting, settings, stage, pixels, changed }, event) {
  const { fillBy, tolerance } = settings.now;
  const point = stage.gestures.imagePointOf(event);
  const paint = paintOf(settings.now, event);
  if (fillBy === "mask") changed(painting.fillByMask(point, paint));
  else changed(painting.fillByColour(point, paint, pixels(), tolerance));
}

/**
 * @param {import("./settings.js").Settings} settings
 * @param {PointerEvent} event
 */
function paintOf({ strength, erases }, event) {
  return { strength, erase: erases !== (event.altKey || event.button === RIGHT) };
}

/** @implements {Gesture} */
class Brushing {
  #context;

  /**
   * @param {Context} context
   * @param {PointerEvent} event
   */
  constructor(context, event) {
    this.#context = context;
    const { painting, settings, lastPoint, changed } = context;
    const { tool, size, softness, strength } = settings.now;
    const erase = tool === "eraser" || event.button === RIGHT || (event.buttons & PEN_ERASER) !== 0;
    const dab = this.#dab(event);
    const isLine = event.shiftKey && lastPoint !== null;
    changed(painting.beginStroke({ size, softness, strength, erase }, isLine ? { ...dab, ...lastPoint } : dab));
    if (isLine) changed(painting.continueStroke(dab));
  }

  /** @param {PointerEvent} event */
  move(event) {
    const { painting, changed } = this.#context;
    for (const one of allOf(event)) changed(painting.continueStroke(this.#dab(one)));
  }

  end() {
    this.#context.changed(this.#context.painting.endStroke());
  }

  cancel() {
    this.#context.changed(this.#context.painting.cancelStroke());
  }

  /** @param {PointerEvent} event */
  #dab(event) {
    const point = this.#context.stage.gestures.imagePointOf(event);
    const { pressure: changes } = this.#context.settings.now;
    this.#context.lastPoint = point;
    if (event.pointerType !== "pen" || changes === "off") return point;
    const pressure = Math.max(LEAST_PRESSURE, event.pressure);
    return { ...point, size: changes === "strength" ? 1 : pressure, strength: changes === "size" ? 1 : pressure };
  }
}

/** @implements {Gesture} */
class Selecting {
  #context;
  #paint;
  #outline;
  #points;
  #isSquare = false;

  /**
   * @param {Context} context
   * @param {PointerEvent} event
   * @param {(points: Point[], isSquare: boolean) => Point[]} outline
   */
  constructor(context, event, outline) {
    this.#context = context;
    this.#paint = paintOf(context.settings.now, event);
    this.#outline = outline;
    this.#points = [context.stage.gestures.imagePointOf(event)];
  }

  /** @param {PointerEvent} event */
  move(event) {
    for (const one of allOf(event)) this.#points.push(this.#context.stage.gestures.imagePointOf(one));
    this.#isSquare = event.shiftKey;
    this.#context.stage.select(this.#outline(this.#points, this.#isSquare));
  }

  end() {
    const { painting, changed, stage, settings } = this.#context;
    stage.select([]);
    if (this.#points.length < 2) return;
    if (settings.now.tool === "lasso") return changed(painting.paintLasso(this.#points, this.#paint));
    const [one, other] = cornersOf(this.#points, this.#isSquare);
    return changed(painting.paintRectangle(one, other, this.#paint));
  }

  cancel() {
    this.#context.stage.select([]);
  }
}

/**
 * Sideways the size, up and down the softness.
 * @implements {Gesture}
 */
class Resizing {
  #context;
  #start;
  #before;

  /**
   * @param {Context} context
   * @param {PointerEvent} event
   */
  constructor(context, event) {
    this.#context = context;
    this.#start = { x: event.clientX, y: event.clientY, at: context.stage.gestures.imagePointOf(event) };
    this.#before = context.settings.now;
  }

  /** @param {PointerEvent} event */
  move(event) {
    const { settings, stage } = this.#context;
    const wider = (2 * (event.clientX - this.#start.x)) / stage.gestures.view.scale;
    const softer = (this.#start.y - event.clientY) / SOFTNESS_PX;
    settings.set({ size: this.#before.size + wider, softness: this.#before.softness + softer });
    stage.showBrush({ at: this.#start.at, size: settings.now.size, softness: settings.now.softness });
  }

  end() {}

  cancel() {
    const { size, softness } = this.#before;
    this.#context.settings.set({ size, softness });
  }
}

/**
 * Where the pointer was since the last event: more places than there are frames.
 * @param {PointerEvent} event
 */
function allOf(event) {
  const events = event.getCoalescedEvents?.() ?? [];
  return events.length ? events : [event];
}

/**
 * @param {Point[]} points
 * @param {boolean} isSquare
 * @returns {[Point, Point]}
 */
function cornersOf(points, isSquare) {
  const [start] = points;
  const end = /** @type {Point} */ (points.at(-1));
  if (!isSquare) return [start, end];
  const side = Math.max(Math.abs(end.x - start.x), Math.abs(end.y - start.y));
  return [start, { x: start.x + side * (Math.sign(end.x - start.x) || 1), y: start.y + side * (Math.sign(end.y - start.y) || 1) }];
}

/**
 * The outline of the pixels that a rectangle takes.
 * @param {Point[]} points
 * @param {boolean} isSquare
 */
function rectangleOf(points, isSquare) {
  const { left, top, right, bottom } = cornersRect(...cornersOf(points, isSquare));
  return [{ x: left, y: top }, { x: right, y: top }, { x: right, y: bottom }, { x: left, y: bottom }];
}
