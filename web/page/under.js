// The text under the text: the same letters, unseen, with the marks seen.

/** The text cut where a mark begins or ends; `style` is empty between marks. */
function cut(text, marks) {
  const pieces = [];
  let from = 0;
  for (const [start, end, style] of marks) {
    pieces.push(
      { text: text.slice(from, start), style: '' },
      { text: text.slice(start, end), style },
    );
    from = end;
  }
  // A box shows a line behind the last line break, and so must this.
  pieces.push({ text: `${text.slice(from)}\n`, style: '' });
  return pieces;
}

function nodeOf({ text, style }) {
  if (!style) return document.createTextNode(text);
  const mark = document.createElement('mark');
  mark.className = `m ${style}`;
  mark.textContent = text;
  return mark;
}

const same = (a, b) => a.text === b.text && a.style === b.style;

/** Draws what differs from the time before: a key changes a piece or two of hundreds. */
export function underliner(place) {
  let [drawn, nodes] = [[], []];
  return (text, marks) => {
    const pieces = cut(text, marks);
    const most = Math.min(pieces.length, drawn.length);
    let [before, behind] = [0, 0];
    while (before < most && same(pieces[before], drawn[before])) before += 1;
    while (behind < most - before && same(pieces.at(-1 - behind), drawn.at(-1 - behind)))
      behind += 1;
    const fresh = pieces.slice(before, pieces.length - behind).map(nodeOf);
    const next = nodes[nodes.length - behind] ?? null;
    const old = nodes.splice(before, nodes.length - behind - before, ...fresh);
    for (const node of old) node.remove();
    for (const node of fresh) place.insertBefore(node, next);
    drawn = pieces;
  };
}
