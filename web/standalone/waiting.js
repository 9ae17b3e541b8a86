/** The page could not start: it says why, and starts again by itself as soon as the server answers. */

import { element } from "../library/elements.js";

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 5000;
/** No answer, or a proxy's word that there is none. */
const PASSING = [0, 502, 503, 504];

/** @param {any} error in the server's or the request's own words: ours could not be read */
export function waitForServer(error) {
  const passes = PASSING.includes(error.status);
  const words = element("p", { attributes: { role: "alert" } }, element("strong", { text: error.message }), ` ${error.hint ?? ""}`.trimEnd());
  document.body.replaceChildren(element("main", { class: "penstock-waiting" }, passes ? element("span", { class: "penstock-spinner" }) : null, words));
  if (passes) void tryAgain(FIRST_RETRY_MS);
}

/**
 * A page that is loaded anew also gets the modules that it could not load.
 * @param {number} after milliseconds
 */
async function tryAgain(after) {
  await new Promise((resolve) => setTimeout(resolve, after));
  const answers = await fetch("/penstock/about", { cache: "no-store" }).then(
    (response) => response.ok,
    () => false,
  );
  if (answers) location.reload();
  else void tryAgain(Math.min(after * 2, LAST_RETRY_MS));
}
