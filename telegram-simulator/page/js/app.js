// The desk with phones: which bot, how many phones, whose they are, the theme.

import * as api from "./api.js";
import { el } from "./dom.js";
import { Phone } from "./phone.js";

const PHONES_AT_FIRST = 2;
const BOT_POLL_MS = 1000;

class Desk {
  constructor() {
    this.phones = [];
    this.place = document.getElementById("phones");
    document.getElementById("add-phone").onclick = () => this.add();
  }

  async start() {
    const bots = await this.waitForBot();
    const wanted = Number(new URLSearchParams(location.search).get("bot"));
    this.bot = bots.find((bot) => bot.id === wanted) || bots[0];
    this.showBots(bots);
    document.title = `${this.bot.first_name}: телефоны`;
    document.querySelector(".desk h1").textContent = this.bot.first_name;
    const people = new Map((await api.users()).map((user) => [user.id, user]));
    const before = location.hash.slice(1).split(",").map(Number).map((id) => people.get(id)).filter(Boolean);
    for (const user of before) this.add(user);
    while (this.phones.length < PHONES_AT_FIRST) this.add();
  }

  /** The bot exists as soon as it has asked the simulator anything. */
  async waitForBot() {
    const note = document.getElementById("no-bot");
    for (;;) {
      const bots = await api.bots().catch(() => []);
      note.hidden = bots.length > 0;
      if (bots.length) return bots;
      await new Promise((resolve) => setTimeout(resolve, BOT_POLL_MS));
    }
  }

  /** Names and descriptions may have been set since the page was opened. */
  async refresh() {
    const bots = await api.bots();
    this.bot = bots.find((bot) => bot.id === this.bot.id) || this.bot;
  }

  showBots(bots) {
    const choice = document.getElementById("bot");
    choice.parentElement.hidden = bots.length < 2;
    choice.replaceChildren(...bots.map((bot) => el("option", { value: bot.id, selected: bot.id === this.bot.id }, bot.first_name)));
    choice.onchange = () => {
      const url = new URL(location.href);
      url.searchParams.set("bot", choice.value);
      location.replace(url);
      location.reload();
    };
  }

  add(user = null) {
    const phone = new Phone(this, user);
    this.phones.push(phone);
    this.place.append(phone.element);
    this.changed();
    if (this.phones.length > PHONES_AT_FIRST) phone.element.scrollIntoView({ behavior: "smooth", inline: "center" });
  }

  remove(phone) {
    phone.close();
    phone.element.remove();
    this.phones = this.phones.filter((other) => other !== phone);
    this.changed();
  }

  canRemove() {
    return this.phones.length > 1;
  }

  taken() {
    return new Set(this.phones.map((phone) => phone.user?.id));
  }

  /** Keeps in the address whose phones these are, so that a reload shows the same. */
  changed() {
    const ids = this.phones.map((phone) => phone.user?.id).filter(Boolean);
    history.replaceState(null, "", ids.length ? `#${ids.join(",")}` : location.pathname + location.search);
  }
}

function theme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    document.documentElement.dataset.theme = localStorage.getItem("theme") || (dark.matches ? "dark" : "light");
  };
  dark.addEventListener("change", show);
  document.getElementById("theme").onclick = () => {
    localStorage.setItem("theme", document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    show();
  };
  show();
}

theme();
new Desk().start();
