// One message: words, media, buttons, reactions, what it replies to.

import { el } from "./dom.js";
import { render } from "./format.js";

const KINDS = {
  photo: "Фото",
  video: "Видео",
  voice: "Голосовое сообщение",
  audio: "Аудио",
  animation: "GIF",
  sticker: "Стикер",
  document: "Файл",
  video_note: "Видеосообщение",
  contact: "Контакт",
  location: "Место",
  venue: "Место",
  poll: "Опрос",
  dice: "Кубик",
  game: "Игра",
  invoice: "Счёт",
  successful_payment: "Платёж прошёл",
};

const clock = new Intl.DateTimeFormat("ru", { hour: "2-digit", minute: "2-digit" });

export const summary = (message) => message.text || KINDS[message.media?.kind] || "Сообщение";

/** An element for `message`; `phone` is asked for replies and told of taps. */
export function bubble(message, phone) {
  const side = message.from_bot ? "in" : "out";
  const row = el("div", {
    class: `row ${side}${message.keyboard.length ? " with-keys" : ""}`,
    data: { id: message.message_id, side, date: message.date },
  });
  const body = el("div", { class: "bubble" });
  if (message.reply_to) body.append(quoted(message, phone));
  if (message.media) body.append(media(message));
  const words = el("span", { class: "words" });
  words.append(render(message.text, message.entities, (command) => phone.sendText(command)));
  body.append(words, meta(message));
  const reactions = [...message.bot_reactions, ...message.user_reactions];
  if (reactions.length) {
    body.append(el("div", { class: "reactions" }, ...reactions.map((emoji) => el("span", {}, emoji))));
  }
  body.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    phone.openMenu(message, event.clientX, event.clientY);
  });
  body.addEventListener("dblclick", () => phone.startReply(message));
  row.append(body);
  if (message.keyboard.length) row.append(keys(message, phone));
  return row;
}

function meta(message) {
  const time = clock.format(new Date(message.date * 1000));
  const marks = [message.edited ? "изменено " : "", time, message.from_bot ? "" : " ✓✓"];
  return el("span", { class: "meta" }, marks.join(""));
}

function quoted(message, phone) {
  const original = phone.messages.get(message.reply_to);
  const gone = !original || original.deleted;
  const who = gone ? "" : original.from_bot ? phone.botName : "Вы";
  return el(
    "button",
    { type: "button", class: "quoted", onclick: () => phone.flash(message.reply_to) },
    el("b", {}, who),
    el("span", {}, gone ? "Удалённое сообщение" : summary(original)),
  );
}

function media(message) {
  const { kind, file_url: url, file_name: name, spoiler } = message.media;
  const unveil = (event) => event.currentTarget.classList.remove("veiled");
  const veiled = spoiler ? "veiled" : "";
  const box = el("div", { class: `media ${kind === "sticker" ? "sticker" : ""}${kind === "video_note" ? "round" : ""}` });
  if (!url) {
    box.append(el("span", { class: "file" }, el("i", {}, "✦"), KINDS[kind] || kind));
  } else if (kind === "photo" || kind === "sticker") {
    box.append(el("img", { src: url, alt: KINDS[kind], class: veiled, onclick: unveil, loading: "lazy" }));
  } else if (kind === "video" || kind === "animation" || kind === "video_note") {
    const looped = kind === "animation";
    box.append(el("video", { src: url, class: veiled, onclick: unveil, controls: !looped, loop: looped, autoplay: looped, muted: looped }));
  } else if (kind === "voice" || kind === "audio") {
    box.append(el("audio", { src: url, controls: true }));
  } else {
    box.append(el("a", { class: "file", href: url, download: name || "file" }, el("i", {}, "⇩"), name || KINDS[kind]));
  }
  return box;
}

function keys(message, phone) {
  const grid = el("div", { class: "keys" });
  for (const row of message.keyboard) {
    const line = el("div");
    for (const button of row) {
      line.append(
        button.url
          ? el("a", { href: button.url, target: "_blank", rel: "noopener noreferrer" }, button.text)
          : el("button", { type: "button", onclick: (event) => phone.press(message, button, event.currentTarget) }, button.text),
      );
    }
    grid.append(line);
  }
  return grid;
}
