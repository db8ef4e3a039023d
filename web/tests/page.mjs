// The page as people use it, in Chromium, from the disk and from a server.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { launch, open, serve, shown, until } from './browser.mjs';

const shots = new URL('../target/shots/', import.meta.url);
const assistant = readFileSync(
  new URL('../../examples/postings/assistant.md', import.meta.url),
  'utf8',
);
const RICH =
  '<meta charset="utf-8"><h2>What you’ll do</h2><ul><li>Own <b>evals</b> of our assistant</li>' +
  '<li>Write prompts with our engineers</li></ul><h2>What you bring</h2><p>Five years of product ' +
  'management, of which two with <i>language models</i>.</p>';
const PHONE = { width: 390, height: 844, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
const DESKTOP = { width: 1280, height: 900 };

let [browser, site] = [];
before(async () => {
  mkdirSync(shots, { recursive: true });
  [browser, site] = await Promise.all([launch(), serve()]);
});
after(async () => {
  await browser.close();
  site.server.close();
});

const shot = (page, name) =>
  page.screenshot({ path: new URL(`${name}.png`, shots).pathname, fullPage: true });

/** Puts text in as a paste does, in one go. */
async function put(page, text, selector = '.body') {
  await page.focus(selector);
  const client = await page.createCDPSession();
  await client.send('Input.insertText', { text });
  await client.detach();
}

const value = (page, selector = '.body') => page.$eval(selector, box => box.value);
const body = (page, desk, text) =>
  page.evaluate(
    (at, wanted) => {
      const area = document.querySelectorAll('.body')[at];
      area.value = wanted;
      area.dispatchEvent(new Event('input', { bubbles: true }));
    },
    desk,
    text,
  );

for (const [from, url] of [
  ['the disk', () => undefined],
  ['a server', () => `${site.root}rolecall.html`],
]) {
  test(`from ${from}: a posting that is pasted is read and marked, offline`, async () => {
    const asked = site.asked.length;
    const { page, noted, close } = await open(browser, { url: url(), viewport: DESKTOP });
    await page.setOfflineMode(true);
    await put(page, assistant);
    await until(page, 'AI PM');
    const { answer, marks, blocks, all } = await shown(page);
    equal(answer, 'AI PM');
    ok(marks > 10, `${marks} marks`);
    ok(blocks.includes('h3') && blocks.includes('ul'), blocks.join());
    for (const part of ['Worth asking', 'Skills it asks for', 'The numbers', 'Because of']) {
      ok(all.includes(part), part);
    }
    ok((await page.$$eval('.under mark', all => all.length)) > 10, 'the box has marks');
    equal(
      await page.$eval('.result', host => host.shadowRoot.querySelectorAll('details[open]').length),
      0,
    );
    deepEqual(noted, []);
    ok(site.asked.length - asked <= 1, `the server was asked for ${site.asked.slice(asked)}`);
    await close();
  });
}

test('marks lie under the letters they mark, as one types', async () => {
  const { page, noted, close } = await open(browser, { viewport: DESKTOP });
  await page.type('.body', 'Own evals 🚀 and prompt engineering. ', { delay: 5 });
  await page.waitForFunction(() => document.querySelectorAll('.under mark').length >= 2);
  equal(await page.$eval('.under', under => under.textContent), `${await value(page)}\n`);
  const marked = await page.$$eval('.under mark', all => all.map(mark => mark.textContent));
  ok(
    marked.some(words => words.endsWith('evals')) && marked.includes('prompt engineering'),
    marked.join('|'),
  );
  const boxes = await page.evaluate(() => {
    const styles = ['.body', '.under'].map(one => getComputedStyle(document.querySelector(one)));
    const fields = ['font', 'letterSpacing', 'padding', 'whiteSpace', 'direction', 'overflowWrap'];
    const sizes = ['.body', '.under'].map(one => document.querySelector(one).clientWidth);
    return { differ: fields.filter(field => styles[0][field] !== styles[1][field]), sizes };
  });
  deepEqual(boxes.differ, []);
  equal(boxes.sizes[0], boxes.sizes[1]);
  deepEqual(noted, []);
  await close();
});

test('a rich paste keeps headings and lists, and undo takes it back', async () => {
  const { page, close } = await open(browser, { viewport: DESKTOP });
  await page.type('.body', 'Before. ');
  await page.evaluate(html => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/html', html);
    clipboardData.setData('text/plain', 'the plain one');
    const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    document.querySelector('.body').dispatchEvent(paste);
  }, RICH);
  await until(page, 'What you bring');
  const text = await value(page);
  match(text, /^Before\. ## What you’ll do\n\n- Own evals of our assistant\n- Write prompts/);
  await page.keyboard.down('Control');
  await page.keyboard.press('z');
  await page.keyboard.up('Control');
  // Chromium may take what was typed right before for part of it.
  match(await value(page), /^(?:Before\.? ?)?$/);
  await close();
});

test('a saved page that is dropped gives title, company, text; no picture does', async () => {
  const { page, noted, close } = await open(browser, { viewport: DESKTOP });
  const job = JSON.stringify({
    '@type': 'JobPosting',
    title: 'Product Manager, Ranking',
    hiringOrganization: { name: 'Tidewater' },
    description: '<h2>Duties</h2><ul><li>Own our ranking models</li><li>Run A/B tests</li></ul>',
  });
  const saved =
    `<!doctype html><html><head><script type="application/ld+json">${job}</script></head>` +
    '<body><nav>Home</nav><script>window.hit = 1</script><p>Own our ranking models</p></body>';
  const drop = (content, name) =>
    page.evaluate(
      (bytes, called) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([new Uint8Array(bytes)], called));
        const box = document.querySelector('.desk');
        for (const type of ['dragover', 'drop']) {
          box.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
        }
      },
      [...Buffer.from(content)],
      name,
    );
  await drop(saved, 'job.html');
  await until(page, 'ranking models');
  equal(await value(page, '[name="title"]'), 'Product Manager, Ranking');
  equal(await value(page, '[name="company"]'), 'Tidewater');
  equal(await value(page), '## Duties\n\n- Own our ranking models\n- Run A/B tests');
  await drop('\x89PNG\0\0', 'me.png');
  await page.waitForSelector('.fault:not([hidden])');
  match(
    await page.$eval('.desk .fault', fault => fault.textContent),
    /me\.png is not a text file\. .*paste/,
  );
  await drop('# Data Product Manager\n\nOwn data contracts and lineage.', 'job.md');
  await until(page, 'data contracts');
  ok(await page.$eval('.desk .fault', fault => fault.hidden), 'the fault is over');
  deepEqual(noted, []);
  await close();
});

