// What hands do with the drawing and with files: drags from word to word, taps with two fingers, keys that take an edit
// back, and trace files. page.js loads it once the program has started.
'use strict';

(() => {
  const graph = () => document.getElementById('graph');
  const number = (node) => [...document.querySelectorAll('#graph .node')].indexOf(node);
  const press = (id) => document.getElementById(id)?.click();

  // A drag begins once the pointer has left its place. With a mouse it needs no editor; a finger scrolls without one.
  let from;
  let start;
  let thread; // the line that follows the pointer: over the page, as what is in the drawing is Vugu's
  const letGo = () => {
    thread?.remove();
    from = thread = undefined;
  };
  const svg = (name) => document.createElementNS('http://www.w3.org/2000/svg', name);
  addEventListener('pointerdown', (event) => {
    const node = event.target.closest?.('#graph .node');
    letGo();
    if (!node || !event.isPrimary || event.button) return;
    if (event.pointerType !== 'mouse' && !graph().classList.contains('editing')) return;
    from = node;
    start = [event.clientX, event.clientY];
  });
  addEventListener('pointermove', ({clientX, clientY}) => {
    if (!from) return;
    if (!thread) {
      if (Math.hypot(clientX - start[0], clientY - start[1]) < 10) return;
      thread = svg('svg');
      thread.setAttribute('class', 'thread');
      thread.append(svg('line'));
      document.body.append(thread);
    }
    const ends = {x1: start[0], y1: start[1], x2: clientX, y2: clientY};
    for (const [name, value] of Object.entries(ends)) thread.firstChild.setAttribute(name, value);
  });
  addEventListener('pointerup', ({clientX, clientY}) => {
    const [node, drawn] = [from, thread];
    letGo();
    if (!drawn) return;
    // The click that a mouse makes of a drag is about whatever both ends are in: it would be a click on the ground.
    const stop = (event) => event.stopPropagation();
    addEventListener('click', stop, {capture: true, once: true});
    setTimeout(() => removeEventListener('click', stop, {capture: true}));
    const to = document.elementFromPoint(clientX, clientY)?.closest('#graph .node');
    if (to && to !== node) coconut.connect(number(node), number(to));
  });
  addEventListener('pointercancel', letGo);

  // Two fingers take an edit back, three make it again.
  let fingers = 0;
  let began;
  addEventListener('touchstart', ({touches, target, timeStamp}) => {
    if (touches.length < 2 || !target.closest?.('#graph.editing')) return;
    if (!fingers) began = timeStamp;
    fingers = Math.max(fingers, touches.length);
    letGo();
  });
  addEventListener('touchend', ({touches, timeStamp}) => {
    if (touches.length || !fingers) return;
    if (timeStamp - began < 400) press(fingers === 2 ? 'undo' : 'redo');
    fingers = 0;
  });
  addEventListener('keydown', (event) => {
    const {key, target} = event;
    if (!(event.ctrlKey || event.metaKey) || !graph()?.classList.contains('editing')) return;
    if (target.matches?.('input, textarea, select')) return;
    const what = {z: event.shiftKey ? 'redo' : 'undo', y: 'redo'}[key.toLowerCase()];
    if (!what) return;
    event.preventDefault();
    press(what);
  });

  // A trace file is read here, unless it is larger than any; the program says what is wrong with one.
  const open = async (file) => {
    coconut.openTrace(file.name, file.size, file.size > 8 << 20 ? '' : await file.text());
    document.getElementById('stage').scrollIntoView();
  };
  addEventListener('change', ({target}) => {
    if (target.id !== 'trace-file' || !target.files.length) return;
    open(target.files[0]);
    target.value = '';
  });
  addEventListener('drop', ({dataTransfer, target}) => {
    if (dataTransfer?.files.length === 1 && !target.closest?.('.chat-box')) open(dataTransfer.files[0]);
  });
})();
