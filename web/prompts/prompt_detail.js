/** What is shown below a prompt: its text with everything replaced, and the compositions that it is part of. */

import { button, element } from "../library/elements.js";
import { CompositionPreview } from "./composition_preview.js";
import { libberOf } from "./prompt_columns.js";
import { compositionNames, nameOf, partsOf } from "./prompt_entries.js";

/**
 * @param {import("../library/host.js").Host} host
 * @param {import("../library/texts/types.js").Texts} edited
 * @param {import("../library/texts/types.js").Row} row
 * @param {(composition: string) => void} open
 * @returns {HTMLElement}
 */
export function promptDetail(host, edited, row, open) {
  const { t } = host;
  const name = nameOf(row.key);
  const users = compositionNames(edited).filter((composition) => partsOf(edited, composition).includes(name));
  const links = users.map((composition) => button(composition, () => open(composition), { class: "penstock-text-button" }));
  const used = element("p", { class: "penstock-prompt-users" }, users.length ? t("prompts.used_in") : t("prompts.used_nowhere"), ...links);
  const root = element("div", { class: "penstock-prompt-detail" });
  if (libberOf(row)) {
    const preview = new CompositionPreview(host);
    preview.show({ prompts: { [name]: row.value }, names: [name] });
    whenGone(root, () => preview.close());
    root.append(preview.root);
  }
  root.append(used);
  return root;
}

/**
 * A row's detail is thrown away without being told.
 * @param {HTMLElement} root
 * @param {() => void} callback
 */
function whenGone(root, callback) {
  let wasThere = false;
  const observer = new ResizeObserver(() => {
    wasThere ||= root.isConnected;
    if (root.isConnected || !wasThere) return;
    observer.disconnect();
    callback();
  });
  observer.observe(root);
}
