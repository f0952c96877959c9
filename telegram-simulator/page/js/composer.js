// The input line: typing, replying, editing, commands, files.

import { el, icon } from "./dom.js";
import { typed, untyped } from "./format.js";
import { summary } from "./bubble.js";

const HEIGHT_MAX = 150;

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
    this.file = el("input", { type: "file", hidden: true, onchange: () => this.attach() });
    const clip = el("button", { type: "button", class: "icon", "aria-label": "Прикрепить файл", onclick: () => this.file.click() }, icon("clip"));
    this.form = el("form", { onsubmit: (event) => this.submit(event) }, this.menuButton, clip, this.file, this.input, this.sendButton);
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
    this.sendButton.disabled = this.input.value.trim() === "";
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
      this.clearContext();
    } else if (event.key === "ArrowUp" && this.input.value === "") {
      this.phone.editLast();
    }
  }

  async submit(event) {
    event.preventDefault();
    const { text, entities } = typed(this.input.value);
    if (!text.trim()) return;
    const context = this.context;
    this.clear();
    await this.phone.act(() =>
      context?.edit
        ? this.phone.chat.edit(context.message.message_id, { text, entities })
        : this.phone.chat.send({ text, entities, reply_to: context?.message.message_id }),
    );
  }

  clear() {
    this.input.value = "";
    this.clearContext();
    this.typed();
  }

  reply(message) {
    this.setContext({ message, edit: false }, message.from_bot ? this.phone.botName : "Вы");
  }

  edit(message) {
    this.setContext({ message, edit: true }, "Изменение");
    this.input.value = untyped(message.text, message.entities);
    this.typed();
  }

  setContext(context, title) {
    this.context = context;
    const cancel = el("button", { type: "button", class: "icon", "aria-label": "Отменить", onclick: () => (context.edit ? this.clear() : this.clearContext()) }, icon("close"));
    this.bar.replaceChildren(el("div", { class: "quote" }, el("b", {}, title), el("span", {}, summary(context.message))), cancel);
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

  async attach() {
    const [file] = this.file.files;
    this.file.value = "";
    if (!file) return;
    const kind = { image: "photo", video: "video", audio: "audio" }[file.type.split("/")[0]] || "document";
    const bytes = new Uint8Array(await file.arrayBuffer());
    let binary = "";
    for (let at = 0; at < bytes.length; at += 32768) {
      binary += String.fromCharCode(...bytes.subarray(at, at + 32768));
    }
    const { text, entities } = typed(this.input.value);
    const reply_to = this.context?.message.message_id;
    this.clear();
    const media = { kind, base64: btoa(binary), file_name: file.name, mime_type: file.type || null };
    await this.phone.act(() => this.phone.chat.send({ text, entities, reply_to, media }));
  }
}
