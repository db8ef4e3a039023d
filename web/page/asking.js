// The worker, from the page's side.

import { scriptUrl } from './trusted.js';

const source = document.getElementById('worker').textContent;
const program = document.getElementById('program').textContent;
document.getElementById('program').remove();

const waiting = new Map();
let [worker, ids] = [undefined, 0];

function send(message) {
  ids += 1;
  const id = ids;
  worker.postMessage({ id, ...message });
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

function stop(why) {
  worker.terminate();
  for (const { reject } of waiting.values()) reject(new Error(why));
  waiting.clear();
}

/** Starts the worker; the promise holds once the lexicon is built. */
export function start() {
  const place = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  worker = new Worker(scriptUrl(place));
  worker.onmessage = ({ data: { id, answer, error, broken } }) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asked?.resolve(answer);
    else asked?.reject(new Error(error));
    if (broken) {
      stop('the reader was started anew');
      start();
    }
  };
  worker.onerror = event => stop(`the reader stopped: ${event.message}`);
  return send({ program });
}

/** Asks the worker; `src/requests.rs` has the questions. */
export const ask = request => send({ request });

/**
 * Runs `work` for the newest call only: while one runs, the calls that come in the meantime count
 * as one.
 */
export function newest(work) {
  let [running, again] = [false, false];
  return async function run() {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      await work();
    } finally {
      running = false;
    }
    if (again) {
      again = false;
      run();
    }
  };
}
