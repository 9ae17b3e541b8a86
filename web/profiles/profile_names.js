/** Names of profiles, compared as the server does: by NFC and without regard to case. */

const LONGEST = 200;
const NUMBERED = /^(.*) \((\d{1,9})\)$/su;
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/**
 * What is wrong with a name: the key of a sentence, or "".
 * @param {string} name without white space around it
 */
export function nameProblem(name) {
  if (!name) return "profiles.name_empty";
  if ([...name].length > LONGEST) return "profiles.name_long";
  return CONTROL.test(name) ? "profiles.name_control" : "";
}

/**
 * @param {string} name
 * @param {string} other
 */
export function sameName(name, other) {
  return folded(name) === folded(other);
}

/**
 * "Cats (2)" for "Cats", "Cats (3)" for "Cats (2)": the first that is not in use.
 * @param {string} name
 * @param {readonly string[]} taken
 */
export function freeName(name, taken) {
  const used = new Set(taken.map(folded));
  if (!used.has(folded(name))) return name;
  const numbered = NUMBERED.exec(name);
  const stem = numbered ? numbered[1] : name;
  for (let number = numbered ? Number(numbered[2]) + 1 : 2; ; number += 1) {
    const end = ` (${number})`;
    const wanted = [...stem].slice(0, LONGEST - end.length).join("").trimEnd() + end;
    if (!used.has(folded(wanted))) return wanted;
  }
}

/**
 * Upper case first: sharp s and its kin fold to two letters.
 * @param {string} name
 */
function folded(name) {
  return name.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
}
