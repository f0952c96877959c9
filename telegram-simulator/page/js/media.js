// What a message holds besides words: pictures, films, sound, files, stickers, cards.

import { el, icon } from "./dom.js";
import { card } from "./card.js";
import { KINDS, clock } from "./kinds.js";
import { player } from "./player.js";

/** A small picture of the message for quotes, if it has one. */
export function thumbnail(message) {
  const { kind, file_url: src, spoiler } = message.media || {};
  return kind === "photo" && !spoiler ? el("img", { src, alt: "", class: "thumb" }) : null;
}

/** The element for the media of one message; `phone` shows pictures large. */
export function media(message, phone) {
  const { kind, file_url: url } = message.media;
  const shape = { sticker: " sticker", video_note: " round" }[kind] || "";
  const box = el("div", { class: `media ${kind}${shape}`, data: { part: message.message_id } });
  box.append(url ? file(message, phone) : card(message.media));
  return box;
}

function file(message, phone) {
  const { kind, file_url: src, object } = message.media;
  switch (kind) {
    case "photo":
      return veil(phone, message, el("img", { src, alt: KINDS.photo, draggable: !message.protected }), () => phone.overlay.view(src));
    case "sticker":
      return el("img", { src, alt: `Стикер ${object.emoji || ""}`, title: object.set_name ? `Набор ${object.set_name}` : "", draggable: false });
    case "animation": {
      const film = el("video", { src, loop: true, autoplay: true, muted: true, playsInline: true });
      return veil(phone, message, film, () => (film.paused ? film.play() : film.pause()), "GIF");
    }
    case "video":
    case "video_note":
      return veil(phone, message, ...filmed(src), clock(object.duration));
    case "voice":
    case "audio":
      return player(message.media);
    default:
      return download(message);
  }
}

function filmed(src) {
  const film = el("video", { src, preload: "auto", playsInline: true });
  const play = () => (film.paused ? film.play() : film.pause());
  return [film, play];
}

/** A picture or film with its badge; hidden ones are blurred until the first tap. */
function veil(phone, message, picture, tapped, badge = null) {
  const frame = el("div", { class: "frame", role: "button", tabIndex: 0 }, picture);
  const label = KINDS[message.media.kind];
  frame.setAttribute("aria-label", label);
  if (badge) frame.append(el("span", { class: "badge" }, badge));
  if (picture.tagName === "VIDEO" && badge !== "GIF") {
    const sign = el("span", { class: "sign", "aria-hidden": "true" }, icon("play"));
    frame.append(sign);
    picture.onplay = () => (sign.hidden = true);
    picture.onpause = picture.onended = () => (sign.hidden = false);
  }
  // What was looked at once stays so when its row is drawn anew; another file in its place is another secret.
  if (message.media.spoiler && !phone.unveiled.has(message.media.file_url)) {
    frame.classList.add("veiled");
    frame.title = "Показать";
  }
  frame.onclick = () => {
    if (!frame.classList.contains("veiled")) return tapped();
    phone.unveiled.add(message.media.file_url);
    frame.classList.remove("veiled");
    frame.title = "";
    return null;
  };
  frame.onkeydown = (event) => event.key === "Enter" && frame.onclick();
  return frame;
}

function download(message) {
  const { file_url: href, file_name: name, object } = message.media;
  const title = name || KINDS.document;
  const words = el("span", { class: "about" }, el("b", {}, title), el("small", {}, size(object.file_size)));
  const sign = el("i", { "aria-hidden": "true" }, icon(message.protected ? "lock" : "file"));
  // Protected content cannot be saved.
  return message.protected
    ? el("span", { class: "file" }, sign, words)
    : el("a", { class: "file", href, download: title, title: "Скачать" }, sign, words);
}

function size(bytes = 0) {
  if (bytes < 1024) return `${bytes} Б`;
  const number = (value) => value.toLocaleString("ru", { maximumFractionDigits: 1 });
  return bytes < 1024 * 1024 ? `${number(bytes / 1024)} КБ` : `${number(bytes / 1024 / 1024)} МБ`;
}
