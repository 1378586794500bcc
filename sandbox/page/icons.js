/** Line drawings used as icons: 20 by 20, drawn in the colour of the text around them. */

const PATHS = {
  hash: "M4 7.5h13M3 12.5h13M8.2 3 6.4 17M13.6 3l-1.8 14",
  archive: "M3 4.5h14v3H3zM4.5 7.5v8h11v-8M8 10.5h4",
  diamonds: "M7.2 5.2 2.4 10l4.8 4.8L12 10zM12.8 5.2 17.6 10l-4.8 4.8L8 10z",
  chevron: "m5.5 8 4.5 4.5L14.5 8",
  smile: "M10 2.7a7.3 7.3 0 1 0 0 14.6 7.3 7.3 0 0 0 0-14.6M6.7 11.4c1.3 2.7 5.3 2.7 6.6 0M7.4 7.6v.6M12.6 7.6v.6",
  reply: "M10 3c4 0 7.3 2.7 7.3 6.2S14 15.4 10 15.4c-.8 0-1.6-.1-2.3-.3L4 17v-3.4C3 12.4 2.7 10.9 2.7 9.2 2.7 5.7 6 3 10 3zM6.8 8.2h6.4M6.8 10.8h4",
  more: "M10 4.6v.8M10 9.6v.8M10 14.6v.8",
  send: "m3 3.5 14.5 6.5L3 16.5l1.8-6.5zM4.8 10H11",
  close: "m5 5 10 10M15 5 5 15",
  eye: "M1.8 10C4 6.3 6.8 4.5 10 4.5s6 1.8 8.2 5.5c-2.2 3.7-5 5.5-8.2 5.5S4 13.7 1.8 10zM10 7.6a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8",
  mail: "M2.5 4.5h15v11h-15zM3 5l7 6 7-6",
  calendar: "M3 4.5h14v12.5H3zM3 8.5h14M7 2.5v4M13 2.5v4",
  clock: "M10 2.7a7.3 7.3 0 1 0 0 14.6 7.3 7.3 0 0 0 0-14.6M10 6v4.3l2.8 1.6",
  home: "M3 9.3 10 3l7 6.3M4.7 8v9h3.8v-4.5h3V17h3.8V8",
  at: "M13 10a3 3 0 1 0-6 0 3 3 0 0 0 6 0zm0 0v1.2c0 2.6 4 2.6 4-1.2a7 7 0 1 0-3 5.7",
  slash: "M3 3h14v14H3zM12.3 6.5l-4.6 7",
  bold: "M6 4h4.6a2.9 2.9 0 0 1 0 5.9H6zM6 9.9h5.3a3 3 0 0 1 0 6.1H6z",
  italic: "M8 4h6M6 16h6M11.5 4l-3 12",
  strike: "M3.5 10h13M13.6 6.5C13 4.9 11.7 4 10 4 7.8 4 6.3 5.2 6.3 7c0 1.3.8 2.3 2.5 3M6 13c.5 1.9 2 3 4 3 2.3 0 4-1.2 4-3.1 0-1.2-.6-2.2-1.8-2.9",
  code: "M6.5 6 2.5 10l4 4M13.5 6l4 4-4 4M11.5 4l-3 12",
  check: "m4.5 10.5 3.5 3.5 7.5-8",
  clip: "m15.5 9.2-6 6a3.6 3.6 0 0 1-5.1-5.1l6.3-6.3a2.4 2.4 0 0 1 3.4 3.4l-6.2 6.2a1.2 1.2 0 0 1-1.7-1.7l5.6-5.6",
  table: "M3 4h14v12H3zM3 8h14M3 12h14M8.5 4v12",
  file: "M5 2.5h6.5L15.5 6.5v11H5zM11 2.5v4.5h4.5",
  down: "M10 4v12M5 11l5 5 5-5",
  shortcut: "M11 2.5 4.5 11.5H10L9 17.5l6.5-9H10z",
};

export function icon(name, extra = "") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", `icon icon-${name} ${extra}`.trim());
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name] ?? "");
  svg.append(path);
  return svg;
}
