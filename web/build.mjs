// Puts the page and the npm package together from what cargo built.

import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import zopfli from '@gfx/zopfli';
import { build } from 'esbuild';

const [wasmFile] = process.argv.slice(2);
const here = new URL('.', import.meta.url);
const path = name => new URL(name, here);
const read = name => readFileSync(path(name), 'utf8');

const wasm = readFileSync(wasmFile);
const style = read('../crates/page/src/page.css');

rmSync(path('dist'), { recursive: true, force: true });
mkdirSync(path('dist/npm'), { recursive: true });
cpSync(path('npm'), path('dist/npm'), { recursive: true });
cpSync(path('js/core.js'), path('dist/npm/core.js'));
writeFileSync(path('dist/npm/rolecall.wasm'), wasm);
writeFileSync(path('dist/npm/rolecall.css'), style);

const { ask, load } = await import(path('dist/npm/core.js'));
await load(wasm);
const names = ask({ ask: 'names' });

const escaped = text => text.replace(/[&<>"]/g, c => `&#${c.charCodeAt(0)};`);
const options = list =>
  list.map(({ id, name }) => `<option value="${id}">${escaped(name)}</option>`).join('');

async function bundled(name) {
  const made = await build({
    entryPoints: [path(name).pathname],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'ascii',
    write: false,
    define: { RESULT_CSS: JSON.stringify(read('page/result.css')) },
  });
  const text = made.outputFiles[0].text.trim();
  if (/<\/script|<!--/i.test(text)) throw new Error(`${name} would close its script element`);
  return text;
}

const scripts = { check: read('page/check.js').trim(), page: await bundled('page/page.js') };
const hash = text => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const policy = [
  "default-src 'none'",
  `script-src ${Object.values(scripts).map(hash).join(' ')} 'wasm-unsafe-eval'`,
  "style-src 'unsafe-inline'",
  'worker-src blob:',
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types rolecall',
].join('; ');

const parts = {
  policy,
  style: style + read('page/page.css'),
  check: scripts.check,
  page: scripts.page,
  worker: await bundled('page/worker.js'),
  // A twentieth smaller than what zlib makes of it at its best.
  wasm: Buffer.from(await zopfli.gzipAsync(wasm, { numiterations: 1 })).toString('base64'),
  sample: read('../examples/postings/assistant.md').trim(),
  roles: options(names.roles),
  backgrounds: options(names.backgrounds),
};
const page = read('page/page.html').replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name]);
writeFileSync(path('dist/rolecall.html'), page);

const size = Buffer.byteLength(page);
console.log(`dist/rolecall.html: ${size} bytes, ${parts.wasm.length} of them the program`);
if (size > 1_600_000) {
  console.error('It is above 1.6 MB: see "Sizes" in README.md for what was tried.');
  process.exit(1);
}
