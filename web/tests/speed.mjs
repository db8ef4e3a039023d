// How long it takes until the first answer, and what a key costs.

import { ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { ask, load, memory } from '../dist/npm/core.js';

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

test('soon ready, quick, and no larger after a thousand edits', async () => {
  const program = readFileSync(new URL('../dist/npm/rolecall.wasm', import.meta.url));
  let from = cpu();
  await load(program);
  const loaded = cpu() - from;
  from = cpu();
  ask({ ask: 'build' });
  const built = cpu() - from;

  const long = readFileSync(new URL('../../examples/postings/long.md', import.meta.url), 'utf8');
  const body = long.repeat(Math.ceil(6000 / long.length)).slice(0, 6000);
  const each = (kind, times) => {
    from = cpu();
    for (let i = 0; i < times; i += 1) {
      ask({ ask: kind, title: 'AI Product Manager', body: body.slice(0, -(i % 7) - 1), today: '2026-11-28' });
    }
    return (cpu() - from) / times;
  };
  const [first, marks, page] = [each('marks', 10), each('marks', 200), each('page', 60)];
  const before = memory();
  each('marks', 1000);
  each('page', 40);
  console.log(`CPU: program ${loaded.toFixed(0)} ms, lexicon ${built.toFixed(0)} ms; `
    + `6 KB: first marks ${first.toFixed(1)} ms, marks ${marks.toFixed(2)} ms, page ${page.toFixed(1)} ms; `
    + `memory ${(before / 2 ** 20).toFixed(1)} MB, after a thousand edits ${(memory() / 2 ** 20).toFixed(1)} MB`);
  ok(memory() === before, 'memory grows');
  ok(marks < 16, 'marks take longer than a frame');
});
