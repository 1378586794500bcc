/** The message box: slash commands and mentions with suggestions, a few marks of formatting, Enter to send. */

import { act } from "./api.js";
import { el } from "./dom.js";
import { EMOJI } from "./emoji.js";
import { avatar } from "./faces.js";
import { acceptDrops, chips, choose, uploadAll } from "./files.js";
import { icon } from "./icons.js";
import { listbox, openMenu } from "./menu.js";
import { channels, isOutsider, store } from "./store.js";
import { encode, everyone } from "./speech.js";
import { toast } from "./toast.js";

const drafts = new Map(); // "person/place/thread" -> what was typed and not yet sent
const attached = new Map(); // the same -> ids of the files that go with it

export function composer({ channel, threadTs = null, placeholder }) {
  const draft = `${store.as}/${channel}/${threadTs ?? ""}`;
  const box = el("textarea", { rows: 1, placeholder, "aria-label": placeholder, value: drafts.get(draft) ?? "", "data-key": `composer-${threadTs ?? ""}`,
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", spellcheck: "true",
    oninput: changed, onkeydown: keys, onclick: suggest, onblur: hush });
  const usage = el("div", { class: "usage", "aria-live": "polite" });
  const send = el("button", { class: "send", "aria-label": "Send now", title: "Send now", onclick: submit }, icon("send"));
  const shelf = el("div", { class: "suggestions" });
  const tray = el("div", { class: "tray" });
  let open = null; // the suggestions on show: {list, from}

  function changed() {
    drafts.set(draft, box.value);
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, innerHeight * 0.4)}px`;
    send.classList.toggle("ready", Boolean(box.value.trim() || files().length));
    usage.textContent = hintFor(box.value);
    suggest();
  }

  function suggest() {
    const found = document.activeElement === box ? suggestions(box.value.slice(0, box.selectionStart)) : null;
    if (!found?.items.length) return hush();
    const list = listbox({ label: found.title, items: found.items, pick: (item) => insert(item.insert) });
    open = { list, from: found.from, exact: found.exact };
    shelf.replaceChildren(el("div", { class: "suggestions-title" }, found.title), list.node);
    shelf.classList.add("open");
    box.setAttribute("aria-expanded", "true");
    box.setAttribute("aria-controls", list.id);
    box.setAttribute("aria-activedescendant", list.activeId());
  }

  function hush() {
    open = null;
    shelf.classList.remove("open");
    shelf.replaceChildren();
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  function insert(words) {
    const from = open?.from ?? box.selectionStart;
    box.setRangeText(words, from, box.selectionStart, "end");
    hush();
    box.focus();
    changed();
  }

  function wrap(mark) {
    const [from, to] = [box.selectionStart, box.selectionEnd];
    box.setRangeText(mark + box.value.slice(from, to) + mark, from, to, "end");
    if (from === to) box.setSelectionRange(from + mark.length, from + mark.length);
    box.focus();
    changed();
  }

  function keys(event) {
    if (event.isComposing) return;
    const taken = open && keysInList(event);
    if (taken) return event.preventDefault();
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); submit(); }
    const mark = (event.ctrlKey || event.metaKey) && { b: "*", i: "_" }[event.key];
    if (mark) { event.preventDefault(); wrap(mark); }
  }

  function keysInList(event) {
    if (event.key === "Enter" && (event.shiftKey || open.exact)) return false;
    const { move, accept } = open.list;
    const does = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: accept, Tab: accept, Escape: hush }[event.key];
    does?.();
    if (open) box.setAttribute("aria-activedescendant", open.list.activeId());
    return Boolean(does);
  }

  const files = () => attached.get(draft) ?? [];

  function attach(ids) {
    attached.set(draft, ids);
    tray.replaceChildren(...(ids.length ? [chips(ids, (id) => { attach(files().filter((one) => one !== id)); box.focus(); })] : []));
    changed();
  }

  async function add(chosen) {
    attach([...files(), ...await uploadAll(chosen)]);
    box.focus();
  }

  async function submit() {
    const [typed, ids] = [box.value.trim(), files()];
    if (!typed && !ids.length) return;
    box.value = "";
    attach([]);
    const ack = await say(typed, channel, threadTs, ids);
    if (!ack.failed) return;
    if (!box.value) box.value = typed;
    attach([...ids, ...files()]);
  }

  const stay = (event) => event.preventDefault(); // the box keeps the keyboard and its caret
  const tool = (label, sign, onclick) =>
    el("button", { class: "tool", "aria-label": label, title: label, onpointerdown: stay, onclick }, sign);
  const type = (words) => () => insert(/\S$/.test(box.value.slice(0, box.selectionStart)) ? ` ${words}` : words);
  const emojiMenu = (event) => openMenu(event.currentTarget, { label: "Emoji", search: true, pick: (item) => insert(`:${item.value}: `),
    items: [...EMOJI].map(([name, sign]) => ({ value: name, label: `${sign}  ${name}` })) });
  const node = el("div", { class: "composer" }, shelf, usage, el("div", { class: "composer-box" },
    el("div", { class: "composer-tools" }, tool("Bold", icon("bold"), () => wrap("*")), tool("Italic", icon("italic"), () => wrap("_")),
      tool("Strikethrough", icon("strike"), () => wrap("~")), tool("Code", icon("code"), () => wrap("`"))),
    box, tray, el("div", { class: "composer-tools" }, tool("Attach a file", icon("clip"), () => choose({}, add)), tool("Emoji", icon("smile"), emojiMenu), tool("Mention someone", icon("at"), type("@")),
      !threadTs && !isOutsider() && tool("Run a command", icon("slash"), () => { if (!box.value) insert("/"); }), el("span", { class: "grow" }), send)));
  acceptDrops(node, add);
  queueMicrotask(() => attach(files()));
  return node;
}

