// A report in a shadow root of its own, so that two of them do not share identifiers.

import { reportHtml } from './trusted.js';

const sheetOf = text => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
};
const sheets = [document.querySelector('style').textContent, RESULT_CSS].map(sheetOf);

/** What is unfolded or switched, by place among its like, to be kept when the text changes. */
const opened = root => [...root.querySelectorAll('details')].map(details => details.open);
const switched = root => root.querySelector('#mark-all')?.checked ?? false;

export function resultIn(host, onSwitch) {
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = sheets;
  const inner = document.createElement('div');
  root.append(inner);

  // Links inside a shadow lead nowhere by themselves.
  root.addEventListener('click', event => {
    const link = event.target.closest('a[href^="#"]');
    const target = link && root.getElementById(link.getAttribute('href').slice(1));
    if (!target) return;
    event.preventDefault();
    if (target.tabIndex < 0) target.tabIndex = -1;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: 'center' });
  });
  root.addEventListener('change', () => onSwitch(switched(root)));

  let all = false;
  const setAll = () => {
    const radio = root.querySelector(all ? '#mark-all' : '#mark-key');
    if (radio) radio.checked = true;
  };
  return {
    show(html) {
      const unfolded = opened(root);
      // Chromium holds on to the nodes of a shadow root's named radios, and all that they stand in.
      for (const radio of root.querySelectorAll('input')) radio.name = '';
      inner.innerHTML = reportHtml(html);
      root.querySelectorAll('details').forEach((details, i) => {
        details.open = unfolded[i] ?? false;
      });
      setAll();
    },
    markAll(yes) {
      all = yes;
      setAll();
    },
  };
}
