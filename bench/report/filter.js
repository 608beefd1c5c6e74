'use strict';
(() => {
  // What is folded away is printed too.
  addEventListener('beforeprint', () => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
  const form = document.getElementById('filters');
  if (!form) return;
  const list = document.getElementById('cases');
  const shown = document.getElementById('shown');
  // Each failure has a run for each reader that did not read it.
  const cases = [...list.children].map((element, place) => {
    const { corpus, text, recipes, mistakes, worst, sure } = element.dataset;
    const words = [recipes, mistakes, worst, sure].map((all) => all.split(' '));
    const elements = [...element.querySelectorAll('.run')];
    const runs = elements.map((run, i) => ({ element: run, recipe: words[0][i], mistake: words[1][i], worst: +words[2][i], sure: +words[3][i] }));
    return { element, place, corpus, text, runs };
  });

  const orders = {
    '': (a, b) => b.worst - a.worst || b.sure - a.sure || a.place - b.place,
    near: (a, b) => a.worst - b.worst || b.sure - a.sure || a.place - b.place,
    sure: (a, b) => b.sure - a.sure || b.worst - a.worst || a.place - b.place,
    file: (a, b) => a.corpus.localeCompare(b.corpus) || a.text.localeCompare(b.text),
  };

  const apply = () => {
    const want = Object.fromEntries(new FormData(form));
    const search = want.q.trim().toLowerCase();
    const found = [];
    for (const c of cases) {
      const runs = c.runs.filter((r) => (!want.recipe || r.recipe === want.recipe) && (!want.mistake || r.mistake === want.mistake));
      const ok = runs.length > 0 && (!want.corpus || c.corpus === want.corpus) && c.text.includes(search);
      c.element.hidden = !ok;
      if (!ok) continue;
      for (const r of c.runs) r.element.hidden = Boolean(want.recipe) && r.recipe !== want.recipe;
      found.push({ ...c, worst: Math.max(...runs.map((r) => r.worst)), sure: Math.max(...runs.map((r) => r.sure)) });
    }
    list.append(...found.sort(orders[want.sort]).map((c) => c.element));
    shown.textContent = `${found.length} of ${cases.length} failures`;
    const state = new URLSearchParams(Object.entries(want).filter(([, value]) => value)).toString();
    if (state || location.hash.startsWith('#filter?')) history.replaceState(null, '', state ? `#filter?${state}` : '#failures');
  };

  // The filters are in the address, so that they can be sent along.
  const restore = () => {
    if (!location.hash.startsWith('#filter?')) return false;
    form.reset();
    for (const [name, value] of new URLSearchParams(location.hash.slice('#filter?'.length))) {
      if (form.elements[name]) form.elements[name].value = value;
    }
    return true;
  };
  const start = () => {
    const filtered = restore();
    apply();
    if (filtered) document.getElementById('failures').scrollIntoView();
  };

  form.hidden = false;
  form.addEventListener('input', apply);
  form.addEventListener('reset', () => setTimeout(apply));
  form.addEventListener('submit', (event) => event.preventDefault());
  addEventListener('hashchange', start);
  start();
})();
