/** Building the page from nodes. What people wrote only ever becomes text nodes, never markup. */

/** el("button", {class: "x", onclick: f, dataset: {key: "a"}}, child, "text", [more]) -> element; null and false are left out. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) put(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return node;
}

function put(node, name, value) {
  if (value == null || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "dataset") Object.assign(node.dataset, value);
  else if (name === "value") node.value = value;
  else node.setAttribute(name, value === true ? "" : value);
}

/** Redraw a container; whoever had the keyboard (data-key) keeps it, caret and all, and lists (data-scroll) stay where they were. */
export function repaint(container, ...children) {
  const scrolled = [...container.querySelectorAll("[data-scroll]")].map((node) => [node.dataset.scroll, node.scrollTop]);
  replace(container, children);
  for (const [name, top] of scrolled) {
    const node = container.querySelector(`[data-scroll="${CSS.escape(name)}"]`);
    if (node) node.scrollTop = top;
  }
}

function replace(container, children) {
  const held = container.contains(document.activeElement) ? document.activeElement : null;
  const key = held?.dataset.key;
  const caret = key ? caretOf(held) : null;
  container.replaceChildren(...children.flat(Infinity).filter(Boolean));
  if (!key) return;
  const heir = container.querySelector(`[data-key="${CSS.escape(key)}"]`);
  heir?.focus({ preventScroll: true });
  if (caret && heir?.setSelectionRange) heir.setSelectionRange(...caret);
}

function caretOf(node) {
  // Number and date fields have no caret to ask for, and some throw when asked.
  return node.matches("textarea, input[type=text], input[type=url]") ? [node.selectionStart, node.selectionEnd] : null;
}

/** An address safe to link to, or null: what people type must not become javascript: or data: links. */
export function safeHref(address) {
  return /^(https?:|mailto:|tel:)/i.test(address) ? address : null;
}

/** What lies in this workspace opens here: a message in its channel and thread, a file as itself. Null for anything else. */
function here(address) {
  const found = /^https:\/\/[a-z0-9-]+\.slack\.com\/(?:archives\/(\w+)\/p(\d+)(\d{6})(?:\?thread_ts=([\d.]+))?|files\/\w+\/(\w+)\/)/.exec(address);
  if (!found) return null;
  const [, channel, seconds, rest, thread, file] = found;
  if (file) return `/sandbox/files/${file}`;
  const who = new URLSearchParams(location.hash.slice(1)).get("as");
  return `#${new URLSearchParams({ ...(who && { as: who }), in: channel, ts: `${seconds}.${rest}`, ...(thread && { thread }) })}`;
}

export function link(address, label) {
  const inside = here(address);
  if (inside) return el("a", inside.startsWith("#") ? { href: inside } : { href: inside, download: "" }, label);
  const href = safeHref(address);
  return href ? el("a", { href, target: "_blank", rel: "noopener noreferrer" }, label) : el("span", {}, label);
}
