/** From what is typed to what Slack sends: names become references, and &, < and > are escaped. */

import { bot, channel, channels, person, store } from "./store.js";

const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const forRegex = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Everyone who can be mentioned: {id, name, hint, team}. */
export function everyone() {
  const people = store.state.people.map((one) => ({ ...one, hint: one.company }));
  return [...people, { ...bot(), hint: "App" }];
}

/** `slash`: Slack writes references in a command with their names, as <@U1|vera>. */
export function encode(typed, { slash = false } = {}) {
  let text = references(escape(typed));
  for (const one of everyone().sort((a, b) => b.name.length - a.name.length)) {
    const named = new RegExp(`(^|[^\\p{L}\\p{N}])@${forRegex(escape(one.name))}(?![\\p{L}\\p{N}])`, "giu");
    text = text.replace(named, (_, before) => `${before}<@${one.id}${slash ? `|${handleOf(one)}` : ""}>`);
  }
  for (const one of channels()) {
    text = text.replace(new RegExp(`(^|\\s)#${forRegex(one.name)}(?![\\w-])`, "g"), (_, before) => `${before}<#${one.id}|${one.name}>`);
  }
  return slash ? text : text.replace(/(^|[\s(])(https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)])/g, "$1<$2>");
}

const handleOf = (one) => one.handle ?? one.name.split(" ")[0].toLowerCase();

/** A reference typed out by hand stays one, as long as it names someone who is here. */
function references(text) {
  return text.replace(/&lt;([@#])([A-Z0-9]+)(\|[^&\s]*)?&gt;/g, (typed, sign, id, label) => {
    const known = sign === "@" ? person(id) || id === bot().id : channel(id);
    return known ? `<${sign}${id}${label ?? ""}>` : typed;
  });
}
