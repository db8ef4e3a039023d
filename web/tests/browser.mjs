// Chromium, and the page in it, from the disk or from a server of ours that counts what is asked.

import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import puppeteer from 'puppeteer-core';

const dist = new URL('../dist/', import.meta.url);
const file = new URL('rolecall.html', dist);
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
  '.css': 'text/css',
};

export const launch = () =>
  puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--allow-file-access-from-files=false'],
    protocolTimeout: 600_000,
  });

/** A static server of `dist`; `asked` lists the paths. */
export async function serve() {
  const asked = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    asked.push(pathname);
    const place = new URL(`.${pathname}`, dist);
    if (
      !place.href.startsWith(dist.href) ||
      !statSync(place, { throwIfNoEntry: false })?.isFile()
    ) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[extname(pathname)] ?? 'text/plain' });
    response.end(readFileSync(place));
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return { asked, server, root: `http://127.0.0.1:${server.address().port}/` };
}

/** The page, ready; `noted` gathers requests, errors and dialogs, of which there should be none. */
export async function open(browser, { url = file.href, hash = '', viewport, dark = false } = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.setDefaultTimeout(180_000);
  const noted = [];
  page.on('request', request => {
    if (!/^(?:blob|data):/.test(request.url()) && !request.isNavigationRequest()) {
      noted.push(`request: ${request.url()}`);
    }
  });
  page.on('pageerror', error => noted.push(`error: ${error.message}`));
  page.on('console', message => {
    if (['error', 'warn'].includes(message.type())) noted.push(`console: ${message.text()}`);
  });
  page.on('dialog', dialog => {
    noted.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  if (viewport) await page.setViewport(viewport);
  if (dark) await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
  await page.goto(url + hash);
  await page.waitForSelector('html[data-lexicon]');
  return { page, noted, close: () => context.close() };
}

/** Runs in the page: what a result shows. */
export const shown = (page, number = 1) =>
  page.evaluate(at => {
    const host = document.querySelectorAll('.result')[at - 1];
    const root = host.shadowRoot;
    const text = selector => root.querySelector(selector)?.textContent.trim() ?? '';
    return {
      hidden: host.hidden,
      answer: text('h1'),
      eyebrow: text('.eyebrow'),
      text: text('.text'),
      all: root.querySelector('.report')?.textContent ?? '',
      blocks: [...root.querySelectorAll('.text > *')].map(block => block.localName),
      marks: root.querySelectorAll('.text mark').length,
    };
  }, number);

/** Waits until a result holds some words. */
export const until = (page, words, number = 1) =>
  page.waitForFunction(
    (wanted, at) => {
      const host = document.querySelectorAll('.result')[at - 1];
      return host && !host.hidden && host.shadowRoot.textContent.includes(wanted);
    },
    {},
    words,
    number,
  );
