// Runs in the page of a case: tells its forms, does what the case says, and
// submits, unless the browser's own mouse or keyboard is to do that.
a => {
  const answer = {forms: [], left: 0, top: 0, fault: ''};
  const requirable = 'text search url tel email password date month week time datetime-local number checkbox radio file select-one select-multiple textarea';
  // :disabled would match the options of a disabled select too.
  const disabled = o => {
    const group = o.closest('optgroup, select');
    return o.disabled || group.localName === 'optgroup' && group.disabled;
  };
  const option = o => ({value: o.value, label: o.getAttribute('label') || o.text, selected: o.selected, disabled: disabled(o)});
  const field = e => ({
    name: e.getAttribute('name') || '', id: e.id,
    type: e.localName === 'select' ? 'select' : e.type,
    value: e.type === 'password' ? '' : e.value,
    checked: (e.type === 'checkbox' || e.type === 'radio') && e.checked,
    disabled: e.matches(':disabled'),
    required: !!e.required && requirable.split(' ').includes(e.type),
    multiple: !!e.multiple && ['email', 'file', 'select-multiple'].includes(e.type),
    options: e.localName === 'select' ? [...e.options].map(option) : [],
  });
  // The rules that a field breaks, by the names that formbot has for them.
  const rules = {valueMissing: 'required', typeMismatch: 'type', patternMismatch: 'pattern', tooShort: 'minlength',
    tooLong: 'maxlength', rangeUnderflow: 'min', rangeOverflow: 'max', stepMismatch: 'step'};
  // A time between two bounds around midnight breaks both, which is told once.
  const twice = (e, k) => k === 'rangeOverflow' && e.type === 'time' && e.validity.rangeUnderflow;
  const broken = e => !e.willValidate ? [] : Object.keys(rules).filter(k => e.validity[k] && !twice(e, k))
    .map(k => (e.getAttribute('name') || '') + ' ' + rules[k]);
  // form.elements lacks the image buttons.
  const controls = [...document.querySelectorAll('input, select, textarea, button')];
  for (const f of document.forms) {
    const attr = name => f.getAttribute(name) || '';
    answer.forms.push({
      id: f.getAttribute('id') || '', name: attr('name'), novalidate: f.hasAttribute('novalidate'),
      // The properties of these names may be hidden by fields that have them.
      method: Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, 'method').get.call(f),
      enctype: Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, 'enctype').get.call(f),
      fields: controls.filter(e => e.form === f && !e.closest('datalist')).map(field),
      invalid: controls.filter(e => e.form === f).flatMap(broken),
    });
  }
  const form = document.forms[a.form % document.forms.length];
  if (!form) return answer;
  const own = controls.filter(e => e.form === form);
  for (const [name, value] of Object.entries(a.set || {})) {
    own.find(e => e.getAttribute('name') === name).value = value;
  }
  const choose = (input, uploads) => {
    const chosen = new DataTransfer();
    for (const u of uploads) chosen.items.add(new File([u.data], u.name, {type: u.type}));
    input.files = chosen.files;
  };
  for (const [name, uploads] of Object.entries(a.files || {})) {
    choose(own.find(e => e.type === 'file' && e.getAttribute('name') === name), uploads);
  }
  const pool = a.pool || [];
  let next = 0;
  for (const input of own.filter(e => e.type === 'file' && !e.closest('datalist') && pool.length)) {
    const uploads = [pool[next++ % pool.length]];
    if (input.multiple) uploads.push(pool[next++ % pool.length]);
    choose(input, uploads);
  }
  if (!a.validate) form.setAttribute('novalidate', '');
  if (a.enter) {
    document.getElementById(a.enter).focus();
    return answer;
  }
  const buttons = own.filter(e => e.type === 'submit' || e.type === 'image');
  const button = a.press ? document.getElementById(a.press)
    : buttons[a.nth ? (a.nth - 1) % buttons.length : 0];
  if (a.press && !button) {
    answer.fault = 'there is no button ' + a.press;
    return answer;
  }
  if (a.click) {
    const box = button.getBoundingClientRect();
    answer.left = box.left;
    answer.top = box.top;
    return answer;
  }
  if (button) button.click();
  else HTMLFormElement.prototype.requestSubmit.call(form);
  return answer;
}
