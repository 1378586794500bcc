/** Avatars and the small marks beside names: who someone is and which company they belong to. */

import { el } from "./dom.js";
import { bot, person, store } from "./store.js";

const COLOURS = ["#1264a3", "#b3325b", "#2b7a4b", "#8a5a00", "#6b3fa0", "#0b7285"];

export const initials = (name) => name.split(/\s+/).map((word) => word[0]).join("").slice(0, 2).toUpperCase();

function colour(id) {
  const sum = [...id].reduce((total, sign) => (total * 31 + sign.charCodeAt(0)) % 9973, 7);
  return COLOURS[sum % COLOURS.length];
}

/** The square picture of someone; `size` is a class: "big", "small" or "". */
export function avatar(id, name, size = "") {
  if (id === bot().id) return botFace(size);
  const face = el("span", { class: `avatar ${size}`, style: `background:${colour(id)}`, "aria-hidden": "true" }, initials(name));
  const who = person(id);
  if (who && who.team !== person(store.as)?.team) face.append(companyMark(who.company));
  return face;
}

const companyMark = (company) => el("span", { class: "company-mark", title: company }, company[0]);

function botFace(size) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 36 36");
  for (const [d, fill] of [["M7 8h15v11H13l-4 4v-4H7z", "#fff"], ["M16 16.5h13v10h-2.5v3.5L23 26.5h-7z", "#f2c744"]]) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", d);
    path.setAttribute("fill", fill);
    svg.append(path);
  }
  return el("span", { class: `avatar bot ${size}`, "aria-hidden": "true" }, svg);
}
