/** Block Kit's interactive elements. Each builder takes (element, hand): the hand holds its value and carries it away. */

import { dayKey, moment, timeKey } from "./dates.js";
import { el, safeHref } from "./dom.js";
import { acceptDrops, chips, choose, uploadAll } from "./files.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { plainWords, textNodes } from "./mrkdwn.js";
import { bot, channels, store } from "./store.js";
import { toast } from "./toast.js";

/**
 * hand = {value, keep(value), send(value), pick(value), key, label, enterSends}
 * keep: remember it for the form; send: tell Parley now; pick: both, as the place of the element asks.
 * suggest(typed), in modals only, asks Parley for the options of an external select and answers its Ack.
 */
export function element(spec, hand) {
  const build = BUILDERS[spec.type] ?? unknown;
  return build(spec, hand);
}

/** The value inside an element's state as Slack writes it ({type, selected_option: {...}}). */
export function valueOf(state) {
  if (!state) return undefined;
  const [, held] = Object.entries(state).find(([name]) => name !== "type") ?? [];
  if (Array.isArray(held)) return held.map((one) => one?.value ?? one);
  return held?.value ?? held ?? null;
}

const unknown = (spec) => el("span", { class: "unknown" }, `(${spec.type} is not shown here)`);

/** What an element starts with, in the shape it is sent: a string, a number, a list or null. */
export function initialValue(spec) {
  if (spec.type === "checkboxes" || spec.type.startsWith("multi_")) return initialList(spec);
  if (spec.initial_option) return spec.initial_option.value;
  const named = ["value", "date", "time", "date_time", "user", "channel", "conversation"].map((what) => spec[`initial_${what}`]);
  return named.find((value) => value !== undefined) ?? null;
}

function initialList(spec) {
  if (spec.initial_options) return spec.initial_options.map((option) => option.value);
  return [...(spec.initial_users ?? spec.initial_channels ?? spec.initial_conversations ?? [])];
}

function button(spec, hand) {
  const props = { class: `button ${spec.style ?? ""}`, type: "button", "data-key": hand.key, "aria-label": spec.accessibility_label };
  if (spec.url && safeHref(spec.url)) {
    return el("a", { ...props, href: spec.url, target: "_blank", rel: "noopener noreferrer", onclick: () => hand.send() }, textNodes(spec.text));
  }
  return el("button", { ...props, onclick: () => hand.send() }, textNodes(spec.text));
}

function overflow(spec, hand) {
  const items = spec.options.map(optionItem);
  const open = (event) => openMenu(event.currentTarget, { label: "More", items, pick: (item) => hand.send(item.value) });
  return el("button", { class: "button square", type: "button", "data-key": hand.key, "aria-label": "More actions",
    "aria-haspopup": "listbox", onclick: open }, icon("more"));
}

function optionItem({ value, text, description }) {
  return { value, label: plainWords(text), note: description && plainWords(description) };
}

function items(spec) {
  const kind = spec.type.replace(/^multi_/, "");
  if (kind === "users_select") return people();
  if (kind === "channels_select") return places(false);
  if (kind === "conversations_select") return places(true);
  return optionItems(spec.option_groups ?? [{ options: spec.options ?? initialOptions(spec) }]);
}

function optionItems(groups) {
  const named = (group) => group.label && plainWords(group.label);
  return groups.flatMap((group) => group.options.map((option) => ({ ...optionItem(option), group: named(group) })));
}

// What an external select shows before anything is typed; the rest Parley suggests.
const initialOptions = (spec) => spec.initial_options ?? (spec.initial_option ? [spec.initial_option] : []);

function people() {
  const all = store.state.people.map((one) => ({ value: one.id, label: one.name, hint: one.outsider ? one.company : "" }));
  return [...all, { value: bot().id, label: bot().name, hint: "App" }];
}

function places(withMessages) {
  const rooms = channels().filter((one) => !one.archived).map((one) => ({ value: one.id, label: `# ${one.name}` }));
  return withMessages ? [...rooms, ...people()] : rooms;
}

// What Parley suggested, by element, so that a select drawn again still knows what was chosen.
const learnt = new Map();

function select(spec, hand) {
  const all = learnt.get(hand.key) ?? items(spec);
  const source = spec.type.endsWith("external_select") && hand.suggest ? suggested : null;
  const multi = spec.type.startsWith("multi_");
  let chosen = new Set(multi ? hand.value ?? [] : [hand.value].filter((value) => value != null));
  const box = el("button", { class: "select", type: "button", "data-key": hand.key, "aria-haspopup": "listbox", "aria-expanded": "false" });
  const draw = () => {
    const picked = all.filter((item) => chosen.has(item.value));
    box.replaceChildren(...face(picked, spec, multi), icon("chevron"));
    box.setAttribute("aria-label", `${hand.label}: ${picked.map((item) => item.label).join(", ") || "nothing chosen"}`);
  };
  const take = (item) => {
    if (!multi) chosen = new Set([item.value]);
    else if (!chosen.delete(item.value)) chosen.add(item.value);
    draw();
    hand.pick(multi ? [...chosen] : item.value);
  };
  async function suggested(typed) {
    const { body } = await hand.suggest(typed);
    const found = optionItems(body?.option_groups ?? [{ options: body?.options ?? [] }]);
    all.push(...found.filter((item) => !all.some((known) => known.value === item.value)));
    learnt.set(hand.key, all);
    return found;
  }
  const search = source || all.length > 5 || /users|channels|conversations/.test(spec.type);
  const open = () => openMenu(box, { source, search, label: hand.label, items: all, chosen, multi, pick: take });
  box.addEventListener("click", open);
  box.addEventListener("keydown", (event) => { if (event.key === "ArrowDown") { event.preventDefault(); open(); } });
  draw();
  return box;
}

