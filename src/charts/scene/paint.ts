import { select } from 'd3-selection';
import { themed } from './palette.ts';
import type { Attributes, Mark, Scene } from './scene.ts';
import { paintValue, rootAttributes } from './svg.ts';

const namespace = 'http://www.w3.org/2000/svg';

/** The attributes each element was last given, so that a redraw touches only what changed. */
const given = new WeakMap<Element, Attributes>();

/**
 * Makes the SVG element show the scene: joined by key, nothing rebuilt, unchanged attributes left
 * alone.
 */
export function paint(svg: SVGSVGElement, scene: Scene): void {
  const size = { width: scene.width, height: scene.height, viewBox: `0 0 ${scene.width} ${scene.height}` };
  setAttributes(svg, { ...rootAttributes, ...size });
  paintChildren(svg, scene.marks);
}

function paintChildren(parent: Element, marks: readonly Mark[]): void {
  select<Element, Mark>(parent)
    .selectChildren<Element, Mark>(':not(title)')
    .data(marks, (mark) => `${mark.tag} ${mark.key}`)
    .join((enter) => enter.append((mark) => document.createElementNS(namespace, mark.tag)))
    .order()
    .each(function (mark) {
      setAttributes(this, mark.attributes);
      setTitle(this, mark.title);
      if (mark.text !== undefined) setText(this, mark.text);
      else if (mark.children) paintChildren(this, mark.children);
    });
}

function setAttributes(element: Element, attributes: Attributes): void {
  const before = given.get(element) ?? {};
  for (const name in attributes) {
    if (before[name] !== attributes[name]) element.setAttribute(name, paintValue(name, attributes[name], themed));
  }
  for (const name in before) if (!(name in attributes)) element.removeAttribute(name);
  given.set(element, attributes);
}

function setText(element: Element, content: string): void {
  const last = element.lastChild;
  if (last instanceof Text) {
    if (last.data !== content) last.data = content;
  } else element.append(content);
}

function setTitle(element: Element, title: string | undefined): void {
  const first = element.firstElementChild;
  const present = first?.localName === 'title' ? first : null;
  if (title === undefined) present?.remove();
  else if (!present) {
    const added = document.createElementNS(namespace, 'title');
    added.textContent = title;
    element.prepend(added);
  } else if (present.textContent !== title) present.textContent = title;
}
