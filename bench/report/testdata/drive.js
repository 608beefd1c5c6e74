// Drives the report in the frame as a person would, and writes what it finds as JSON.
'use strict';
const frame = document.querySelector('iframe');

async function drive() {
  const w = frame.contentWindow;
  const d = frame.contentDocument;
  const form = d.getElementById('filters');
  const visible = () => [...d.querySelectorAll('article.case')].filter((c) => !c.hidden);
  const set = (name, value) => {
    form.elements[name].value = value;
    form.elements[name].dispatchEvent(new w.Event('input', { bubbles: true }));
  };
  const look = () => ({
    said: d.getElementById('shown').textContent,
    cases: visible().map((c) => ({
      corpus: c.dataset.corpus,
      want: c.querySelector('.want').textContent,
      file: c.querySelector('.file').textContent,
      recipes: c.dataset.recipes,
      mistakes: c.dataset.mistakes,
      worst: c.dataset.worst,
      runs: [...c.querySelectorAll('.run')].filter((r) => !r.hidden).length,
    })),
    hash: w.location.hash,
  });
  const out = { shown: !form.hidden, all: look() };
  set('corpus', 'b64_string');
  out.corpus = look();
  set('recipe', '0');
  set('mistake', 'one');
  out.narrow = look();
  set('q', '  J ');
  out.search = look();
  set('q', 'no such thing');
  out.none = look();
  form.reset();
  await new Promise((done) => setTimeout(done, 0));
  out.reset = look();
  set('sort', 'near');
  out.near = look();
  set('sort', 'file');
  out.file = look();
  form.reset();
  await new Promise((done) => setTimeout(done, 0));

  for (const img of d.images) img.loading = 'eager';
  await Promise.all([...d.images].map((img) => img.decode().catch(() => {})));
  out.images = d.images.length;
  out.broken = [...d.images].filter((img) => img.naturalWidth === 0 || !img.alt).length;
  out.width = d.documentElement.scrollWidth;
  // What a keyboard reaches, and what it would not.
  out.unreachable = [...d.querySelectorAll('a, button, input, select, summary, .scroll')].filter((e) => e.tabIndex < 0).length;
  out.unnamed = [...d.querySelectorAll('.scroll')].filter((e) => !e.getAttribute('aria-label') && !d.getElementById(e.getAttribute('aria-labelledby'))).length
    + [...d.querySelectorAll('svg')].filter((e) => !e.getAttribute('aria-label')).length
    + [...form.elements].filter((e) => e.tagName !== 'BUTTON' && !e.labels.length).length;
  form.elements.q.focus();
  out.outline = w.getComputedStyle(form.elements.q).outlineStyle;
  return out;
}

frame.addEventListener('load', () => {
  drive().catch((e) => ({ error: String(e.stack || e) })).then((out) => {
    console.log('drive.js is done');
    document.querySelector('pre').textContent = JSON.stringify(out);
  });
});
frame.src = '/report.html';
