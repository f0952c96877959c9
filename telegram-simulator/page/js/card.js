// Cards for what is neither words nor a file: contacts, places, polls, dice and the rest.

import { avatar, el } from "./dom.js";
import { KINDS } from "./kinds.js";
import { stars } from "./pay.js";

const CARDS = { contact, location, venue, poll, dice, invoice };

export function card({ kind, object }) {
  const make = CARDS[kind];
  if (make) return make(object);
  const title = object?.title || object?.button_text || KINDS[kind] || kind;
  return el("span", { class: "file" }, el("i", { "aria-hidden": "true" }, "✦"), el("span", { class: "about" }, el("b", {}, title), el("small", {}, KINDS[kind] || "")));
}

function contact({ first_name: first, last_name: last, phone_number: phone }) {
  const name = [first, last].filter(Boolean).join(" ");
  return el("span", { class: "file" }, avatar(name, name.length), el("span", { class: "about" }, el("b", {}, name), el("small", {}, phone)));
}

function map() {
  return el("span", { class: "map", "aria-hidden": "true" }, el("span", {}, "📍"));
}

function location({ latitude, longitude }) {
  const place = `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;
  return el("span", { class: "place" }, map(), el("small", {}, place));
}

function venue({ title, address }) {
  return el("span", { class: "place" }, map(), el("b", {}, title), el("small", {}, address));
}

function poll({ question, options }) {
  const lines = options.map(({ text }) => el("li", {}, text));
  return el("div", { class: "poll" }, el("b", {}, question), el("small", {}, "Анонимный опрос"), el("ul", {}, ...lines));
}

function dice({ emoji, value }) {
  return el("span", { class: "dice", title: `Выпало ${value}` }, emoji);
}

function invoice({ title, description, total_amount: price }) {
  return el("span", { class: "invoice" }, el("b", {}, title), description, el("span", { class: "price" }, stars(price)));
}
