// The input line: typing, replying, editing, commands, attachments.

import { el, icon } from "./dom.js";
import { sheet } from "./attach.js";
import { summary } from "./bubble.js";
import { typed, untyped } from "./format.js";
import { takesCaption } from "./kinds.js";

const HEIGHT_MAX = 150;
const ALBUM_MAX = 10;

export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.context = null;
    this.commands = [];
    this.element = el("div", { class: "composer" });
    this.build();
  }

  build() {
    this.input = el("textarea", { rows: 1, placeholder: "Сообщение", "aria-label": "Сообщение" });
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.sendButton = el("button", { type: "submit", class: "icon send", "aria-label": "Отправить", disabled: true }, icon("send"));
    this.menuButton = el("button", { type: "button", class: "menu", "aria-label": "Меню команд", hidden: true, onclick: () => this.toggleMenu() }, "Меню");
    const clip = el("button", { type: "button", class: "icon clip", "aria-label": "Прикрепить", onclick: () => this.toggleSheet() }, icon("clip"));
    this.form = el("form", { onsubmit: (event) => this.submit(event) }, this.menuButton, clip, this.input, this.sendButton);
    // Nothing to write with until the state of the chat is known.
    this.form.hidden = true;
    this.bar = el("div", { class: "context", hidden: true });
    this.big = el("button", { type: "button", class: "big", hidden: true });
    this.keys = el("div", { class: "reply-keys", hidden: true });
    this.list = el("div", { class: "commands", role: "listbox", hidden: true });
    this.element.append(this.bar, this.form, this.big, this.keys);
    this.phone.screen.append(this.list);
  }

  /** Follows the state of the chat. */
  update(chat) {
    this.commands = chat.commands;
    this.menuButton.hidden = !chat.commands.length || this.input.value !== "";
    const big = chat.blocked ? ["Разблокировать", () => this.phone.chat.block(false)] : chat.started ? null : ["Запустить", () => this.phone.sendText("/start")];
    this.form.hidden = Boolean(big);
    this.big.hidden = !big;
    if (big) [this.big.textContent, this.big.onclick] = big;
    this.keys.hidden = !chat.reply_keyboard;
    if (chat.reply_keyboard) {
      const key = (label) => el("button", { type: "button", onclick: () => this.phone.sendText(label) }, label);
      this.keys.replaceChildren(...chat.reply_keyboard.map((row) => el("div", {}, ...row.map(key))));
    }
  }

  typed() {
    this.input.style.height = "38px";
    this.input.style.height = `${Math.min(this.input.scrollHeight, HEIGHT_MAX)}px`;
    this.sendButton.disabled = this.input.value.trim() === "" && !(this.context?.edit && this.context.message.media);
    this.menuButton.hidden = !this.commands.length || this.input.value !== "";
    const value = this.input.value;
    if (/^\/[a-z0-9_]*$/.test(value)) this.showCommands(value.slice(1));
    else this.list.hidden = true;
  }

  key(event) {
    const mark = event.ctrlKey && { KeyB: "**", KeyI: "__" }[event.code];
    if (mark) {
      event.preventDefault();
      const { selectionStart: from, selectionEnd: to, value } = this.input;
      this.input.setRangeText(mark + value.slice(from, to) + mark, from, to, "end");
      this.typed();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.submit(event);
    } else if (event.key === "Escape") {
      this.list.hidden = true;
      this.closeSheet();
      this.clearContext();
    } else if (event.key === "ArrowUp" && this.input.value === "") {
      this.phone.editLast();
    }
  }

  async submit(event) {
    event.preventDefault();
    const { text, entities } = typed(this.input.value);
    const context = this.context;
    // Words can be taken away from under a photo, but not from a text.
    if (!text.trim() && !(context?.edit && context.message.media)) return;
    this.clear();
    await this.phone.act(() =>
      context?.edit
        ? this.phone.chat.edit(context.message.message_id, { text, entities })
        : this.phone.chat.send({ text, entities, reply_to: context?.message.message_id, quote: context?.quote }),
    );
  }

  clear() {
    this.input.value = "";
    this.clearContext();
    this.typed();
  }

  /** `quote` is the part of the message that is meant, if it is not all of it. */
  reply(message, quote) {
    this.setContext({ message, edit: false, quote }, message.from_bot ? this.phone.botName : "Вы");
  }

  edit(message) {
    this.setContext({ message, edit: true }, "Изменение");
    this.input.value = untyped(message.text, message.entities);
    this.typed();
  }

  setContext(context, title) {
    this.context = context;
    const cancel = el("button", { type: "button", class: "icon", "aria-label": "Отменить", onclick: () => (context.edit ? this.clear() : this.clearContext()) }, icon("close"));
    this.bar.replaceChildren(el("div", { class: "quote" }, el("b", {}, title), el("span", {}, context.quote || summary(context.message))), cancel);
    this.bar.hidden = false;
    this.input.focus();
  }

  clearContext() {
    this.context = null;
    this.bar.hidden = true;
  }

  toggleMenu() {
    if (this.list.hidden) this.showCommands("");
    else this.list.hidden = true;
  }

  showCommands(prefix) {
    const found = this.commands.filter(({ command }) => command.startsWith(prefix));
    const choose = (command) => {
      this.list.hidden = true;
      this.clear();
      this.phone.sendText(`/${command}`);
    };
    this.list.replaceChildren(
      ...found.map(({ command, description }) =>
        el("button", { type: "button", role: "option", onclick: () => choose(command) }, el("span", {}, description), el("b", {}, `/${command}`)),
      ),
    );
    this.list.hidden = found.length === 0;
  }

  toggleSheet() {
    if (this.sheet) return this.closeSheet();
    this.list.hidden = true;
    this.sheet = sheet((chosen) => this.attach(chosen), () => this.closeSheet());
    this.phone.screen.append(this.sheet);
    this.phone.log.addEventListener("pointerdown", () => this.closeSheet(), { once: true });
    return this.sheet.querySelector("button").focus({ preventScroll: true });
  }

  closeSheet() {
    this.sheet?.remove();
    this.sheet = null;
  }

  /** Sends what was chosen, with the typed words as its caption if it can have one. */
  async attach({ media, parts = {} }) {
    const captioned = media.length > 0 && media.every(({ kind }) => takesCaption({ media: { kind } }));
    const { text, entities } = captioned ? typed(this.input.value) : { text: "", entities: [] };
    const { edit, message, quote } = this.context || {};
    if (captioned) this.clear();
    else this.clearContext();
    const chat = this.phone.chat;
    if (edit) {
      await this.phone.act(() => chat.edit(message.message_id, { text, entities, media: media[0] }));
      return;
    }
    const first = { text, entities, reply_to: message?.message_id, quote, parts };
    const messages = media.length ? media.map((one, at) => (at ? { media: one } : { ...first, media: one })) : [first];
    const together = messages.length > 1 && messages.length <= ALBUM_MAX && belong(media);
    await this.phone.act(async () => {
      if (together) await chat.sendAlbum(messages);
      else for (const one of messages) await chat.send(one);
    });
  }
}

/** Whether files can be one album: photos and videos, or documents, or music. */
function belong(media) {
  const of = (...kinds) => media.every(({ kind }) => kinds.includes(kind));
  return of("photo", "video") || of("document") || of("audio");
}
