// What the WebAssembly answers on every posting of the repository, against the program itself.

import { equal, deepEqual, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';

import { classify, init, json, page } from '../dist/npm/index.js';
import { launch, serve } from './browser.mjs';

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

let [native, browser, site] = [];
before(async () => {
  const program = spawn('cargo', ['run', '--quiet', '--locked', '--example', 'native'], {
    cwd: new URL('..', import.meta.url),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise(resolve => program.on('close', resolve));
  native = [];
  for await (const line of lines(program.stdout)) native.push(JSON.parse(line));
  equal(await ended, 0, 'the native example failed');
});
after(async () => {
  await browser?.close();
  site?.server.close();
});

const posting = ({ title, company, body }) => ({ title, company, body });

test('node gives the same answers as the program', async () => {
  await init();
  let [wide, skills, flags, pages] = [0, 0, 0, 0];
  for (const known of native) {
    const texts = posting(known);
    const answer = classify(texts);
    same(answer, known.verdict, texts, known.id);
    const isWide = ({ span: { field, start } }) => /[^\0-\x7f]/.test(texts[field].slice(0, start));
    wide += answer.evidence.some(isWide);
    skills += answer.skills.length;
    flags += answer.flags.length;
    if (known.html) {
      const { today } = known;
      equal(page(texts, { today }).html, known.html, `${known.id}: the page`);
      deepEqual(
        json(texts, { today }).answer,
        JSON.parse(known.report).answer,
        `${known.id}: the report`,
      );
      pages += 1;
    }
  }
  console.log(
    `${native.length} postings alike, ${wide} with evidence behind letters that are not ASCII; ` +
      `${skills} skill groups, ${flags} flags, ${pages} pages`,
  );
  ok(native.length > 1000 && wide > 500 && skills > 1000 && flags > 20 && pages > 50, 'too few');
});

test('and so does Chromium', async () => {
  [browser, site] = await Promise.all([launch(), serve()]);
  const tab = await browser.newPage();
  await tab.goto(`${site.root}npm/package.json`);
  await tab.evaluate(async () => {
    globalThis.rolecall = await import('/npm/index.js');
    await rolecall.init();
  });
  for (let i = 0; i < native.length; i += 200) {
    const some = native.slice(i, i + 200);
    const answers = await tab.evaluate(
      all => all.map(one => rolecall.classify(one)),
      some.map(posting),
    );
    some.forEach((known, at) => same(answers[at], known.verdict, posting(known), known.id));
  }
});
