/** The page itself: where the viewer is, what to fetch for it, and redrawing when the sandbox says something changed. */

import { act, get, listen } from "./api.js";
import { blocks } from "./blocks.js";
import { composer } from "./composer.js";
import { el, repaint } from "./dom.js";
import { icon } from "./icons.js";
import { drawMail } from "./mail.js";
import { feed } from "./messages.js";
import { showViews } from "./modal.js";
import { address, drawRail } from "./rail.js";
import { bot, botIm, channel, channels, store } from "./store.js";

const at = (id) => document.getElementById(id);
const isChannel = () => store.place !== "home" && store.place !== "mail";
const SEEN = "parley-mails-seen";

let showMessages = null; // draws the middle list; made anew for each place
let showThread = null;

// ---- where we are -------------------------------------------------------------------------------------------------

async function arrive() {
  const hash = new URLSearchParams(location.hash.slice(1));
  const person = hash.get("as") ?? store.as;
  const moved = person !== store.as || !store.state;
  store.as = person;
  if (moved) await refreshState();
  if (!store.state) return;
  const before = store.place;
  store.place = reachable(hash.get("in"));
  store.thread = isChannel() ? hash.get("thread") : null;
  store.sought = hash.get("ts");
  if (hash.get("in") !== store.place) history.replaceState(null, "", address(store.place));
  drawRail(at("rail"));
  if (moved || before !== store.place) enter();
  enterThread();
  bringIntoSight();
  if (moved) refreshViews();
}

/** The wished place if this person can see it; a person's direct messages are their own; else their first channel. */
function reachable(wish) {
  if (wish === "home" || wish === "mail") return wish;
  if (channel(wish)) return wish;
  if (wish?.startsWith("D")) return botIm()?.id;
  const first = channels().find((one) => one.shared_with?.length) ?? channels()[0];
  return first?.id ?? "home";
}

/** Set up the middle for a place just entered, then fill it. */
function enter() {
  document.title = `${placeTitle()} | Parley sandbox`;
  drawHeader();
  const footer = at("foot");
  if (isChannel()) {
    store.conversation = [];
    showMessages = feed(at("scroll"), { openThread });
    footer.replaceChildren(talk());
  } else {
    at("scroll").onscroll = null;
    at("scroll").replaceChildren();
    footer.replaceChildren();
  }
  if (store.place === "home") act("home");
  refreshPlace();
}

function talk() {
  const here = channel(store.place);
  if (here?.archived) return el("p", { class: "no-composer" }, icon("archive"), " You are viewing ", el("b", {}, `#${here.name}`), ", an archived channel.");
  return composer({ channel: store.place, placeholder: here?.is_im ? `Message ${bot().name}` : `Message #${here?.name}` });
}

function placeTitle() {
  if (store.place === "mail") return "Mailbox";
  const here = channel(store.place);
  return !here || here.is_im ? bot().name : `#${here.name}`;
}

// ---- the header ---------------------------------------------------------------------------------------------------

function drawHeader() {
  const here = channel(store.place);
  if (store.place === "mail") return repaint(at("head"), el("h2", {}, icon("mail"), "Mailbox"), el("p", { class: "topic" }, "Every mail Parley has sent here"));
  if (!here || here.is_im) return repaint(at("head"), el("h2", {}, bot().name, el("span", { class: "app-tag" }, "APP")), tabs());
  const shared = here.shared_with?.length && el("p", { class: "topic" }, icon("diamonds"), `Shared with ${here.shared_with.join(", ")}`);
  const absent = !here.member && !here.archived && el("p", { class: "topic" }, `${bot().name} is not in this channel`);
  return repaint(at("head"), el("h2", {}, icon(here.archived ? "archive" : "hash"), here.name), shared, absent);
}

function tabs() {
  const tab = (place, name) => el("a", { href: address(place), class: "tab", "aria-current": store.place === place ? "page" : null, "data-key": `tab-${place}` }, name);
  return el("nav", { class: "tabs", "aria-label": bot().name }, tab("home", "Home"), botIm() && tab(botIm().id, "Messages"));
}

// ---- threads ------------------------------------------------------------------------------------------------------

function openThread(ts) {
  location.hash = `${address(store.place)}&thread=${ts}`;
}

