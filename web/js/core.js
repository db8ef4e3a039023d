// The way to the WebAssembly: the npm package and the page's worker both use this file.

/** @type {WebAssembly.Exports | undefined} */
let wasm;
const [encoder, decoder] = [new TextEncoder(), new TextDecoder()];

/** Takes the program: its bytes, or what WebAssembly.compile made of them. */
export async function load(program) {
  const made = await WebAssembly.instantiate(program, {});
  wasm = (made.instance ?? made).exports;
}

// Half of a pair has no UTF-8; what stands in its place is as long, so that places stay right.
const wellFormed = (_, value) =>
  typeof value === 'string' ? value.replace(/\p{Surrogate}/gu, '\ufffd') : value;

/** Asks one question; `src/requests.rs` has them. */
export function ask(request) {
  if (!wasm) throw new Error('rolecall is not ready; await init() first');
  const bytes = encoder.encode(JSON.stringify(request, wellFormed));
  const at = wasm.rolecall_room(bytes.length);
  new Uint8Array(wasm.memory.buffer, at, bytes.length).set(bytes);
  const length = wasm.rolecall_answer();
  const said = new Uint8Array(wasm.memory.buffer, wasm.rolecall_answer_at(), length);
  const { answer, error } = JSON.parse(decoder.decode(said));
  if (error !== undefined) throw new Error(error);
  return answer;
}

/** Today where the reader is, as 2026-12-31. */
export function today(now = new Date()) {
  const two = number => String(number).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** How many bytes the program has taken, which it never gives back. */
export const memory = () => wasm?.memory.buffer.byteLength ?? 0;
