import { readFileSync } from 'node:fs';
import { lab, rgb } from 'd3-color';
import { describe, expect, it } from 'vitest';
import { dark, light } from '../../../src/charts/scene/palette.ts';

const linear = (channel: number) =>
  channel <= 10.31475 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4;

it('is the one on the page', () => {
  const css = readFileSync(new URL('../../../src/look/tokens.css', import.meta.url), 'utf8');
  const onPage = Object.fromEntries(
    [...css.matchAll(/--oriel-(\w+): light-dark\((#\w+), (#\w+)\)/g)].map(([, role, ...pair]) => [role, pair]),
  );
  for (const role of Object.keys(light) as (keyof typeof light)[])
    expect([role, onPage[role]]).toEqual([role, [light[role], dark[role]]]);
});

/** WCAG 2 contrast of two colours. */
function contrast(a: string, b: string): number {
  const luminance = (colour: string) => {
    const { r, g, b } = rgb(colour);
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/**
 * Full colour blindness of each kind, on linear RGB: Machado, Oliveira, Fernandes 2009, severity 1.
 */
const blindness = {
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

function seen(colour: string, matrix: readonly number[]) {
  const { r, g, b } = rgb(colour);
  const from = [r, g, b].map(linear);
  const to = [0, 1, 2].map((row) => from.reduce((sum, value, column) => sum + matrix[3 * row + column] * value, 0));
  const encode = (value: number) =>
    255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * Math.max(value, 0) ** (1 / 2.4) - 0.055);
  return lab(rgb(encode(to[0]), encode(to[1]), encode(to[2])));
}

describe.each([
  ['light', light],
  ['dark', dark],
])('the %s palette', (_name, palette) => {
  it('has text at 4.5:1 and bars at 3:1 on the paper and under a pointed row', () => {
    for (const ground of [palette.paper, palette.wash]) {
      expect(contrast(palette.ink, ground)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(palette.muted, ground)).toBeGreaterThanOrEqual(4.5);
    }
    for (const colour of [palette.toward, palette.away])
      expect(contrast(colour, palette.paper)).toBeGreaterThanOrEqual(3);
  });

  it('keeps towards and away apart in lightness and for every colour blindness', () => {
    expect(Math.abs(lab(palette.toward).l - lab(palette.away).l)).toBeGreaterThanOrEqual(15);
    for (const matrix of Object.values(blindness)) {
      const [a, b] = [seen(palette.toward, matrix), seen(palette.away, matrix)];
      expect(Math.hypot(a.l - b.l, a.a - b.a, a.b - b.b)).toBeGreaterThanOrEqual(40);
    }
  });
});