function enterThread() {
  const side = at("side");
  side.hidden = !store.thread;
  if (!store.thread) { showThread = null; return side.replaceChildren(); }
  const scroll = el("div", { class: "scroll" });
  showThread = feed(scroll, { inThread: true });
  const close = el("a", { class: "icon-button", href: address(store.place), role: "button", "aria-label": "Close thread" }, icon("close"));
  side.replaceChildren(el("header", { class: "head" }, el("h2", {}, "Thread"), el("p", { class: "topic grow" }, placeTitle()), close),
    scroll, composer({ channel: store.place, threadTs: store.thread, placeholder: "Reply…" }));
  side.querySelector("textarea")?.focus();
  drawConversation();
}

// ---- fetching and drawing -----------------------------------------------------------------------------------------

async function refreshState() {
  const asked = store.as;
  const [state, mail] = await Promise.all([get("state"), get("mails")]);
  if (!state || asked !== store.as) return;
  store.state = state;
  store.mails = mail?.mails ?? [];
  store.seenMails = Math.min(Number(sessionStorage.getItem(SEEN) ?? 0), store.mails.length);
}

function refreshPlace() {
  if (store.place === "home") return refreshHome();
  if (store.place === "mail") return refreshMail();
  return refreshConversation();
}

async function refreshConversation() {
  const where = `${store.as}${store.place}`;
  const answer = await get("conversation", { channel: store.place });
  if (!answer || where !== `${store.as}${store.place}`) return;
  store.conversation = answer.messages;
  drawConversation();
}

function drawConversation() {
  const all = store.conversation;
  const isReply = (one) => one.thread_ts && one.thread_ts !== one.ts;
  const replies = Map.groupBy(all.filter(isReply), (one) => one.thread_ts);
  showMessages?.draw(all.filter((one) => !isReply(one)), replies);
  showThread?.draw(all.filter((one) => one.ts === store.thread || one.thread_ts === store.thread));
  bringIntoSight();
}

/** A link to a message leads to it, once. */
function bringIntoSight() {
  const node = store.sought && [...document.querySelectorAll(`[data-ts="${CSS.escape(store.sought)}"]`)].at(-1);
  if (!node) return;
  store.sought = null;
  node.scrollIntoView({ block: "center" });
  node.classList.add("sought");
}

async function refreshHome() {
  const asked = store.as;
  const answer = await get("home");
  if (store.place !== "home" || asked !== store.as) return;
  const view = answer?.view ?? (answer?.blocks ? answer : null);
  const click = (fields) => act("click", { channel: null, ts: null, view_id: view.id, ...fields });
  const empty = el("div", { class: "empty" }, icon("home"), el("p", {}, `${bot().name} has nothing on this page yet.`));
  repaint(at("scroll"), view ? el("div", { class: "home-page" }, blocks(view.blocks, { click })) : empty);
}

function refreshMail() {
  store.seenMails = store.mails.length;
  sessionStorage.setItem(SEEN, String(store.seenMails));
  drawRail(at("rail"));
  drawMail(at("scroll"), store.mails);
}

async function refreshViews() {
  const asked = store.as;
  const answer = await get("views");
  if (answer && asked === store.as) showViews(answer.stack);
}

// ---- what changes -------------------------------------------------------------------------------------------------

const stale = new Set();

function heard(change) {
  const mine = !change.user || change.user === store.as;
  const here = !change.channel || change.channel === store.place;
  if (change.what === "channel" && here) stale.add("place");
  if (change.what === "mail" && store.place === "mail") stale.add("place");
  if (change.what === "home" && mine && store.place === "home") stale.add("place");
  if (change.what === "views" && mine) stale.add("views");
  if (change.what === "channel" || change.what === "mail") stale.add("state");
  catchUpSoon();
}

let waiting = null;

function catchUpSoon() {
  waiting ??= setTimeout(async () => {
    waiting = null;
    const due = new Set(stale);
    stale.clear();
    if (due.has("views")) refreshViews();
    if (due.has("place") && store.place !== "mail") await refreshPlace();
    if (due.has("state")) { await refreshState(); if (store.state) drawRail(at("rail")); }
    if (due.has("place") && store.place === "mail") refreshMail();
  }, 40);
}

function linked(up) {
  const was = at("offline").hidden;
  at("offline").hidden = up;
  if (!up || was) return;
  for (const what of ["views", "place", "state"]) stale.add(what);
  if (store.state) catchUpSoon();
  else arrive();
}

document.addEventListener("acted", ({ detail }) => {
  stale.add("views");
  if (detail.kind === "slash" || detail.kind === "message") (document.activeElement?.closest("#side") ? showThread : showMessages)?.toTheEnd();
  if (detail.kind !== "home" && detail.kind !== "close") stale.add("place");
  catchUpSoon();
});
addEventListener("hashchange", arrive);
listen(heard, linked);
arrive();
