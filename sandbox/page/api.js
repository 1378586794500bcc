/** The wire: the sandbox's own HTTP interface and its stream of changes. Nothing else here talks to the network. */

import { store } from "./store.js";
import { toast } from "./toast.js";

const QUIET = "The sandbox does not answer. It may have been stopped.";

/** GET /sandbox/<what>, with the viewer added; null when there is no answer. */
export async function get(what, query = {}) {
  const address = `/sandbox/${what}?${new URLSearchParams({ as: store.as, ...query })}`;
  try {
    const answer = await fetch(address);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** Do something as the viewer. Answers the sandbox's Ack {status, body, ms, view} and `failed`; a refusal is said aloud, unless quiet. */
export async function act(kind, fields = {}, { quiet = false } = {}) {
  const ack = await post({ as: store.as, kind, ...fields });
  const failed = Boolean(ack.trouble) || ack.status >= 300;
  if (failed && !quiet) complain(kind, ack);
  document.dispatchEvent(new CustomEvent("acted", { detail: { kind, ack } }));
  return { ...ack, failed };
}

/** Upload one file as the viewer: {file} as the sandbox shows it, or {error}. */
export async function upload(file) {
  const address = `/sandbox/upload?${new URLSearchParams({ as: store.as, name: file.name })}`;
  try {
    const answer = await fetch(address, { method: "POST", headers: { "content-type": "application/octet-stream" }, body: file });
    return await answer.json();
  } catch {
    return { error: `${file.name} could not be uploaded. ${QUIET}` };
  }
}

async function post(body) {
  try {
    const request = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const answer = await fetch("/sandbox/act", request);
    const ack = await answer.json().catch(() => null);
    return { ms: 0, view: null, body: ack, ...ack, status: ack?.status ?? answer.status };
  } catch {
    return { status: 503, body: QUIET, ms: 0, view: null };
  }
}

function complain(kind, ack) {
  if (kind === "slash" && ack.trouble) return; // Slackbot has said so in the conversation
  const said = ack.trouble || words(ack.body) || `error ${ack.status}`;
  const isCode = /^(error \d+|[a-z_]+)$/.test(said); // for people who read logs; Slackbot words it for a command
  if (!isCode) toast(said);
  else if (kind !== "slash") toast(`That did not work (${said}). Try again in a moment.`);
}

function words(body) {
  if (typeof body === "string") return body;
  return body?.text ?? body?.error ?? body?.detail ?? "";
}

/** Follow the stream for as long as the page is open. `heard(change)` for each change, `link(up)` when it breaks or mends. */
export function listen(heard, link) {
  const stream = new EventSource("/sandbox/stream");
  stream.addEventListener("changed", (event) => heard(JSON.parse(event.data)));
  stream.onopen = () => link(true);
  stream.onerror = () => {
    link(false);
    // The browser gives up for good on an answer that is not a stream; a restarted server deserves another try.
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => listen(heard, link), 1500);
  };
}
