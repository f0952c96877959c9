// Texts with entities: shown from Telegram's form, and typed with the marks Telegram's own apps understand.

import { el } from "./dom.js";

const TAGS = {
  bold: "b",
  italic: "i",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

const SAFE = /^(https?|tg|mailto|tel):/i;

/** Elements for `text`; `onCommand` is called with a tapped command. Offsets are UTF-16, as JavaScript's strings. */
export function render(text, entities, onCommand) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return part(text, sorted, 0, text.length, onCommand);
}

function part(text, entities, start, end, onCommand) {
  const fragment = document.createDocumentFragment();
  let at = start;
  while (entities.length && entities[0].offset < end) {
    const entity = entities.shift();
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (to <= from) continue;
    if (from > at) fragment.append(text.slice(at, from));
    const inner = part(text, entities, from, to, onCommand);
    const wrapped = wrap(entity, text.slice(from, to), onCommand);
    wrapped.append(inner);
    fragment.append(wrapped);
    at = to;
  }
  if (at < end) fragment.append(text.slice(at, end));
  return fragment;
}

function wrap(entity, words, onCommand) {
  if (TAGS[entity.type]) return el(TAGS[entity.type]);
  const link = (href) =>
    SAFE.test(href) ? el("a", { href, target: "_blank", rel: "noopener noreferrer" }) : el("span");
  switch (entity.type) {
    case "text_link":
      return link(entity.url);
    case "url":
      return link(SAFE.test(words) ? words : `https://${words}`);
    case "email":
      return link(`mailto:${words}`);
    case "phone_number":
      return link(`tel:${words.replace(/[^+\d]/g, "")}`);
    case "mention":
      return link(`https://t.me/${words.slice(1)}`);
    case "bot_command":
      return el("a", {
        href: "#",
        onclick: (event) => {
          event.preventDefault();
          onCommand(words);
        },
      });
    case "spoiler":
      return el("span", {
        class: "spoiler",
        title: "Показать",
        onclick: (event) => event.currentTarget.classList.add("open"),
      });
    default:
      return el("span");
  }
}

const MARKS = [
  ["```", "pre"],
  ["**", "bold"],
  ["__", "italic"],
  ["~~", "strikethrough"],
  ["||", "spoiler"],
  ["`", "code"],
];

/** Text and entities of what was typed: **жирный**, __курсив__, ~~зачёркнутый~~, ||скрытый||, `код`, ```код```. */
export function typed(source) {
  let text = "";
  const entities = [];
  const open = [];
  for (let at = 0; at < source.length; ) {
    const rest = source.slice(at);
    const [mark, type] = MARKS.find(([mark]) => rest.startsWith(mark)) || [];
    const inCode = open.find((entity) => entity.type === "code" || entity.type === "pre");
    if (!mark || (inCode && inCode.type !== type)) {
      text += source[at];
      at += 1;
      continue;
    }
    const opened = open.findIndex((entity) => entity.type === type);
    if (opened >= 0) {
      const [entity] = open.splice(opened, 1);
      entity.length = text.length - entity.offset;
      if (entity.length > 0) entities.push(entity);
    } else if (rest.indexOf(mark, mark.length) > mark.length - 1) {
      open.push({ type, offset: text.length });
    } else {
      text += mark;
    }
    at += mark.length;
  }
  return { text, entities };
}

/** The reverse, to edit a message. */
export function untyped(text, entities) {
  const marks = new Map(MARKS.map(([mark, type]) => [type, mark]));
  const inserts = [];
  for (const entity of entities) {
    const mark = marks.get(entity.type);
    if (!mark) continue;
    inserts.push([entity.offset, 1, mark], [entity.offset + entity.length, 0, mark]);
  }
  inserts.sort((a, b) => b[0] - a[0] || b[1] - a[1]);
  let source = text;
  for (const [at, , mark] of inserts) source = source.slice(0, at) + mark + source.slice(at);
  return source;
}
