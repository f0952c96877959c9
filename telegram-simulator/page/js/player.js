// The player of voice messages and music. The sound is not part of the page, so it goes on while bubbles are redrawn.

import { el, icon } from "./dom.js";
import { clock } from "./kinds.js";

const BARS = 34;
let playing = null;

/** Bars that look the same for the same file; Telegram's come from the sound, which a bot is not told. */
function bars(seed) {
  let state = [...seed].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  return Array.from({ length: BARS }, (_, at) => {
    state = (state * 1664525 + 1013904223) >>> 0;
    const swell = 0.45 + 0.55 * Math.sin((at / BARS) * Math.PI);
    return 12 + Math.round((state / 2 ** 32) * 88 * swell);
  });
}

export function player({ kind, file_url: src, file_name: name, object }) {
  const sound = new Audio();
  sound.preload = "none";
  sound.src = src;
  const button = el("button", { type: "button", class: "play", "aria-label": "Слушать" }, icon("play"));
  const time = el("small", {}, clock(object.duration));
  const about = el("span", { class: "about" });
  let strip = null;
  if (kind === "voice") {
    strip = el("span", { class: "wave", "aria-hidden": "true" });
    strip.append(...bars(object.file_unique_id || src).map((height) => {
      const bar = el("i");
      bar.style.height = `${height}%`;
      return bar;
    }));
    about.append(strip, time);
  } else {
    const by = [object.performer, clock(object.duration)].filter(Boolean).join(" · ");
    about.append(el("b", {}, object.title || name || "Без названия"), el("small", {}, by));
  }
  const show = () => {
    button.replaceChildren(icon(sound.paused ? "play" : "pause"));
    button.setAttribute("aria-label", sound.paused ? "Слушать" : "Пауза");
    if (!strip) return;
    const part = sound.duration ? sound.currentTime / sound.duration : 0;
    [...strip.children].forEach((bar, at) => bar.classList.toggle("heard", at < part * BARS));
    time.textContent = clock(sound.paused && !sound.currentTime ? object.duration : sound.currentTime);
  };
  sound.onplay = sound.onpause = sound.ontimeupdate = show;
  sound.onended = () => {
    sound.currentTime = 0;
    show();
  };
  button.onclick = async () => {
    if (!sound.paused) return sound.pause();
    if (playing !== sound) playing?.pause();
    playing = sound;
    // A file that is no sound cannot be played; the button stays as it is.
    return sound.play().catch(show);
  };
  return el("div", { class: `player ${kind}` }, button, about);
}
