const marks = [...document.querySelectorAll('mark')], faults = [];
const blame = (fault, element) => faults.push(`${fault}: ${element.textContent}`);
const shown = element => getComputedStyle(element).display;
const line = element => getComputedStyle(element).textDecorationLine;
const switched = [...document.querySelectorAll('#mark-key, #mark-all')];
for (const link of document.querySelectorAll('a')) {
    link.focus();
    if (document.activeElement !== link && link.checkVisibility()) blame('no focus', link);
    if (!document.getElementById(link.hash.slice(1))) blame('leads nowhere', link);
}
const decided = marks.filter(mark => mark.matches('.key'));
for (const mark of decided) {
    const note = document.getElementById(mark.getAttribute('aria-describedby'));
    if (shown(note) !== 'none') blame('open before', mark);
    mark.focus();
    const box = note.getBoundingClientRect();
    if (document.activeElement !== mark || shown(note) !== 'block') blame('shut', mark);
    if (box.left < 0 || box.right > innerWidth) blame('cut off', mark);
    if (box.top < mark.getBoundingClientRect().bottom - 12) blame('over its phrase', mark);
    if (document.documentElement.scrollWidth > innerWidth) blame('scrolls', mark);
    mark.blur();
    if (shown(note) !== 'none') blame('stays open', mark);
}
for (const all of switched) {
    all.click();
    for (const mark of document.querySelectorAll('.text .m')) {
        const is_marked = line(mark) === 'underline';
        if (is_marked !== (mark.matches('.key') || all.id === 'mark-all')) blame(all.id, mark);
        if (!mark.matches('.key') && mark.tabIndex >= 0) blame('a stop', mark);
    }
}
document.querySelectorAll('details').forEach(details => details.open = true);
if (document.documentElement.scrollWidth > innerWidth) faults.push('the page scrolls sideways');
const levels = [...document.querySelectorAll('h1,h2,h3')].map(heading => +heading.tagName[1]);
const skips = levels.some((level, i) => level > (levels[i - 1] ?? 0) + 1);
if (levels[0] !== 1 || skips) faults.push('headings ' + levels);
const top = element => document.querySelector(element)?.getBoundingClientRect().top;
if (innerWidth < 600 && top('.skills') > top('.text')) faults.push('skills come after the text');
return { width: innerWidth, marks: marks.length, decided: decided.length, faults };
