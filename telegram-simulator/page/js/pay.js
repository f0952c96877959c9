// Paying with Stars: a sheet with the price and the balance, what comes of it, and buying more.

import * as api from "./api.js";
import { el, icon } from "./dom.js";

const PACKS = [50, 250, 1000, 2500];
const WAIT_MS = 30000;
const LINK = "https://t.me/$";

const FAILURES = {
  refused: "Бот отклонил платёж.",
  too_late: "Бот не ответил вовремя. Звёзды не списаны.",
  not_enough_stars: "Не хватает звёзд.",
};

export const stars = (number) => `⭐ ${number.toLocaleString("ru")}`;
export const isInvoiceLink = (href) => href.startsWith(LINK);

/** A sheet at the bottom of the phone; what is behind it waits. */
class Sheet {
  constructor(phone, label) {
    this.phone = phone;
    this.balance = el("span", { class: "balance" });
    const close = el("button", { type: "button", class: "icon", "aria-label": "Закрыть", onclick: () => this.cancel() }, icon("close"));
    this.element = el("div", { class: "sheet pay", role: "dialog", "aria-modal": "true", "aria-label": label }, el("div", { class: "top" }, this.balance, close));
    this.veil = el("div", { class: "veil" }, this.element);
    this.veil.addEventListener("keydown", (event) => event.key === "Escape" && this.cancel());
    phone.element.append(this.veil);
  }

  /** The balance may have changed. */
  refresh() {
    this.balance.textContent = `Баланс: ${stars(this.phone.stars)}`;
  }

  cancel() {
    this.close();
  }

  close() {
    this.veil.remove();
    this.phone.sheetClosed(this);
  }

  /** Buttons that buy Stars. */
  packs() {
    const buy = (number) => this.phone.act(() => api.buyStars(this.phone.user.id, number));
    const pack = (number) => el("button", { type: "button", onclick: () => buy(number) }, `+ ${stars(number)}`);
    return el("div", { class: "packs" }, ...PACKS.map(pack));
  }
}

/** The person's Stars, and more of them for nothing. */
export class TopUpSheet extends Sheet {
  constructor(phone) {
    super(phone, "Звёзды");
    this.element.append(el("b", {}, "Купить звёзды"), el("p", {}, "Здесь они ничего не стоят."), this.packs());
    this.refresh();
    this.element.querySelector(".packs button").focus();
  }
}

/** An invoice; `how` names it to the control API: its message or its link. */
export class PaySheet extends Sheet {
  constructor(phone, { title, description, stars: price }, how) {
    super(phone, "Оплата");
    this.price = price;
    this.how = how;
    this.note = el("p", { class: "note", role: "status" });
    this.more = this.packs();
    this.confirmButton = el("button", { type: "button", class: "confirm", onclick: () => this.confirm() });
    this.cancelButton = el("button", { type: "button", class: "cancel", onclick: () => this.cancel() }, "Отмена");
    this.element.append(
      el("span", { class: "star", "aria-hidden": "true" }, "⭐"),
      el("b", {}, title),
      el("p", {}, description),
      this.note,
      this.more,
      this.confirmButton,
      this.cancelButton,
    );
    this.refresh();
    this.confirmButton.focus();
  }

  refresh() {
    super.refresh();
    const missing = this.price - this.phone.stars;
    const isPoor = missing > 0 && !this.isOver;
    this.more.hidden = !isPoor;
    this.confirmButton.disabled = isPoor || Boolean(this.isBusy);
    this.confirmButton.classList.toggle("busy", Boolean(this.isBusy));
    if (this.isOver) this.confirmButton.textContent = "Готово";
    else if (isPoor) this.confirmButton.textContent = `Не хватает ${stars(missing)}`;
    else this.confirmButton.textContent = this.isBusy ? "Ждём ответа бота…" : `Подтвердить и заплатить ${stars(this.price)}`;
  }

  async confirm() {
    if (this.isOver) return this.close();
    this.note.textContent = "";
    this.isBusy = true;
    this.isGivenUp = false;
    this.refresh();
    const outcome = await this.phone.act(() => this.pay());
    this.isBusy = this.paymentId = null;
    if (!outcome || outcome.state === "cancelled") return this.close();
    return this.tell(outcome);
  }

  async pay() {
    let payment = await this.phone.chat.pay({ ...this.how, timeout_ms: 0 });
    this.paymentId = payment.payment_id;
    if (this.isGivenUp) this.giveUp();
    while (payment.state === "waiting") payment = await this.phone.chat.payment(this.paymentId, WAIT_MS);
    return payment;
  }

  tell({ state, error_message: words }) {
    this.isOver = state === "paid";
    this.element.classList.toggle("paid", this.isOver);
    this.cancelButton.hidden = this.isOver;
    this.note.textContent = this.isOver ? `Вы заплатили ${stars(this.price)}` : words || FAILURES[state];
    this.refresh();
  }

  /** What is under way is given up; if it is too late for that, its outcome is shown. */
  cancel() {
    if (!this.isBusy) return this.close();
    this.isGivenUp = true;
    // Until the payment has a number, it cannot be given up.
    if (this.paymentId) this.giveUp();
    return null;
  }

  giveUp() {
    this.phone.act(() => this.phone.chat.cancelPayment(this.paymentId));
  }
}
