/** A kind of product manager, or that it is none. */
export type Role =
  'ai' | 'ml' | 'data' | 'ai-platform' | 'ai-trust-safety' | 'ai-research' | 'other-pm' | 'not-pm';

export type Background = Exclude<Role, 'other-pm' | 'not-pm'> | 'generalist' | 'engineer';

export type Flag = 'title-mismatch' | 'title-only' | 'buzzword-only' | 'truncated' | 'not-english';

export interface Posting {
  /** Text, Markdown or HTML. */
  body: string;
  /** The job title; without it, one is looked for in the first lines of the body. */
  title?: string;
  /** The employer. */
  company?: string;
}

/** A stretch of one of the posting's strings, as `String.prototype.slice` takes it. */
export interface Span {
  field: 'title' | 'body' | 'company';
  start: number;
  end: number;
}

export interface Evidence {
  /** The words, as they stand in the posting. */
  text: string;
  /** The term of the lexicon. */
  term: string;
  /** What it speaks for. */
  target: Role | 'pm';
  group: string;
  section: string;
  span: Span;
  /** What it gives, in log-odds. */
  contribution: number;
  why: string;
}

export interface Skill {
  role: Role;
  group: string;
  contribution: number;
  terms: string[];
}

export interface Verdict {
  role: Role | 'unclear';
  /** Why it is unclear, where it is. */
  unclear: string | null;
  /** How sure the answer is, from 0 to 1. */
  confidence: number;
  runner_up: Role | null;
  margin: number;
  close_call: boolean;
  /** What else makes up a quarter or more of the job. */
  secondary_roles: Role[];
  probabilities: Record<Role, number>;
  flags: Flag[];
  pm_gate: number;
  scores: Record<Role, number>;
  bias: Record<Role, number>;
  skills: Skill[];
  evidence: Evidence[];
}

export interface Options {
  /** A date as `2026-12-31`, to tell whether the guide is out of date; without it, today. */
  today?: string;
  /** A person's text, or one line of skills with commas between. */
  me?: string;
  /** Where the person comes from. */
  from?: Background;
  /** The role that was meant. */
  expected?: Role;
}

export interface Page {
  /** The answer in one line: `AI PM, 99 % sure`. */
  headline: string;
  role: Role | 'unclear';
  /** The title given, or found in the text. */
  title: string | null;
  /** One element of class `report`, escaped; its style sheet is `rolecall.css`. */
  html: string;
}

/**
 * Loads the program and builds its lexicon. Call it once, before all else; it may be called again.
 * `program` is for where `rolecall.wasm` does not lie beside this module.
 */
export function init(
  program?: BufferSource | WebAssembly.Module | Promise<BufferSource | WebAssembly.Module>,
): Promise<void>;

/** What a posting asks for. */
export function classify(posting: string | Posting): Verdict;

/** All that is to be said of a posting, as the inner part of a page. */
export function page(posting: string | Posting, options?: Options): Page;

/** The same as Markdown. */
export function markdown(posting: string | Posting, options?: Options): string;

/** The same as `rolecall classify --json` prints it: places are in bytes of UTF-8. */
export function json(posting: string | Posting, options?: Options): Record<string, unknown>;

/** HTML as text with its headings and lists. Needs no lexicon. */
export function plainText(html: string): string;