/** Say it: what starts with a slash is a command (never in a thread or with files, as in Slack), the rest is a message. */
function say(typed, channel, threadTs, files) {
  const isCommand = /^\/[a-z]/i.test(typed);
  if (isCommand && threadTs) {
    toast(`${typed.split(/\s/)[0]} is not supported in threads. Sorry!`);
    return { failed: true };
  }
  if (isCommand && files.length) {
    toast("A command takes no files. Send them in a message, without the slash.");
    return { failed: true };
  }
  if (isCommand) return act("slash", { channel, text: encode(typed, { slash: true }) });
  return act("message", { channel, text: encode(typed), ...(threadTs && { thread_ts: threadTs }), ...(files.length && { files }) });
}

function hintFor(text) {
  const command = store.state.commands?.find((one) => text.startsWith(`${one.command} `));
  return command?.hint ? `${command.command} ${command.hint}` : "";
}

/** What could follow the words before the caret: {title, items, from, exact} or null. */
function suggestions(before) {
  const command = before.match(/^\/\S*$/);
  if (command) return commands(before);
  const [, lead, sign, typed] = before.match(/(^|[\s(])([@#:])([^@#:\n]{0,30})$/u) ?? [];
  if (sign === undefined) return null;
  const from = before.length - typed.length - 1;
  if (sign === "@") return { title: "People", from, items: mentions(typed) };
  if (sign === "#") return { title: "Channels", from, items: rooms(typed) };
  return typed.length > 1 && lead !== undefined ? { title: "Emoji", from, items: signs(typed) } : null;
}

function commands(typed) {
  const items = (store.state.commands ?? []).filter((one) => one.command.startsWith(typed.toLowerCase()))
    .map((one) => ({ value: one.command, label: one.command, hint: one.hint, note: store.state.bot.name, insert: `${one.command} ` }));
  return { title: "Commands", items, from: 0, exact: items.length === 1 && items[0].value === typed };
}

function mentions(typed) {
  const wanted = typed.toLowerCase();
  const starts = (name) => name.toLowerCase().startsWith(wanted) || name.toLowerCase().split(" ").some((word) => word.startsWith(wanted));
  return everyone().filter((one) => starts(one.name) && one.name.toLowerCase() !== wanted.trim()).map((one) => ({
    value: one.id, label: one.name, hint: one.hint, insert: `@${one.name} `,
    node: el("span", { class: "who" }, avatar(one.id, one.name, "tiny"), el("b", {}, one.name)),
  }));
}

function rooms(typed) {
  const found = channels().filter((one) => one.name.startsWith(typed.toLowerCase()));
  return found.map((one) => ({ value: one.id, label: `# ${one.name}`, insert: `#${one.name} ` }));
}

function signs(typed) {
  const found = [...EMOJI].filter(([name]) => name.includes(typed)).slice(0, 8);
  return found.map(([name, sign]) => ({ value: name, label: `${sign}  :${name}:`, insert: `:${name}: ` }));
}
