/** Style sheets that must be there before what they style is shown. */

import { linkStyles } from "./elements.js";

/**
 * @param {string[]} urls absolute
 * @returns {Promise<void>} when all are in use; one that cannot be read keeps nobody waiting
 */
export async function loadStyles(urls) {
  for (const url of urls) linkStyles(url);
  const links = [...document.querySelectorAll("link")].filter(({ href, sheet }) => urls.includes(href) && !sheet);
  await Promise.all(links.map(settled));
}

/** @param {HTMLLinkElement} link */
function settled(link) {
  return new Promise((resolve) => {
    for (const type of ["load", "error"]) link.addEventListener(type, resolve, { once: true });
  });
}
