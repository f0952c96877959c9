// Toasts, alerts and menus inside one phone.

import { el } from "./dom.js";

const TOAST_MS = 3500;

export class Overlay {
  constructor(phone, screen) {
    this.phone = phone;
    this.screen = screen;
  }

  /** A short notice at the top of the screen. */
  toast(text) {
    this.shown?.remove();
    this.shown = el("div", { class: "toast", role: "status" }, text);
    this.screen.append(this.shown);
    const toast = this.shown;
    setTimeout(() => toast.remove(), TOAST_MS);
  }

  /** A box that must be closed; resolves to whether the first button was pressed. */
  ask(text, yes = "ОК", no = null, dangerous = false) {
    return new Promise((resolve) => {
      const close = (answer) => {
        veil.remove();
        resolve(answer);
      };
      const confirm = el(
        "button",
        { type: "button", class: dangerous ? "danger" : "", onclick: () => close(true) },
        yes,
      );
      const buttons = el("div", { class: "buttons" });
      if (no) buttons.append(el("button", { type: "button", onclick: () => close(false) }, no));
      buttons.append(confirm);
      const dialog = el("div", { class: "dialog", role: "alertdialog", "aria-modal": "true" }, text, buttons);
      const veil = el("div", { class: "veil" }, dialog);
      veil.addEventListener("keydown", (event) => event.key === "Escape" && close(false));
      this.phone.append(veil);
      confirm.focus();
    });
  }

  /** A box with a line to fill in; `input` is what its attributes are. Resolves to the line, or null when it was closed. */
  enter(text, input, yes) {
    return new Promise((resolve) => {
      const close = (answer) => {
        veil.remove();
        resolve(answer);
      };
      const line = el("input", { "aria-label": text, autocomplete: "off", ...input });
      const submit = (event) => {
        event.preventDefault();
        close(line.value.trim());
      };
      const cancel = el("button", { type: "button", onclick: () => close(null) }, "Отмена");
      const buttons = el("div", { class: "buttons" }, cancel, el("button", { type: "submit" }, yes));
      const form = el("form", { onsubmit: submit }, text, line, buttons);
      const veil = el("div", { class: "veil" }, el("div", { class: "dialog", role: "dialog", "aria-modal": "true" }, form));
      veil.addEventListener("keydown", (event) => event.key === "Escape" && close(null));
      this.phone.append(veil);
      line.focus();
      line.select();
    });
  }

  /** A picture as large as the phone, until tapped. */
  view(src) {
    const veil = el("button", { type: "button", class: "viewer", "aria-label": "Закрыть", onclick: () => veil.remove() }, el("img", { src, alt: "" }));
    veil.addEventListener("keydown", (event) => event.key === "Escape" && veil.remove());
    this.phone.append(veil);
    veil.focus();
  }

  /** A menu at a point of the phone; `items` are `[label, action, dangerous]`, `emoji` a row above them, `set` those that are on. */
  menu(x, y, items, emoji = [], onEmoji = () => {}, set = []) {
    this.closeMenu();
    const pop = el("div", { class: "menu-pop", role: "menu", tabIndex: -1 });
    const choose = (action) => () => {
      this.closeMenu();
      action();
    };
    if (emoji.length) {
      const row = el("div", { class: "emoji" });
      for (const one of emoji) {
        row.append(el("button", { type: "button", class: set.includes(one) ? "on" : "", onclick: choose(() => onEmoji(one)), "aria-label": `Реакция ${one}` }, one));
      }
      pop.append(row);
    }
    for (const [label, action, dangerous] of items) {
      pop.append(
        el("button", { type: "button", role: "menuitem", class: dangerous ? "danger" : "", onclick: choose(action) }, label),
      );
    }
    this.phone.append(pop);
    const box = this.phone.getBoundingClientRect();
    pop.style.left = `${Math.max(6, Math.min(x - box.left, this.phone.clientWidth - pop.offsetWidth - 6))}px`;
    pop.style.top = `${Math.max(6, Math.min(y - box.top, this.phone.clientHeight - pop.offsetHeight - 6))}px`;
    this.pop = pop;
    const outside = (event) => {
      if (event.type === "keydown" ? event.key === "Escape" : !pop.contains(event.target)) this.closeMenu();
    };
    this.unhook = () => {
      document.removeEventListener("pointerdown", outside, true);
      document.removeEventListener("keydown", outside, true);
    };
    document.addEventListener("pointerdown", outside, true);
    document.addEventListener("keydown", outside, true);
    pop.focus({ preventScroll: true });
  }

  closeMenu() {
    this.unhook?.();
    this.pop?.remove();
    this.pop = this.unhook = null;
  }
}
