// Small helpers to build elements; text is always set as text, never as markup.

export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name === "class") element.className = value;
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name.startsWith("aria-") || name === "role") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const PATHS = {
  back: "M15 5l-7 7 7 7",
  more: "M12 5v.01M12 12v.01M12 19v.01",
  clip: "M20 11l-8.5 8.5a5 5 0 01-7-7L13 4a3.4 3.4 0 015 5l-8.5 8.4a1.7 1.7 0 01-2.4-2.4L15 7.2",
  send: "M3 20.5l19-8.5L3 3.5 3 10l13 2-13 2z",
  close: "M6 6l12 12M18 6L6 18",
  down: "M6 9l6 6 6-6",
  play: "M8 5.5v13l11-6.5z",
  pause: "M8 5.5v13M16 5.5v13",
  file: "M7 3h7l5 5v13H7zM14 3v5h5",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 017 0v3",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

const HUES = [
  ["#ff885e", "#ff516a"],
  ["#ffcd6a", "#ffa85c"],
  ["#82b1ff", "#665fff"],
  ["#a0de7e", "#54cb68"],
  ["#53edd6", "#28c9b7"],
  ["#72d5fd", "#2a9ef1"],
  ["#e0a2f3", "#d669ed"],
];

export function avatar(name, id) {
  const [first, second] = HUES[Math.abs(id) % HUES.length];
  const circle = el("span", { class: "avatar", "aria-hidden": "true" }, [...(name || "?")][0]);
  circle.style.setProperty("--hue-a", first);
  circle.style.setProperty("--hue-b", second);
  return circle;
}

export function fullName(user) {
  return [user.first_name, user.last_name].filter(Boolean).join(" ");
}
