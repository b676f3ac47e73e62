import { describe, expect, it } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import { inCardWords } from '../../../src/cli/record-words.ts';
import { parseExplanation } from '../../../src/records/record.ts';
import { displayRecord, markedWords } from '../../../src/wording/display.ts';
import { labelOf, reasonClause, valueText, wordsOf } from '../../../src/wording/value-words.ts';
import { creditCard, creditRecord } from '../app/make.ts';

const reason = (name: string, cell: number | string | null) =>
  reasonClause(creditCard, { name, cell }, english).replaceAll('\u00a0', ' ');

describe('wording', () => {
  it('reads bounds, absences and units as a person would', () => {
    expect(reason('checking_status', '<0')).toBe('checking account is below 0 DM');
    expect(reason('checking_status', '0<=X<200')).toBe('checking account is 0 to 200 DM');
    expect(reason('checking_status', '>=200')).toBe('checking account is 200 DM or more');
    expect(reason('checking_status', 'no checking')).toBe('there is no checking account');
    expect(reason('other_parties', 'none')).toBe('there are no other debtors');
    expect(reason('other_parties', 'guarantor')).toBe('other debtors is guarantor');
    expect(reason('duration', 30)).toBe('duration is 30 months');
    expect(reason('duration', null)).toBe('duration is missing');
  });

  it('says that one thing is absent, in the words of the card', () => {
    const card = {
      ...creditCard,
      features: [{ name: 'history', label: 'Credit history', kind: 'categorical' as const }],
      translations: { en: { features: { history: { levels: { 'all paid': 'all paid back', A9: 'no savings' } } } } },
    };
    const told = (cell: string) => reasonClause(card, { name: 'history', cell }, english);
    expect(told('no credits/all paid')).toBe('credit history is no credits/all paid');
    expect(told('no known property')).toBe('there is no known property');
    expect(told('all paid')).toBe('credit history is all paid back');
    expect(told('A9')).toBe('there are no savings');
  });

  it.each([
    ['Systolic blood pressure, first measured (mmHg)', 'systolic blood pressure, first measured is 4 mmHg'],
    ['Heart rate (1/min)', 'heart rate is 4 1/min'],
    ['Filtration rate (mL/min/1.73 m²)', 'filtration rate is 4 mL/min/1.73 m²'],
    ['Serum creatinine (µmol/L)', 'serum creatinine is 4 µmol/L'],
    ['Oxygen saturation (%)', 'oxygen saturation is 4 %'],
    ['Sex (1 or 2)', 'sex (1 or 2) is 4'],
    ['Smoker (y/n)', 'smoker (y/n) is 4'],
    ['Pressure (first measured)', 'pressure (first measured) is 4'],
    ['Ancienneté (années)', 'ancienneté is 4 années'],
    ['Plazo (meses)', 'plazo is 4 meses'],
    ['مدة العمل (سنوات)', '\u2068مدة العمل\u2069 is \u20684 سنوات\u2069'],
    ['الجنس (1 أو 2)', '\u2068الجنس (1 أو 2)\u2069 is 4'],
  ])('tells a unit in the brackets of %s from a remark', (label, said) => {
    const card = { ...creditCard, features: [{ name: 'x', label, kind: 'numeric' as const }] };
    expect(reasonClause(card, { name: 'x', cell: 4 }, english).replaceAll('\u00a0', ' ')).toBe(said);
  });

  it('puts ranges into words in every place', () => {
    expect(valueText(creditCard, { name: 'checking_status', cell: '0<=X<200' }, english)).toBe('0 to 200');
    for (const words of [wordsOf(creditCard, english), markedWords(creditCard, english)])
      expect(
        ['<0', '>=200', 'no checking', '<=0', '>0', '0<X<=200'].map((level) => words.level('checking_status', level)),
      ).toEqual(['below 0', '200 or more', 'no checking', '<=0', '>0', '0<X<=200']);
    const overdrawn = creditRecord([0.1, 0, 0, 0]);
    const input = { ...overdrawn.input, values: ['<0', 30, 26, 'none'] } as typeof overdrawn.input;
    expect(inCardWords({ ...overdrawn, input }, creditCard, english).input).toMatchObject({
      values: ['below 0', 30, 26, 'none'],
    });
    expect(displayRecord(creditRecord([0.1, 0, 0, 0]), creditCard, english).input).toMatchObject({
      values: ['no checking', '30\u00a0months', '26\u00a0years', 'none'],
    });
  });

  it('keeps capitals that belong to a word, and makes a label of a bare name', () => {
    const card = {
      ...creditCard,
      features: [{ name: 's2', label: 'LDL cholesterol', unit: 'mg/dL', kind: 'numeric' as const }],
    };
    expect(reasonClause(card, { name: 's2', cell: 129 }, english).replaceAll('\u00a0', ' ')).toBe(
      'LDL cholesterol is 129 mg/dL',
    );
    expect(labelOf(card, 'bill_length_mm', english)).toBe('bill length mm');
    expect(valueText(card, { name: 's2', cell: Math.fround(4.8598) }, english)).toMatch(/^4\.8598/);
  });

  it('shows a record by its labels and leaves the record alone', () => {
    const record = creditRecord([0.1, 0, 0, 0]);
    const shown = displayRecord(record, creditCard, english);
    expect(shown.players).toEqual(['Checking account (DM)', 'Duration', 'Age', 'Other debtors']);
    expect(shown.input).toMatchObject({ values: ['no checking', '30\u00a0months', '26\u00a0years', 'none'] });
    expect(displayRecord(record, creditCard, english)).toBe(shown);
    expect(record.players[0]).toBe('checking_status');
    parseExplanation(shown);
  });

  it('keeps the names where two columns share a label', () => {
    const card = { ...creditCard, features: creditCard.features!.map((feature) => ({ ...feature, label: 'Same' })) };
    expect(displayRecord(creditRecord([0.1, 0, 0, 0]), card, english).players[1]).toBe('duration');
  });
});
