// Albums: photos and videos as a grid, files and music one under the other.

import { el } from "./dom.js";
import { isVisual } from "./kinds.js";
import { media } from "./media.js";

/** How many tiles stand in each line, for 2 to 10 of them. */
const LINES = { 2: [2], 3: [1, 2], 4: [2, 2], 5: [2, 3], 6: [3, 3], 7: [2, 2, 3], 8: [2, 3, 3], 9: [3, 3, 3], 10: [2, 2, 3, 3] };

export function album(parts, phone) {
  if (!isVisual(parts[0])) {
    return el("div", { class: "stack" }, ...parts.map((part) => media(part, phone)));
  }
  const grid = el("div", { class: `grid of-${parts.length}` });
  let at = 0;
  for (const count of LINES[parts.length] || parts.map(() => 1)) {
    const tiles = parts.slice(at, at + count).map((part) => media(part, phone));
    grid.append(el("div", { class: "line" }, ...tiles));
    at += count;
  }
  return grid;
}
