/** Block Kit blocks as nodes. A scope says where they stand: in a message, a modal or the App Home. */

import { sure } from "./confirm.js";
import { el } from "./dom.js";
import { element, initialValue } from "./elements.js";
import { markdown } from "./markdown.js";
import { plainWords, textNodes } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { store } from "./store.js";

/**
 * scope = {click(fields) -> promise, kept?(key) -> value, keep?(key, block, value),
 *   suggest?(action_id, typed) -> Ack, errors?: {block_id: words}, enterSends?()}
 */
export function blocks(list, scope) {
  return (list ?? []).map((block) => {
    const build = BUILDERS[block.type] ?? unknown;
    return el("div", { class: `block block-${block.type}` }, build(block, scope));
  });
}

const STATELESS = new Set(["button", "overflow"]);

const unknown = (block) => el("span", { class: "unknown" }, `(a ${block.type} block is not shown here)`);

function hand(spec, block, scope, label) {
  const input = block.type === "input";
  const key = `${block.block_id ?? ""}/${spec.action_id ?? ""}`;
  const held = scope.kept?.(key); // null means emptied by hand, undefined never touched
  const value = held === undefined ? initialValue(spec) : held;
  const keep = (next) => { if (!STATELESS.has(spec.type)) scope.keep?.(key, block, next); };
  const send = async (next) => {
    const question = spec.confirm ?? spec.options?.find((option) => option.value === next)?.confirm;
    if (!(await sure(question))) return;
    const fields = { action_id: spec.action_id, block_id: block.block_id };
    await scope.click(next === undefined ? fields : { ...fields, value: next });
  };
  const asked = !input || Boolean(block.dispatch_action);
  const whenAsked = (next) => asked && send(next);
  keep(value);
  const suggest = scope.suggest && ((typed) => scope.suggest(spec.action_id, typed));
  const pick = (next) => { keep(next); whenAsked(next); };
  return { value, key, label, keep, pick, asked, whenAsked, suggest, send: busy(spec, send), enterSends: scope.enterSends };
}

/** A button that is on its way shows it, and cannot be pressed twice. */
function busy(spec, send) {
  return async (next) => {
    const node = spec.type === "button" ? document.activeElement?.closest("button") : null;
    node?.classList.add("busy");
    try {
      await send(next);
    } finally {
      node?.classList.remove("busy");
    }
  };
}

const control = (spec, block, scope, label) => element(spec, hand(spec, block, scope, label));

/** A short name for an element that has no label of its own. */
const nameFor = (spec, around) => plainWords(spec.placeholder) || plainWords(spec.text) || around || spec.type.replaceAll("_", " ");

function section(block, scope) {
  const accessory = block.accessory;
  const words = (text) => el("div", { class: "text" }, textNodes(text));
  const fields = block.fields && el("div", { class: "fields" }, block.fields.map(words));
  return [el("div", { class: "section-text" }, block.text && words(block.text), fields),
    accessory && el("div", { class: "accessory" }, beside(accessory, block, scope))];
}

function beside(accessory, block, scope) {
  if (accessory.type === "image") return picture(accessory, "thumb");
  return control(accessory, block, scope, nameFor(accessory, plainWords(block.text)));
}

const header = (block) => el("h3", {}, textNodes(block.text));

const small = (part) => (part.type === "image" ? picture(part, "tiny") : el("span", { class: "text" }, textNodes(part)));
const context = (block) => block.elements.map(small);

const actions = (block, scope) => block.elements.map((spec) => control(spec, block, scope, nameFor(spec)));

function image(block) {
  const title = block.title && el("figcaption", {}, textNodes(block.title));
  const whole = el("a", { href: source(block), target: "_blank", rel: "noopener noreferrer", class: "whole", title: "Open the picture" }, picture(block, "wide"));
  return el("figure", {}, title, whole);
}

/** Where an image's bytes are: our own files by id, or by the address Parley was given for them. */
function source(image) {
  const file = image.slack_file;
  if (file?.id) return `/sandbox/files/${encodeURIComponent(file.id)}`;
  return file?.url ?? image.image_url ?? "";
}

function picture(image, size) {
  const alt = image.alt_text ?? "";
  const node = el("img", { class: `picture ${size}`, src: source(image), alt, title: size === "wide" ? null : alt, loading: "eager" });
  node.addEventListener("error", () => node.replaceWith(el("span", { class: "picture-gone" }, alt || "This picture could not be loaded")));
  return node;
}

function input(block, scope) {
  const error = scope.errors?.[block.block_id];
  const label = plainWords(block.label);
  const body = control(block.element, block, scope, label);
  const focusable = body.matches("input, textarea, button") ? body : body.querySelector("input");
  const note = `note-${block.block_id}`;
  if (error || block.hint) focusable?.setAttribute("aria-describedby", note);
  if (error) focusable?.setAttribute("aria-invalid", "true");
  return el("div", { class: error ? "input invalid" : "input", "data-block": block.block_id },
    el("div", { class: "label", onclick: () => focusable?.focus() },
      textNodes(block.label), block.optional && el("span", { class: "optional" }, " (optional)")),
    body, error && el("div", { class: "error", id: note, role: "alert" }, error),
    block.hint && el("div", { class: "hint", id: error ? null : note }, textNodes(block.hint)));
}

function table(block) {
  const columns = block.column_settings ?? [];
  const style = (at) => `text-align:${columns[at]?.align ?? "left"};${columns[at]?.is_wrapped ? "white-space:normal" : ""}`;
  const shown = (one) => (one.type === "rich_text" ? richText(one) : String(one.text ?? one.value ?? ""));
  const row = (tag) => (cells) => el("tr", {}, cells.map((one, at) => el(tag, { style: style(at) }, shown(one))));
  const [head, ...rows] = block.rows;
  return el("div", { class: "table-wrap", tabindex: "0", role: "region", "aria-label": "Table" },
    el("table", {}, el("thead", {}, row("th")(head)), el("tbody", {}, rows.map(row("td")))));
}

function file(block) {
  const known = store.conversation.flatMap((message) => message.files ?? []).find((one) => one.id === block.external_id);
  return el("span", { class: "unknown" }, known?.title ?? "A file");
}

const BUILDERS = {
  section, header, context, actions, image, input, table, file,
  alert: (block) => el("div", { class: "banner plain" }, textNodes(block.text)),
  divider: () => el("hr"),
  rich_text: richText,
  markdown: (block) => el("div", { class: "text markdown" }, markdown(block.text)),
};
