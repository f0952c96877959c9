// A phone: the chat of one person with the bot.

import { Chat, changeUser } from "./api.js";
import { bubble } from "./bubble.js";
import { chooser } from "./chooser.js";
import { Composer } from "./composer.js";
import { avatar, el, fullName, icon } from "./dom.js";
import { takesCaption } from "./kinds.js";
import { Overlay } from "./overlay.js";
import { PaySheet, TopUpSheet, isInvoiceLink, stars } from "./pay.js";

const REACTIONS = ["👍", "❤", "🔥", "😁", "😢", "🙏"];
const NEAR_END_PX = 90;
const day = new Intl.DateTimeFormat("ru", { day: "numeric", month: "long" });

const ACTIONS = {
  typing: "печатает",
  upload_photo: "отправляет фото",
  record_video: "записывает видео",
  upload_video: "отправляет видео",
  record_voice: "записывает голосовое",
  upload_voice: "отправляет голосовое",
  upload_document: "отправляет файл",
  choose_sticker: "выбирает стикер",
  find_location: "выбирает место",
  record_video_note: "записывает видеосообщение",
  upload_video_note: "отправляет видеосообщение",
};

export class Phone {
  /** `desk` gives the bot and which people other phones show, and is told of changes. */
  constructor(desk, user = null) {
    this.desk = desk;
    this.element = el("section", { class: "phone" });
    this.element.addEventListener("click", (event) => this.followed(event));
    if (user) this.open(user);
    else this.choose();
  }

  get botName() {
    return this.desk.bot.first_name;
  }

  async choose() {
    this.close();
    this.user = null;
    this.desk.changed();
    await this.desk.refresh();
    const box = await chooser((user) => this.open(user), this.desk.taken());
    const bar = el("div", { class: "bar" }, el("div", { class: "names" }, el("b", {}, "Новый телефон")));
    if (this.desk.canRemove()) {
      bar.append(el("button", { type: "button", class: "icon", "aria-label": "Убрать телефон", onclick: () => this.desk.remove(this) }, icon("close")));
    }
    this.element.setAttribute("aria-label", "Выбор человека");
    this.element.replaceChildren(bar, box);
  }

