// The whole page: its settings, its one or two postings, and what it keeps when asked to.

import { start } from './asking.js';
import { copy, deskIn } from './desk.js';

const byId = id => document.getElementById(id);
const [form, cv, me, live] = [byId('settings'), byId('cv'), byId('me'), byId('live')];
const { from, expected, cv: withCv, two, keep } = form.elements;

/** What a link carries, and nothing else: no text is ever in it. */
const FIELDS = { from, expected, cv: withCv, two };
let markAll = false;

const settings = () => ({
  me: withCv.checked ? me.value : '',
  from: from.value || null,
  expected: expected.value || null,
});

// The verdict is said, once it has stood for a while; keys are not.
const QUIET = 900;
const headlines = ['', ''];
let saying;
function announce(number, headline) {
  headlines[number - 1] = headline;
  clearTimeout(saying);
  saying = setTimeout(() => {
    const both = headlines.filter(Boolean).length > 1;
    const parts = headlines.map((text, i) => (both && text ? `Posting ${i + 1}: ${text}` : text));
    const text = parts.filter(Boolean).join('. ');
    if (live.textContent !== text) live.textContent = text;
  }, QUIET);
}

const KEPT = 'rolecall';
function save() {
  if (!keep.checked) return;
  const texts = { desks: desks.map(desk => desk.posting()), me: me.value, link: link() };
  try {
    localStorage.setItem(KEPT, JSON.stringify(texts));
  } catch {
    keep.checked = false;
    byId('linked').textContent = 'This browser keeps nothing here: its storage is full or shut.';
  }
}

const desks = [];
function addDesk() {
  const desk = deskIn(byId('desks'), byId('results'), desks.length + 1, {
    settings,
    announce,
    changed: save,
    switched: yes => {
      markAll = yes;
      for (const one of desks) one.markAll(yes);
    },
  });
  desk.markAll(markAll);
  desks.push(desk);
}

function link() {
  const wanted = new URLSearchParams();
  for (const [name, field] of Object.entries(FIELDS)) {
    if (field.type === 'checkbox' ? field.checked : field.value) {
      wanted.set(name, field.type === 'checkbox' ? '1' : field.value);
    }
  }
  if (markAll) wanted.set('marks', 'all');
  return String(wanted);
}

function take(hash) {
  const wanted = new URLSearchParams(hash.replace(/^#/, ''));
  for (const [name, field] of Object.entries(FIELDS)) {
    if (field.type === 'checkbox') field.checked = wanted.get(name) === '1';
    else field.value = wanted.get(name) ?? '';
    // What a link names and there is not.
    if (field.selectedIndex < 0) field.selectedIndex = 0;
  }
  if (
    Object.values(FIELDS).some(field => (field.type === 'checkbox' ? field.checked : field.value))
  )
    byId('more').open = true;
  markAll = wanted.get('marks') === 'all';
  for (const desk of desks) desk.markAll(markAll);
  arrange();
}

function arrange() {
  cv.hidden = !withCv.checked;
  if (two.checked && desks.length < 2) addDesk();
  document.body.classList.toggle('two', two.checked);
  desks.forEach((desk, i) => {
    desk.arrange(i > 0 && !two.checked, two.checked);
  });
  if (!two.checked && desks.length > 1) announce(2, '');
  for (const desk of desks) desk.again();
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? 'null');
  } catch {
    return null;
  }
}

if (document.documentElement.className !== 'too-old') {
  start().then(
    ({ ms, lexicon }) => {
      // For tests and the curious: when it was ready, and by which lexicon it reads.
      document.documentElement.dataset.lexicon = lexicon;
      document.documentElement.dataset.readyMs = ms.toFixed(0);
    },
    error => {
      byId('missing').textContent =
        `The page cannot start: ${error.message}. Reload it; if that ` +
        'does not help, get the file anew.';
    },
  );
  addDesk();
  const texts = kept();
  if (texts) {
    keep.checked = true;
    me.value = texts.me ?? '';
  }
  take(location.hash || (texts?.link ?? ''));
  texts?.desks?.forEach((text, i) => {
    if (i === desks.length && text.body) addDesk();
    desks[i]?.put(text);
  });
  if (texts) arrange();

  form.addEventListener('change', event => {
    if (event.target === keep) {
      if (keep.checked) save();
      else localStorage.removeItem(KEPT);
      return;
    }
    arrange();
    save();
  });
  form.addEventListener('submit', event => event.preventDefault());
  let pause;
  me.addEventListener('input', () => {
    clearTimeout(pause);
    pause = setTimeout(arrange, 300);
  });
  addEventListener('hashchange', () => take(location.hash));
  byId('link').addEventListener('click', async () => {
    const said = byId('linked');
    try {
      await copy(`${location.href.split('#')[0]}#${link()}`);
      said.textContent = 'Copied. It holds these settings and no text.';
    } catch (error) {
      said.textContent = error.message;
    }
  });
  // A file that misses its box must not be opened in place of the page.
  for (const type of ['dragover', 'drop']) addEventListener(type, event => event.preventDefault());
}
