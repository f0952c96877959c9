// Kinds of messages and what they are called.

export const KINDS = {
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
  story: "История",
  paid_media: "Платная публикация",
  web_app_data: "Данные приложения",
  checklist: "Список дел",
  invoice: "Счёт",
  successful_payment: "Платёж прошёл",
  refunded_payment: "Возврат",
};

const VISUAL = new Set(["photo", "video", "animation"]);
const BARE = new Set(["sticker", "video_note", "dice"]);
const CAPTIONED = new Set(["photo", "video", "animation", "voice", "audio", "document"]);

export const isVisual = (message) => VISUAL.has(message.media?.kind);
/** Shown without a bubble around it. */
export const isBare = (message) => BARE.has(message.media?.kind);
export const takesCaption = (message) => !message.media || CAPTIONED.has(message.media.kind);

/** Words for a message that has none of its own. */
export function label(message) {
  const { kind, object, file_name: name } = message.media || {};
  if (kind === "sticker" && object.emoji) return `${object.emoji} Стикер`;
  if (kind === "dice") return object.emoji;
  if (kind === "document" && name) return name;
  if (kind === "audio" && object.title) return object.title;
  return KINDS[kind] || "Сообщение";
}

/** Minutes and seconds. */
export function clock(seconds = 0) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}
