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
      ask({
        ask: kind,
        title: 'AI Product Manager',
        body: body.slice(0, -(i % 7) - 1),
        today: '2026-11-28',
      });
    }
    return (cpu() - from) / times;
  };
  const [first, marks, page] = [each('marks', 10), each('marks', 200), each('page', 60)];
  const before = memory();
  each('marks', 1000);
  each('page', 40);
  const mb = bytes => (bytes / 2 ** 20).toFixed(1);
  const ms = (time, digits = 0) => time.toFixed(digits);
  console.log(`CPU: program ${ms(loaded)} ms, lexicon ${ms(built)} ms`);
  console.log(`6 KB: first marks ${ms(first, 1)}, marks ${ms(marks, 2)}, page ${ms(page, 1)} ms`);
  console.log(`memory ${mb(before)} MB, after a thousand edits ${mb(memory())} MB`);
  ok(memory() === before, 'memory grows');
  ok(marks < 16, 'marks take longer than a frame');
});
