/** Files: choosing and uploading them, the chips that stand for them, and the card a message shows. */

import { upload } from "./api.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { toast } from "./toast.js";

const known = new Map(); // id -> {id, name, mimetype, size, url}, for everything uploaded from this page

/** Upload what was chosen, dropped or pasted; the ids of what arrived. What did not is said aloud. */
export async function uploadAll(chosen) {
  const answers = await Promise.all([...chosen].map((one) => upload(one)));
  for (const { error } of answers) if (error) toast(error);
  const arrived = answers.flatMap(({ file }) => file ?? []);
  for (const file of arrived) known.set(file.id, file);
  return arrived.map((file) => file.id);
}

/** Let the person choose; `picked(files)` hears what. */
export function choose({ multiple = true, accept = null }, picked) {
  const input = el("input", { type: "file", multiple, accept, onchange: () => picked([...input.files]) });
  input.click();
}

/** Files dropped on or pasted into `node` go to `picked`, as if they had been chosen. */
export function acceptDrops(node, picked) {
  const take = (event, files) => {
    if (!files?.length) return;
    event.preventDefault();
    picked([...files]);
  };
  node.addEventListener("dragover", (event) => { if (event.dataTransfer?.types.includes("Files")) event.preventDefault(); });
  node.addEventListener("drop", (event) => take(event, event.dataTransfer?.files));
  node.addEventListener("paste", (event) => take(event, event.clipboardData?.files));
}

/** The chips of uploaded files, each with a button that takes it away. */
export function chips(ids, remove) {
  return el("ul", { class: "file-chips", "aria-label": "Files" }, ids.map((id) => {
    const file = known.get(id) ?? { name: id };
    return el("li", { class: "file-chip" }, ...face(file),
      el("button", { class: "icon-button", type: "button", "aria-label": `Remove ${file.name}`, "data-key": `remove-${id}`, onclick: () => remove(id) }, icon("close")));
  }));
}

/** A file in a message: its name, what it is, and a click that downloads it. */
export function fileCard(file) {
  const name = file.name ?? file.title ?? file.id;
  return el("a", { class: "file-card", href: file.url, download: name, "aria-label": `Download ${name}, ${facts(file)}` },
    ...face({ ...file, name: file.title || name }), icon("down"));
}

function face(file) {
  const kind = kindOf(file.name);
  return [el("span", { class: `file-kind kind-${TABLES.has(kind) ? "table" : "other"}`, "aria-hidden": "true" }, icon(TABLES.has(kind) ? "table" : "file")),
    el("span", { class: "file-words" }, el("b", {}, file.name), el("span", { class: "file-facts" }, facts(file)))];
}

const TABLES = new Set(["xlsx", "xlsm", "csv", "tsv"]);
const kindOf = (name = "") => (name.includes(".") ? name.split(".").at(-1).toLowerCase() : "");
const facts = (file) => [kindOf(file.name).toUpperCase() || "File", size(file.size)].filter(Boolean).join(" · ");

function size(bytes) {
  if (bytes == null) return "";
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
