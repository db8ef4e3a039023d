import { ask, load, today } from './core.js';

let ready;

async function beside() {
  const place = new URL('rolecall.wasm', import.meta.url);
  if (place.protocol !== 'file:') return WebAssembly.compileStreaming(fetch(place));
  const { readFile } = await import('node:fs/promises');
  return readFile(place);
}

async function start(program) {
  await load(await (program ?? beside()));
  ask({ ask: 'build' });
}

export function init(program) {
  ready ??= start(program).catch(error => {
    ready = undefined;
    throw error;
  });
  return ready;
}

const given = posting => (typeof posting === 'string' ? { body: posting } : posting);

export const classify = posting => ask({ ...given(posting), ask: 'classify' });

const report = (kind, posting, { today: day = today(), me, from, expected } = {}) =>
  ask({ ...given(posting), today: day, me, from, expected, ask: kind });

export const page = (posting, options) => report('page', posting, options);
export const markdown = (posting, options) => report('markdown', posting, options);
export const json = (posting, options) => JSON.parse(report('json', posting, options));
export const plainText = html => ask({ ask: 'plain', html });