function face(picked, spec, multi) {
  if (!picked.length) return [el("span", { class: "placeholder" }, plainWords(spec.placeholder) || "Choose an option")];
  if (!multi) return [el("span", { class: "select-value" }, picked[0].label)];
  return [el("span", { class: "chips" }, picked.map((item) => el("span", { class: "chip" }, item.label)))];
}

function textInput(spec, hand) {
  const tag = spec.multiline ? "textarea" : "input";
  const type = { email_text_input: "email", url_text_input: "url", number_input: "text" }[spec.type] ?? "text";
  const dispatch = spec.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const props = {
    class: "field", "data-key": hand.key, "aria-label": hand.label, placeholder: plainWords(spec.placeholder) || null, value: hand.value ?? "",
    maxlength: spec.max_length, minlength: spec.min_length, autocomplete: "off",
    oninput: (event) => { hand.keep(event.target.value); if (dispatch.includes("on_character_entered")) hand.whenAsked(event.target.value); },
    onkeydown: (event) => enter(event, spec, hand, dispatch),
  };
  if (spec.type === "number_input") props.inputmode = spec.is_decimal_allowed ? "decimal" : "numeric";
  return el(tag, spec.multiline ? { ...props, rows: 4 } : { ...props, type });
}

function enter(event, spec, hand, dispatch) {
  if (event.key !== "Enter" || event.isComposing) return;
  if (spec.multiline && !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  if (hand.asked && dispatch.includes("on_enter_pressed")) hand.whenAsked(event.target.value);
  else hand.enterSends?.();
}

const timed = (type) => (spec, hand) => el("input", { class: "field dated", type, "data-key": hand.key, "aria-label": hand.label,
  value: hand.value ?? "", onchange: (event) => hand.pick(event.target.value || null) });

function dateTime(spec, hand) {
  const start = hand.value;
  const field = (type, value) => el("input", { class: "field dated", type, value, "data-key": `${hand.key}/${type}`,
    "aria-label": `${hand.label}: ${type}`, onchange: () => changed() });
  const [day, time] = [field("date", start ? dayKey(start) : ""), field("time", start ? timeKey(start) : "")];
  const changed = () => hand.pick(day.value && time.value ? moment(day.value, time.value) : null);
  return el("span", { class: "dated-pair" }, day, time);
}

function choices(spec, hand) {
  const many = spec.type === "checkboxes";
  const name = `choice-${hand.key}-${Math.random()}`;
  const on = new Set(many ? hand.value ?? [] : [hand.value]);
  const changed = (option) => (event) => {
    if (many) event.target.checked ? on.add(option.value) : on.delete(option.value);
    hand.pick(many ? spec.options.map((one) => one.value).filter((value) => on.has(value)) : option.value);
  };
  const row = (option) => el("label", { class: "choice" },
    el("input", { type: many ? "checkbox" : "radio", name, checked: on.has(option.value),
      "data-key": `${hand.key}/${option.value}`, onchange: changed(option) }),
    el("span", {}, textNodes(option.text), option.description && el("span", { class: "choice-note" }, textNodes(option.description))));
  return el("div", { class: "choices", role: many ? "group" : "radiogroup", "aria-label": hand.label }, spec.options.map(row));
}

/** Holds the ids of what was uploaded; the files themselves lie in the workspace already. */
function fileInput(spec, hand) {
  const most = spec.max_files ?? 10;
  let held = hand.value ?? [];
  const node = el("div", { class: "file-input" });
  const put = (ids) => { held = ids; hand.keep(held); draw(); };
  const add = async (chosen) => {
    const ids = await uploadAll(chosen.slice(0, most - held.length));
    if (chosen.length > most - held.length) toast(`At most ${most} files can be added here.`);
    put([...held, ...ids]);
    node.querySelector("[data-add]")?.focus();
  };
  const take = (id) => { put(held.filter((one) => one !== id)); node.querySelector("[data-add]")?.focus(); };
  const accept = spec.filetypes?.map((type) => `.${type}`).join(",");
  const button = () => el("button", { class: "button", type: "button", "data-key": hand.key, "data-add": "", "aria-label": `${hand.label}: add files`,
    onclick: () => choose({ multiple: most > 1, accept }, add) }, icon("clip"), "Add files");
  const draw = () => node.replaceChildren(...[held.length && chips(held, take), held.length < most && button()].filter(Boolean));
  acceptDrops(node, add);
  draw();
  return node;
}

const BUILDERS = {
  button, overflow, checkboxes: choices, radio_buttons: choices, file_input: fileInput,
  datepicker: timed("date"), timepicker: timed("time"), datetimepicker: dateTime,
  plain_text_input: textInput, email_text_input: textInput, url_text_input: textInput, number_input: textInput,
};
for (const what of ["static", "users", "channels", "conversations", "external"]) {
  BUILDERS[`${what}_select`] = select;
  BUILDERS[`multi_${what}_select`] = select;
}
