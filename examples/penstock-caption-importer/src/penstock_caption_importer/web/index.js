/** The caption importer in the standalone app: a page in the navigation. In ComfyUI its node says it all. */

export async function standalone(app) {
  const { lazyPages } = await import("../library/lazy_pages.js");
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  icon.setAttribute("viewBox", "0 0 16 16");
  icon.setAttribute("aria-hidden", "true");
  icon.classList.add("penstock-icon");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M3.5 2.5h6l3 3v8h-9ZM9.5 2.5v3h3M5.5 8h5M5.5 10.5h3");
  icon.append(path);
  const pages = [{ path: "/captions", title: "Captions", icon, order: 85, key: "i" }];
  return lazyPages(pages, async () => ({ pages: [{ path: "/captions", open: (await import("./page.js")).opener(app) }] }));
}