test('a sample, cleared, and back by undo; nothing is kept unless asked', async () => {
  const { page, close } = await open(browser, { viewport: DESKTOP });
  await page.click('[name="sample"]');
  await until(page, 'AI PM');
  const before = await value(page);
  await page.click('[name="clear"]');
  equal(await value(page), '');
  ok((await shown(page)).hidden, 'the report is gone');
  equal(await page.$$eval('.under mark', all => all.length), 0);
  await page.focus('.body');
  await page.keyboard.down('Control');
  await page.keyboard.press('z');
  await page.keyboard.up('Control');
  equal(await value(page), before);
  equal(await page.evaluate(() => localStorage.length), 0);
  await page.click('#more summary');
  await page.click('[name="keep"]');
  match(await page.evaluate(() => localStorage.getItem('rolecall')), /Harbour Mutual/);
  await page.reload();
  await until(page, 'AI PM');
  await page.click('#more summary');
  await page.click('[name="keep"]');
  equal(await page.evaluate(() => localStorage.length), 0);
  await close();
});

test('a link carries settings and no text', async () => {
  const { page, noted, close } = await open(browser, {
    viewport: DESKTOP,
    hash: '#from=ml&expected=data&cv=1&two=1&marks=all&from2=x',
  });
  await put(page, assistant);
  await page.type('#me', 'SQL, evals');
  await until(page, 'coming from');
  await until(page, 'You meant');
  await until(page, 'your list');
  const { all } = await shown(page);
  ok(all.includes('your list'), 'the list of skills is set beside it');
  ok(await page.$eval('.result', host => host.shadowRoot.querySelector('#mark-all').checked));
  await page.evaluate(() => {
    navigator.clipboard.writeText = async text => {
      window.copied = text;
    };
  });
  await page.click('#link');
  await page.waitForFunction(() => window.copied);
  const [, hash] = (await page.evaluate(() => window.copied)).split('#');
  equal(hash, 'from=ml&expected=data&cv=1&two=1&marks=all');
  await page.click('[name="markdown"]');
  await page.waitForFunction(() => window.copied.startsWith('# AI PM'));
  await page.click('[name="json"]');
  await page.waitForFunction(() => window.copied.startsWith('{'));
  equal(JSON.parse(await page.evaluate(() => window.copied)).role, 'ai');
  deepEqual(noted, []);
  await close();
});

