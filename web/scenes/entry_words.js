/** How the entries of a scene and of its prompts are called and shown in dialogs. */

/** @param {import("../library/strings.js").Translate} t */
export function entryNames(t) {
  const names = /** @type {Record<string, string>} */ ({
    pose_name: t("scenes.pose_name"),
    mask_type: t("scenes.mask_type"),
    depth_type: t("scenes.depth_type"),
    pose_type: t("scenes.pose_type"),
    resolution: t("scenes.resolution"),
    description: t("scenes.description"),
    loras: t("scenes.lora.title"),
  });
  return (/** @type {string} */ key) => {
    const [kind, name] = [key.slice(0, key.indexOf(":")), key.slice(key.indexOf(":") + 1)];
    if (kind === "mask") return t("scenes.mask.called", { name });
    return names[key] ?? name;
  };
}

/** @param {any} value */
export function entryTexts(value) {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((one) => typeof one?.lora === "string")) return value.map(loraText).join("\n");
  return typeof value?.value === "string" ? value.value : JSON.stringify(value, null, 1);
}

/** @param {import("./types.js").Lora} lora */
function loraText({ lora, strength_model: model = 1, strength_clip: clip = 1, model_target: target = "", enabled = true }) {
  return [lora, model, clip, target, enabled ? "" : "(off)"].filter((part) => part !== "").join("  ");
}
