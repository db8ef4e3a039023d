// The style of paper, on the screen.
const style = document.querySelector('style');
style.textContent = style.textContent.replace('@media print', '@media all');
const faults = [];
const seen = selector => [...document.querySelectorAll(selector)].filter(
    element => element.checkVisibility() && element.getBoundingClientRect().height > 0);
const want = (selector, is_there) => {
    const some = document.querySelectorAll(selector).length, count = seen(selector).length;
    if (some === 0 || (is_there ? count !== some : count > 0)) {
        faults.push(`${selector}: ${count} of ${some}`);
    }
};
want('.legend li:not(.more)', true);
want('.lines li', true);
want('.bars li', true);
want('.numbers > details > table tr', true);
for (const gone of ['.switch', '.note', '.skip']) want(gone, false);
for (const drawn of ['.bar span', '.step', '.legend .m']) {
    const { printColorAdjust } = getComputedStyle(document.querySelector(drawn));
    if (printColorAdjust !== 'exact') faults.push(`${drawn} is left white`);
}
return faults;
