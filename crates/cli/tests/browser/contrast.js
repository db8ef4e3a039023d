const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
const paint = colours => {
    context.clearRect(0, 0, 1, 1);
    for (const colour of colours) { context.fillStyle = colour; context.fillRect(0, 0, 1, 1); }
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3).map(value => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
};
const light = ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
document.querySelectorAll('details').forEach(details => details.open = true);
const faults = [];
const check = (element, style) => {
    const under = [];
    for (let at = element; at; at = at.parentElement) {
        under.unshift(getComputedStyle(at).backgroundColor);
    }
    const [one, two] = [light(paint([...under, style.color])), light(paint(under))];
    const contrast = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    const name = element.className + ': ' + element.textContent.slice(0, 40);
    if (contrast < 4.5) faults.push(`${contrast.toFixed(2)} ${name}`);
};
for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (own && element.tagName !== 'SCRIPT') check(element, getComputedStyle(element));
    if (element.matches('.m')) check(element, getComputedStyle(element, '::after'));
}
return { paper: getComputedStyle(document.documentElement).backgroundColor, faults };
