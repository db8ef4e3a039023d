// One posting: its boxes, its marks as one types, and its report.

import { today } from '../js/core.js';
import { ask, newest } from './asking.js';
import { isRich, ofFile, ofPage, plain } from './bring.js';
import { resultIn } from './result.js';
import { underliner } from './under.js';

/** How long nothing is typed before the report follows, in milliseconds. */
const PAUSE = 250;
/** Longer texts are marked after a pause too. */
const LONG = 60_000;

const sample = document.getElementById('sample').textContent;

/** Puts text in place of a selection in a way that the browser's own undo knows. */
function insert(area, text) {
  area.focus({ preventScroll: true });
  const done = document.execCommand(text ? 'insertText' : 'delete', false, text);
  if (done || (!text && area.selectionStart === area.selectionEnd)) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
  area.dispatchEvent(new Event('input', { bubbles: true }));
}

function replace(area, text) {
  if (area.value === text) return;
  area.focus({ preventScroll: true });
  area.select();
  insert(area, text);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    if (!done) throw new Error('The browser lets nothing be copied here.');
  }
}

export function deskIn(place, resultPlace, number, { settings, announce, changed, switched }) {
  const desk = document.getElementById('desk').content.cloneNode(true).firstElementChild;
  const find = selector => desk.querySelector(selector);
  const [title, company] = [find('[name="title"]'), find('[name="company"]')];
  const [area, under, host] = [find('.body'), find('.under'), document.createElement('section')];
  const [said, fault, file] = [find('.actions .said'), find('.fault'), find('[type="file"]')];
  const button = name => find(`[name="${name}"]`);
  area.id = `body-${number}`;
  find('.of-paper').htmlFor = area.id;
  desk.setAttribute('aria-label', `Posting ${number}`);
  host.className = 'result';
  host.hidden = true;
  host.setAttribute('aria-label', `Report on posting ${number}`);
  place.append(desk);
  resultPlace.append(host);
  const result = resultIn(host, switched);
  const draw = underliner(under);
  const underline = (text, marks) => {
    draw(text, marks);
    under.scrollTop = area.scrollTop;
  };

  const posting = () => ({ title: title.value, company: company.value, body: area.value });
  const isEmpty = () => !`${title.value}${area.value}`.trim();
  const blame = error => {
    fault.textContent = error?.message ?? '';
    fault.hidden = !error;
  };
  const tell = text => {
    said.textContent = text;
  };

  const mark = newest(async () => {
    const now = posting();
    if (!now.body) return underline('', []);
    const { role, marks } = await ask({ ...now, ask: 'marks' });
    // A key may have come in the meantime; its own marks follow.
    if (area.value !== now.body) return undefined;
    under.className = `under own-${role}`;
    return underline(now.body, marks);
  });

  const report = newest(async () => {
    if (isEmpty()) return;
    try {
      const page = await ask({ ...posting(), ...settings(), today: today(), ask: 'page' });
      if (isEmpty()) return;
      result.show(page.html);
      host.hidden = away;
      title.placeholder = page.title && !title.value ? page.title : 'found in the text';
      announce(number, page.headline);
      blame();
    } catch (error) {
      blame(error);
    }
  });

  let [pause, away] = [undefined, false];
  function follow(now) {
    const empty = isEmpty();
    desk.classList.toggle('filled', !empty);
    button('sample').hidden = !empty;
    for (const name of ['clear', 'markdown', 'json']) button(name).hidden = empty;
    tell('');
    if (empty) {
      host.hidden = true;
      result.show('');
      title.placeholder = 'found in the text';
      announce(number, '');
      blame();
    }
    if (now || area.value.length < LONG) mark().catch(blame);
    clearTimeout(pause);
    pause = setTimeout(
      () => {
        if (area.value.length >= LONG) mark().catch(blame);
        report();
        changed();
      },
      now ? 0 : PAUSE,
    );
  }

  function fill(brought) {
    for (const [input, text] of [
      [title, brought.title],
      [company, brought.company],
    ]) {
      if (text) replace(input, text);
    }
    replace(area, brought.body);
    area.setSelectionRange(0, 0);
    area.scrollTop = 0;
  }

  async function bring(coming) {
    try {
      fill(await coming);
      blame();
    } catch (error) {
      blame(error);
    }
  }

  for (const input of [title, company, area]) input.addEventListener('input', () => follow(false));
  area.addEventListener('scroll', () => {
    under.scrollTop = area.scrollTop;
  });
  area.addEventListener('paste', event => {
    const html = event.clipboardData.getData('text/html');
    if (!isRich(html)) return;
    event.preventDefault();
    plain(html).then(text => insert(area, text), blame);
  });

  const drags = event => {
    event.preventDefault();
    desk.classList.toggle('dropping', event.type === 'dragover');
  };
  for (const type of ['dragover', 'dragleave', 'drop']) desk.addEventListener(type, drags);
  desk.addEventListener('drop', ({ dataTransfer }) => {
    const html = dataTransfer.getData('text/html');
    const text = dataTransfer.getData('text/plain');
    if (dataTransfer.files.length) bring(ofFile(dataTransfer.files[0]));
    else if (isRich(html)) bring(ofPage(html));
    else if (text) bring({ body: text });
  });

  button('open').addEventListener('click', () => file.click());
  file.addEventListener('change', () => {
    if (file.files.length) bring(ofFile(file.files[0]));
    file.value = '';
  });
  button('sample').addEventListener('click', () => fill({ body: sample }));
  button('clear').addEventListener('click', () => {
    for (const input of [title, company, area]) replace(input, '');
    area.focus();
  });
  for (const kind of ['markdown', 'json']) {
    button(kind).addEventListener('click', async () => {
      try {
        await copy(await ask({ ...posting(), ...settings(), today: today(), ask: kind }));
        tell('Copied.');
      } catch (error) {
        blame(error);
      }
    });
  }

  return {
    posting,
    again: () => follow(true),
    /** Shows or hides it, beside another or alone. */
    arrange(hidden, narrow) {
      away = hidden;
      desk.hidden = hidden;
      host.hidden = hidden || isEmpty();
      host.classList.toggle('narrow', narrow);
      host.classList.toggle('second', number > 1);
    },
    markAll: yes => result.markAll(yes),
    put(kept) {
      title.value = kept.title ?? '';
      company.value = kept.company ?? '';
      area.value = kept.body ?? '';
      follow(true);
    },
  };
}

export { copy };
