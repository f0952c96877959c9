// Whose phone is it: pick a person or add one.

import * as api from "./api.js";
import { avatar, el, fullName } from "./dom.js";

const NAMES = ["Аня", "Борис", "Вера", "Глеб", "Дарья", "Егор", "Женя", "Захар", "Ирина", "Костя", "Лена", "Максим", "Нина", "Олег", "Полина", "Роман"];
const SEARCH_FROM = 8;

/** An element; `chosen` is called with the person. `taken` holds ids that other phones show. */
export async function chooser(chosen, taken) {
  const users = await api.users();
  const free = NAMES.filter((name) => !users.some((user) => user.first_name === name));
  const name = el("input", { name: "first_name", value: free[0] || "", placeholder: "Имя", maxLength: 64, required: true, "aria-label": "Имя" });
  const username = el("input", { name: "username", placeholder: "username, можно без него", maxLength: 32, pattern: "@?[A-Za-z][A-Za-z0-9_]{3,31}", "aria-label": "username" });
  const problem = el("p", { role: "alert" });
  const create = async (event) => {
    event.preventDefault();
    try {
      const user = { first_name: name.value.trim(), username: username.value.trim().replace("@", "") || null };
      chosen(await api.createUser(user));
    } catch (error) {
      problem.textContent = error.message;
    }
  };
  const form = el("form", { onsubmit: create }, name, username, el("button", { type: "submit" }, "Новый человек"), problem);
  const list = el("ul");
  const show = (part) => {
    const found = users.filter((user) => !user.deleted && fullName(user).toLowerCase().includes(part));
    list.replaceChildren(...found.reverse().map((user) => item(user, chosen, taken)));
  };
  show("");
  const box = el("div", { class: "chooser" }, el("h2", {}, "Чей это телефон?"), el("p", {}, "Добавьте человека или выберите из тех, кто уже есть."), form);
  if (users.length > SEARCH_FROM) {
    const search = el("input", { class: "search", type: "search", placeholder: "Поиск", "aria-label": "Поиск" });
    search.addEventListener("input", () => show(search.value.trim().toLowerCase()));
    box.append(search);
  }
  box.append(list);
  return box;
}

function item(user, chosen, taken) {
  const note = user.username ? `@${user.username}` : `id ${user.id}`;
  const button = el("button", { type: "button", disabled: taken.has(user.id), onclick: () => chosen(user) });
  button.append(avatar(user.first_name, user.id), el("span", {}, fullName(user), el("small", {}, note)));
  return el("li", {}, button);
}
