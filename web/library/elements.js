/**
 * Small ways to build and change the page. Text only ever enters through `textContent`.
 */

/**
 * @typedef {object} ElementOptions
 * @property {string} [class] class names
 * @property {string} [text] text content
 * @property {Record<string, string | number | boolean | null | undefined>} [attributes] null, undefined and false leave one out
 * @property {Record<string, any>} [properties] assigned to the element
 * @property {Record<string, (event: any) => void>} [on] listeners by event type
 */

/**
 * Builds one element with its children.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {ElementOptions} [options]
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, options = {}, ...children) {
  const made = document.createElement(tag);
  if (options.class) made.className = options.class;
  if (options.text !== undefined) made.textContent = options.text;
  for (const [name, value] of Object.entries(options.attributes ?? {})) setAttribute(made, name, value);
  Object.assign(made, options.properties ?? {});
  for (const [type, listener] of Object.entries(options.on ?? {})) made.addEventListener(type, listener);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/**
 * A `<button type="button">` with a name that screen readers say.
 * @param {string} label
 * @param {(event: MouseEvent) => void} onClick
 * @param {{class?: string, icon?: SVGElement, showLabel?: boolean, title?: string}} [options]
 */
export function button(label, onClick, { class: className = "", icon, showLabel = !icon, title } = {}) {
  return element(
    "button",
    {
      class: className,
      attributes: { type: "button", "aria-label": showLabel ? null : label, title: title ?? (showLabel ? null : label) },
      on: { click: onClick },
    },
    icon,
    showLabel ? element("span", { text: label }) : null,
  );
}

/**
 * Sets an attribute where it differs; null, undefined and false take it away.
 * @param {Element} target
 * @param {string} name
 * @param {string | number | boolean | null | undefined} value
 */
export function setAttribute(target, name, value) {
  if (value === null || value === undefined || value === false) target.removeAttribute(name);
  else if (target.getAttribute(name) !== String(value)) target.setAttribute(name, String(value));
}

/**
 * Sets the text where it differs, so that screen readers hear a status once.
 * @param {Element} target
 * @param {string} text
 */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

/**
 * Links a style sheet into the document, once.
 * @param {string} url absolute
 */
export function linkStyles(url) {
  for (const link of document.querySelectorAll("link[rel=stylesheet]")) {
    if (/** @type {HTMLLinkElement} */ (link).href === url) return;
  }
  document.head.append(element("link", { attributes: { rel: "stylesheet", href: url } }));
}

/**
 * Whether keys typed on `target` are text.
 * @param {EventTarget | null} target
 */
export function takesText(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["button", "checkbox", "file", "radio", "range"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target.isContentEditable;
}
