// The console works without this script; it adds keys, live rows, local time and the slider.
'use strict';

const typing = (element) => element.matches('input:not([type=radio], [type=checkbox], [type=range]), textarea, select');

function localTime(root) {
  const format = new Intl.DateTimeFormat('ru', { dateStyle: 'short', timeStyle: 'medium' });
  for (const time of root.querySelectorAll('time[datetime]')) {
    const local = format.format(new Date(time.dateTime));
    // How long it has been stays; when it was is told to whoever asks.
    if ('ago' in time.dataset) {
      time.title = local;
    } else {
      time.title = time.textContent;
      time.textContent = local;
    }
  }
}

// Moments among other words: what a row of a read model holds, what an event says.
function localMoments(root) {
  const format = new Intl.DateTimeFormat('ru', { dateStyle: 'short', timeStyle: 'medium' });
  const moment = /(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d:\d\d) UTC/g;
  for (const place of root.querySelectorAll('.fields td, .facts span')) {
    for (const node of place.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE) continue;
      node.data = node.data.replace(moment, (_, day, month, year, time) => format.format(new Date(`${year}-${month}-${day}T${time}Z`)));
    }
  }
}

function fillHelp() {
  const list = document.getElementById('help-keys');
  if (!list) return;
  const names = { ArrowLeft: '←', ArrowRight: '→' };
  for (const element of document.querySelectorAll('[data-key]')) {
    const line = document.createElement('div');
    const key = document.createElement('dt');
    const does = document.createElement('dd');
    const cap = document.createElement('kbd');
    cap.textContent = names[element.dataset.key] ?? element.dataset.key;
    key.append(cap);
    does.textContent = element.dataset.does;
    line.append(key, does);
    list.append(line);
  }
}

function step(by) {
  const links = [...document.querySelectorAll('.row .open')];
  if (links.length === 0) return;
  const now = links.indexOf(document.activeElement);
  const next = now < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(now + by, 0), links.length - 1);
  links[next].focus();
}

function use(element) {
  if (element.matches('input[type=radio], input[type=checkbox], a, button')) {
    element.focus();
    element.click();
  } else {
    element.focus();
  }
}

// A key by its place where the layout has other letters on it: «о» is j.
function keyOf(event) {
  const letter = /^Key([A-Z])$/.exec(event.code);
  if (letter && !/^[a-z]$/.test(event.key)) return letter[1].toLowerCase();
  if (event.code === 'Slash' && !/^[/?]$/.test(event.key)) return event.shiftKey ? '?' : '/';
  return event.key;
}

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const help = document.getElementById('help');
  if (event.key === 'Escape' && typing(document.activeElement)) {
    document.activeElement.blur();
    return;
  }
  if (typing(event.target) || (event.target.matches('[type=range]') && event.key.startsWith('Arrow'))) return;
  if (help?.open) return;
  const key = keyOf(event);
  if (key === '?') {
    help?.showModal();
  } else if (key === 'j' || key === 'k') {
    step(key === 'j' ? 1 : -1);
  } else {
    const element = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!element) return;
    use(element);
  }
  event.preventDefault();
}

// The page asks by itself, which keeps nobody signed in: when it is refused, the way in is shown.
function signedOut(answer) {
  if (answer.status !== 401) return false;
  const notice = document.getElementById('signed-out');
  notice.hidden = false;
  // Whoever comes by reads nothing of what was open.
  document.querySelector('main').replaceChildren(notice);
  return true;
}

async function freshRows(rows) {
  const answer = await fetch(rows.dataset.live);
  if (signedOut(answer)) return 'over';
  if (!answer.ok) return 'later';
  // Rendered and escaped by the server, like the page itself.
  const fresh = document.createElement('tbody');
  fresh.innerHTML = await answer.text();
  localTime(fresh);
  if (rows.textContent !== fresh.textContent) {
    // Asked at the last moment: whoever works with keys is not called back to where they were.
    const focused = document.activeElement?.closest?.('#rows a')?.getAttribute('href');
    rows.replaceChildren(...fresh.childNodes);
    if (focused) rows.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  }
  return 'shown';
}

