// Shows a page in a new frame of an empty one, and runs the script in it.
async (address, script, a) => {
  const frame = document.createElement('iframe');
  frame.referrerPolicy = 'no-referrer'; // so that the recorder knows the page from what it submits
  frame.hidden = !a.layout; // what is not laid out costs less
  frame.src = address;
  const loaded = new Promise(resolve => { frame.onload = resolve; });
  document.body.replaceChildren(frame);
  await loaded;
  return frame.contentWindow.eval(script)(a);
}
