// Draws what the page shows as a picture to share, of the size that other sites preview: the drawing at its thought,
// the question and the answer. It is made here, in the colours that the visitor sees. page.js loads it when it is asked
// for.
'use strict';

(() => {
  const WIDTH = 1200;
  const HEIGHT = 630;
  const at = (id) => document.getElementById(id);
  const text = (id) => at(id)?.textContent.trim() || '';
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const family = () => getComputedStyle(document.body).fontFamily;

  // Copies the shapes of the page's drawing, which are paths, rectangles and texts, as the style sheet has them, into a
  // box of the canvas.
  const copyDrawing = (to, svg, left, top, width, height) => {
    const {x, y, width: w, height: h} = svg.getBBox();
    const scale = Math.min(width / w, height / h, 2);
    to.save();
    to.translate(left + (width - w * scale) / 2, top + (height - h * scale) / 2);
    to.scale(scale, scale);
    to.translate(-x, -y);
    for (const shape of svg.querySelectorAll('path, rect, text')) copyShape(to, shape);
    to.restore();
  };
  const copyShape = (to, shape) => {
    const style = getComputedStyle(shape);
    const attribute = (name) => Number(shape.getAttribute(name));
    const moved = shape.parentNode.transform.baseVal.consolidate?.()?.matrix;
    to.save();
    if (moved && shape.parentNode.localName === 'g') to.translate(moved.e, moved.f);
    to.lineWidth = parseFloat(style.strokeWidth);
    [to.strokeStyle, to.fillStyle] = [style.stroke, style.fill];
    to.lineJoin = 'round';
    if (shape.localName === 'text') {
      to.font = `${style.fontWeight} ${style.fontSize} ${family()}`;
      to.textAlign = style.textAnchor === 'middle' ? 'center' : 'left';
      if (style.stroke !== 'none') to.strokeText(shape.textContent, attribute('x'), attribute('y'));
      to.fillText(shape.textContent, attribute('x'), attribute('y'));
    } else {
      const path = new Path2D(shape.getAttribute('d') || '');
      if (shape.localName === 'rect') {
        path.roundRect(attribute('x'), attribute('y'), attribute('width'), attribute('height'), attribute('rx'));
      }
      to.setLineDash(style.strokeDasharray.match(/[\d.]+/g)?.map(Number) || []);
      to.globalAlpha = Number(style.fillOpacity);
      if (style.fill !== 'none') to.fill(path);
      to.globalAlpha = 1;
      if (style.stroke !== 'none') to.stroke(path);
    }
    to.restore();
  };

  // Writes a text into lines of a width, at most so many, and returns where the next may begin.
  const write = (to, words, {x, y, width, size, weight = 400, ink = 'text', most = 99}) => {
    to.font = `${weight} ${size}px ${family()}`;
    to.fillStyle = colour(ink);
    const lines = [''];
    for (const word of words.split(/\s+/)) {
      const longer = `${lines.at(-1)} ${word}`.trim();
      if (to.measureText(longer).width <= width || !lines.at(-1)) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    if (lines.length > most) lines.splice(most - 1, Infinity, `${lines[most - 1]} …`);
    for (const line of lines) to.fillText(line, x, y += size * 1.32, width);
    return y;
  };
  const box = (to, x, y, width, height, radius, ground, line) => {
    const path = new Path2D();
    path.roundRect(x, y, width, height, radius);
    to.fillStyle = ground;
    to.fill(path);
    if (!line) return;
    [to.strokeStyle, to.lineWidth] = [line, 1.5];
    to.stroke(path);
  };

  const draw = (canvas) => {
    const to = canvas.getContext('2d');
    [canvas.width, canvas.height] = [WIDTH, HEIGHT];
    to.fillStyle = colour('ground');
    to.fillRect(0, 0, WIDTH, HEIGHT);
    const svg = at('graph');
    const [x, width] = svg ? [812, 348] : [60, 1080];
    const caption = svg ? text('graph-caption') : text('told');
    let size = 34; // as large as one line allows
    const fits = () => {
      to.font = `700 ${size}px ${family()}`;
      return to.measureText(caption).width <= 1120;
    };
    while (!fits() && size > 18) size--;
    write(to, caption, {x: 40, y: 67 - size * 1.32, width: 1120, size, weight: 700, most: 1});
    if (svg) {
      box(to, 40, 92, 740, 498, 16, colour('surface'), colour('line'));
      copyDrawing(to, svg, 64, 114, 692, 454);
    }
    const [facts, asked] = [...at('told').children].map((part) => part.textContent);
    let y = svg ? write(to, facts, {x, y: 88, width, size: 20, ink: 'muted', most: 8}) : 110;
    y = write(to, asked, {x, y: y + 6, width, size: 24, weight: 700, most: 3});
    y = write(to, text('answer'), {x, y: y + 14, width, size: 34, weight: 700, most: 2, ink: 'accent'});
    const verdict = at('verdict');
    if (verdict) drawVerdict(to, verdict, x, y, width);
    const icon = document.querySelector('h1 img');
    to.drawImage(icon, x, 536, 48, 48);
    write(to, 'Coconut in the page', {x: x + 62, y: 527, width: width - 62, size: 22, weight: 700});
    const own = /^(localhost|127\.|\[::1)/.test(location.host) ? '' : location.host;
    const host = own && own + location.pathname.replace(/\/$/, '');
    const line = host || 'A model that thinks in vectors';
    write(to, line, {x: x + 62, y: 557, width: width - 62, size: 16, ink: 'muted', most: 1});
  };
  const drawVerdict = (to, verdict, x, y, width) => {
    const [kind] = ['right', 'wrong', 'open'].filter((name) => verdict.classList.contains(name));
    const label = `${{right: '✓ ', wrong: '✗ ', open: ''}[kind]}${verdict.textContent}`;
    to.font = `600 20px ${family()}`;
    box(to, x, y + 16, to.measureText(label).width + 32, 36, 18, colour(`${kind}-ground`));
    write(to, label, {x: x + 16, y: y + 15, width, size: 20, weight: 600, ink: kind});
  };

  const make = (name, properties, ...children) => {
    const element = document.createElement(name);
    Object.assign(element, properties);
    element.append(...children);
    return element;
  };

  window.coconutCard = async () => {
    const description = `${text('graph-caption')} ${text('told')} ${text('answer')} ${text('verdict')}`.trim();
    const canvas = make('canvas', {id: 'card-picture', role: 'img', ariaLabel: description});
    draw(canvas);
    const picture = await new Promise((done) => { canvas.toBlob(done); });
    const file = new File([picture], 'coconut.png', {type: picture.type});
    const address = URL.createObjectURL(picture);
    const buttons = [make('a', {id: 'card-save', className: 'button', href: address, download: file.name}, 'Download')];
    const button = (label, press) => {
      const element = make('button', {type: 'button'}, label);
      element.addEventListener('click', async () => {
        const [done, failed] = await press().then(() => [true], (error) => [false, error]);
        if (failed?.name === 'AbortError') return; // the visitor thought better of it
        element.textContent = done === false ? 'Could not' : 'Done';
        setTimeout(() => { element.textContent = label; }, 2000);
      });
      buttons.push(element);
    };
    if (window.ClipboardItem && navigator.clipboard?.write) {
      button('Copy picture', () => navigator.clipboard.write([new ClipboardItem({[picture.type]: picture})]));
    }
    const shared = {files: [file], text: text('answer'), url: document.querySelector('.share')?.href};
    if (navigator.canShare?.(shared)) button('Share…', () => navigator.share(shared));
    const close = make('button', {type: 'button', className: 'primary'}, 'Close');
    const row = make('div', {className: 'row-of-buttons'}, ...buttons, close);
    const heading = make('h2', {id: 'card-title'}, 'A picture to share');
    const dialog = make('dialog', {id: 'card-box', className: 'picture'}, heading, canvas, row);
    dialog.setAttribute('aria-labelledby', 'card-title');
    dialog.setAttribute('closedby', 'any');
    close.addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => {
      URL.revokeObjectURL(address);
      dialog.remove();
    });
    document.body.append(dialog);
    dialog.showModal();
  };
})();
