/** Lists to choose from: the listbox itself, and the pop-up menu that selects, "More" and overflow buttons open. */

import { el } from "./dom.js";
import { icon } from "./icons.js";

let serial = 0;

/** A listbox of items {value, label, hint?, group?, note?, danger?}. The keyboard stays where it is; call move and accept. */
export function listbox({ label, items, chosen = new Set(), multi = false, pick, empty = "Nothing found" }) {
  const id = `list-${(serial += 1)}`;
  const node = el("div", { class: "listbox", role: "listbox", id, "aria-label": label, "aria-multiselectable": multi || null });
  let shown = [];
  let active = 0;

  const mark = () => [...node.querySelectorAll("[role=option]")].forEach((row, at) => {
    row.classList.toggle("active", at === active);
    if (at === active) row.scrollIntoView({ block: "nearest" });
  });
  const row = (item, at) => el("div", {
    class: item.danger ? "option danger" : "option", role: "option", id: `${id}-${at}`, "aria-selected": String(chosen.has(item.value)),
    onpointermove: () => { if (active !== at) { active = at; mark(); } },
    onpointerdown: (event) => event.preventDefault(), // or the field being typed in would lose the keyboard
    onclick: () => pick(item),
  }, el("span", { class: "option-label" }, item.node ?? item.label, item.hint && el("span", { class: "option-hint" }, item.hint)),
  chosen.has(item.value) && icon("check"), item.note && el("div", { class: "option-note" }, item.note));

  const fill = (next, { stay = false } = {}) => {
    shown = next;
    if (!stay) active = Math.max(0, shown.findIndex((item) => chosen.has(item.value)));
    const rows = shown.map((item, at) => {
      const first = item.group && item.group !== shown[at - 1]?.group;
      return [first && el("div", { class: "option-group", role: "presentation" }, item.group), row(item, at)];
    });
    node.replaceChildren(...rows.flat().filter(Boolean));
    if (!shown.length) node.append(el("div", { class: "option-none" }, empty));
    mark();
  };
  fill(items);
  return {
    node, id, fill,
    activeId: () => (shown.length ? `${id}-${active}` : null),
    move: (by) => { if (shown.length) active = (active + by + shown.length) % shown.length; mark(); },
    accept: () => shown[active] && pick(shown[active]),
    isEmpty: () => !shown.length,
  };
}

/**
 * Open a menu at `anchor`. `search` adds a filter box, which asks `source(typed)` when there is one;
 * a `multi` menu stays open while things are ticked.
 */
export function openMenu(anchor, { label, items, chosen = new Set(), search = false, source = null, multi = false, pick, empty }) {
  const take = (item) => {
    if (!multi) close();
    pick(item);
    if (multi) list.fill(matching(), { stay: true });
  };
  const list = listbox({ label, items, chosen, multi, pick: take, empty });
  const field = search && el("input", { class: "menu-search", type: "text", placeholder: "Search", "aria-label": `Search: ${label}`,
    role: "combobox", "aria-expanded": "true", "aria-controls": list.id, autocomplete: "off", oninput: typed });
  const menu = el("div", { class: "menu", tabindex: "-1" }, field, list.node);
  const keyboard = field || menu;
  const matching = () => items.filter((item) => !field || source || fits(item, field.value));
  async function typed() {
    const wanted = field.value;
    const found = source ? await source(wanted) : matching();
    if (field.value === wanted) list.fill(found);
    tell();
  }
  const tell = () => keyboard.setAttribute("aria-activedescendant", list.activeId() ?? "");

  function keys(event) {
    const walk = { ArrowDown: () => list.move(1), ArrowUp: () => list.move(-1) };
    const moves = { ...walk, Enter: list.accept, Escape: () => close(), Tab: () => close() };
    if (!moves[event.key] || (event.key === " " && field)) return;
    if (event.key !== "Tab") { event.preventDefault(); event.stopPropagation(); }
    moves[event.key]();
    tell();
  }
  const outside = (event) => { if (!menu.contains(event.target) && !anchor.contains(event.target)) close(); };
  const scrolled = (event) => { if (!menu.contains(event.target)) place(menu, anchor); };

  function close(back = true) {
    document.removeEventListener("pointerdown", outside, true);
    document.removeEventListener("scroll", scrolled, true);
    anchor.setAttribute("aria-expanded", "false");
    anchor.closeMenu = null;
    menu.remove();
    if (back) anchor.focus({ preventScroll: true });
  }

  if (anchor.closeMenu) return anchor.closeMenu();
  anchor.closeMenu = close;
  anchor.setAttribute("aria-expanded", "true");
  menu.addEventListener("keydown", keys);
  document.addEventListener("pointerdown", outside, true);
  document.addEventListener("scroll", scrolled, true);
  (anchor.closest("dialog") ?? document.body).append(menu); // inside the dialog, or it would lie beneath it
  place(menu, anchor);
  keyboard.focus({ preventScroll: true });
  if (source) typed();
  tell();
}

const fits = (item, typed) => `${item.label} ${item.hint ?? ""}`.toLowerCase().includes(typed.trim().toLowerCase());

function place(menu, anchor) {
  const spot = anchor.getBoundingClientRect();
  menu.style.minWidth = `${Math.max(180, Math.min(spot.width, 520))}px`;
  const box = menu.getBoundingClientRect();
  const below = spot.bottom + 4 + box.height < innerHeight || spot.top < box.height;
  menu.style.top = `${Math.max(8, Math.min(below ? spot.bottom + 4 : spot.top - 4 - box.height, innerHeight - box.height - 8))}px`;
  menu.style.left = `${Math.max(8, Math.min(spot.left, innerWidth - box.width - 8))}px`;
}
