/** Zip files that are dropped anywhere on the standalone app become profiles. */

import { element } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { importZips } from "../profile_actions.js";
import { acceptZipDrops } from "../zip_drops.js";
import { sayRefused } from "./dropped_files.js";
import { opened } from "./profile_cards.js";

/** @param {import("./pages.js").ProfileApp} app */
export function importDroppedZips(app) {
  const said = element("span", { text: app.host.t("profiles_page.drop") });
  document.body.append(element("div", { class: "penstock-zip-drop", attributes: { "aria-hidden": "true" } }, element("div", {}, icon("upload"), said)));
  acceptZipDrops(
    document.body,
    (files) => void importZips(app.book, files, opened(app)),
    (files) => sayRefused(app.host, files),
  );
}
