// Dots by the thousand, on a canvas: each would be an element otherwise.

import type { Mark, Role, Scene } from '../scene/scene.ts';
import { dot } from '../whole/plane.ts';

/** More dots than this are drawn on a canvas. */
const MOST_ELEMENTS = 2000;
/** Pixels within which the pointer reaches a dot. */
const REACH = 6;

/** A dot of a scene, where it lies in all of it. */
export interface PlacedPoint {
  readonly x: number;
  readonly y: number;
  readonly key: string;
  readonly attributes: Mark['attributes'];
}

const isPoint = ({ tag, attributes }: Mark): boolean => tag === 'circle' && /\bpoint\b/.test(String(attributes.class));

const count = (marks: readonly Mark[]): number =>
  marks.reduce((sum, mark) => sum + (isPoint(mark) ? 1 : count(mark.children ?? [])), 0);

/** A scene without its dots, and these, where there are so many; else the scene as it is. */
export function apart(scene: Scene): { readonly scene: Scene; readonly points: readonly PlacedPoint[] } {
  if (count(scene.marks) <= MOST_ELEMENTS) return { scene, points: [] };
  const points: PlacedPoint[] = [];
  const without = (marks: readonly Mark[], x: number, y: number): Mark[] =>
    marks.flatMap((mark) => {
      const { attributes, children } = mark;
      if (isPoint(mark)) {
        const [cx, cy] = [Number(attributes.cx), Number(attributes.cy)];
        points.push({ x: x + cx, y: y + cy, key: String(attributes['data-key']), attributes });
        return [];
      }
      if (!children) return [mark];
      const [, dx = 0, dy = 0] = /translate\(([-\d.]+),([-\d.]+)\)/.exec(String(attributes.transform)) ?? [];
      return [{ ...mark, children: without(children, x + Number(dx), y + Number(dy)) }];
    });
  return { scene: { ...scene, marks: without(scene.marks, 0, 0) }, points };
}

/** A ring around the dot that is pointed at. */
export const ringAround = ({ x, y, key }: PlacedPoint): Mark =>
  dot('ring', key, [x, y], { r: 5, fill: 'none', stroke: 'ink', 'stroke-width': 2 });

/** The dot at a place; null where there is none. */
export function pointAt(points: readonly PlacedPoint[], x: number, y: number): PlacedPoint | null {
  let [nearest, least]: [PlacedPoint | null, number] = [null, REACH * REACH];
  for (const point of points) {
    const distance = (point.x - x) * (point.x - x) + (point.y - y) * (point.y - y);
    if (distance <= least) [nearest, least] = [point, distance];
  }
  return nearest;
}

/** Draws dots in the colours that the page has for their roles. */
export function drawPoints(canvas: HTMLCanvasElement, points: readonly PlacedPoint[], { width, height }: Scene): void {
  const sharp = devicePixelRatio || 1;
  canvas.width = Math.round(width * sharp);
  canvas.height = Math.round(height * sharp);
  canvas.style.setProperty('width', `${width}px`);
  canvas.style.setProperty('height', `${height}px`);
  const context = canvas.getContext('2d');
  if (!context) return;
  context.scale(sharp, sharp);
  const colours = new Map<string, string>();
  const colourOf = (role: Role): string => {
    const known = colours.get(role);
    if (known !== undefined) return known;
    canvas.style.setProperty('color', `var(--${role})`);
    const found = getComputedStyle(canvas).color;
    colours.set(role, found);
    return found;
  };
  for (const { x, y, attributes } of points) {
    context.beginPath();
    context.arc(x, y, Number(attributes.r), 0, 2 * Math.PI);
    context.globalAlpha = Number(attributes['fill-opacity'] ?? 1);
    context.fillStyle = colourOf(attributes.fill as Role);
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = Number(attributes['stroke-width'] ?? 0);
    context.strokeStyle = colourOf(attributes.stroke as Role);
    if (context.lineWidth > 0) context.stroke();
  }
}
