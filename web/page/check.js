// In the oldest JavaScript, since it speaks to browsers that know no other.
(function () {
  var missing = [];
  var css = window.CSS && CSS.supports;
  if (!window.WebAssembly) missing.push('WebAssembly');
  if (!window.DecompressionStream) missing.push('DecompressionStream');
  if (!window.Worker || !window.Blob || !window.URL) missing.push('workers');
  if (!window.CSSStyleSheet || !('adoptedStyleSheets' in document))
    missing.push('style sheets for parts of a page');
  if (!css || !CSS.supports('selector(:has(a))')) missing.push(':has() in style sheets');
  if (!missing.length) return;
  document.documentElement.className = 'too-old';
  document.getElementById('missing').textContent =
    'This browser is too old for this page: it lacks ' +
    missing.join(', ') +
    '. Use Chrome or Edge from version 105 on, Firefox from 121, Safari from 16.4.';
})();
