// What somebody brings: a paste with its formats, a file, a saved page.

import { ask } from './asking.js';

/** Whether a clipboard's HTML says more than its plain text. */
export const isRich = html => /<(?:h[1-6]|li)[\s>]/i.test(html);

export const plain = html => ask({ ask: 'plain', html });

/** The posting that a job board writes into its page for search engines, if it does. */
function jobPosting(html) {
  const scripts = html.matchAll(/<script[^>]*ld\+json[^>]*>([\s\S]*?)<\/script/gi);
  for (const [, text] of scripts) {
    try {
      const found = [JSON.parse(text)].flat().flatMap(item => item['@graph'] ?? item);
      const job = found.find(item => [item?.['@type']].flat().includes('JobPosting'));
      if (typeof job?.description === 'string') return job;
    } catch {
      // A board's faulty note about a page is no reason not to read the page.
    }
  }
  return undefined;
}

const textOr = (value, other) => (typeof value === 'string' ? value : other);

/** A page as title, company and text. */
export async function ofPage(html) {
  const job = jobPosting(html);
  if (!job) return { title: '', company: '', body: await plain(html) };
  const company = textOr(job.hiringOrganization?.name, textOr(job.hiringOrganization, ''));
  const body = job.description;
  return {
    title: textOr(job.title, ''),
    company,
    body: /[<&]/.test(body) ? await plain(body) : body,
  };
}

function decoded(bytes, name) {
  const [a, b] = bytes;
  const wide = { 65534: 'utf-16le', 65279: 'utf-16be' }[a * 256 + b];
  let text;
  try {
    text = new TextDecoder(wide ?? 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    text = '\0';
  }
  if (text.includes('\0')) {
    throw new Error(
      `${name} is not a text file. Open it in its own program and paste its text here.`,
    );
  }
  return text;
}

/** A file as title, company and text. */
export async function ofFile(file) {
  const most = 4_000_000;
  if (file.size > most) {
    throw new Error(
      `${file.name} has more than 4 MB, which is no posting. Paste the part that is.`,
    );
  }
  const text = decoded(new Uint8Array(await file.arrayBuffer()), file.name);
  const isPage =
    /\.html?$/i.test(file.name) || /^\s*<(?:!doctype|html|meta|head|body)\b/i.test(text);
  return isPage ? ofPage(text) : { title: '', company: '', body: text };
}
