import { describe, expect, it } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import { createLanguage } from '../../../src/catalogue/language.ts';
import type { Card } from '../../../src/data/card.ts';
import type { Explanation } from '../../../src/records/record.ts';
import { answerSentence, plainSentence, predictionText, reasonsOf } from '../../../src/wording/answer-sentence.ts';
import { type ClassChoice, classChoices } from '../../../src/wording/classes.ts';
import { displayRecord } from '../../../src/wording/display.ts';
import { creditCard, creditRecord, creditStudy } from '../app/make.ts';

const [good, bad] = classChoices(creditStudy);
const sentence = (record: Explanation, card: Card, choice: ClassChoice) =>
  answerSentence(record, card, choice, english);
const say = (attributions: readonly number[], change = {}, choice = bad) =>
  plainSentence(sentence(creditRecord(attributions, change), creditCard, choice)).replaceAll('\u00a0', ' ');

describe('sentence', () => {
  it('names the strongest reasons and what pulls the other way', () => {
    expect(say([-0.112, 0.04, 0.01, 0.002])).toBe(
      '29 % bad risk. Kept down mostly because there is no checking account, although duration is 30 months.',
    );
    expect(say([0.1, 0.08, 0.05, 0.001])).toBe(
      '29 % bad risk. Mostly because there is no checking account, duration is 30 months, and age is 26 years.',
    );
  });

  it.each([
    [0.28, bad, '28 % bad risk: under the 50 % line, so good risk.'],
    [0.28, good, '72 % good risk: over the 50 % line, so good risk.'],
    [0.72, bad, '72 % bad risk: over the 50 % line, so bad risk.'],
    [0.5, bad, '50 % bad risk: on the 50 % line, so bad risk.'],
    [0.5, good, '50 % good risk: on the 50 % line, so bad risk.'],
  ] as const)('says what the line of the card makes of %f', (value, choice, said) => {
    const card = { ...creditCard, threshold: 0.5 };
    const record = creditRecord([0, 0, 0, 0], { modelOutput: [value] });
    expect(plainSentence(sentence(record, card, choice)).replaceAll('\u00a0', ' ')).toBe(
      `${said} Nothing in this input makes a difference to that.`,
    );
  });

  it('has no line for a regression, and turns another line round', () => {
    const record = creditRecord([0, 0, 0, 0], { modelOutput: [0.25] });
    const low = plainSentence(sentence(record, { ...creditCard, threshold: 0.2 }, good)).replaceAll('\u00a0', ' ');
    expect(low).toContain('75 % good risk: under the 80 % line, so bad risk.');
    const number = { ...creditCard, threshold: 0.5, task: 'regression' as const, target: 'age' };
    expect(plainSentence(sentence(record, number, bad))).not.toContain('line');
  });

  it('marks what ought not to count', () => {
    const card = { ...creditCard, protected: ['age'] };
    expect(plainSentence(sentence(creditRecord([0.01, 0.06, 0.1, 0]), card, bad)).replaceAll('\u00a0', ' ')).toBe(
      '29 % bad risk. Mostly because age is 26 years (which may not be used in some countries) and duration is 30 months.',
    );
    expect(displayRecord(creditRecord([0, 0, 0, 0]), card, english).players).toContain('protected: Age');
    const groups = { person: ['age', 'other_parties'] };
    const record = { ...creditRecord([0.01, 0.06, 0.1]), players: ['checking_status', 'duration', 'person'], groups };
    expect(plainSentence(sentence(record, card, bad))).toContain('person (which may not be used in some countries)');
  });

  it.each([
    [['0', '1'], 'readmitted', 'class 1 of readmitted'],
    [['class 0', 'class 1'], 'readmitted', 'class 1 of readmitted'],
    [['0', '1'], null, 'class 1'],
    [['no', 'yes'], 'readmitted', '“yes” for readmitted'],
    [['good risk', 'bad risk'], 'readmitted', 'bad risk'],
  ])('gives classes %j of %s a name', (classes, target, name) => {
    const card = { ...creditCard, classes, target };
    const [, last] = classChoices({ card, outputs: [classes[1]] });
    expect(predictionText(card, last, 0.95, english).replaceAll('\u00a0', ' ')).toBe(`95 % ${name}`);
  });

  it('turns round for the other class of a one-output model', () => {
    expect(say([-0.112, 0.04, 0.01, 0.002], {}, good)).toBe(
      '71 % good risk. Mostly because there is no checking account, although duration is 30 months.',
    );
    const tones = sentence(creditRecord([-0.112, 0.04, 0, 0]), creditCard, good).map(({ tone }) => tone);
    expect(tones).toEqual(['headline', 'plain', 'plain', 'toward', 'plain', 'away', 'plain']);
  });

  it('gives no reasons it cannot tell apart from nothing', () => {
    expect(say([0.1, 0.08, 0.05, 0.001], { standardErrors: [[0.06, 0.06, 0.06, 0.06]] })).toContain('still uncertain');
    expect(say([0.1, 0.08, 0.05, 0.001], { standardErrors: null })).toContain('still uncertain');
    expect(say([0.1, 0.02, 0, 0], { standardErrors: null, additivityResidual: null })).toContain(
      'Mostly because there is no checking',
    );
    const parts = {
      explainer: { requested: 'auto', name: 'partition-shap', options: {}, why: '' },
      standardErrors: null,
    };
    expect(say([0.1, 0.08, 0.05, 0.001], { ...parts, coalitions: 15 })).toContain('still uncertain');
    expect(say([0.1, 0.08, 0.05, 0.001], { ...parts, coalitions: 16 })).toContain(
      'Mostly because there is no checking',
    );
    const { reasons } = reasonsOf(
      creditRecord([0.1, 0.08, 0.05, 0.001], { standardErrors: [[0.001, 0.05, 0.001, 0.001]] }),
      bad,
    );
    expect(reasons.map(({ player }) => player)).toEqual([0, 2]);
  });

  it('gives no reasons where nothing was learnt', () => {
    const change = { endsOnly: true as const, standardErrors: null, stopped: 'deadline' as const };
    expect(say([0.1, 0.1, 0.1, 0.1], change)).toBe(
      '29 % bad risk. There was no time to explain this: raise the time limit.',
    );
  });

  it('says so when nothing matters or nothing stands out', () => {
    expect(say([0, 0, 0, 0])).toBe('29 % bad risk. Nothing in this input makes a difference to that.');
    const players = Array.from({ length: 30 }, (_, player) => `p${player}`);
    const flat = creditRecord(
      players.map((_, player) => 0.01 + player / 1e5),
      { players },
    );
    expect(plainSentence(sentence(flat, creditCard, bad))).toContain('No single reason stands out');
  });

  it('is empty for a class that the record does not hold', () => {
    expect(
      sentence(creditRecord([0.1, 0, 0, 0]), creditCard, { label: 'x', output: 'x', index: 3, flip: false }),
    ).toEqual([]);
  });

  it('quotes the words of a text', () => {
    const text = (attributions: readonly number[]) =>
      creditRecord(attributions, {
        players: ['not', 'good', 'not', '.'],
        input: {
          kind: 'text',
          sha256: '',
          text: null,
          spans: [[], [], [], []],
          absent: 'mask',
          part: null,
          phrases: { left: [], right: [] },
        },
      });
    const told = (attributions: readonly number[]) =>
      plainSentence(sentence(text(attributions), creditCard, bad)).replaceAll('\u00a0', ' ');
    expect(told([0.3, -0.2, 0.25, 0])).toBe('29 % bad risk. Mostly because of “not”, in spite of “good”.');
    expect(told([-0.1, 0.01, 0, 0])).toBe('29 % bad risk. Kept down mostly by “not”.');
    const long = {
      ...text([0.3, 0, 0, 0]),
      players: ['We waited for an hour and nobody came to see us, not once.', 'x', 'y', 'z'],
    };
    expect(plainSentence(sentence(long, creditCard, bad))).toContain(
      'because of “We waited for an hour and nobody came to see…”.',
    );
    const leaning = { ...text([-0.3, 0.01, 0, 0]), base: [0.58] };
    expect(plainSentence(sentence(leaning, creditCard, bad)).replaceAll('\u00a0', ' ')).toBe(
      '29 % bad risk. It is 58 % with every word hidden: that is where it comes from, not the words. ' +
        'Kept down mostly by “not”.',
    );
  });

  it('counts the parts of a picture that carry half', () => {
    const input = {
      kind: 'image' as const,
      sha256: 'a',
      file: 'cat.jpg',
      width: 2,
      height: 2,
      picture: null,
      segments: '',
      fill: 'blur',
    };
    expect(say([0.3, 0.2, 0.2, -0.4], { input })).toBe(
      '29 % bad risk. 2 of the 4 parts of the picture carry half of what speaks for it.',
    );
    expect(say([0.8, 0.2, 0.2, -0.4], { input })).toContain('One of the 4 parts');
  });

  it('does not claim certainty of what is almost certain', () => {
    const plain = (value: number) => predictionText(creditCard, bad, value, english).replaceAll('\u00a0', ' ');
    expect(plain(0.9999)).toBe('>99.9 % bad risk');
    expect(plain(0.0001)).toBe('<0.1 % bad risk');
    expect(plain(0.005)).toBe('0.5 % bad risk');
    expect(plain(1)).toBe('100 % bad risk');
  });

  it('says a regression in its unit, raised or lowered', () => {
    const card = { ...creditCard, task: 'regression' as const, target: 'duration' };
    const record = creditRecord([-40, 20, 0, 0], { modelOutput: [214.3], standardErrors: [[1, 1, 1, 1]] });
    expect(plainSentence(sentence(record, card, bad)).replaceAll('\u00a0', ' ')).toBe(
      'Duration: 214 months. Lowered mostly because there is no checking account, although duration is 30 months.',
    );
  });

  it('goes by the order of each language, and by its grammar', () => {
    const turned = createLanguage('de', 'ltr', {
      'page.sentence.because.away': '{weighed, select, true {Trotz {against}: {reasons}.} other {{reasons}.}}',
      'page.sentence.reason': '{label}: {value}',
    });
    const pieces = answerSentence(creditRecord([-0.112, 0.04, 0.01, 0.002]), creditCard, bad, turned);
    expect(plainSentence(pieces.slice(2)).replaceAll('\u00a0', ' ')).toBe(
      'Trotz Duration: 30 months: Checking account: no checking.',
    );
    expect(pieces.slice(2).map(({ tone }) => tone)).toEqual(['plain', 'toward', 'plain', 'away', 'plain']);
  });
});
