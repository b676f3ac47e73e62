import { describe, expect, test } from 'vitest';
import { outlinesOf } from '../../../../src/app/changing/hidden-parts.ts';
import { stretches, textOfWay } from '../../../../src/app/changing/stretches.ts';
import { encodeSegments } from '../../../../src/data/pictures/segment-map.ts';
import type { PartsCounterfactual } from '../../../../src/library/index.ts';

const way = (parts: readonly number[], by: readonly string[] | null = null) =>
  ({ parts, by }) as unknown as PartsCounterfactual['ways'][number];
const found = (input: object) => ({ input }) as unknown as PartsCounterfactual;
const said = (all: ReturnType<typeof stretches>) =>
  all.map(({ text, gone, by }) => (gone ? `[${text}${by === null ? '' : `>${by}`}]` : text)).join('');

describe('a text with what changes', () => {
  const text = 'I love this, I really love it.';
  const at = (word: string, from = 0): [number, number] => [
    text.indexOf(word, from),
    text.indexOf(word, from) + word.length,
  ];
  const spans = [[at('I')], [at('love'), at('love', 10)], [at('really')], [at('it.')]];

  test('is whole, with what is taken out in its place, equal words that are one part included', () => {
    const all = textOfWay(found({ kind: 'text', text, spans }), way([1]));
    expect(said(all)).toBe('I [love] this, I really [love] it.');
    expect(all.map((stretch) => stretch.text).join('')).toBe(text);
  });

  test('neighbours that are taken out are one stretch, in whichever order they were found', () => {
    expect(said(textOfWay(found({ kind: 'text', text, spans }), way([3, 1, 2])))).toBe(
      'I [love] this, I [really love it.]',
    );
  });

  test('each swapped word stands by itself, before what stands in its place', () => {
    const all = textOfWay(found({ kind: 'text', text, spans }), way([2, 3], ['this', 'love']));
    expect(said(all)).toBe('I love this, I [really>this] love [it.>love]');
  });

  test('places that reach into each other give no letter twice', () => {
    const all = stretches('abcdef', [
      { at: [0, 4], by: null },
      { at: [2, 6], by: null },
    ]);
    expect(all).toEqual([{ text: 'abcdef', gone: true, by: null }]);
  });

  test('there is none of a picture', () => {
    expect(textOfWay(found({ kind: 'image' }), way([0]))).toEqual([]);
  });
});

describe('the outlines of a picture’s parts', () => {
  test('are one for each part, followed once', () => {
    const segments = encodeSegments(Int32Array.from([0, 1, 0, 1]));
    const record = found({ kind: 'image', width: 2, height: 2, parts: 2, segments });
    expect(outlinesOf(record)).toHaveLength(2);
    expect(outlinesOf(record)[0]).toMatch(/^M0,0/);
    expect(outlinesOf(record)).toBe(outlinesOf(record));
  });

  test('there are none of a text', () => {
    expect(outlinesOf(found({ kind: 'text' }))).toEqual([]);
  });
});
