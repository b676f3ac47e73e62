import { describe, expect, it } from 'vitest';
import { chartFor, chartsFor } from '../../../src/charts/index.ts';
import { description, nodeReadout, phraseAround } from '../../../src/charts/kinds/highlighted-text.ts';
import { effectOf, isRightToLeft, phrasesOf, piecesOf, wordingOf } from '../../../src/charts/phrases.ts';
import { viewOf } from '../../../src/charts/view.ts';
import { arabic, credit, insult } from './fixtures.ts';

const phrases = phrasesOf(insult) as NonNullable<ReturnType<typeof phrasesOf>>;
const view = viewOf(insult);
const step = (active: number | null, key: string, of = view) => description.cells?.step(of, active, key);

describe('pieces', () => {
  it('are the text as it was typed', () => {
    for (const record of [insult, arabic]) {
      const pieces = piecesOf(record);
      expect(pieces.map(({ text }) => text).join('')).toBe(record.input.kind === 'text' ? record.input.text : '');
      expect(pieces.filter(({ player }) => player >= 0).map(({ text, player }) => [text, player])).toEqual(
        record.players.map((name, player) => [name, player]),
      );
    }
  });

  it('tell what lies beyond the part that was read', () => {
    const part = { ...insult, input: { ...insult.input, part: [4, 22] } } as typeof insult;
    const trimmed = { ...part, input: { ...part.input, spans: [[[4, 7]], [[17, 22]]] } } as typeof insult;
    const outside = piecesOf(trimmed).filter((piece) => piece.outside);
    expect(outside.map(({ text }) => text)).toEqual(['You ', ',\n  and nobody  wants you here. 😀']);
  });

  it('are none where the text was removed', () => {
    expect(piecesOf({ ...insult, input: { ...insult.input, text: null } } as typeof insult)).toEqual([]);
    expect(piecesOf(credit)).toEqual([]);
  });
});

describe('phrases', () => {
  it('hold their words in reading order and add up', () => {
    const root = phrases.parent.indexOf(-1);
    expect(phrases.members(root)).toEqual(insult.players.map((_, player) => player));
    const [first] = phrases.children(root) ?? [];
    expect(wordingOf(insult, phrases.members(first as number))).toBe('You are a stupid idiot,');
    expect(effectOf(view, [3, 4]).value).toBeCloseTo(0.753, 12);
    expect(effectOf(view, [3, 4]).error).toBeCloseTo(Math.sqrt(2) * 0.01, 12);
  });

  it('are told beside a word where they are short', () => {
    const around = phraseAround(view, 4) as number;
    expect(phrases.members(around)).toEqual([3, 4]);
    expect(nodeReadout(view, 4)).toBe(
      'idiot: +38.8 percentage points, standard error 1.0, number 1 of 13. “stupid idiot” together: +75.3 percentage points',
    );
    expect(nodeReadout(view, around)).toBe('“stupid idiot” together: +75.3 percentage points');
    expect(phraseAround(view, 12)).toBeNull();
    expect(nodeReadout(view, 99)).toBeNull();
  });

  it('turn round for the other class', () => {
    expect(nodeReadout(viewOf(insult, { flip: true }), 10)).toContain('+3.2 percentage points');
  });
});

describe('the keys', () => {
  it('go through the words as they are read', () => {
    expect(step(null, 'ArrowRight')).toBe(0);
    expect(step(3, 'ArrowRight')).toBe(4);
    expect(step(3, 'ArrowLeft')).toBe(2);
    expect([step(3, 'Home'), step(3, 'End'), step(12, 'ArrowRight'), step(3, 'x')]).toEqual([0, 12, 12, null]);
  });

  it('go up to phrases and down again', () => {
    const phrase = step(3, 'ArrowUp') as number;
    expect(phrases.members(phrase)).toEqual([3, 4]);
    expect(step(phrase, 'ArrowDown')).toBe(3);
    expect(step(phrase, 'ArrowRight')).toBe(5);
    expect(step(phrase, 'ArrowLeft')).toBe(2);
  });

  it('go to the left where the text does', () => {
    expect([isRightToLeft('123 أنت'), isRightToLeft('OK أنت'), isRightToLeft('…')]).toEqual([true, false, false]);
    expect(step(0, 'ArrowLeft', viewOf(arabic))).toBe(1);
    expect(step(1, 'ArrowRight', viewOf(arabic))).toBe(0);
  });
});

it('a text is shown as text unless something else is asked for', () => {
  expect(chartFor(insult).name).toBe('text');
  expect(chartFor(insult, 'bars').name).toBe('bars');
  expect(chartsFor(insult).map(({ name }) => name)).toEqual(['text', 'waterfall', 'bars']);
  expect(chartsFor(credit).map(({ name }) => name)).not.toContain('text');
});
