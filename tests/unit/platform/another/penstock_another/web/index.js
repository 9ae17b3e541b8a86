/** A page of the standalone app, with an entry in its navigation; it asks the plugin's own route. */
export function standalone({ host }) {
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const open = () => {
    const root = document.createElement("section");
    const said = document.createElement("p");
    root.append(Object.assign(document.createElement("h1"), { textContent: "Another page" }), said);
    void host.requests.get("/penstock/another/cats").then(({ count }) => (said.textContent = `${count} in cats`));
    return { root, title: "Another page", close() {} };
  };
  return { pages: [{ path: "/another", title: "Another", icon, order: 15, open }] };
}
