import { describe, expect, test } from 'vitest';
import { english } from '../../../../src/catalogue/english.ts';
import { createAnnouncing } from '../../../../src/embed/frame/announcing.ts';
import { drawnOf, sentenceOf, sureOf } from '../../../../src/embed/frame/answer.ts';
import { type FrameState, initialState } from '../../../../src/embed/frame/state.ts';
import { plainSentence } from '../../../../src/wording/answer-sentence.ts';
import { creditCard, creditRecord } from '../../app/make.ts';

const about = { card: creditCard, outputs: ['bad risk'] };
const shown = { record: creditRecord([0.2, 0.1, 0, 0]), about, chosen: null };
const state = (change: Partial<FrameState>): FrameState => ({ ...initialState(english), about, ...change });
const words = (given: FrameState) => plainSentence(sentenceOf(given).pieces);

describe('the sentence', () => {
  test('is that of what is on show; while something else is explained, its answer as soon as it is known', () => {
    expect(words(state({ shown, status: 'done' }))).toContain('bad risk');
    const stale = state({ shown, stale: true, status: 'explaining' });
    expect(sentenceOf(stale)).toMatchObject({ stale: true });
    expect(words(stale)).toBe(words(state({ shown })));
    const prediction = { outputs: ['bad risk'], values: [0.9] };
    expect(sentenceOf({ ...stale, prediction }).stale).toBe(false);
    expect(words({ ...stale, prediction })).toMatch(/90\s%.*Working out why/);
    // After an error, what was on show is said to be an earlier one.
    expect(sentenceOf({ ...stale, prediction, status: 'error' })).toMatchObject({ stale: true });
    expect(sentenceOf(state({}))).toEqual({ pieces: [], stale: true });
  });

  test('is of the class that is asked about, if the record holds it, else of its likeliest output', () => {
    expect(drawnOf(shown)).toMatchObject({ output: 0, label: 'bad risk', flip: false });
    expect(drawnOf({ ...shown, chosen: 'good risk' })).toMatchObject({ output: 0, label: 'good risk', flip: true });
    const others = {
      card: { ...creditCard, task: 'multiclass' as const, classes: ['a', 'b', 'c'] },
      outputs: ['a', 'b', 'c'],
    };
    const record = creditRecord([0.2, 0.1, 0, 0], { outputs: ['b'], modelOutput: [0.6] });
    expect(drawnOf({ record, about: others, chosen: 'c' })).toMatchObject({ output: 0, label: 'b' });
  });

  test('comes with how sure it is', () => {
    expect(sureOf(shown, english).word).not.toBe('');
  });
});

test('a screen reader is told that it began, now and then how far it is, and the answer', () => {
  let time = 0;
  const announce = createAnnouncing(() => time);
  const progress = (done: number) => ({ done, total: 100, milliseconds: 0 });
  const explaining = state({ status: 'explaining', slow: true, progress: progress(1) });
  expect(announce(state({}))).toBe('');
  expect(announce(explaining)).toBe('Explaining.');
  time = 4000;
  expect(announce({ ...explaining, progress: progress(40) })).toBe('Explaining.');
  time = 6000;
  expect(announce({ ...explaining, progress: progress(60) })).toBe('60 percent done.');
  const done = state({ status: 'done', shown });
  expect(announce(done)).toBe(words(done));
});
