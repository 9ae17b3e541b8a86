/** What a keydown means, whatever the keyboard's layout. */

/** @typedef {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey"> & Partial<Pick<KeyboardEvent, "code" | "getModifierState">>} KeyPress */

/** The signs of the US layout that are letters in others, say German or Russian. */
const SIGNS = /** @type {Record<string, string>} */ ({ BracketLeft: "[", BracketRight: "]" });

/**
 * Names as `KeyboardEvent.key` has them, `Space`, and letters in capitals: the letter that the key types where that is one
 * of A to Z, else, in other alphabets, the one that stands at the key's place. AltGr types signs; other keys mean nothing
 * with it.
 * @param {KeyPress} event
 */
export function keyName(event) {
  const { key, code = "" } = event;
  const isLetter = /^\p{L}$/u.test(key);
  if (typesByAltGr(event)) return isSign(key) && key !== "\u00a0" ? key : "";
  if (key === " ") return "Space";
  if (!isLetter) return key;
  return /^[a-z]$/i.test(key) ? key.toUpperCase() : (SIGNS[code] ?? letterAt(code, key));
}

/**
 * A key with what is held: `Ctrl+A` (Cmd counts as Ctrl), `Shift+ArrowLeft`. Signs stand for themselves: `?` needs Shift
 * on some keyboards, AltGr on others.
 * @param {KeyPress} event
 */
export function chordOf(event) {
  const name = keyName(event);
  const typed = typesByAltGr(event);
  const held = [!typed && (event.ctrlKey || event.metaKey) && "Ctrl", !typed && event.altKey && "Alt", event.shiftKey && !isSign(name) && "Shift"];
  return [...held, name].filter(Boolean).join("+");
}

/** @param {KeyPress} event */
function typesByAltGr(event) {
  return event.getModifierState?.("AltGraph") ?? false;
}

/** @param {string} name */
function isSign(name) {
  return /^[^\p{L}\s]$/u.test(name);
}

/**
 * @param {string} code
 * @param {string} key a letter that is none of A to Z
 */
function letterAt(code, key) {
  const place = /^Key([A-Z])$/.exec(code);
  return place && !/\p{Script=Latin}/u.test(key) ? place[1] : key;
}
