// The two places where a string becomes more than text. Nothing else on the page can do so, since
// its policy allows no other maker of trusted strings.

const same = text => text;
const policy = globalThis.trustedTypes?.createPolicy('rolecall', {
  createHTML: same,
  createScriptURL: same,
}) ?? { createHTML: same, createScriptURL: same };

/** Of `rolecall_page::fragment`, which escapes all that comes from a posting. */
export const reportHtml = html => policy.createHTML(html);

/** Of our own worker. */
export const scriptUrl = url => policy.createScriptURL(url);