function live() {
  const rows = document.getElementById('rows');
  if (!rows) return;
  const status = document.getElementById('live');
  const [firstPause, longestPause] = [1000, 60000];
  let pause = firstPause;
  const open = () => {
    const source = new EventSource('/console/stream');
    const ask = async () => {
      const came = await freshRows(rows).catch(() => 'later');
      if (came === 'over') {
        source.close();
        status.textContent = '';
      }
      return came;
    };
    source.addEventListener('moved', async () => {
      if (await ask() !== 'shown') return;
      pause = firstPause;
      status.textContent = status.dataset.on;
    });
    source.addEventListener('error', async () => {
      status.textContent = status.dataset.off;
      // A stream that broke off is opened again by the browser, one that was refused is not: that is for us.
      if (source.readyState !== EventSource.CLOSED || await ask() === 'over') return;
      setTimeout(open, pause);
      pause = Math.min(pause * 2, longestPause);
    });
  };
  open();
}

function presence() {
  const place = document.querySelector('[data-presence]');
  if (!place) return;
  const say = async () => {
    if (document.visibilityState !== 'visible') return;
    const body = new URLSearchParams({ csrf: document.body.dataset.csrf });
    const answer = await fetch(place.dataset.presence, { method: 'POST', body }).catch(() => null);
    if (answer && signedOut(answer)) clearInterval(saying);
  };
  const saying = setInterval(say, 20000);
}

function slider() {
  const slider = document.getElementById('slider');
  if (!slider) return;
  const steps = [...document.querySelectorAll('#steps a.pos')];
  const shown = document.getElementById('step');
  slider.addEventListener('input', () => { shown.textContent = Number(slider.value) + 1; });
  slider.addEventListener('change', () => { location.assign(steps[slider.value].href); });
  // The list moves, the page does not.
  const current = document.querySelector('#steps [aria-current]');
  if (current) current.parentElement.scrollTop = current.offsetTop - current.parentElement.clientHeight / 2;
}

// What the member would read follows what is chosen.
function told() {
  const place = document.getElementById('told');
  if (!place) return;
  const form = place.closest('form');
  const names = ['decision', 'days', 'reason', 'template'];
  document.getElementById('told-show').hidden = true;
  let asked = 0;
  form.addEventListener('input', async (event) => {
    if (!names.includes(event.target.name)) return;
    const chosen = new FormData(form);
    const query = new URLSearchParams(names.map((name) => [name, chosen.get(name) ?? '']));
    const mine = ++asked;
    const answer = await fetch(`${place.dataset.told}?${query}`).catch(() => null);
    const text = answer?.ok ? await answer.text() : '';
    if (mine !== asked) return;
    if (answer) signedOut(answer);
    // Rendered and escaped by the server; words of another choice must not stay.
    place.innerHTML = text;
  });
}

// What is typed blindly can be looked at by whoever wants to.
function reveal() {
  for (const box of document.querySelectorAll('[data-reveals]')) {
    box.closest('label').hidden = false;
    const names = box.dataset.reveals.split(' ');
    box.addEventListener('change', () => {
      for (const name of names) box.form.elements[name].type = box.checked ? 'text' : 'password';
    });
  }
}

// How good the new password is, while it is typed. The server says it, which has the list of those that were stolen.
function strength() {
  const field = document.querySelector('[data-strength]');
  if (!field) return;
  const place = document.getElementById(field.dataset.strength);
  const [meter, words] = [place.querySelector('meter'), place.querySelector('span')];
  const pause = 300;
  let waiting;
  let asked = 0;
  const ask = async () => {
    const mine = ++asked;
    const body = new URLSearchParams({ csrf: document.body.dataset.csrf, new: field.value });
    const answer = await fetch('/console/account/strength', { method: 'POST', body }).catch(() => null);
    if (answer) signedOut(answer);
    const estimate = answer?.ok ? await answer.json() : null;
    if (mine !== asked) return;
    place.hidden = !estimate || field.value === '';
    if (!estimate) return;
    meter.value = estimate.score;
    words.textContent = estimate.words;
  };
  field.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, pause);
  });
}

localTime(document);
localMoments(document);
fillHelp();
live();
presence();
slider();
told();
reveal();
strength();
document.addEventListener('keydown', onKey);
document.getElementById('help-open')?.addEventListener('click', () => document.getElementById('help').showModal());
