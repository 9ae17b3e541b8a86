/** One finger across an image that is shown whole: to the next one or the one before. */

const FAR_ENOUGH_PX = 56;
const SURE_PX = 8;

/**
 * @param {HTMLElement} area
 * @param {object} options
 * @param {() => boolean} options.allowed whether a finger swipes now, rather than pans
 * @param {(dx: number) => void} options.moved how far the finger is from where it began; 0 when it is over
 * @param {(step: 1 | -1) => void} options.swiped
 * @returns {{cancel: () => void}} ends what a finger has begun
 */
export function watchSwipes(area, { allowed, moved, swiped }) {
  let finger = /** @type {{id: number, x: number, y: number} | null} */ (null);
  const cancel = () => {
    if (finger) moved(0);
    finger = null;
  };
  area.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch") return;
    const first = event.isPrimary && allowed();
    cancel();
    if (first) finger = { id: event.pointerId, x: event.clientX, y: event.clientY };
  });
  area.addEventListener("pointermove", (event) => {
    if (finger?.id === event.pointerId && across(finger, event)) moved(event.clientX - finger.x);
  });
  area.addEventListener("pointerup", (event) => {
    const [begun, dx] = [finger, event.clientX - (finger?.x ?? 0)];
    if (begun?.id !== event.pointerId) return;
    cancel();
    if (Math.abs(dx) >= FAR_ENOUGH_PX && across(begun, event)) swiped(dx < 0 ? 1 : -1);
  });
  area.addEventListener("pointercancel", cancel);
  return { cancel };
}

/**
 * @param {{x: number, y: number}} begun
 * @param {PointerEvent} event
 */
function across(begun, { clientX, clientY }) {
  const dx = Math.abs(clientX - begun.x);
  return dx > SURE_PX && dx > Math.abs(clientY - begun.y);
}