test('two postings side by side, and on a phone one below the other', async () => {
  const { page, noted, close } = await open(browser, { viewport: DESKTOP, hash: '#two=1' });
  await body(page, 0, assistant);
  await body(
    page,
    1,
    'Data Product Manager\n\nDuties:\n- Own data contracts and lineage.\n- Own our pipelines.',
  );
  await Promise.all([until(page, 'AI PM'), until(page, 'lineage', 2)]);
  equal((await shown(page, 2)).answer, 'Data PM');
  await page.waitForFunction(() =>
    document.querySelector('#live').textContent.includes('Posting 2: Data PM'),
  );
  const lefts = () =>
    page.$$eval('.desk', all => all.map(desk => desk.getBoundingClientRect().left));
  const wide = await lefts();
  ok(wide[1] > wide[0] + 400, wide.join());
  const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  equal(await sideways(), 0);
  await shot(page, 'two');
  await page.setViewport(PHONE);
  const narrow = await lefts();
  equal(narrow[0], narrow[1]);
  equal(await sideways(), 0);
  deepEqual(noted, []);
  await close();
});

test('the live region says the verdict, not each key', async () => {
  const { page, close } = await open(browser, { viewport: DESKTOP });
  await page.evaluate(() => {
    window.told = [];
    new MutationObserver(() =>
      window.told.push(document.querySelector('#live').textContent),
    ).observe(document.querySelector('#live'), {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
  await page.type('.body', 'AI Product Manager. Own evals, prompts and agents.', { delay: 20 });
  await page.waitForFunction(() => window.told.length > 0);
  const told = await page.evaluate(() => window.told);
  equal(told.length, 1, told.join(' | '));
  match(told[0], /^(AI PM|Perhaps AI PM)/);
  await close();
});

test('axe-core finds nothing, light and dark, empty and filled, wide and on a phone', async () => {
  const axe = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
  for (const dark of [false, true]) {
    for (const [size, viewport] of [
      ['desktop', DESKTOP],
      ['phone', PHONE],
    ]) {
      const { page, close } = await open(browser, {
        viewport,
        dark,
        hash: '#from=ml&cv=1&expected=data',
      });
      const name = `${size}-${dark ? 'dark' : 'light'}`;
      const check = async state => {
        const found = await page.evaluate(async () =>
          (await axe.run()).violations.flatMap(({ id, nodes }) =>
            nodes.map(node => `${id}: ${node.target} ${node.failureSummary}`),
          ),
        );
        deepEqual(found, [], `${name}, ${state}`);
        equal(
          await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
          0,
          `${name} scrolls`,
        );
      };
      await page.evaluate(axe);
      await check('empty');
      await shot(page, `${name}-empty`);
      await body(page, 0, assistant);
      await put(page, 'SQL, evals, prompt engineering', '#me');
      await until(page, 'your list');
      await check('filled');
      await page.$eval('.result', host =>
        host.shadowRoot.querySelectorAll('details').forEach(one => {
          one.open = true;
        }),
      );
      await check('unfolded');
      const paper = await page.evaluate(
        () => getComputedStyle(document.documentElement).backgroundColor,
      );
      equal(paper, dark ? 'rgb(20, 23, 26)' : 'rgb(251, 250, 247)');
      await page.$eval('.result', host =>
        host.shadowRoot.querySelectorAll('details').forEach(one => {
          one.open = false;
        }),
      );
      await shot(page, name);
      await close();
    }
  }
});

test('by keyboard alone each control is reached, and a quote leads to its mark', async () => {
  const { page, close } = await open(browser, { viewport: DESKTOP });
  await body(page, 0, assistant);
  await until(page, 'AI PM');
  await page.focus('body');
  const reached = [];
  for (let i = 0; i < 22; i += 1) {
    await page.keyboard.press('Tab');
    reached.push(
      await page.evaluate(() => {
        const deep = document.activeElement.shadowRoot?.activeElement ?? document.activeElement;
        const name = deep.name || deep.className || deep.getAttribute('href') || '';
        return `${deep.localName} ${name}`;
      }),
    );
  }
  for (const wanted of [
    'input title',
    'input company',
    'textarea body',
    'button open',
    'button clear',
    'button markdown',
  ]) {
    ok(reached.includes(wanted), `${wanted}: ${reached.join(', ')}`);
  }
  ok(
    reached.some(one => one.startsWith('a #')),
    reached.join(', '),
  );
  ok(
    !reached.some(one => one.startsWith('div')),
    `no stop where there is nothing to do: ${reached}`,
  );
  await page.$eval('.result', host => host.shadowRoot.querySelector('.because a').focus());
  await page.keyboard.press('Enter');
  const at = await page.$eval('.result', host => host.shadowRoot.activeElement?.localName);
  equal(at, 'mark');
  await close();
});

test('on paper there is the report and no box', async () => {
  const { page, close } = await open(browser, { viewport: DESKTOP });
  await body(page, 0, assistant);
  await until(page, 'AI PM');
  await page.emulateMediaType('print');
  const seen = await page.evaluate(() =>
    ['.paper', '.settings', '.actions', '.fields', '.top', '.result'].map(one =>
      document.querySelector(one).checkVisibility(),
    ),
  );
  deepEqual(seen, [false, false, false, false, false, true]);
  await shot(page, 'print');
  await close();
});

test('nothing of a hostile posting runs, loads or stays', async () => {
  const { page, noted, close } = await open(browser, { viewport: DESKTOP });
  const hostile =
    '</textarea></script><script>window.hit = 1</script><img src="https://example.com/x" ' +
    'onerror="window.hit = 2"><svg onload="window.hit = 3"></svg>' +
    '<a href="javascript:window.hit = 4">evals</a><style>body { display: none }</style>' +
    '<iframe srcdoc="<script>parent.hit = 5</script>"></iframe>' +
    '<details open ontoggle="window.hit = 6"><p>Own evals and prompts.</p>';
  for (const text of [hostile, `Own evals.\n\n${hostile.replaceAll('<', '&lt;')}`]) {
    await page.$eval(
      '[name="title"]',
      (box, wanted) => {
        box.value = wanted;
      },
      hostile,
    );
    await page.$eval(
      '[name="company"]',
      (box, wanted) => {
        box.value = wanted;
      },
      hostile,
    );
    await body(page, 0, text);
    await until(page, 'evals');
    await page.evaluate(html => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/html', `<h2>x</h2>${html}`);
      document
        .querySelector('.body')
        .dispatchEvent(
          new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
        );
    }, hostile);
    await new Promise(resolve => setTimeout(resolve, 500));
    const state = await page.evaluate(() => ({
      hit: window.hit ?? null,
      made: document
        .querySelector('.result')
        .shadowRoot.querySelectorAll('script, img, svg, iframe, style').length,
      links: [...document.querySelector('.result').shadowRoot.querySelectorAll('a')].filter(
        link => !link.getAttribute('href').startsWith('#'),
      ).length,
      seen: document.body.checkVisibility(),
    }));
    deepEqual(state, { hit: null, made: 0, links: 0, seen: true });
  }
  deepEqual(noted, []);
  // The policy stands on its own: what got in all the same would not run, load or be parsed.
  const stopped = await page.evaluate(async () => {
    const broken = [];
    document.addEventListener('securitypolicyviolation', event =>
      broken.push(event.effectiveDirective),
    );
    const script = document.createElement('script');
    try {
      script.textContent = 'window.hit = 7';
      document.body.append(script);
    } catch {
      broken.push('typed');
    }
    await fetch('https://example.com/').catch(() => {});
    try {
      document.body.insertAdjacentHTML('beforeend', '<b>x</b>');
    } catch {
      broken.push('typed html');
    }
    await new Promise(resolve => setTimeout(resolve, 200));
    return { hit: window.hit, broken };
  });
  equal(stopped.hit, undefined);
  for (const rule of ['connect-src', 'typed html'])
    ok(stopped.broken.includes(rule), stopped.broken.join());
  await close();
});

test('other scripts, endless words and long texts do not break it', async () => {
  const { page, noted, close } = await open(browser, { viewport: PHONE });
  const hebrew = 'מנהל מוצר\n\nלהוביל את ה-evals של העוזר ואת ה-prompts.\n';
  await body(page, 0, hebrew);
  await page.waitForFunction(() => !document.querySelector('.result').hidden);
  const alike = await page.evaluate(() =>
    ['.body', '.under'].map(one => getComputedStyle(document.querySelector(one)).direction),
  );
  deepEqual(alike, ['rtl', 'rtl']);
  await body(page, 0, `Own evals of ${'x'.repeat(5000)} and prompts.`);
  await until(page, 'prompts');
  equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
  await body(page, 0, `${assistant}\n\n`.repeat(150));
  await until(page, 'AI PM');
  equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
  deepEqual(noted, []);
  await close();
});

test('from key to marks in less than a frame, and flat over a thousand edits', async () => {
  const { page, noted, close } = await open(browser, { viewport: DESKTOP });
  const text = `${assistant}\n\n`.repeat(6).slice(0, 6000);
  await body(page, 0, text);
  await until(page, 'AI PM');
  const edits = times =>
    page.evaluate(
      async (base, count) => {
        const area = document.querySelector('.body');
        const under = document.querySelector('.under');
        const waits = [];
        for (let i = 0; i < count; i += 1) {
          area.value = `${base} evals ${i}`;
          const from = performance.now();
          const marked = new Promise(resolve => {
            const observer = new MutationObserver(() => {
              observer.disconnect();
              resolve();
            });
            observer.observe(under, { childList: true });
          });
          area.dispatchEvent(new Event('input', { bubbles: true }));
          await marked;
          // What is left to be done before the pixels.
          under.getBoundingClientRect();
          waits.push(performance.now() - from);
          // A report now and then, as when one types.
          if (i % 25 === 0) await new Promise(resolve => setTimeout(resolve, 400));
        }
        return waits.sort((a, b) => a - b);
      },
      text,
      times,
    );
  const client = await page.createCDPSession();
  const size = async () => {
    for (let i = 0; i < 3; i += 1) await client.send('HeapProfiler.collectGarbage');
    const { JSHeapUsedSize, Nodes } = await page.metrics();
    return { heap: JSHeapUsedSize, nodes: Nodes };
  };
  await edits(100);
  const before = await size();
  const waits = await edits(1000);
  const then = await size();
  const at = share => waits[Math.floor(waits.length * share)].toFixed(1);
  console.log(
    `key to marks, 6 KB: median ${at(0.5)} ms, nine in ten within ${at(0.9)} ms; ` +
      `heap ${(before.heap / 1e6).toFixed(2)} MB, then ${(then.heap / 1e6).toFixed(2)} MB; ` +
      `nodes ${before.nodes}, then ${then.nodes}`,
  );
  ok(then.heap - before.heap < 1e6, 'the heap grows');
  ok(then.nodes <= before.nodes * 1.2, 'the page grows');
  deepEqual(noted, []);
  await close();
});

test('an old browser is told what is missing', async () => {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.evaluateOnNewDocument(() => {
    delete window.DecompressionStream;
  });
  await page.goto(new URL('../dist/rolecall.html', import.meta.url).href);
  const said = await page.$eval('#missing', missing => missing.textContent);
  match(said, /too old for this page: it lacks DecompressionStream\. Use Chrome/);
  ok(!(await page.$eval('#settings', form => form.checkVisibility())), 'the rest is hidden');
  await context.close();
});
