// What the WebAssembly answers on every posting of the repository, against the program itself.

import { equal, deepEqual, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';

import { classify, init, json, page } from '../dist/npm/index.js';

// Figures may differ in the last digit between machines.
const near = (is, want, what) => ok(Math.abs(is - want) <= 1e-6, `${what}: ${is}, not ${want}`);

async function* lines(stream) {
  let rest = '';
  for await (const piece of stream.setEncoding('utf8')) {
    const whole = (rest + piece).split('\n');
    rest = whole.pop();
    yield* whole;
  }
}

function same(verdict, native, texts, id) {
  for (const field of ['role', 'unclear', 'close_call', 'runner_up']) {
    equal(verdict[field], native[field], `${id}: ${field}`);
  }
  for (const field of ['flags', 'secondary_roles']) {
    deepEqual(verdict[field], native[field], `${id}: ${field}`);
  }
  near(verdict.confidence, native.confidence, `${id}: confidence`);
  for (const [role, share] of Object.entries(native.probabilities)) {
    near(verdict.probabilities[role], share, `${id}: ${role}`);
  }
  const named = skills => skills.map(({ role, group, terms }) => ({ role, group, terms }));
  deepEqual(named(verdict.skills), named(native.skills), `${id}: skills`);
  equal(verdict.evidence.length, native.evidence.length, `${id}: evidence`);
  verdict.evidence.forEach((item, i) => {
    const { term, span, text } = native.evidence[i];
    const { field, start, end } = item.span;
    equal(item.term, term, `${id}: term ${i}`);
    equal(field, span.field, `${id}: field ${i}`);
    equal(texts[field].slice(start, end), text, `${id}: words of ${term}`);
    const bytes = Buffer.byteLength(texts[field].slice(0, start));
    equal(bytes, span.start, `${id}: place of ${term}`);
  });
}

test('the same answers as the program', async () => {
  await init();
  const native = spawn('cargo', ['run', '--quiet', '--release', '--example', 'native'], {
    cwd: new URL('..', import.meta.url),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise(resolve => native.on('close', resolve));
  let [count, wide, skills, flags, pages] = [0, 0, 0, 0, 0];
  for await (const line of lines(native.stdout)) {
    const { id, title, company, body, today, verdict, report, html } = JSON.parse(line);
    const posting = { title, company, body };
    const answer = classify(posting);
    same(answer, verdict, posting, id);
    count += 1;
    wide += answer.evidence.some(({ span }) => /[^\0-\x7f]/.test(posting[span.field].slice(0, span.start)));
    skills += answer.skills.length;
    flags += answer.flags.length;
    if (count % 10 === 0) {
      equal(page(posting, { today }).html, html, `${id}: the page`);
      deepEqual(json(posting, { today }).answer, JSON.parse(report).answer, `${id}: the report`);
      pages += 1;
    }
  }
  equal(await ended, 0, 'the native example failed');
  console.log(`${count} postings alike, ${wide} with evidence behind letters that are not ASCII; `
    + `${skills} skill groups, ${flags} flags, ${pages} pages`);
  ok(count > 1000 && wide > 500 && skills > 1000 && flags > 20 && pages > 100, 'too few were compared');
});