  open(user) {
    this.close();
    this.user = user;
    this.chat = new Chat(this.desk.bot.id, user.id);
    this.messages = new Map();
    // The row of a message by its key: that of its album, or its own.
    this.keys = new Map();
    this.rows = new Map();
    // Files whose veil was lifted.
    this.unveiled = new Set();
    this.unread = 0;
    this.stars = 0;
    this.sheet = null;
    this.log = el("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": "Сообщения" });
    this.log.addEventListener("scroll", () => this.scrolled());
    // Rows grow when their pictures and films arrive; who was at the end stays there.
    this.growth = new ResizeObserver(() => this.atEnd && this.scrollToEnd());
    this.count = el("span", { class: "count", hidden: true });
    this.toEnd = el("button", { type: "button", class: "to-end", "aria-label": "К последнему сообщению", hidden: true, onclick: () => this.scrollToEnd(true) }, icon("down"), this.count);
    this.toEnd.firstChild.setAttribute("width", "22");
    this.toEnd.firstChild.setAttribute("style", "fill:none;stroke:currentColor;stroke-width:2");
    this.screen = el("div", { class: "screen" }, this.log, this.toEnd);
    this.overlay = new Overlay(this.element, this.screen);
    this.composer = new Composer(this);
    this.element.setAttribute("aria-label", `Телефон: ${fullName(user)}`);
    this.element.replaceChildren(this.bar(), this.screen, this.composer.element);
    this.stop = this.chat.live((chat, fresh) => this.update(chat, fresh));
    this.desk.changed();
  }

  close() {
    this.stop?.();
    this.growth?.disconnect();
    this.stop = null;
  }

  bar() {
    this.status = el("span", { class: "status" }, "бот");
    this.title = el("b", {}, this.botName);
    const more = (event) => {
      const box = event.currentTarget.getBoundingClientRect();
      const items = [
        ["Сменить человека", () => this.choose()],
        ["Имя пользователя", () => this.rename()],
        [`Звёзды: ${stars(this.stars)}`, () => this.topUp()],
      ];
      if (this.started) items.push(this.blocked ? ["Разблокировать бота", () => this.chat.block(false)] : ["Заблокировать бота", () => this.block(), true]);
      if (this.desk.canRemove()) items.push(["Убрать телефон", () => this.desk.remove(this)]);
      this.overlay.menu(box.right, box.bottom, items);
    };
    return el(
      "div",
      { class: "bar" },
      el("button", { type: "button", class: "icon", "aria-label": "Сменить человека", onclick: () => this.choose() }, icon("back")),
      avatar(this.botName, this.desk.bot.id),
      el("div", { class: "names" }, this.title, this.status),
      el("span", { class: "owner", title: `id ${this.user.id}` }, fullName(this.user)),
      el("button", { type: "button", class: "icon", "aria-label": "Ещё", onclick: more }, icon("more")),
    );
  }

  /** Takes in what changed. */
  update(chat, fresh) {
    let atEnd = fresh || this.atEnd;
    if (fresh) {
      this.messages.clear();
      this.keys.clear();
      this.rows.clear();
      this.log.replaceChildren();
    }
    let arrived = 0;
    const touched = new Set();
    for (const message of chat.messages) {
      if (!this.messages.has(message.message_id) && !message.deleted) {
        if (message.from_bot) arrived += 1;
        else atEnd = true;
      }
      touched.add(this.take(message));
    }
    if (!fresh) this.addReplies(touched, chat.messages);
    for (const key of touched) this.draw(key, fresh);
    this.group();
    this.started = chat.started;
    this.blocked = chat.blocked;
    this.stars = chat.stars;
    this.sheet?.refresh();
    const action = ACTIONS[chat.action];
    this.status.textContent = action ? `${action}…` : "бот";
    this.status.classList.toggle("active", Boolean(action));
    this.welcome(chat);
    this.composer.update(chat);
    if (atEnd) this.scrollToEnd();
    else this.unread += arrived;
    this.scrolled();
  }

  /** Keeps the message; returns the key of its row. */
  take(message) {
    const id = message.message_id;
    const group = message.media?.media_group_id;
    this.messages.set(id, message);
    // A deleted part no longer says which album it was in.
    if (!this.keys.has(id) || group) this.keys.set(id, group ? `album ${group}` : `message ${id}`);
    return this.keys.get(id);
  }

  /** What a row shows: a message, or what is left of an album. */
  parts(key) {
    const parts = [...this.messages.values()].filter((message) => !message.deleted && this.keys.get(message.message_id) === key);
    return parts.sort((a, b) => a.message_id - b.message_id);
  }

  draw(key, fresh) {
    const old = this.rows.get(key);
    const parts = this.parts(key);
    if (!parts.length) {
      old?.classList.add("gone");
      setTimeout(() => old?.remove(), 220);
      this.rows.delete(key);
      return;
    }
    const row = bubble(parts, this);
    if (old || fresh) row.style.animation = "none";
    this.rows.set(key, row);
    this.growth.observe(row);
    if (old) old.replaceWith(row);
    else this.log.append(row);
  }

  /** Replies quote the message as it is now. */
  addReplies(touched, changed) {
    const ids = new Set(changed.map((message) => message.message_id));
    for (const message of this.messages.values()) {
      if (ids.has(message.reply_to)) touched.add(this.keys.get(message.message_id));
    }
  }

  /** Marks messages that follow each other closely, and the first of each day. */
  group() {
    this.log.querySelectorAll(".day").forEach((mark) => mark.remove());
    let previous = null;
    for (const row of [...this.log.querySelectorAll(".row:not(.gone)")]) {
      const today = day.format(new Date(row.dataset.date * 1000));
      if (today !== previous?.day) row.before(el("div", { class: "day" }, today));
      else previous.row.classList.toggle("joined", previous.row.dataset.side === row.dataset.side && row.dataset.date - previous.row.dataset.date < 300);
      row.classList.remove("joined");
      previous = { row, day: today };
    }
  }

  welcome(chat) {
    this.log.querySelector(".welcome")?.remove();
    if (chat.started) return;
    const words = this.desk.bot.description || `Это чат с ботом «${this.botName}».\nНажмите «Запустить», чтобы начать.`;
    this.log.append(el("div", { class: "welcome" }, words));
  }

  isAtEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_END_PX;
  }

  scrollToEnd(smooth = false) {
    this.log.scrollTo({ top: this.log.scrollHeight, behavior: smooth ? "smooth" : "instant" });
  }

  scrolled() {
    // Only who scrolls up leaves the end; when the log grows, it is the end that moves away.
    const { scrollTop } = this.log;
    if (this.isAtEnd()) this.atEnd = true;
    else if (scrollTop < this.scrollTop) this.atEnd = false;
    this.scrollTop = scrollTop;
    if (this.atEnd) this.unread = 0;
    this.toEnd.hidden = this.atEnd;
    this.count.hidden = this.unread === 0;
    this.count.textContent = this.unread;
  }

  flash(id) {
    const row = this.rows.get(this.keys.get(id));
    if (!row) return;
    row.scrollIntoView({ block: "center", behavior: "smooth" });
    row.classList.add("flash");
    setTimeout(() => row.classList.remove("flash"), 1300);
  }

  /** Does something and shows what went wrong, if it did. */
  async act(step) {
    try {
      return await step();
    } catch (error) {
      this.overlay.toast(error.message);
      return null;
    }
  }

  sendText(text) {
    return this.act(() => this.chat.send({ text }));
  }

  async press(message, button, element) {
    if (element.classList.contains("busy")) return;
    element.classList.add("busy");
    const answer = await this.act(() => this.chat.press(message.message_id, button.data));
    element.classList.remove("busy");
    if (answer?.text && answer.show_alert) await this.overlay.ask(answer.text);
    else if (answer?.text) this.overlay.toast(answer.text);
  }

  pay(message) {
    const { title, description, total_amount: price } = message.media.object;
    this.openSheet(() => new PaySheet(this, { title, description, stars: price }, { message_id: message.message_id }));
  }

  /** Invoice links open here, all others where links open. */
  async followed(event) {
    const link = event.target.closest("a")?.href;
    if (!link || !isInvoiceLink(link)) return;
    event.preventDefault();
    const invoices = await this.act(() => this.chat.invoices());
    const invoice = invoices?.find((one) => one.link === link);
    if (invoice) this.openSheet(() => new PaySheet(this, invoice, { link }));
    else this.overlay.toast("По этой ссылке платить нечего.");
  }

  topUp() {
    this.openSheet(() => new TopUpSheet(this));
  }

  /** One sheet at a time. */
  openSheet(make) {
    if (!this.sheet) this.sheet = make();
  }

  sheetClosed(sheet) {
    if (this.sheet === sheet) this.sheet = null;
  }

  async block() {
    const sure = await this.overlay.ask("Заблокировать бота? Он больше не сможет вам писать.", "Заблокировать", "Отмена", true);
    if (sure) await this.act(() => this.chat.block(true));
  }

  /** Telegram lets everybody choose, change and give up their username at any time. */
  async rename() {
    const input = { name: "username", value: this.user.username || "", placeholder: "username, можно без него", maxLength: 32, pattern: "@?[A-Za-z][A-Za-z0-9_]{3,31}" };
    const username = await this.overlay.enter("Имя пользователя в Telegram", input, "Сохранить");
    if (username === null) return;
    const user = await this.act(() => changeUser(this.user.id, { username: username.replace("@", "") }));
    if (!user) return;
    this.user = user;
    this.overlay.toast(user.username ? `Теперь вы @${user.username}` : "Теперь вы без имени пользователя");
  }

  startReply(message, quote) {
    getSelection()?.removeAllRanges();
    this.composer.reply(message, quote);
  }

  editLast() {
    const own = [...this.messages.values()].filter(canEdit);
    const last = own.at(-1);
    if (last) this.composer.edit(last);
  }

  /** Puts an emoji on a message, or takes it away if it is there. */
  react(message, emoji) {
    const had = message.user_reactions.includes(emoji);
    return this.act(() => this.chat.react(message.message_id, had ? [] : [emoji]));
  }

  openMenu(message, x, y) {
    const id = message.message_id;
    const chosen = getSelection()?.toString().trim();
    const items = [["Ответить", () => this.startReply(message)]];
    if (chosen && message.text.includes(chosen)) items.push(["Ответить с цитатой", () => this.startReply(message, chosen)]);
    if (canEdit(message)) items.push(["Изменить", () => this.composer.edit(message)]);
    if (!message.protected) {
      if (message.text) items.push(["Копировать", () => navigator.clipboard?.writeText(message.text)]);
      items.push(["Переслать", () => this.act(() => this.chat.forward(id))]);
    }
    items.push(["Удалить", () => this.act(() => this.chat.delete(id)), true]);
    this.overlay.menu(x, y, items, REACTIONS, (emoji) => this.react(message, emoji), message.user_reactions);
  }
}

function canEdit(message) {
  const foreign = message.from_bot || message.forwarded_from || message.via_bot;
  return !foreign && !message.deleted && takesCaption(message);
}
