/** JSON whose numbers stay as they were written: a seed of 64 bits is more than JavaScript's numbers hold. */

const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** No text of a document begins with it by accident. */
const MARK = "\u0000number:";
const MARKED = /"\\u0000number:([^"]*)"/g;

/**
 * One value of an object, written anew with indentation.
 * @param {string} json the text of an object
 * @param {string} key
 */
export function indentedPart(json, key) {
  const safe = json.replace(TOKENS, (token) => (token[0] === '"' || String(Number(token)) === token ? token : JSON.stringify(`${MARK}${token}`)));
  return JSON.stringify(JSON.parse(safe)[key], null, 2).replace(MARKED, "$1");
}
