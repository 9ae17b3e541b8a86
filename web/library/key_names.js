/** How keys are called on this machine. */

const MAC = /** @type {Record<string, string>} */ ({ Ctrl: "⌘", Alt: "⌥", Shift: "⇧", Enter: "↩", Delete: "⌦", Backspace: "⌫" });
const NAMES = /** @type {Record<string, string>} */ ({ Left: "←", Right: "→", Up: "↑", Down: "↓", Escape: "Esc", ContextMenu: "Menu" });

/** Whether shortcuts are made with the key ⌘. */
export function isMac() {
  return /Mac|iPhone|iPad/.test(navigator.platform);
}

/**
 * The parts of a shortcut as the user reads them: `Ctrl+Shift+Z` is `["Ctrl", "+", "Shift", "+", "Z"]`, and
 * `["⌘", "⇧", "Z"]` on a Mac.
 * @param {string} keys
 * @returns {string[]}
 */
export function keyNames(keys) {
  const mac = isMac();
  const names = keys.split("+").map((key) => NAMES[key] ?? (mac ? MAC[key] : undefined) ?? key);
  return mac ? names : names.flatMap((name, at) => (at ? ["+", name] : [name]));
}
