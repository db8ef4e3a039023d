// Reads postings away from the page, so that no key ever waits.

import { ask, load } from '../js/core.js';

let ready;

async function start(base64) {
  const text = atob(base64);
  const packed = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) packed[i] = text.charCodeAt(i);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  await load(await new Response(stream).arrayBuffer());
}

onmessage = async ({ data: { id, program, request } }) => {
  try {
    if (program) {
      ready = start(program);
      await ready;
      const from = performance.now();
      const answer = ask({ ask: 'build' });
      postMessage({ id, answer: { ...answer, ms: performance.now() - from } });
      return;
    }
    await ready;
    postMessage({ id, answer: ask(request) });
  } catch (error) {
    // What stops in the middle cannot be asked again.
    const broken = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
    postMessage({ id, error: String(error.message ?? error), broken });
  }
};
