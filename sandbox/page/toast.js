/** Short notices in the corner: refusals and trouble, read aloud by screen readers. */

import { el } from "./dom.js";
import { icon } from "./icons.js";

const SECONDS = 9;

export function toast(words) {
  const shelf = document.getElementById("toasts");
  const note = el("div", { class: "toast" }, el("p", {}, words),
    el("button", { class: "icon-button", "aria-label": "Dismiss", onclick: () => note.remove() }, icon("close")));
  shelf.append(note);
  if (shelf.matches(":popover-open")) shelf.hidePopover();
  shelf.showPopover(); // shown anew each time, so that it lies above a modal opened since
  setTimeout(() => note.remove(), SECONDS * 1000);
}
