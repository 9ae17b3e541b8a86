/** The bar at the top of every page. */

import { element } from "../library/elements.js";

/**
 * @param {Omit<import("./app.js").App, "pools">} app
 */
export function header({ host: { t }, about, hasEditor }) {
  const logo = element("img", { attributes: { src: new URL("./icon.svg", import.meta.url).href, alt: "", width: 24, height: 24 } });
  const home = element("a", { class: "penstock-home", attributes: { href: "#/" } }, logo, element("span", { text: t("page.title") }));
  const links = [element("a", { text: t("page.pools"), attributes: { href: "#/" } })];
  if (hasEditor) links.push(element("a", { text: t("page.graph"), attributes: { href: "/" } }));
  return element(
    "header",
    { class: "penstock-header" },
    home,
    element("nav", { attributes: { "aria-label": t("page.title") } }, ...links),
    element("span", { class: "penstock-version", text: about.version }),
  );
}
