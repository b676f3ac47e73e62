import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { languages } from '../../../src/catalogue/languages.ts';
import { parseCard } from '../../../src/data/card.ts';
import { cardWords } from '../../../src/data/card-words.ts';
import { parseExamples } from '../../../src/data/example-list.ts';

const shipped = new URL('../../../public/examples/', import.meta.url);
const read = (path: string) => JSON.parse(readFileSync(new URL(path, shipped), 'utf8'));
const examples = parseExamples(read('index.json'));
const paths = examples.flatMap(({ id, models }) => models.map(({ card }) => `${id}/${card}`));
const others = Object.keys(languages).filter((tag) => tag !== 'en');

test('a card speaks another language where it was translated, and its own where it was not', () => {
  const card = parseCard(read('credit/gbt.card.json'), 'gbt.card.json');
  const [german, other] = [cardWords(card, 'de'), cardWords(card, 'pt')];
  expect([german.label('duration'), german.unit('duration')]).toEqual(['Laufzeit', 'Monate']);
  expect([german.level('job', 'skilled'), german.level('checking_status', '<0')]).toEqual(['gelernt', '<0']);
  expect([german.class('bad risk'), german.class('other')]).toEqual(['schlechtes Risiko', 'other']);
  expect([other.label('duration'), other.unit('duration'), other.class('bad risk')]).toEqual([
    'Duration',
    'months',
    'bad risk',
  ]);
  expect(other.label('nowhere')).toBeUndefined();
});

test('columns, levels and classes may have names that every object knows', () => {
  const names = ['constructor', '__proto__', 'toString', 'prototype'];
  const json = {
    schema: 'oriel.card/1',
    name: 'm',
    task: 'binary',
    features: names.map((name) => ({ name, kind: 'categorical', levels: names })),
    input: { kind: 'tabular' },
  };
  const untranslated = cardWords(parseCard({ ...json, translations: { de: {} } }, 'c.json'), 'de');
  const translated = Object.fromEntries(names.map((name) => [name, `${name} auf Deutsch`]));
  const features = Object.fromEntries(names.map((name) => [name, { label: translated[name], levels: translated }]));
  const translations = { de: { classes: translated, features } };
  const german = cardWords(parseCard(JSON.parse(JSON.stringify({ ...json, translations })), 'c.json'), 'de');
  for (const name of names) {
    expect([untranslated.class(name), untranslated.level('constructor', name)]).toEqual([name, name]);
    expect([untranslated.label(name), untranslated.unit(name)]).toEqual([undefined, undefined]);
    expect([german.class(name), german.level('__proto__', name), german.label(name)]).toEqual(
      Array(3).fill(translated[name]),
    );
  }
  expect(cardWords(parseCard({ ...json, translations: {} }, 'c.json'), 'constructor').name).toBe('m');
});

test.each(others)('%s: all shipped examples are translated', (tag) => {
  for (const { name, models } of examples) {
    expect(Object.keys(name)).toContain(tag);
    // A model's own name stays, words for its kind do not.
    for (const { label } of models) if (label.de !== undefined) expect(Object.keys(label)).toContain(tag);
  }
  for (const path of paths) {
    const card = parseCard(read(path), path);
    const words = card.translations?.[tag];
    expect(words?.note === undefined, path).toBe(card.note === undefined);
    // ImageNet's thousand classes keep the names that everybody knows them by.
    if (card.input.kind !== 'image')
      expect(Object.keys(words?.classes ?? {}).sort()).toEqual([...(card.classes ?? [])].sort());
    for (const { name, levels = [] } of card.features ?? []) {
      const { label, levels: translated = {} } = words?.features?.[name] ?? {};
      expect(label, `${path}: ${name}`).toBeTypeOf('string');
      expect(levels, `${path}: ${name}`).toEqual(expect.arrayContaining(Object.keys(translated)));
    }
  }
});
