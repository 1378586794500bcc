/** Modals: the top view of the viewer's stack in a dialog that holds the keyboard, with what was typed kept across updates. */

import { act } from "./api.js";
import { blocks } from "./blocks.js";
import { el, repaint } from "./dom.js";
import { icon } from "./icons.js";
import { plainWords } from "./mrkdwn.js";

const REQUIRED = "Please complete this required field.";
const TROUBLE = "We had some trouble connecting. Try again?";

let dialog = null;
let drawn = ""; // what is on show, so that an unchanged view is left alone
const kept = new Map(); // view id -> Map of "block_id/action_id" -> what it holds now
let form = new Map(); // block_id -> value, for the inputs of the view on show

/** Show the top of `stack` (views as Slack's JSON), or nothing when it is empty. */
export function showViews(stack) {
  const view = stack.at(-1);
  if (!view) return shut();
  const signature = JSON.stringify([view, stack.length]);
  if (signature === drawn) return;
  drawn = signature;
  for (const id of kept.keys()) if (!stack.some((one) => one.id === id)) kept.delete(id);
  draw(view, stack.length, view.errors ?? {}, view.trouble);
}

function shut() {
  dialog?.close();
  dialog?.remove();
  dialog = null;
  drawn = "";
  kept.clear();
}

function draw(view, depth, errors, trouble) {
  const isNew = !kept.has(view.id);
  if (isNew) kept.set(view.id, new Map());
  if (!dialog) raise();
  form = new Map();
  const redraw = (newErrors, newTrouble) => draw(view, depth, newErrors, newTrouble);
  dialog.oncancel = (event) => { event.preventDefault(); act("close", { view_id: view.id }); };
  const banner = trouble && el("div", { class: "banner", role: "alert" }, trouble);
  repaint(dialog, head(view, depth), banner, body(view, errors, redraw), foot(view, redraw));
  settleFocus(isNew, errors);
}

function raise() {
  dialog = el("dialog", { class: "modal", "aria-labelledby": "modal-title" });
  document.body.append(dialog);
  dialog.showModal();
}

function settleFocus(isNew, errors) {
  const first = (selector) => dialog.querySelector(selector);
  if (Object.keys(errors).length) first(".invalid :is(input, textarea, button)")?.focus();
  else if (isNew) (first(".modal-body :is(input, textarea, .select)") ?? first(".modal-foot button:last-child"))?.focus();
}

const close = (view) => () => act("close", { view_id: view.id });

function head(view, depth) {
  const button = (label, sign) =>
    el("button", { class: "icon-button", "aria-label": label, "data-key": label, onclick: close(view) }, sign);
  return el("header", { class: "modal-head" }, depth > 1 && button("Back", icon("chevron", "turned")),
    el("h2", { id: "modal-title" }, plainWords(view.title)), button("Close", icon("close")));
}

function body(view, errors, redraw) {
  const values = kept.get(view.id);
  const scope = {
    errors,
    suggest: (action_id, value) => act("suggest", { view_id: view.id, action_id, value }, { quiet: true }),
    click: (fields) => act("click", { channel: null, ts: null, view_id: view.id, ...fields }),
    kept: (key) => values.get(key),
    keep: (key, block, value) => {
      values.set(key, value);
      if (block.type === "input") form.set(block.block_id, value);
    },
    enterSends: () => view.submit && submit(view, redraw),
  };
  return el("div", { class: "modal-body", tabindex: "-1", "data-scroll": view.id }, blocks(view.blocks, scope));
}

function foot(view, redraw) {
  const button = (style, key, onclick, words) => el("button", { class: `button ${style}`, "data-key": key, onclick }, words);
  const leave = plainWords(view.close) || (view.submit ? "Cancel" : "Close");
  return el("footer", { class: "modal-foot" }, button("", "cancel", close(view), leave),
    view.submit && button("primary", "submit", () => submit(view, redraw), plainWords(view.submit)));
}

async function submit(view, redraw) {
  const missing = unfinished(view);
  if (Object.keys(missing).length) return redraw(missing);
  const button = dialog.querySelector("[data-key=submit]");
  if (button.disabled) return;
  drawn = ""; // the same errors twice are still to be shown anew
  button.disabled = true;
  button.classList.add("busy");
  const ack = await act("submit", { view_id: view.id, values: Object.fromEntries(form) }, { quiet: true });
  button.disabled = false;
  button.classList.remove("busy");
  if (ack.status >= 300) redraw({}, ack.trouble || TROUBLE); // what was typed stays
}

/** What Slack's own form refuses before sending anything: empty required fields, and an address that is none. */
function unfinished(view) {
  const inputs = view.blocks.filter((block) => block.type === "input");
  const troubles = inputs.map((block) => [block.block_id, troubleWith(block, form.get(block.block_id))]);
  return Object.fromEntries(troubles.filter(([, words]) => words));
}

function troubleWith(block, value) {
  const empty = value == null || value.length === 0 || (typeof value === "string" && !value.trim());
  if (empty) return block.optional ? null : REQUIRED;
  if (block.element.type === "email_text_input" && !/^\S+@\S+\.\S+$/.test(value)) return "Please enter a valid email address.";
  if (block.element.type === "number_input" && !Number.isFinite(Number(value))) return "Please enter a number.";
  return null;
}
