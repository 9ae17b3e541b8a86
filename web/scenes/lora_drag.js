/** Rows that are dragged by their grip, with the mouse or a finger. */

const MOVED_PX = 3;

/**
 * @param {HTMLElement} list its children are the rows
 * @param {(from: number, to: number) => void} move
 */
export function dragRows(list, move) {
  list.addEventListener("pointerdown", (event) => {
    const grip = /** @type {Element} */ (event.target).closest(".penstock-scene-grip");
    const row = /** @type {HTMLElement | null} */ (grip?.closest(".penstock-scene-lora"));
    if (!row || event.button !== 0) return;
    event.preventDefault();
    drag(list, row, event, move);
  });
}

/**
 * @param {HTMLElement} list
 * @param {HTMLElement} row
 * @param {PointerEvent} begun
 * @param {(from: number, to: number) => void} move
 */
function drag(list, row, begun, move) {
  const rows = /** @type {HTMLElement[]} */ ([...list.children]);
  const from = rows.indexOf(row);
  const middles = rows.map((one) => one.offsetTop + one.offsetHeight / 2);
  const stop = new AbortController();
  let to = from;
  const moved = (/** @type {PointerEvent} */ { clientY }) => {
    const scale = list.offsetHeight / (list.getBoundingClientRect().height || 1);
    const by = (clientY - begun.clientY) * scale;
    row.style.translate = `0 ${by}px`;
    row.classList.toggle("penstock-dragging", Math.abs(by) > MOVED_PX);
    const middle = middles[from] + by;
    to = middles.filter((one, at) => at !== from && one < middle).length;
    for (const [at, one] of rows.entries()) one.dataset.drop = at !== from && at === to ? (to > from ? "after" : "before") : "";
  };
  const end = (/** @type {boolean} */ counts) => {
    stop.abort();
    row.style.translate = "";
    row.classList.remove("penstock-dragging");
    for (const one of rows) delete one.dataset.drop;
    if (counts && to !== from) move(from, to);
  };
  row.setPointerCapture(begun.pointerId);
  row.addEventListener("pointermove", moved, { signal: stop.signal });
  row.addEventListener("pointerup", () => end(true), { signal: stop.signal });
  row.addEventListener("pointercancel", () => end(false), { signal: stop.signal });
  window.addEventListener("keydown", (event) => event.key === "Escape" && (event.stopPropagation(), end(false)), { signal: stop.signal, capture: true });
}
