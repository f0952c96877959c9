// One bubble: a message or an album with its words, buttons, reactions, what it replies to and where it came from.

import { album } from "./album.js";
import { el, icon } from "./dom.js";
import { render } from "./format.js";
import { onLongPress } from "./gestures.js";
import { isBare, isVisual, label } from "./kinds.js";
import { media, thumbnail } from "./media.js";
import { stars } from "./pay.js";

const clock = new Intl.DateTimeFormat("ru", { hour: "2-digit", minute: "2-digit" });
/** Custom emoji have no picture here. */
const shown = (reaction) => (reaction.startsWith("custom:") ? "✨" : reaction);

/** Said by Telegram itself, in the middle of the chat. */
const SERVICES = {
  successful_payment: ({ total_amount: price }) => `Вы заплатили боту ${stars(price)}`,
  refunded_payment: ({ total_amount: price }) => `Вам вернули ${stars(price)}`,
};

export const summary = (message) => message.text || label(message);

/** An element for a message, or for the messages of an album; `phone` is asked for replies and told of taps. */
export function bubble(parts, phone) {
  const [first] = parts;
  if (SERVICES[first.media?.kind]) return service(first);
  const side = first.from_bot ? "in" : "out";
  const keyed = parts.find((part) => part.keyboard.length);
  const row = el("div", {
    class: `row ${side}${keyed ? " with-keys" : ""}`,
    data: { id: first.message_id, side, date: first.date },
  });
  const body = el("div", { class: classes(parts) });
  body.append(...heads(first, phone));
  const held = content(parts, phone);
  const words = captions(parts, phone);
  const foot = el("div", { class: "foot" }, first.caption_above ? null : words, meta(parts));
  body.append(...(first.caption_above ? [words] : []), ...held, foot);
  const reactions = parts.flatMap((part) => pills(part, phone));
  if (reactions.length) body.append(el("div", { class: "reactions" }, ...reactions));
  listen(body, parts, phone);
  row.append(body);
  if (keyed) row.append(keys(keyed, phone));
  return row;
}

function service({ message_id: id, date, media: { kind, object } }) {
  return el("div", { class: "row service", data: { id, side: "service", date } }, el("span", {}, SERVICES[kind](object)));
}

function classes(parts) {
  const [first] = parts;
  const marks = {
    bare: isBare(first),
    visual: isVisual(first),
    silent: !parts.some((part) => part.text),
    above: first.caption_above,
    protected: first.protected,
  };
  const set = Object.entries(marks).filter(([, isSet]) => isSet);
  return ["bubble", ...set.map(([mark]) => mark)].join(" ");
}

/** What stands above everything else. */
function heads(message, phone) {
  const found = [];
  if (message.forwarded_from) found.push(el("span", { class: "origin" }, "Переслано от ", el("b", {}, message.forwarded_from)));
  if (message.via_bot) found.push(el("span", { class: "origin" }, "через ", el("b", {}, `@${message.via_bot}`)));
  if (message.reply_to) found.push(quoted(message, phone));
  return found;
}

function content(parts, phone) {
  if (parts.length > 1) return [album(parts, phone)];
  return parts[0].media ? [media(parts[0], phone)] : [];
}

/** One caption stands alone; of several each tells which part it is about. */
function captions(parts, phone) {
  const words = el("span", { class: "words" });
  const written = parts.filter((part) => part.text);
  for (const part of written) {
    const line = render(part.text, part.entities, (command) => phone.sendText(command));
    if (written.length === 1) words.append(line);
    else words.append(el("span", { class: "numbered", data: { part: part.message_id } }, el("b", {}, `${parts.indexOf(part) + 1}. `), line));
  }
  return words;
}

function meta(parts) {
  const [first] = parts;
  const edited = parts.some((part) => part.edited) ? "изменено " : "";
  const time = clock.format(new Date(first.date * 1000));
  const line = el("span", { class: "meta" }, edited, time, first.from_bot ? "" : " ✓✓");
  if (first.protected) line.prepend(icon("lock"), " ");
  return line;
}

function quoted(message, phone) {
  const original = phone.messages.get(message.reply_to);
  const gone = !original || original.deleted;
  const who = gone ? "" : original.from_bot ? phone.botName : "Вы";
  const words = el("span", { class: "about" }, el("b", {}, who), el("span", {}, message.quote || (gone ? "Удалённое сообщение" : summary(original))));
  return el(
    "button",
    { type: "button", class: `quoted${message.quote ? " part" : ""}`, onclick: () => phone.flash(message.reply_to) },
    gone ? null : thumbnail(original),
    words,
  );
}

function pills(message, phone) {
  const own = message.user_reactions.map((emoji) =>
    el("button", { type: "button", class: "own", title: "Убрать реакцию", onclick: () => phone.react(message, emoji) }, shown(emoji)),
  );
  const others = message.bot_reactions.map((emoji) =>
    el("button", { type: "button", title: "Поставить такую же", onclick: () => phone.react(message, emoji) }, shown(emoji)),
  );
  return [...others, ...own];
}

function listen(body, parts, phone) {
  const part = (target) => {
    const id = Number(target.closest("[data-part]")?.dataset.part);
    return parts.find((message) => message.message_id === id) || parts[0];
  };
  const open = (event) => {
    event.preventDefault();
    phone.openMenu(part(event.target), event.clientX, event.clientY);
  };
  body.addEventListener("contextmenu", open);
  onLongPress(body, open);
  body.addEventListener("dblclick", (event) => {
    if (!event.target.closest("button, .frame")) phone.startReply(part(event.target));
  });
}

function keys(message, phone) {
  const grid = el("div", { class: "keys" });
  for (const row of message.keyboard) {
    const line = el("div");
    for (const button of row) {
      line.append(key(message, button, phone));
    }
    grid.append(line);
  }
  return grid;
}

function key(message, button, phone) {
  if (button.url) return el("a", { href: button.url, target: "_blank", rel: "noopener noreferrer" }, button.text);
  if (button.pay && message.paid) return el("button", { type: "button", class: "pay", disabled: true }, "Оплачено ✓");
  if (button.pay) return el("button", { type: "button", class: "pay", onclick: () => phone.pay(message) }, button.text);
  return el("button", { type: "button", onclick: (event) => phone.press(message, button, event.currentTarget) }, button.text);
}
