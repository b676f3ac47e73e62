import type { Language } from '../../catalogue/language.ts';
import { isConditional, type PlayerView, type View, viewOf } from '../../charts/view.ts';
import type { Explanation } from '../../records/record.ts';
import { classText } from '../../wording/class-words.ts';
import { displayRecord } from '../../wording/display.ts';
import { backgroundText } from '../../wording/trust-words.ts';
import type { KeptPair } from '../keeping/kept-things.ts';
import { inputText, keptName } from './kept-words.ts';

/** Something in which two explanations differ. */
export interface Difference {
  readonly name: string;
  readonly values: readonly [string, string];
}

/** A part of the input that both explanations have. */
export interface PairLine {
  readonly name: string;
  /** Whether its value differs. */
  readonly differs: boolean;
  readonly values: readonly [string, string];
  readonly effects: readonly [string, string];
}

export interface PairOnShow {
  readonly views: readonly [View, View];
  readonly differences: readonly Difference[];
  /** What differs first, effects that are furthest apart before all others. */
  readonly lines: readonly PairLine[];
  /** Parts that only one of them has. */
  readonly alone: readonly string[];
  /** Whether their effects count in the same units. */
  readonly sameUnits: boolean;
}

/** Letters of a hash that tell two files apart. */
const HASH_LETTERS = 8;

/** Two kept explanations side by side, of different models too: parts agree by their own names. */
export function pairOf(pair: KeptPair, language: Language): PairOnShow {
  const views = viewsOf(pair, language);
  const ownName = (at: 0 | 1, { index }: PlayerView) => pair[at].record.players[index];
  const others = new Map(views[1].players.map((player) => [ownName(1, player), player]));
  const both = views[0].players.flatMap((one): [PlayerView, PlayerView][] => {
    const other = others.get(ownName(0, one));
    return other ? [[one, other]] : [];
  });
  const shared = new Set(both.flat());
  const lines = both.map(([one, other]) => ({
    line: {
      name: one.name,
      differs: one.cell !== other.cell,
      values: [one.cell ?? '', other.cell ?? ''] as const,
      effects: [
        views[0].format.effect(one.value, one.error),
        views[1].format.effect(other.value, other.error),
      ] as const,
    },
    apart: Math.abs(one.value - other.value),
  }));
  lines.sort((a, b) => Number(b.line.differs) - Number(a.line.differs) || b.apart - a.apart);
  return {
    views,
    differences: differencesOf(pair, views, language),
    lines: lines.map(({ line }) => line),
    alone: views.flatMap(({ players }) => players.filter((one) => !shared.has(one)).map(({ name }) => name)),
    sameUnits: views[0].unit === views[1].unit && views[0].scale === views[1].scale,
  };
}

/** A record as the page shows it: by the card that was kept with it, where there is one. */
export const shownRecord = ({ record, card }: KeptPair[0], language: Language): Explanation =>
  card ? displayRecord(record, card, language) : record;

/** The same answer of both, where the second has that of the first. */
function viewsOf([one, other]: KeptPair, language: Language): readonly [View, View] {
  const view = (side: KeptPair[0], output: number | null) => {
    const plain = viewOf(side.record, { output }, 0, language);
    const label = side.card ? classText(side.card, plain.name, language) : undefined;
    return viewOf(shownRecord(side, language), { output, label }, Number.POSITIVE_INFINITY, language);
  };
  const first = view(one, null);
  const same = other.record.outputs.indexOf(one.record.outputs[first.output]);
  return [first, view(other, same < 0 ? null : same)];
}

function differencesOf(pair: KeptPair, views: readonly [View, View], language: Language): readonly Difference[] {
  const [one, other] = pair.map(({ record }) => record);
  const cards = new Map(pair.map(({ record, card }) => [record, card]));
  const called = (record: Explanation) => keptName(record, cards.get(record), language);
  const sameName = called(one) === called(other);
  const modelText = (record: Explanation) =>
    sameName
      ? language.say('page.pair.modelFile', { name: called(record), hash: record.model.sha256.slice(0, HASH_LETTERS) })
      : called(record);
  const background = ({ background }: Explanation) =>
    background ? backgroundText(background, language) : language.say('page.pair.none');
  const absent = (record: Explanation) =>
    record.input.kind === 'tabular'
      ? language.say(`page.what.absences.${isConditional(record) ? 'conditional' : 'marginal'}`)
      : language.say('page.pair.none');
  const facts: readonly (readonly [
    string,
    (record: Explanation, view: View) => string,
    ((r: Explanation) => unknown)?,
  ])[] = [
    [language.say('page.pair.model'), modelText, ({ model }) => model.sha256],
    [language.say('page.pair.input'), (record) => inputText(record, language), ({ input }) => input.sha256],
    [language.say('page.pair.answerFor'), (_, { name }) => name],
    [language.say('page.trust.term.method'), ({ explainer }) => explainer.name],
    [language.say('page.trust.term.space'), ({ space }) => language.say(`page.trust.term.spaces.${space}`)],
    [language.say('page.trust.term.background'), background, (record) => record.background?.sha256],
    [language.say('page.what.absent'), absent],
    [language.say('page.pair.samples'), ({ coalitions }) => language.number(coalitions)],
    [language.say('page.trust.term.seed'), ({ seed }) => language.number(seed, { useGrouping: false })],
  ];
  return facts.flatMap(([name, text, is]) => {
    const values = [text(one, views[0]), text(other, views[1])] as const;
    const differs = is ? is(one) !== is(other) : values[0] !== values[1];
    return differs ? [{ name, values }] : [];
  });
}
