// The sheet under the paper clip: sample files, cards, and files of one's own.

import { el } from "./dom.js";

const SAMPLES = "/page/samples/";

const photo = (number) => ({ kind: "photo", file: `photo${number}.jpg`, mime_type: "image/jpeg" });
const film = (kind, more = {}) => ({ kind, file: "video.mp4", mime_type: "video/mp4", duration: 1, ...more });

/** Label, sign and what is sent; a file is fetched only when it is chosen. */
const OFFERS = [
  ["Фото", "🏞", { media: [photo(1)] }],
  ["Альбом", "🖼", { media: [photo(1), photo(2), photo(3)] }],
  ["Видео", "🎬", { media: [film("video", { file_name: "video.mp4" })] }],
  ["Голосовое", "🎙", { media: [{ kind: "voice", file: "voice.ogg", mime_type: "audio/ogg", duration: 2 }] }],
  ["Кружок", "⏺", { media: [film("video_note")] }],
  ["Стикер", "🐱", { media: [{ kind: "sticker", file: "sticker.webp", mime_type: "image/webp", emoji: "🤗", set_name: "sample_cats" }] }],
  ["GIF", "🎞", { media: [film("animation", { file_name: "giphy.mp4" })] }],
  ["Музыка", "🎵", { media: [{ kind: "audio", file: "voice.ogg", mime_type: "audio/ogg", duration: 2, performer: "Образец", title: "Две ноты", file_name: "two-notes.ogg" }] }],
  ["Файл", "📄", { media: [{ kind: "document", text: "Просто текст, чтобы было что скачать.\n", mime_type: "text/plain", file_name: "Заметки.txt" }] }],
  ["Контакт", "👤", { parts: { contact: { phone_number: "+7 900 123-45-67", first_name: "Образец" } } }],
  ["Место", "📍", { parts: { location: { latitude: 59.9343, longitude: 30.3351 } } }],
  ["Кубик", "🎲", { parts: { dice: { emoji: "🎲", value: 1 + Math.floor(Math.random() * 6) } } }],
];

const KIND_OF_TYPE = { image: "photo", video: "video", audio: "audio" };

function base64(bytes) {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 32768) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 32768));
  }
  return btoa(binary);
}

async function sample({ file, text, ...media }) {
  const bytes = text ? new TextEncoder().encode(text).buffer : await (await fetch(SAMPLES + file)).arrayBuffer();
  return { ...media, base64: base64(new Uint8Array(bytes)) };
}

async function own(file) {
  const kind = KIND_OF_TYPE[file.type.split("/")[0]] || "document";
  const bytes = new Uint8Array(await file.arrayBuffer());
  return { kind, base64: base64(bytes), file_name: file.name, mime_type: file.type || null };
}

/** A sheet; `chosen` is called with `{ media: […], parts: {…} }`. */
export function sheet(chosen, closed) {
  const hidden = el("input", { type: "checkbox" });
  const send = (media, parts = {}) => chosen({ media: media.map((one) => ({ ...one, spoiler: hidden.checked && hides(one) })), parts });
  const offers = OFFERS.map(([label, sign, offer]) => {
    const choose = async () => {
      closed();
      send(await Promise.all((offer.media || []).map(sample)), offer.parts);
    };
    return el("button", { type: "button", onclick: choose }, el("i", { "aria-hidden": "true" }, sign), label);
  });
  const picker = el("input", { type: "file", multiple: true, hidden: true });
  picker.onchange = async () => {
    closed();
    send(await Promise.all([...picker.files].map(own)));
  };
  const pick = el("button", { type: "button", class: "own", onclick: () => picker.click() }, "Свой файл…");
  const veil = el("label", {}, hidden, " Под спойлером");
  return el("div", { class: "sheet", role: "menu" }, el("div", { class: "offers" }, ...offers), el("div", { class: "foot" }, veil, pick, picker), el("p", {}, "Что написано в строке ввода, станет подписью."));
}

const hides = ({ kind }) => ["photo", "video", "animation"].includes(kind);
