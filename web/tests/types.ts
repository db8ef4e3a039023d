// The typings, used as a caller would; `tsc` reads it, nothing runs it.
import { classify, init, page, type Role, type Verdict } from '../dist/npm/index.js';

await init();
const verdict: Verdict = classify({ title: 'AI Product Manager', body: 'Own evals.' });
const role: Role | 'unclear' = verdict.role;
const words: string[] = verdict.evidence.map(({ text, span }) => `${text} at ${span.start}`);
const html: string = page('Own evals.', { from: 'engineer', expected: 'ai' }).html;
// @ts-expect-error There is no such job.
page('Own evals.', { from: 'cook' });
export { html, role, words };
